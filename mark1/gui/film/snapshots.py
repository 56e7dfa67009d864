"""Snapshots: pictures of the window, saved as PNG files under new names."""

import io
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pygame

from mark1 import storage
from mark1.errors import StorageError
from mark1.gui.base.ui_state import PanelState, StatusMessage
from mark1.gui.operator.operator import Operator


class Snapshots:
    """The pictures of one window, in ``folder``."""

    def __init__(self, operator: Operator, state: PanelState, folder: Path) -> None:
        self.operator, self.state, self.folder = operator, state, folder

    def take(self, surface: pygame.Surface) -> None:
        """Save a picture of the window, without waiting for the disk."""
        threading.Thread(target=self._keep, args=(surface.copy(),), name="picture").start()

    def _keep(self, picture: pygame.Surface) -> None:
        try:
            path = keep_picture(picture, self.folder, time.strftime("%Y%m%d-%H%M%S"))
        except StorageError as error:
            self.operator.trouble = str(error)
        else:
            self.state.notice = StatusMessage("strip.pictured", str(path))


def keep_picture(surface: pygame.Surface, folder: Path, stamp: str) -> Path:
    """Write a surface as PNG into a folder, under an unused name. Raises StorageError."""
    storage.make_folder(folder)
    path = next(path for path in _names(folder, stamp) if not path.exists())
    held = io.BytesIO()
    pygame.image.save(surface, held, "wall.png")
    storage.write_bytes(path, held.getvalue())
    return path


def _names(folder: Path, stamp: str) -> Iterator[Path]:
    yield folder / f"mark1-{stamp}.png"
    yield from (folder / f"mark1-{stamp}-{number}.png" for number in range(2, 10_000))
    raise StorageError(f"{folder}: too many pictures within one second: choose another folder")
