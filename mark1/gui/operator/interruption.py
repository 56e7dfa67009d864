"""The interruption: a run stops for a line that is requested, and resumes after it if its training run is unchanged.

run ... theta 3 asked -> run ends -> theta 3 -> nothing else waits -> run
run ... present letter A asked -> run ends -> present letter A -> it stays ended
"""

from mark1.panel.commands.command import Command
from mark1.training.training_run import TrainingRun

RUN = "run"


class Interruption:
    """The training run to resume, if any. ``is_on``: a run is under way, or resumes after what it makes room for."""

    def __init__(self) -> None:
        self._run: TrainingRun | None = None
        self.is_on = False

    def begin(self, command: Command) -> None:
        """A ``command`` is about to be done."""
        self.is_on = self.is_on or command.presents == "rest"

    def done(self, command: Command, run: TrainingRun | None, *, is_idle: bool) -> bool:
        """A ``command`` is done: return whether to resume the run now. ``run`` is the panel's; ``is_idle``: nothing
        else waits.
        """
        resumes = False
        if command.makes_room and run is not None and run.interrupted:
            self._run = run if command.presents == "rest" and not is_idle else None
        elif self._run is not None and (not command.in_between or run is not self._run):
            self._run = None
        elif self._run is not None and is_idle:
            self._run, resumes = None, True
        self.is_on = resumes or self._run is not None
        return resumes

    def forget(self) -> None:
        """Note a stop: nothing is resumed."""
        self._run, self.is_on = None, False
