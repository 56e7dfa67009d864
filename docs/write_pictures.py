"""Write what the commands of docs/pictures.md print, and draw its pictures: what was shown, with the frames found in
it, and what the retina sees of it.

python docs/write_pictures.py
"""

import contextlib
import io
import re
import shlex
import tempfile
from pathlib import Path

import matplotlib
import numpy as np
from picture_kinds import KINDS, strip
from PIL import Image, ImageDraw, ImageFont

from benchmarks.sheets import photograph
from mark1.cli.invocation import run
from mark1.panel.control_panel import ControlPanel
from mark1.stimuli.characters import glyphs

PAGE = Path(__file__).parent / "pictures.md"
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


def tight() -> Image.Image:
    """A word whose letters touch each other."""
    letters = [glyphs("roman")[letter] for letter in "LOT"]
    inked = np.hstack([letter[:, letter.any(axis=0)] for letter in letters])
    return Image.fromarray((255 * (1 - np.kron(np.pad(inked, 8), np.ones((8, 8))))).astype(np.uint8))


def examples(folder: Path) -> None:
    """The files that the commands of the page are about."""
    for name, image in {"word": word("CAB"), "tight": tight(), "knight": sign(), "red_on_green": coloured()}.items():
        image.save(folder / f"{name}.png")
    (folder / "lfs.png").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n")
    blanks = folder / "letters-with-blanks"
    for number, face in enumerate(("roman", "grotesque", "roman", "grotesque")):
        for letter in "ABC":
            (blanks / letter).mkdir(parents=True, exist_ok=True)
            picture = np.pad(glyphs(face)[letter], 4 + number)
            Image.fromarray((255 * (1 - picture)).astype(np.uint8)).save(blanks / letter / f"{number}.png")
    (blanks / "B/bad.png").write_bytes(b"")
    Image.new("L", (60, 60), 255).save(blanks / "C/blank.png")


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


def printed(*words: str) -> str:
    """What the command line prints, errors included."""
    text = io.StringIO()
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
        run([*words], debug=False)
    return text.getvalue()


def with_outputs(page: str) -> str:
    """The page with what its commands print."""
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(place):
        examples(Path(place))
        printed("train", "letters", "--save", "letters.mark1")
        return re.sub(
            r"^(```\n\$ mark1 ([^\n]*)\n).*?^```$",
            lambda block: f"{block[1]}{printed(*shlex.split(block[2])).rstrip()}\n```",
            page, flags=re.DOTALL | re.MULTILINE,
        )  # fmt: skip


def draw_kinds() -> None:
    """Draw what the retina sees of each kind of file to ``docs/images/pictures/KIND.png``."""
    (IMAGES / "pictures").mkdir(exist_ok=True)
    for name, make in KINDS.items():
        with tempfile.TemporaryDirectory() as place:
            strip(make(Path(place))).quantize(16).save(IMAGES / f"pictures/{name}.png", optimize=True)


def main() -> None:
    """Draw all pictures."""
    PAGE.write_text(with_outputs(PAGE.read_text("utf-8")), "utf-8")
    draw_kinds()
    draw("polarity", cropped())
    draw("sheet", Image.fromarray(photograph(np.random.default_rng(7)).picture))
    draw("several", word("CAB"), "figure", "2")
    draw("unknown", sign())
    draw("colour", coloured(), "channel", "red")


if __name__ == "__main__":
    main()
