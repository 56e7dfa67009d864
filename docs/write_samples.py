"""Make the sample pictures of examples/pictures: two photographed sheets, a letter drawn by hand, digits as IDX files.

python docs/write_samples.py

Nothing here is anybody else's: the letters are those of assets/faces, and the pen strokes are written below.
"""

import gzip
import io
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from mark1.stimuli.library import picture_of

PICTURES = Path(__file__).parents[1] / "examples/pictures"
IMAGES = Path(__file__).parent / "images"
Stroke = list[tuple[float, float]]  # points of the pen; (0, 0) is the top left of the letter, (1, 1) its bottom right
Ink = NDArray[np.float64]

PHOTO = (640, 480)  # px
SHEET = (480, 679)  # px; A4
# Corners of the sheets in the photographs, clockwise from the top left of the paper, px.
SHEETS = {
    "H": ((178, 32), (462, 48), (452, 446), (160, 434)),
    "R": ((196, 52), (470, 30), (492, 428), (174, 450)),
}
DESK, PAPER, PRINT = 95, 236, 28  # grey levels

HAND_DRAWN = [
    [(0.06, 1.0), (0.2, 0.66), (0.36, 0.3), (0.5, 0.02)],
    [(0.48, 0.0), (0.62, 0.36), (0.78, 0.68), (0.97, 0.97)],
    [(0.17, 0.66), (0.45, 0.61), (0.84, 0.62)],
]

SIDE, EACH = 28, 20  # an IDX picture, px; pictures per digit


def arc(x: float, y: float, wide: float, high: float, start_deg: float, end_deg: float) -> Stroke:
    """Points of an ellipse around (x, y); 0 is on the right, 90 at the bottom."""
    angles = np.deg2rad(np.linspace(start_deg, end_deg, 24))
    return [(float(x + wide * np.cos(a)), float(y + high * np.sin(a))) for a in angles]


DIGITS: tuple[list[Stroke], ...] = (
    [arc(0.5, 0.5, 0.36, 0.5, -90, 270)],
    [[(0.25, 0.25), (0.55, 0.0), (0.55, 1.0)]],
    [[*arc(0.5, 0.3, 0.36, 0.3, -170, 40), (0.12, 1.0), (0.9, 1.0)]],
    [arc(0.42, 0.26, 0.36, 0.26, -150, 90), arc(0.42, 0.75, 0.4, 0.25, -90, 150)],
    [[(0.66, 1.0), (0.66, 0.0), (0.08, 0.68), (0.95, 0.68)]],
    [[(0.85, 0.0), (0.25, 0.0), (0.2, 0.45), *arc(0.45, 0.69, 0.4, 0.31, -110, 150)]],
    [[(0.75, 0.0), (0.3, 0.4), *arc(0.5, 0.7, 0.36, 0.3, 180, 540)]],
    [[(0.1, 0.0), (0.9, 0.0), (0.4, 1.0)]],
    [arc(0.5, 0.25, 0.3, 0.25, -90, 270), arc(0.5, 0.74, 0.38, 0.26, -90, 270)],
    [[*arc(0.5, 0.3, 0.34, 0.3, 0, 360), (0.8, 0.45), (0.62, 1.0)]],
)


def photographed(letter: str, rng: np.random.Generator) -> Image.Image:
    """A printed letter on a sheet of paper on a desk, seen from slightly aside, in light that fades to one side."""
    paper = Image.new("L", SHEET, PAPER)
    glyph = Image.fromarray((255 * picture_of("letter", letter)).astype(np.uint8))
    glyph = glyph.resize((300, 300), Image.Resampling.BICUBIC)
    paper.paste(PRINT, ((SHEET[0] - 300) // 2, (SHEET[1] - 300) // 2), glyph)
    lens = Image.Transform.PERSPECTIVE, coefficients(SHEETS[letter], SHEET), Image.Resampling.BICUBIC
    photo = np.full(PHOTO[::-1], float(DESK))
    on = np.asarray(Image.new("L", SHEET, 255).transform(PHOTO, *lens)) / 255
    photo += on * (np.asarray(paper.transform(PHOTO, *lens), float) - DESK)
    fading = np.linspace(1.0, 0.78, PHOTO[0]) * np.linspace(1.0, 0.94, PHOTO[1])[:, np.newaxis]
    photo = photo * fading + rng.normal(0, 2, photo.shape)
    return Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.6))


