"""A session of the command line: a panel with a journal, and options as words of panel commands."""

import os
import shlex
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mark1.cli.output import COMPILES, ProgressBar, note, note_if_heard
from mark1.errors import CommandError, Described, StorageError, expected
from mark1.text import counted

if TYPE_CHECKING:
    from mark1.panel.control_panel import ControlPanel
    from mark1.panel.reply import Reply

LEAVING = ExitStack()  # clean-up that runs however a command ends


def panel_for(journal: Path | None, bar: ProgressBar | None) -> "ControlPanel":
    """A panel that writes a journal: to ``journal``, or to the default file of the session.

    However the command ends, also by a signal, a rig that joined meanwhile is left with its motors off.
    """
    from mark1.cli.ending import interrupted_by_endings
    from mark1.panel.control_panel import ControlPanel
    from mark1.panel.journal import Journal, session_path

    if journal:
        from mark1.storage import make_folder

        make_folder(journal.parent)
    kept = Journal(journal or session_path(time.strftime("%Y%m%d-%H%M%S")))
    if kept.trouble and journal:
        raise StorageError(kept.trouble)
    if journal:
        note(f"journal: {journal}")
    if kept.trouble:
        note(kept.trouble)
    panel = ControlPanel(journal=kept, on_progress=bar, on_note=note_if_heard)
    LEAVING.enter_context(interrupted_by_endings())
    LEAVING.push(partial(_leave_rig, panel))
    return panel


def _leave_rig(panel: "ControlPanel", kind: type[BaseException] | None, *_: object) -> None:
    """Interrupted: the stop bytes first, whatever else is on the line."""
    if kind is KeyboardInterrupt:
        panel.halt_motors()
    panel.leave_rig()


def joined(panel: "ControlPanel", port: str | None, **options: object) -> None:
    """Connect the rig on ``port``, if one is given. Raises RigError, CommandError."""
    given = words_of(options)
    if port is None and given:
        flags = ["--rig-pots" if name == "pots" else f"--{name}" for name in given[::2]]
        raise CommandError(f"{', '.join(flags)} require{'s' if len(flags) == 1 else ''} --rig PORT")
    if port is not None:
        note(panel.execute(shlex.join(["rig", port, *given])).text)


def ready(panel: "ControlPanel") -> None:
    """Say so where the passes of a training run are compiled, which takes seconds."""
    from mark1.machine.compiled import chosen

    chosen.tell(lambda: note_if_heard(COMPILES))


def loaded(machine: str, journal: Path | None, bar: ProgressBar | None = None) -> "ControlPanel":
    """A panel with the saved machine loaded."""
    panel = panel_for(journal, bar)
    panel.execute(shlex.join(["load", machine]))
    return panel


def taught(machine: str, journal: Path | None, backend: str | None, bar: ProgressBar | None = None) -> "ControlPanel":
    """A panel with a trained machine, which uses ``backend`` if one is given. Raises CommandError."""
    panel = loaded(machine, journal, bar)
    if not panel.backend.classes:
        raise CommandError(f"{machine}: this machine is not trained; train it first")
    if backend not in (None, panel.backend.name):
        text = expected(str(machine), f"back end {backend}", Described(panel.backend.name))
        raise CommandError(f"{text}; omit --backend to use it")
    return panel


def where_kept(panel: "ControlPanel", save: Path | None) -> str:
    """Save an interrupted training where the user wanted it, or else in the state folder: the place in words."""
    return f"saved in {save}" if save else kept(panel, "interrupted.mark1")


def stopped(panel: "ControlPanel", where: str, rest: str = "") -> int:
    """Report why a training ended early, and ``where`` it is saved. Returns the exit code."""
    course = panel.training_run
    assert course is not None
    ended = "stopped on request"
    if course.trouble:
        ended = f"stopped by {course.stopped_by}" if course.stopped_by else "cut short"
    note(f"{ended} after {counted(course.epochs, 'epoch')}; the machine is {where}{rest}")
    return 1 if course.trouble else 130


def script_text(script: str) -> str:
    """The text of a script or journal; notes why a journal may be incomplete. Raises StorageError."""
    from mark1 import storage
    from mark1.panel.journal import replayable

    text, doubts = replayable(storage.read_text(script), script)
    for doubt in doubts:
        note(f"{script}: {doubt}")
    return text


def lines_of_script(script: str) -> Iterator[str]:
    """The command lines of a script. Raises StorageError, CommandError for a command in place of a file."""
    from mark1.panel.commands.table import COMMANDS
    from mark1.panel.quoting import lines_of, words_of

    if script.partition(" ")[0] in COMMANDS and not os.path.exists(script):
        raise CommandError(expected("script", "a file of panel commands, one per line", script))
    yield from (line for _, line in lines_of(script_text(script)) if words_of(line))


def saved(panel: "ControlPanel", line: str) -> "Reply":
    """Run a ``save`` line. If it fails, save to the state folder and raise a StorageError that says so."""
    try:
        return panel.execute(line)
    except StorageError as error:
        raise StorageError(f"{error}; the machine is {kept(panel, 'unsaved.mark1')}") from error


def kept(panel: "ControlPanel", name: str) -> str:
    """Save the machine to the state folder; return where it is, or why it is lost, in words."""
    from mark1.panel.journal import state_folder

    place = state_folder() / name
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        panel.save(str(place))
    except OSError as error:
        return f"lost: {error}"
    return f"saved in {place}"


def words_of(given: Mapping[str, object]) -> list[str]:
    """The options that were given, as words of a panel command: ``a_units`` becomes ``a-units``."""
    words = {name.replace("_", "-"): value for name, value in given.items() if value is not None}
    return [str(word) for name, value in words.items() for word in (name, value)]


def settings_of(settings: list[str] | None) -> list[str]:
    """``PART.NAME=VALUE`` as words. Raises CommandError."""
    words: list[str] = []
    for setting in settings or ():
        name, equals, value = setting.partition("=")
        if not equals or "." not in name:
            raise CommandError(f"--set {setting}: expected PART.NAME=VALUE, e.g. potentiometers.backlash_v=0.2")
        words += [name, value]
    return words
