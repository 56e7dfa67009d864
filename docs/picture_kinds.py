"""The kinds of picture files and sets that docs/pictures.md lists: one small example of each, and how it is read.

KINDS[name](folder) --> Kind: what to type after ``mark1 train``, and the options --> retinas: what is seen of it
"""

import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from picture_fonts import collection, font
from PIL import Image, ImageDraw

from mark1.stimuli.characters import glyphs
from mark1.stimuli.library import load
from mark1.stimuli.pictures import read_picture
from mark1.stimuli.reading import Reading

Pixels = NDArray[Any]

CLASSES = "ABCD"
MOST = 3  # classes that are shown
SIDE = 28  # pixels of a picture in an array
LETTERS = [np.pad(glyphs(face)[letter], 4) for face in ("roman", "grotesque") for letter in CLASSES]
X = (255 * np.stack(LETTERS)).astype(np.uint8)  # light on dark, as in arrays
Y = np.arange(len(X)) % len(CLASSES)
INK = 255 - np.kron(X, np.ones((4, 4), np.uint8))  # dark on light, as in files


class Kind(NamedTuple):
    """What is typed after ``mark1 train`` or ``recognize``, and the options; ``instead``: the options that override."""

    data: str
    options: Mapping[str, object] = {}
    instead: Mapping[str, object] | None = None


# ---- folders


def classes(place: Path, names: Sequence[str] = CLASSES, pixels: Pixels = INK, suffix: str = "png") -> Path:
    """A folder with one subfolder per class."""
    for i, picture in enumerate(pixels):
        folder = place / names[Y[i]]
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(folder / f"{i // len(names) + 1}.{suffix}")
    return place


def root(place: Path) -> Kind:
    classes(place / "root/train", pixels=INK[:4])
    classes(place / "root/test", pixels=INK[4:])
    return Kind(str(place / "root"), {}, {"part": "test"})


def zipped(place: Path) -> Kind:
    folder = classes(place / "letters")
    with zipfile.ZipFile(place / "letters.zip", "w") as archive:
        for file in sorted(folder.rglob("*.png")):
            archive.write(file, file.relative_to(place))
    return Kind(str(place / "letters.zip"))


def quick_draw(place: Path) -> Kind:
    (place / "doodles").mkdir()
    for name, lines in (("house", [(4, 24), (4, 12), (14, 3), (24, 12), (24, 24), (4, 24)]),
                        ("zigzag", [(3, 20), (9, 7), (14, 20), (19, 7), (25, 20)])):  # fmt: skip
        image = Image.new("L", (SIDE, SIDE))
        ImageDraw.Draw(image).line(lines, fill=255, width=2)
        np.save(place / f"doodles/full_numpy_bitmap_{name}.npy", np.asarray(image).reshape(1, -1).repeat(2, axis=0))
    return Kind(str(place / "doodles"))


# ---- picture files


def transparent(place: Path) -> Kind:
    alpha = 255 - INK
    image = np.dstack([np.zeros_like(alpha[0]), alpha[0]])
    return _file(place / "A.png", lambda path: Image.fromarray(image, "LA").save(path))


def heic(place: Path) -> Kind:
    import pillow_heif

    photograph = Image.fromarray(INK[0]).convert("RGB")
    return _file(place / "IMG_1.HEIC", lambda path: pillow_heif.from_pillow(photograph).save(path, quality=90))


def pages(place: Path) -> Kind:
    first, *rest = (Image.fromarray(picture) for picture in INK[:3])
    first.save(place / "scan.pdf", "PDF", save_all=True, append_images=rest)
    return Kind(str(place / "scan.pdf"), {"frame": 0}, {"frame": 2})


def frames(place: Path) -> Kind:
    first, *rest = (Image.fromarray(picture) for picture in INK[:3])
    first.save(place / "frames.tif", save_all=True, append_images=rest)
    return Kind(str(place / "frames.tif"), {"frame": 0}, {"frame": 1})


def _file(path: Path, save: Callable[[Path], object]) -> Kind:
    save(path)
    return Kind(str(path))


# ---- arrays


def npz(place: Path, **arrays: Pixels) -> Kind:
    """A npz file with these arrays."""
    np.savez(place / "mine.npz", **arrays)  # type: ignore[arg-type]
    return Kind(str(place / "mine.npz"))


def two_npz(place: Path) -> Kind:
    np.savez(place / "k49-train-imgs.npz", X)
    np.savez(place / "k49-train-labels.npz", Y)
    return Kind(str(place / "k49-train-imgs.npz"))


def two_npy(place: Path) -> Kind:
    np.save(place / "x_train.npy", X)
    np.save(place / "y_train.npy", Y)
    return Kind(str(place / "x_train.npy"))


