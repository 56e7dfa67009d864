"""Commands for the machine as a whole: new, save, load, reset, undo."""

from collections.abc import Sequence

from mark1.backends.mark1 import Mark1Backend
from mark1.errors import CommandError, unknown
from mark1.kind import MACHINE
from mark1.machine.config import MachineConfig
from mark1.machine.mark1 import MarkI
from mark1.machine.short_names import SETTINGS
from mark1.panel.commands.words import exactly, replaying, set_values, to_path, to_written
from mark1.panel.reply import Reply
from mark1.panel.session import Session
from mark1.panel.undo import ReversibleSession
from mark1.text import counted


def new(session: Session, words: Sequence[str]) -> Reply:
    if len(words) % 2:
        raise CommandError(f"{words[-1]!r} needs a value, as in: machine a-units 1000 seed 3")
    given: dict[str, str] = {}
    for name, value in zip(words[::2], words[1::2], strict=True):
        if name not in SETTINGS and "." not in name:
            raise CommandError(unknown("setting", name, SETTINGS))
        given[SETTINGS.get(name, name)] = value
    config = set_values(MachineConfig(), given)
    asked = "r-units" in words[::2] or "response.n_r" in words[::2]
    session.backend = Mark1Backend(MarkI(config), asked_r_units=asked)
    session.forget()
    session.history, session.others = [], {}
    machine = session.machine
    board = machine.patch_board
    larger = f", {board.sockets} sockets per S-unit (the Mark I had {config.patch_board.sockets_per_s_unit})"
    return Reply(
        f"machine: {counted(board.n_s, 'S-unit')}, {counted(len(board.s_of_wire), 'wire')}, "
        f"{counted(machine.association.n_a, 'A-unit')}, {counted(machine.potentiometers.n_pots, 'pot')}, "
        f"{counted(machine.response.n_r, 'R-unit')}, seed {config.seed}" + (larger if board.extended else "")
    )


def reset(session: Session, words: Sequence[str]) -> Reply:
    exactly(words, 0, "reset")
    session.backend.reset()
    session.forget()
    kept = _elsewhere(session)
    others = f"; what {kept} learned is kept" if kept else ""
    return Reply(f"everything learned is forgotten; wires, tolerances and faults stay{others}")


def _elsewhere(session: Session) -> str:
    """The names of trained back ends that are not in use."""
    return ", ".join(name for name, backend in session.others.items() if backend.taught)


def undo(session: ReversibleSession, words: Sequence[str]) -> Reply:
    exactly(words, 0, "undo")
    return Reply(f"undone: {session.undo()}")


def redo(session: ReversibleSession, words: Sequence[str]) -> Reply:
    exactly(words, 0, "redo")
    return Reply(f"done again: {session.redo()}")


def amend(session: Session, words: Sequence[str]) -> Reply:
    """Refuse an ``amend`` without a line, or before another ``amend``."""
    raise CommandError("amend: expected a line to carry out, as in: amend theta 3")


def snapshot(session: ReversibleSession, words: Sequence[str]) -> Reply:
    (name,) = exactly(words, 1, "snapshot NAME")
    session.snapshot(name)
    return Reply(f"snapshot {name} saved")


def restore(session: ReversibleSession, words: Sequence[str]) -> Reply:
    (name,) = exactly(words, 1, "restore NAME")
    session.restore(name)
    return Reply(f"restored {name}")


def save(session: Session, words: Sequence[str]) -> Reply:
    path = to_written(session, words, "save FILE [again]", MACHINE)
    session.save(path)
    left_out = _elsewhere(session)
    note = f"; not in it: what {left_out} learned" if left_out else ""
    return Reply(f"saved to {path}{note}", {"file": path})


def load(session: Session, words: Sequence[str]) -> Reply:
    path = to_path(words, "load FILE")
    session.load(path)
    backend = session.backend
    taught = f"taught {len(backend.classes)} classes" if backend.classes else "not yet taught"
    summary = f"loaded {path}: {backend.name}, {counted(backend.machine.association.n_a, 'A-unit')}, {taught}"
    return Reply(summary, replaying("load", path))
