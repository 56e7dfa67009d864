"""Commands for the camera, the projector, and the pictures before them."""

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.backends.answer import WIDEST, lamps, verdict
from mark1.backends.backend import Observation
from mark1.errors import CommandError, PictureError, unknown
from mark1.machine.optics import Optics, Scene
from mark1.panel.commands import rig
from mark1.panel.commands.words import exactly, replaying, set_value, to_path
from mark1.panel.reply import Reply
from mark1.panel.reply_data import ReplyData
from mark1.panel.session import Session
from mark1.text import counted

DRAWING = "drawing"  # the name of a picture that was drawn by hand
# Before a kind of picture, or alone: what was seen last is seen once more, with the same jitter.
AGAIN = "again"
PICTURE_WORDS = ("letter", "digit", "shape")
FILE = "file"
THROUGH_CAMERA = (*PICTURE_WORDS, FILE)  # kinds of picture that look otherwise after the camera was turned
CELL_BY_CELL = {"rig": rig.seen, "light": rig.from_hex}


def optics(setting: str) -> Callable[[Session, Sequence[str]], Reply]:
    """A command that sets one knob of the camera and projector."""

    def turn_knob(session: Session, words: Sequence[str]) -> Reply:
        (word,) = exactly(words, 1, f"{setting} VALUE")
        _set_optics(session, {setting: word})
        return Reply(f"{setting.split('_')[0]} {word}")

    return turn_knob


def shift(session: Session, words: Sequence[str]) -> Reply:
    x, y = exactly(words, 2, "shift X Y")
    _set_optics(session, {"shift_x_cells": x, "shift_y_cells": y})
    return Reply(f"shift {x} cells right, {y} down")


def noise(session: Session, words: Sequence[str]) -> Reply:
    (word,) = exactly(words, 1, "noise 0.2")
    machine = session.machine
    machine.config = set_value(machine.config, "retina.noise", word)
    machine.retina.config = machine.config.retina
    return Reply(f"light on the photocells jitters by {machine.config.retina.noise:g}")


def _set_optics(session: Session, knobs: dict[str, str]) -> None:
    machine = session.machine
    for name, word in knobs.items():
        machine.config = set_value(machine.config, f"optics.{name}", word)
    machine.optics = Optics(machine.config.optics, machine.config.retina.rows, machine.config.retina.cols)


def reaches_out(words: Sequence[str]) -> bool:
    """Whether a picture is in a file, or before the rig's photocells."""
    kind, *_ = *(word for word in words if word != AGAIN), ""
    return kind in (FILE, "rig")


def presented(line: str) -> str:
    """Which kind of picture a line presents, or ``again``; empty for another line."""
    command, kind, *_ = *line.split(" "), "", ""
    return kind if command == "present" else ""


def present(session: Session, words: Sequence[str]) -> Reply:
    if not words:
        raise CommandError("expected a picture, as in: present letter A, or: present file IMAGE")
    kind, *rest = words
    again = session.observation if kind == AGAIN else None
    if kind == AGAIN and rest:
        kind, *rest = rest
    light, name, replaying, scene = _light(session, kind, rest)
    return _shown(session, light, name, scene, replaying, again)


def _shown(
    session: Session, light: NDArray[np.float32], name: str, scene: Scene | None, replaying: ReplyData,
    again: Observation | None = None,
) -> Reply:  # fmt: skip
    """Look at light, and report the answer."""
    observation = session.look(light, name, scene, again)
    answer = session.answer(observation)
    on = [
        f"{name}: {counted(int(observation.s.sum()), 'S-unit')} and {counted(int(observation.a.sum()), 'A-unit')} on",
        lamps(answer),
    ]
    if scene is not None and scene.file:
        answer["wide"] = round(scene.wide, 2) if scene.wide > WIDEST else None
    return Reply(f"{', '.join(filter(None, on))}: {verdict(answer)}", {"file": name, **answer, **replaying})


def draw(session: Session, words: Sequence[str]) -> Reply:
    light, _, _ = rig.from_hex(session, exactly(words, 1, "draw HEX"))
    return _shown(session, light, DRAWING, None, {})


def _light(
    session: Session, kind: str, rest: Sequence[str]
) -> tuple[NDArray[np.float32], str, ReplyData, Scene | None]:
    """Light on the retina, the picture's name, the journal's line, and what the light was cut out of."""
    machine = session.machine
    if kind in PICTURE_WORDS:
        from mark1.stimuli.library import picture_of

        light, scene = _through_camera(machine.optics, picture_of(kind, *rest), framing="whole", polarity="light")
        return light, " ".join([kind, *rest]), {}, scene
    if kind == "dark":
        exactly(rest, 0, "present dark")
        return np.zeros((machine.retina.config.rows, machine.retina.config.cols), np.float32), "dark", {}, None
    if kind == AGAIN:
        exactly(rest, 0, "present again")
        if session.observation is None:
            raise CommandError("there is no picture to see again: present one first")
        return session.observation.light, session.observation.name, {}, session.observation.scene
    if kind in CELL_BY_CELL:
        return *CELL_BY_CELL[kind](session, rest), None
    if kind != FILE:
        known = (*THROUGH_CAMERA, "dark", AGAIN, *CELL_BY_CELL)
        raise CommandError(unknown("kind of picture", kind, known))
    from mark1.panel.commands.photo import USAGE, photo

    if not rest:
        raise CommandError(f"expected a picture file, as in: {USAGE}")
    path, options = to_path(rest[:1], "present file IMAGE"), rest[1:]
    try:
        light, scene = photo(machine.optics, path, options)
    except PictureError as error:
        if path not in str(error):
            error.reword(f"{path!r}: {error}")
        raise
    return light, Path(path).name, _replaying(path, options), scene


def _replaying(path: str, options: Sequence[str]) -> ReplyData:
    """The journal's line for a picture file, with its options."""
    whole = replaying("present", FILE, path)
    return {"journal": shlex.join([*shlex.split(whole["journal"]), *options])} if options else whole


def _through_camera(camera: Optics, picture: NDArray[Any], **how: Any) -> tuple[NDArray[np.float32], Scene]:
    """What falls on the retina, and what it was cut out of. Raises PictureError."""
    return camera.project(picture, **how), camera.scene(picture, **how)
