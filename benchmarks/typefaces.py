"""Characters of the fonts of this computer, as pages: for the trials that need letters nobody drew for this project."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "/Library/Fonts", "C:/Windows/Fonts")
BROKEN = (OSError, ValueError)
SIZE_PX = 160
# Families of fonts on which constants were tuned, by the start of their file names: every second one by name of those
# that were installed.
TUNING = (
    *("Comfortaa", "DejaVuSansMono", "FreeMono", "FreeSerif", "LiberationSans", "LinBiolinum", "LinLibertine"),
    *("NotoSerif", "STIX", "cmr10", "cmti10", "lobster"),
)


def fonts() -> list[Path]:
    """Fonts with the Latin capitals, a different glyph for each: those of matplotlib, and those installed here."""
    import matplotlib

    own = Path(matplotlib.__file__).parent / "mpl-data/fonts/ttf"
    folders = [own, *(Path(folder).expanduser() for folder in FOLDERS)]
    found = [path for folder in folders for path in sorted(folder.rglob("*.[ot]tf"))]
    return [path for path in {path.name: path for path in found}.values() if _has_capitals(path)]


def judging_fonts() -> list[Path]:
    """The fonts of families on which no constant of ``mark1.training.novelty`` was tuned."""
    return [path for path in fonts() if not path.name.startswith(TUNING)]


def page(font: Path, character: str, margin: int) -> NDArray[np.uint8] | None:
    """A character, black on white, cropped to its bounding box and a margin in pixels; None if it has no ink."""
    image = Image.new("L", (4 * SIZE_PX, 4 * SIZE_PX), 255)
    ImageDraw.Draw(image).text((SIZE_PX, SIZE_PX), character, fill=0, font=ImageFont.truetype(font, SIZE_PX))
    box = Image.eval(image, lambda level: 255 - level).getbbox()
    if box is None:
        return None
    left, top, right, bottom = box
    return np.asarray(image.crop((left - margin, top - margin, right + margin, bottom + margin)))


def capitals(font: Path, margin: int) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """The 26 capitals of a font and their pages."""
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        picture = page(font, letter, margin)
        if picture is not None:
            yield letter, picture


def _has_capitals(path: Path) -> bool:
    """Whether a font draws A, B and C in three ways: one that lacks them draws the same box for each."""
    if any(word in path.name for word in ("Symbol", "Emoji", "Math", "STIXSiz", "STIXNonUni", "cmex", "cmsy", "cmmi")):
        return False
    try:
        pages = [page(path, letter, 0) for letter in "ABC"]
    except BROKEN:
        return False
    return len({picture.tobytes() for picture in pages if picture is not None}) == 3