def idx(pictures: Pixels, labels: Pixels, name: str, suffix: str = "labels-idx1-ubyte") -> Callable[[Path], Kind]:
    """A pair of IDX files."""

    def write(place: Path) -> Kind:
        for array, path in ((pictures, f"{name}-images-idx3-ubyte"), (labels, f"{name}-{suffix}")):
            code, kind = (12, ">i4") if suffix.endswith("int") and array is labels else (8, "u1")
            head = bytes([0, 0, code, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
            (place / path).write_bytes(head + array.astype(kind).tobytes())
        emnist = {"transpose": "off"} if name.startswith("emnist") else None
        return Kind(str(place / f"{name}-images-idx3-ubyte"), {}, emnist)

    return write


# ---- tables


def table(name: str, *, header: bool = False, one_hot: bool = False, german: bool = False) -> Callable[[Path], Kind]:
    """A text file of numbers, the label first; or last, one-hot, or with semicolons and decimal commas."""

    def write(place: Path) -> Kind:
        lines = [",".join(["label", *(f"p{k}" for k in range(SIDE * SIDE))])] if header else []
        for row, label in zip(X.reshape(len(X), -1), Y, strict=True):
            values = [f"{value / 255:.2f}".replace(".", ",") if german else str(value) for value in row]
            last = ["1" if k == label else "0" for k in range(len(CLASSES))] if one_hot else [CLASSES[label]]
            lines.append((";" if german else " " if one_hot else ",").join([*values, *last] if one_hot or german
                                                                            else [*last, *values]))  # fmt: skip
        (place / name).write_text("\n".join(lines) + "\n")
        return Kind(str(place / name))

    return write


# ---- fonts


def in_collection(place: Path) -> Kind:
    both = collection(place / "Both.ttc", font(place / "g.ttf", letters="ABCDEFGH"), font(place / "r.ttf", "roman"))
    return Kind(f"letters:{both}#1", {"only": "A-D"})


def variable(place: Path) -> Kind:
    return Kind(f"letters:{font(place / 'Variable.ttf', axis=True)}:wght=900", {"only": "A-D"})


def incomplete(place: Path) -> Kind:
    return Kind(f"letters:{font(place / 'Few.ttf', letters='ABCDEFGH')}", {"only": "A-H"})


KINDS: dict[str, Callable[[Path], Kind]] = {
    "folder": lambda place: Kind(str(classes(place / "letters"))),
    "root": root,
    "zip": zipped,
    "quick-draw": quick_draw,
    "pillow": transparent,
    "heic": heic,
    "pdf": pages,
    "frames": frames,
    "npz": lambda place: npz(place, x_train=X / 127.5 - 1, y_train=np.eye(4)[Y]),
    "npz-pair": two_npz,
    "npy-pair": two_npy,
    "idx": idx(X, Y, "train"),
    "qmnist": idx(X, np.column_stack([Y, *[Y] * 7]), "qmnist-train", "labels-idx2-int"),
    "emnist": idx(np.swapaxes(X, 1, 2), Y + 1, "emnist-letters-train"),
    "csv": table("mine.csv"),
    "header": table("mine.csv", header=True),
    "semicolons": table("mine.data", german=True),
    "one-hot": table("semeion.txt", one_hot=True),
    "font": lambda place: Kind(f"letters:{font(place / 'My.woff2', flavor='woff2')}", {"only": "A-D"}),
    "collection": in_collection,
    "variable": variable,
    "incomplete": incomplete,
}


# ---- what is seen


def retinas(kind: Kind, options: Mapping[str, object]) -> list[NDArray[np.float32]]:
    """The first picture of each of at most three classes on the retina, or that of a single file."""
    from mark1.machine.config import OpticsConfig
    from mark1.machine.optics import Optics

    if Path(kind.data).suffix in (".png", ".HEIC", ".pdf", ".tif"):
        frame = int(str(options.get("frame", 0)))
        return [Optics(OpticsConfig(), 20, 20).project(read_picture(kind.data, frame=frame), framing="fit")]
    stimuli = load(kind.data, reading=Reading(**options))  # type: ignore[arg-type]
    return [stimuli.light[stimuli.labels.index(label)] for label in stimuli.classes[:MOST]]


def strip(kind: Kind) -> Image.Image:
    """What is seen of a kind; beside it what is seen with the options that override."""
    cell, gap, wide = 2, 2, 10
    groups = [retinas(kind, options) for options in (kind.options, kind.instead) if options is not None]
    side = 20 * cell
    width = sum(len(group) * (side + gap) - gap for group in groups) + wide * (len(groups) - 1)
    page, x = Image.new("L", (width, side), 255), 0
    for group in groups:
        for light in group:
            levels = np.kron(np.rint(light * 15) * 17, np.ones((cell, cell))).astype(np.uint8)
            page.paste(Image.fromarray(levels), (x, 0))
            x += side + gap
        x += wide - gap
    return page
