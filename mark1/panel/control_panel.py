"""The control panel: what an operator can do. Every action is one line of text."""

import shlex
from collections.abc import Callable, Generator
from functools import partial
from typing import Any, NamedTuple, Self

from mark1 import arguments
from mark1.backends.backend import Observation
from mark1.backends.mark1 import Mark1Backend
from mark1.commit import attributes, commit
from mark1.errors import CommandError, unknown
from mark1.log import logger
from mark1.machine.config import MachineConfig
from mark1.machine.mark1 import MarkI
from mark1.machine.simulated_time import Process, run_to_end
from mark1.machine.state import chance
from mark1.panel.changes import SessionState
from mark1.panel.commands.command import Command
from mark1.panel.commands.table import COMMANDS, command_named
from mark1.panel.commands.words import words_for
from mark1.panel.journal import Journal
from mark1.panel.quoting import AMEND, amended, words_of
from mark1.panel.reply import Reply
from mark1.panel.undo import OF_PRESENT, ReversibleSession
from mark1.training.evaluation import EvaluationResult
from mark1.training.training_run import TrainingRun

log = logger(__name__)
HISTORY_LINES = 10_000


class ParsedLine(NamedTuple):
    """A line, read: the command it means, all its words, and whether it is part of the last change."""

    command: Command
    words: list[str]
    amends: bool


class Before(NamedTuple):
    """What a line found: where to go back to, if that can be kept, and what it may have replaced."""

    state: SessionState | None
    observation: Observation | None
    evaluation: EvaluationResult | None
    training_run: TrainingRun | None


