"""A film of the wall while a panel line is done, in a given number of frames. No display, no clock.

    rehearsal (a stand-in, not the machine)   -->  how long the line takes, which colours there will be
    the line itself, one portion per frame    -->  frames, one by one; then some more while lamps and needles settle

The output is reproducible bit for bit.
"""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace

import pygame

from mark1.backends.catalogue import restored
from mark1.gui.base.ui_state import PanelState
from mark1.gui.operator.operator import Operator
from mark1.gui.wall.wall import Wall
from mark1.panel.control_panel import ControlPanel
from mark1.panel.reply import Reply

LONG_S = 1e9  # A portion that completes any phase, but is finite: motors turn, while None would make them jump
GLANCE_S = 0.5


class Film:
    """A line on the wall of ``panel``, as frames of 1 / ``fps`` s: ``running`` frames while it is done, then
    ``resting``.

    ``frames`` can be called once. ``rehearsed`` gives some of its pictures in advance.
    """

    def __init__(
        self, panel: ControlPanel, line: str, screen: pygame.Surface, fps: int, running: int, resting: int
    ) -> None:
        self.panel, self.line, self.screen = panel, line, screen
        panel.glance_s = 0.0  # real time would make every film different
        self.fps, self.running, self.resting = fps, running, resting
        self.machine_time_s, self.portions = 0.0, 0

    def rehearsed(self, state: PanelState) -> Iterator[pygame.Surface]:
        """Measure how long the line takes, on a stand-in: the wall after 1, 2, 4, 8... portions. Raises Mark1Error."""
        other = stand_in(self.panel)
        wall = Wall(operator_of(other), replace(state), self.screen.get_size())
        began_s, self.portions = other.machine.machine_time_s, 0
        for _ in portions(other, self.line, LONG_S):
            self.portions += 1
            if self.portions.bit_count() == 1:
                wall.draw(self.screen, GLANCE_S)
                yield self.screen
        self.machine_time_s = other.machine.machine_time_s - began_s
        wall.draw(self.screen, GLANCE_S)
        yield self.screen

    def frames(self, state: PanelState) -> Iterator[pygame.Surface]:
        """The frames, after the rehearsal; always on one surface. Raises Mark1Error."""
        operator = operator_of(self.panel)
        wall = Wall(operator, state, self.screen.get_size())
        for _ in self._ticks(operator):
            wall.draw(self.screen, 1 / self.fps)
            yield self.screen

    def _ticks(self, operator: Operator) -> Iterator[None]:
        """Yield once per frame; the line is in the operator's log."""
        operator.log.write("line", self.line)
        operator.busy = True
        shown, reply = yield from self._running()
        operator.busy, operator.progress = False, None
        operator.log.write("reply", reply.text)
        yield from (None for _ in range(self.running - shown + self.resting))

    def _running(self) -> Generator[None, None, tuple[int, Reply]]:
        """Do the line and yield once per frame; return the number of portions, and the reply."""
        began_s = self.panel.machine.machine_time_s
        lapse = portions(self.panel, self.line, self.machine_time_s / self.running or LONG_S)
        shown = done = 0
        try:
            while True:
                next(lapse)
                done += 1
                passed_s = self.panel.machine.machine_time_s - began_s
                share = passed_s / self.machine_time_s if self.machine_time_s else done / self.portions
                while shown < round(share * self.running):
                    shown += 1
                    yield
        except StopIteration as ended:
            return shown, ended.value


def operator_of(panel: ControlPanel) -> Operator:
    """An operator for whom time passes: he says nothing of compiled passes, which a film does without."""
    operator = Operator(panel)
    operator.pace.speed = 1.0
    return operator


def portions(panel: ControlPanel, line: str, portion_s: float) -> Generator[None, None, Reply]:
    """Do a line; yield after each portion of time, and return the reply. Raises Mark1Error."""
    with closing(panel.work(line)) as lapse:
        try:
            next(lapse)
            while True:
                lapse.send(portion_s)
                yield
        except StopIteration as ended:
            reply: Reply = ended.value
            return reply


def stand_in(panel: ControlPanel) -> ControlPanel:
    """Another panel with an equal machine, on which lines can be tried."""
    other = ControlPanel()
    other.glance_s = panel.glance_s
    other.backend = restored(panel.backend.name, *panel.backend.capture())
    other.observation, other.observation_is_old = panel.observation, panel.observation_is_old
    other.training_run, other.evaluation, other.album = panel.training_run, panel.evaluation, panel.album
    other.others = dict(panel.others)
    return other
