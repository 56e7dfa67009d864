"""Draw the pictures of docs/pictures.md: what was shown, with the frames found in it, and what the retina sees of it.

python docs/write_pictures.py
"""

from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.sheets import photograph
from mark1.panel.control_panel import ControlPanel
from mark1.stimuli.characters import glyphs

IMAGES = Path(__file__).parent / "images"
FONTS = Path(matplotlib.__file__).parent / "mpl-data/fonts/ttf"
SIDE, GAP = 300, 20
BLUE, ORANGE = (40, 110, 220), (235, 120, 20)


def word(text: str, px: int = 10) -> Image.Image:
    """A word in the project's own letters, black on white."""
    page = np.hstack([np.pad(glyphs("roman")[letter], ((6, 6), (0, 0))) for letter in text])
    return Image.fromarray((255 * (1 - np.kron(page, np.ones((px, px))))).astype(np.uint8))


def cropped() -> Image.Image:
    """A bold R cropped to its bounding box, as fonts and OCR cutters deliver it."""
    image = Image.new("L", (400, 400), 255)
    ImageDraw.Draw(image).text(
        (200, 200), "R", font=ImageFont.truetype(FONTS / "DejaVuSans-Bold.ttf", 260), anchor="mm"
    )
    return image.crop(Image.eval(image, lambda level: 255 - level).getbbox())


def coloured() -> Image.Image:
    """A red R on a green of the same brightness."""
    ink = np.asarray(word("R", 12)) < 128
    return Image.fromarray(np.where(ink[..., np.newaxis], (255, 0, 0), (0, 130, 0)).astype(np.uint8))


def sign() -> Image.Image:
    """A knight, which is no letter."""
    image = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(image).text(
        (150, 150), chr(0x265E), font=ImageFont.truetype(FONTS / "DejaVuSans.ttf", 240), anchor="mm"
    )
    return image


def draw(name: str, image: Image.Image, *options: str) -> None:
    """Show an image to a machine with these options, and write both sides to ``docs/images/pictures-NAME.png``."""
    path, panel = IMAGES / f"pictures-{name}.png", ControlPanel()
    image.save(path)
    panel.execute(" ".join(["present file", f"'{path}'", *options]))
    seen = panel.observation
    assert seen is not None and seen.scene is not None
    zoom = min(SIDE * 1.6 / image.width, SIDE / image.height)
    left = image.convert("RGB").resize((round(image.width * zoom), round(image.height * zoom)))
    lines = ImageDraw.Draw(left)
    for corners, colour in ((seen.scene.sheet, ORANGE), (seen.scene.corners, BLUE)):
        at = [(x * left.width, y * left.height) for x, y in corners]
        if at:
            lines.line([*at, at[0]], fill=colour, width=3)
    cells = Image.fromarray((np.asarray(seen.light) * 255).astype(np.uint8)).resize(
        (SIDE, SIDE), Image.Resampling.NEAREST
    )
    sheet = Image.new("RGB", (left.width + SIDE + 3 * GAP, SIDE + 2 * GAP), (255, 255, 255))
    sheet.paste(left, (GAP, GAP + (SIDE - left.height) // 2))
    sheet.paste(cells.convert("RGB"), (left.width + 2 * GAP, GAP))
    sheet.save(path, optimize=True)


def main() -> None:
    """Draw all pictures."""
    draw("polarity", cropped())
    draw("sheet", Image.fromarray(photograph(np.random.default_rng(7)).picture))
    draw("several", word("CAB"), "figure", "2")
    draw("unknown", sign())
    draw("colour", coloured(), "channel", "red")


if __name__ == "__main__":
    main()
