"""Presenting: the lines that show a picture, and what happens to knobs, drawing and target."""

from collections.abc import Sequence

from mark1.gui.base.contract import FrameContext
from mark1.gui.base.ui_state import StatusMessage
from mark1.panel.commands.camera import DRAWING, PICTURE_WORDS, presented


def presenting(frame: FrameContext, line: str, label: str) -> Sequence[str]:
    """Show another picture with target ``label``, upright and without noise."""
    frame.state.wanted = label
    machine = frame.machine
    knobs = (("rotate 0", machine.config.optics.rotation_deg), ("noise 0", machine.retina.config.noise))
    return *(knob for knob, value in knobs if value and presented(line) in PICTURE_WORDS), line


def typed_over(frame: FrameContext, line: str, label: str) -> Sequence[str]:
    """A letter was typed: show it; but if there is a drawing, make the letter its target."""
    if not is_drawing(frame):
        return presenting(frame, line, label)
    frame.state.wanted, frame.state.notice = label, StatusMessage("strip.drawing", label)
    return ()


def is_drawing(frame: FrameContext) -> bool:
    """Whether the picture before the camera was drawn by hand."""
    return frame.observation is not None and frame.observation.name == DRAWING


def draws(frame: FrameContext) -> None:
    """A new drawing begins: it has no target yet."""
    if not is_drawing(frame):
        frame.state.wanted = ""
