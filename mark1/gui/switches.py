"""The switches: run, pause, pulse, speed; and the red one that stops everything."""

from bisect import bisect
from collections.abc import Callable

from mark1.gui.views.training_controls import SPEEDS, resuming
from mark1.gui.wall.wall import Wall


class Switches:
    """The switches of one wall. ``by_name``: their actions."""

    def __init__(self, wall: Wall) -> None:
        self.wall, self.state, self.operator = wall, wall.state, wall.operator
        self.by_name: dict[str, Callable[[], None]] = {
            "pause": self._pause,
            "pulse": self._pulse,
            "run": self._run,
            "faster": lambda: self._change_speed(1),
            "slower": lambda: self._change_speed(-1),
            "stop": self.stop,
        }

    def _pause(self) -> None:
        self.state.paused = not self.state.paused
        self.operator.pace.pause(self.state.paused)

    def _pulse(self) -> None:
        """Let one exposure, or one pulse of all motors, pass; start the next step if training is not running."""
        self.state.paused = True
        self.operator.pace.pass_phase()
        if self.operator.settled:
            self.operator.ask_all(resuming(self.wall.now))

    def _run(self) -> None:
        """Resume training; start a new training run if none is left to resume."""
        self.state.paused = False
        self.operator.pace.pause(False)
        if self.operator.panel.under_way != "run":
            self.operator.ask_all(resuming(self.wall.now))

    def _change_speed(self, direction: int) -> None:
        """Select the next speed in a direction."""
        place = bisect(tuple(SPEEDS.values()), self.state.speed) - 1 + direction
        self.state.speed = list(SPEEDS.values())[max(0, min(place, len(SPEEDS) - 1))]

    def stop(self) -> None:
        """End the current action; with a rig, switch all motors off."""
        self.operator.stop()
        self.operator.pace.pause(False)
        self.state.paused = False
        if self.operator.panel.rig is not None:
            self.operator.ask("rig stop")