def coefficients(corners: tuple[tuple[int, int], ...], size: tuple[int, int]) -> list[float]:
    """Pillow's eight numbers that carry points of a photograph to points of a sheet with these corners."""
    flat = ((0, 0), (size[0], 0), size, (0, size[1]))
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return [float(number) for number in np.linalg.solve(np.array(rows, float), np.array(values, float))]


def drawn(strokes: list[Stroke], side: int, pen: float, moves: Ink) -> Image.Image:
    """Strokes of a round pen, white on black; ``moves`` (2, 3) carries the letter's square to that of the picture."""
    zoom, pen = 4, pen * side * 4
    image = Image.new("L", (side * zoom, side * zoom), 0)
    brush = ImageDraw.Draw(image)
    for stroke in strokes:
        points = (np.c_[stroke, np.ones(len(stroke))] @ moves.T) * side * zoom
        brush.line([(float(x), float(y)) for x, y in points], fill=255, width=round(pen), joint="curve")
        for x, y in points:
            brush.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=255)
    return image.resize((side, side), Image.Resampling.BOX)


def some_hand(rng: np.random.Generator) -> Ink:
    """How one hand places a digit: size, slant and place vary."""
    wide, high, slant = rng.uniform(0.42, 0.58), rng.uniform(0.6, 0.72), rng.uniform(-0.12, 0.2)
    x, y = 0.5 + rng.uniform(-0.05, 0.05, 2)
    return np.array([[wide, -slant, x - wide / 2 + slant / 2], [0.0, high, y - high / 2]])


def digits(rng: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Pictures (n, 28, 28), white on black as MNIST's, and labels (n,)."""
    labels = np.repeat(np.arange(10, dtype=np.uint8), EACH)
    pictures = [drawn(DIGITS[label], SIDE, rng.uniform(0.07, 0.11), some_hand(rng)) for label in labels]
    return np.stack([np.asarray(picture) for picture in pictures]), labels


def write_idx(name: str, array: NDArray[np.uint8]) -> None:
    """An IDX file of bytes, gzipped; the same array gives the same bytes."""
    head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    with io.BytesIO() as file:
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
            packed.write(head + array.tobytes())
        (PICTURES / name).write_bytes(file.getvalue())


def hand_drawn() -> Image.Image:
    """An A, drawn with a thick pen on white paper."""
    ink = drawn(HAND_DRAWN, 240, 0.055, np.array([[0.62, 0.0, 0.2], [0.0, 0.7, 0.14]]))
    return Image.eval(ink, lambda level: 245 - level * 205 // 255)


def overview(pictures: NDArray[np.uint8]) -> Image.Image:
    """The photographs, the hand-drawn letter and the first digits, side by side, for the first tutorial."""
    gap, side = 16, 240
    sheet = Image.new("L", (4 * side + 5 * gap, side + 2 * gap), 255)
    shown = [Image.open(PICTURES / f"scan-of-an-{letter}.jpg").crop((120, 0, 560, 480)) for letter in SHEETS]
    rows = [np.hstack(pictures[EACH * digit : EACH * digit + 5]) for digit in range(0, 10, 2)]
    shown += [Image.open(PICTURES / "hand-drawn-A.png"), Image.fromarray(np.vstack(rows))]
    for number, picture in enumerate(shown):
        sheet.paste(ImageOps.pad(picture, (side, side), color=255), (gap + number * (side + gap), gap))
    return sheet


def main() -> None:
    """Write all samples, and the picture of them in docs/images."""
    PICTURES.mkdir(exist_ok=True)
    rng = np.random.default_rng(1960)
    for letter in SHEETS:
        photographed(letter, rng).save(PICTURES / f"scan-of-an-{letter}.jpg", quality=85)
    hand_drawn().save(PICTURES / "hand-drawn-A.png", optimize=True)
    pictures, labels = digits(rng)
    write_idx("digits-images-idx3-ubyte.gz", pictures)
    write_idx("digits-labels-idx1-ubyte.gz", labels)
    overview(pictures).save(IMAGES / "samples.png", optimize=True)


if __name__ == "__main__":
    main()
