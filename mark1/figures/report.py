"""Report: the pictures of a finished training run, as PNG files.

    TrainingRecord  -->  pages.py lays it out on a Page  -->  PNG, written whole or not at all

The same record gives the same bytes.
"""

from collections.abc import Callable
from pathlib import Path

from mark1.figures import pages
from mark1.figures.page import Page, page_png
from mark1.figures.training_record import TrainingRecord
from mark1.kind import PNG
from mark1.paper import Box
from mark1.storage import make_folder, write_file

__all__ = [
    "SIZES",
    "TrainingRecord",
    "draw_hardest",
    "draw_learning_curve",
    "draw_poster",
    "draw_potentiometers",
    "draw_r_units",
    "draw_retina",
    "write_pictures",
]

Layout = Callable[[Page, Box, TrainingRecord], None]

# Width and height of each picture, pixels
SIZES = {
    "poster": (1600, 1000),
    "retina": (1600, 1000),
    "learning_curve": (1200, 700),
    "hardest": (1200, 700),
    "r_units": (1600, 1000),
    "potentiometers": (1600, 1000),
}


def draw_poster(record: TrainingRecord, path: Path | str) -> None:
    """The whole run on one page. Raises StorageError."""
    _draw(record, path, "poster", pages.poster)


def draw_retina(record: TrainingRecord, path: Path | str) -> None:
    """What the retina saw: one row for each class, or one picture of each class. Raises StorageError."""
    _draw(record, path, "retina", pages.retina_page)


def draw_learning_curve(record: TrainingRecord, path: Path | str) -> None:
    """Wrong pictures and corrections, epoch by epoch. Raises StorageError."""
    _draw(record, path, "learning_curve", pages.learning_curve_page)


def draw_hardest(record: TrainingRecord, path: Path | str) -> None:
    """The classes that took the most corrections. Raises StorageError."""
    _draw(record, path, "hardest", pages.hardest_page)


def draw_r_units(record: TrainingRecord, path: Path | str) -> None:
    """What each R-unit has come to look for. Raises StorageError."""
    _draw(record, path, "r_units", pages.r_units_page)


def draw_potentiometers(record: TrainingRecord, path: Path | str) -> None:
    """Every potentiometer as a dial, by R-unit. Raises StorageError."""
    _draw(record, path, "potentiometers", pages.potentiometers_page)


DRAWN = {
    "poster": draw_poster,
    "retina": draw_retina,
    "learning_curve": draw_learning_curve,
    "hardest": draw_hardest,
    "r_units": draw_r_units,
    "potentiometers": draw_potentiometers,
}


def write_pictures(record: TrainingRecord, folder: Path | str) -> list[Path]:
    """Write every picture into ``folder``, which is made if it is not there; their paths, the poster first.

    Raises StorageError.
    """
    folder = Path(folder)
    make_folder(folder)
    chosen = {name: draw for name, draw in DRAWN.items() if record.corrects or name != "potentiometers"}
    paths = [folder / f"{name if record.corrects else name.replace('r_units', 'units')}.png" for name in chosen]
    for path, draw in zip(paths, chosen.values(), strict=True):
        draw(record, path)
    return paths


def _draw(record: TrainingRecord, path: Path | str, name: str, layout: Layout) -> None:
    """Lay ``record`` out on a page and write it to ``path``."""
    width, height = SIZES[name]
    png = page_png((width, height), lambda page: layout(page, Box(56, 44, width - 112, height - 88), record))
    write_file(path, lambda file: file.write(png) and None, PNG)