class ControlPanel(ReversibleSession):
    """A session that is worked by lines of text. ``work`` is the only way to change it.

    A line is done or not done, whatever interrupts it: an error, Ctrl-C, a callback that raises. What the session has
    on the panel, and whom it notifies, see ``Session``.
    """

    def __init__(
        self,
        config: MachineConfig | None = None,
        journal: Journal | None = None,
        on_progress: Callable[[str, int, int, str], None] | None = None,
        on_note: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(config, journal, on_progress, on_note)
        self.under_way = ""
        self._learned_before: object = None
        self._way_back: Callable[[], None] | None = None  # of a line that is neither done nor taken back
        if config is not None and config != MachineConfig():
            self._begin_with(config)

    @classmethod
    def of(cls, machine: MarkI) -> Self:
        """A panel for a machine of your own, which stays the same object; it has no classes yet.

        The history begins with a new machine of this configuration: what was done to this one before is not in it.
        Raises ConfigError for anything but a machine.
        """
        arguments.instance("machine", machine, MarkI)
        panel = cls(machine.config)
        backend = Mark1Backend(machine, asked_r_units=machine.config.response.n_r != MachineConfig().response.n_r)
        commit([attributes(panel, {"_backend": backend})])
        return panel

    def _begin_with(self, config: MachineConfig) -> None:
        """The line that makes such a machine: journal and history begin with it."""
        line = shlex.join(["machine", *words_for(config)])
        self.journal.record(line, replays=True)
        self.history = [line]

    def __repr__(self) -> str:
        return f"<ControlPanel: {self.backend.name}, {self.backend.in_a_line()}>"

    def __getstate__(self) -> dict[str, Any]:
        """As of any session; a line under way stays with the original too."""
        return super().__getstate__() | {"under_way": ""}

    def execute(self, line: str) -> Reply:
        """Do what one line says. Raises CommandError for what it cannot mean; nothing is changed by an error."""
        return run_to_end(self.work(line))

    def work(self, line: str) -> Process[Reply]:
        """Run one line as a process: it yields wherever work may pause or machine time elapses, see ``Process``.

        Closed before its end, it changes nothing, as if there had been an error. While it is ``under_way``, only
        questions are answered; ``stop_request.asked`` ends a run, which is journaled as far as it went.
        """
        if self._way_back and not self.under_way:
            self._way_back()  # Ctrl-C came a second time, while a line was being taken back
        arguments.instance("a line", line, str)
        words = words_of(line)
        if not words:
            return Reply("")
        asked = self._read(words)
        before = self._before(asked.command)
        outer = {"under_way": self.under_way, "_way_back": self._way_back}
        way_back = self._way_back_to(asked.command, before.state, outer)
        try:
            commit([attributes(self, {"under_way": line, "_way_back": way_back or self._way_back})])
            done = asked.command.run(self, asked.words[1:])
            reply = (yield from done) if isinstance(done, Generator) else done
            self.join_rig()
            entry, changes = self._came_of(asked, reply, before)
            commit([attributes(self, changes | outer), entry])
        except BaseException:
            if way_back and self._way_back is way_back:
                way_back()
            raise
        finally:
            self.under_way = str(outer["under_way"])
            self.journal.catch_up()
        log.info("%s: %s", line, reply.text.partition("\n")[0])
        return reply

    def _read(self, words: list[str]) -> ParsedLine:
        """The line that is meant. Raises CommandError, also for one that has to wait for another's end."""
        amends, words = amended(words)
        command = command_named(words[0])
        if command is None:
            raise CommandError(unknown("command", words[0], COMMANDS, "'help' lists them all"))
        if command.kind != "ask":
            if self.under_way:
                raise CommandError(f"{self.under_way!r} is still running; stop it or wait")
            self.stop_request.asked = False
        return ParsedLine(command, [command.word, *words[1:]], amends)

    def _before(self, command: Command) -> Before:
        """The present, as far as the command may replace it."""
        acts = command.kind == "act"
        if acts:
            self._learned_before = self._learned if command.changes == "weights" else None
        return Before(self._kept_present() if acts else None, self.observation, self.evaluation, self.training_run)

    def _way_back_to(
        self, command: Command, before: SessionState | None, outer: dict[str, Any]
    ) -> Callable[[], None] | None:
        """What takes a line back that is not done; None where that is not possible, or there is nothing to take back.

        With motors of metal, a look stays as far as it went.
        """
        if before is not None:
            return partial(self._return_to, before, **outer)
        if command.kind != "look" or self.rig:
            return None
        names = ("_backend", "album", "snapshots", "changes", "_learned_before", *OF_PRESENT)
        present = {name: vars(self)[name] for name in names}  # looks put others in their place, and write into none
        changes = [
            *chance(self.machine),
            attributes(self.machine, vars(self.machine)),
            attributes(self, present | outer),
        ]
        return lambda: commit(changes)

    def _came_of(self, asked: ParsedLine, reply: Reply, before: Before) -> tuple[partial[Any], dict[str, Any]]:
        """What to set once a line is done: the journal's entry, and attributes of the panel."""
        command, words = asked.command, asked.words
        said = reply.data.get("journal", shlex.join(words))
        changes: dict[str, Any] = {}
        if command.kind == "act":
            amends, work = asked.amends and bool(self.changes.past), str(reply.data.get("done", ""))
            said = f"{AMEND} {said}" if amends else said
            changes = self._outdated(command, before)
            changes["changes"] = self.changes.after(shlex.join(words), work, before.state, amends=amends)
        if command.kind != "ask" and not command.brings_history:
            changes["history"] = [*self.history, said][-HISTORY_LINES:]
        return self.journal.adding(said, replays=command.kind != "ask"), changes

    def _outdated(self, command: Command, before: Before) -> dict[str, Any]:
        """What an act leaves on the panel that was seen or judged before it."""
        changes: dict[str, Any] = {"observation_is_old": self.observation is before.observation}
        if command.changes == "answers":
            changes["others"] = {name: backend.stale() for name, backend in self.others.items()}
        if command.changes == "answers" or self.has_learned:
            changes["evaluation_is_old"] = self.evaluation is before.evaluation
            changes["accuracy_is_old"] = self.training_run is before.training_run
        return changes

    @property
    def has_learned(self) -> bool:
        """Whether the last act, or the one under way, taught the machine anything."""
        return self._learned_before is not None and self._learned != self._learned_before

    @property
    def _learned(self) -> object:
        """A value that changes when anything is learned; always, for a back end that does not count corrections."""
        return object() if self.backend.by_epoch else (self.machine, self.machine.corrections)
