"""The command that switches the back end behind the photocells."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from mark1.backends.backend import Backend
from mark1.backends.catalogue import BACKENDS, kind_of, names
from mark1.errors import CommandError, unknown
from mark1.panel.changes import BackendState
from mark1.panel.commands.words import to_number, to_options
from mark1.panel.reply import Reply
from mark1.panel.reply_data import ReplyData
from mark1.panel.session import Session


def _layers(word: str) -> tuple[int, ...]:
    """``128`` or ``128,64``: the units of each hidden layer."""
    return tuple(to_number(int, part, "hidden") for part in word.split(","))


# Of the networks; see ``NetworkBackendConfig``.
OPTIONS: dict[str, Callable[[str], Any]] = {
    "hidden": _layers,
    "activation": str,
    "loss": str,
    "l2": float,
    "start": str,
    "optimizer": str,
    "rate": float,
    "momentum": float,
    "batch": int,
    "schedule": str,
    "held-out": float,
    "patience": int,
    "threads": int,
    "input": str,
}
NEW = "new"  # after a name: a fresh back end, without what it learned before


def backend(session: Session, words: Sequence[str]) -> Reply:
    if not words:
        raise CommandError(f"expected a back end, as in: backend mlp hidden 128; known: {', '.join(names())}")
    name, *rest = words
    asked_new = rest[:1] == [NEW]
    options = to_options(rest[asked_new:], OPTIONS)
    if name not in BACKENDS and name not in (known := names()):
        raise CommandError(unknown("back end", name, known))
    if refused := rest if name == "mark1" else rest[asked_new:] if name not in BACKENDS else []:
        raise CommandError(f"{refused[0]!r} requires back end {'mlp' if refused[0] == 'hidden' else 'mlp or logistic'}")
    if name == "logistic" and "hidden" in options:
        raise CommandError("'hidden' requires back end mlp")
    others, seen, repeats = _put_by(session), session.observation, _was_made(session, name)
    left = others.pop(name, None)
    kept = None if asked_new or options else left
    if kept is None:
        session.backend = _made(session.backend.front, name, options)
        session.forget()
    else:
        session.backend = kind_of(name).behind(session.backend.front, kept.plain, kept.arrays)
        session.training_run, session.accuracy_is_old = kept.training_run, kept.accuracy_is_old
        session.evaluation, session.evaluation_is_old = kept.evaluation, kept.evaluation_is_old
    session.others = others
    if seen is not None:
        session.look(seen.light, seen.name, seen.scene, seen)
    is_kept = ", as it was left" if kept is not None and kept.taught else ""
    line: ReplyData = {"journal": f"backend {name} {NEW}"} if kept is None and not rest and repeats else {}
    return Reply(f"back end {name}: {session.backend.in_a_line()}{is_kept}", line)


def _put_by(session: Session) -> dict[str, BackendState]:
    """All back ends, including the current one, as they are kept."""
    kept = BackendState(
        *session.backend.own(),
        session.training_run,
        session.accuracy_is_old,
        session.evaluation,
        session.evaluation_is_old,
    )
    return {**session.others, session.backend.name: kept}


def _was_made(session: Session, name: str) -> bool:
    """Whether the history has this back end: a replay would then continue with it."""
    return any(line.split()[:2] == ["backend", name] for line in session.history)


def _made(front: Any, name: str, options: dict[str, Any]) -> Backend:
    """A new back end behind the machine; for mark1, the machine itself."""
    kind = kind_of(name)
    if not hasattr(kind, "usual"):  # the machine itself, or a plug-in's
        made: Backend = kind.behind(front, {}, {})
    else:
        made = kind(front, replace(kind.usual, **{key.replace("-", "_"): value for key, value in options.items()}))
    return made
