"""What was presented: the line that presents it again, and the last photograph, also one without a figure.

present ... -> picture before the camera --+--> again: present again ...
                                           +--> photograph: to be looked at, and framed by hand
"""

from mark1.backends.backend import Observation
from mark1.machine.optics import Scene
from mark1.panel.commands.camera import AGAIN, THROUGH_CAMERA, presented

LOOK_AGAIN = f"present {AGAIN}"


class PresentedPicture:
    """``photograph``: the last one from a file; without the retina's corners if nothing was seen on it."""

    def __init__(self) -> None:
        self.photograph: Scene | None = None
        self._line, self._name = "", ""

    def accept(self, line: str, observation: Observation | None) -> None:
        """A line succeeded."""
        kind = presented(line)
        if kind in THROUGH_CAMERA:
            self._line, self._name = line, observation.name if observation else ""
        scene = observation.scene if observation else None
        if kind and scene is not None and scene.file:
            self.photograph = scene

    def refuse(self, error: Exception) -> None:
        """A line failed; of a picture without a figure, the error has the scene."""
        self.photograph = getattr(error, "scene", None) or self.photograph

    def again(self, name: str) -> str:
        """The line that presents the picture of this name again."""
        return f"{LOOK_AGAIN} {self._line.partition(' ')[2]}" if self._name == name else LOOK_AGAIN
