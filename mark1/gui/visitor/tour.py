"""The tour: eight steps that drive the machine through the operator, and then restore the visitor's machine.

begin -> snapshot tour -> [ prepare, act ... act ] -> next -> ... -> leave -> restore tour
"""

import math
from typing import NamedTuple

from mark1.gui.base.ui_state import PanelState, StatusMessage, Unit
from mark1.gui.operator.operator import Operator
from mark1.panel.changes import Snapshot
from mark1.stimuli.characters import LETTERS

FOCUS = 1  # the action of the card's key for the next step
BOARD = "patch_board"
NAME = "tour"  # name of the snapshot of the visitor's machine
FRESH = ("machine seed 0", "present letter T")
ONE_WIRE = "machine seed 0 r-units 1 excitatory 1 inhibitory 0 theta 1"


class Act(NamedTuple):
    """A line to run, or an A-unit to select, some seconds into a step, once the operator has finished the act before.
    ``speed``: machine seconds per second from here on.
    """

    after_s: float
    line: str = ""
    unit: Unit | None = None
    speed: float = math.inf


class Step(NamedTuple):
    """``key``: of its title; ``part``: the view it explains; ``prepare``: lines that lead there from any state;
    ``page``: of the lecture (docs/lecture), where there is more about it.
    """

    key: str
    part: str
    prepare: tuple[str, ...]
    acts: tuple[Act, ...]
    page: int


STEPS = (
    Step(
        "guide.photocells",
        "retina",
        FRESH[:1],
        (Act(0.3, "present letter T"), Act(4, "present letter O"), Act(8, "present letter T")),
        page=7,
    ),
    Step("guide.wires", "patch_board", FRESH, (Act(0.5, unit=Unit("a", 100)), Act(5, unit=Unit("a", 300))), page=7),
    Step(
        "guide.theta",
        "association",
        FRESH,
        tuple(
            Act(after_s, line)
            for after_s, theta in ((2.0, 4), (5.0, 0), (8.0, 2))
            for line in (f"theta {theta}", "present letter T")
        ),
        page=4,
    ),
    Step(
        "guide.motors",
        "potentiometers",
        FRESH,
        (Act(1.5, "teach T", speed=1), Act(4.5, "present letter T")),
        page=2,
    ),
    Step(
        "guide.error",
        "response",
        (*FRESH, "teach T"),
        (Act(0.5, "present letter F"), Act(5, "teach F", speed=1), Act(7, "present letter F")),
        page=2,
    ),
    Step(
        "guide.letters",
        "teacher",
        ("machine seed 0",),
        (
            Act(0.5, "course letters"),
            Act(1, "run", speed=100),
            Act(1.5, "evaluate letters"),
            Act(2, "present letter R"),
        ),
        page=3,
    ),
    Step(
        "guide.xor",
        "teacher",
        (ONE_WIRE,),
        (Act(0.5, "course xor epochs 40"), Act(1, "run", speed=30), Act(1.5, "evaluate xor"), Act(2, "prove xor")),
        page=3,
    ),
    Step(
        "guide.mlp",
        "association",
        (ONE_WIRE, "backend mlp hidden 16 rate 0.01"),
        (Act(0.5, "course xor epochs 40"), Act(1, "run"), Act(1.5, "evaluate xor")),
        page=5,
    ),
)


class Tour:
    """One run of the tour. The state holds the current step."""

    def __init__(self, operator: Operator, state: PanelState) -> None:
        self.operator, self.state = operator, state
        self.since_s = 0.0
        self._acts: list[Act] = []
        self._begins = False
        self._earlier: Snapshot | None = None
        self._before: tuple[Unit | None, str, float, str] = (None, "", math.inf, state.board)

    @property
    def is_on(self) -> bool:
        """Whether a step is shown, or about to be."""
        return self._begins or self.state.step >= 0

    def begin(self) -> None:
        """Take a snapshot and show the first step. Not with a rig, whose real motors the tour would move."""
        if self.operator.panel.rig is not None:
            self.state.notice = StatusMessage("strip.rig")
        elif self.is_on:
            self._go(0)
        else:
            self.operator.stop()
            self._before = self.state.selected, self.state.wanted, self.state.speed, self.state.board
            self._begins, self._earlier = True, self.operator.panel.snapshots.get(NAME)
            self.operator.ask(f"snapshot {NAME}")

    def next(self) -> None:
        """Show the next step; after the last, end the tour."""
        if self.is_last:
            self.leave()
        else:
            self._go(self.state.step + 1)

    def previous(self) -> None:
        """Show the previous step."""
        self._go(max(0, self.state.step - 1))

    def leave(self) -> None:
        """Restore the visitor's machine."""
        began, self._begins = self.state.step >= 0, False
        if not began:
            return
        self.state.step, self.state.focus, self._acts = -1, -1, []
        self.operator.stop()
        self.operator.ask(f"restore {NAME}")
        self.state.selected, self.state.wanted, self.state.speed, self.state.board = self._before

    def tick(self, dt_s: float) -> None:
        """Advance time: do the acts that are due, one after the other."""
        self.since_s += dt_s
        if not self.operator.settled:
            return
        if self._begins:
            self._begins = False
            if self.operator.panel.snapshots.get(NAME) is not self._earlier:
                self._go(0)
        elif self._acts and self._acts[0].after_s <= self.since_s:
            self._act(self._acts.pop(0))

    @property
    def is_last(self) -> bool:
        """Whether this is the last step."""
        return self.state.step + 1 == len(STEPS)

    @property
    def is_over(self) -> bool:
        """Whether all acts of this step are done."""
        return self.state.step >= 0 and not self._acts and self.operator.settled

    def _go(self, step: int) -> None:
        self.operator.stop()
        self.state.step, self.state.wanted, self.since_s = step, "", 0.0
        self.state.selected, self.state.focus, self.state.speed = None, FOCUS, math.inf
        self.state.board = BOARD
        self._acts = list(STEPS[step].acts)
        for line in STEPS[step].prepare:
            self._ask(line)

    def _act(self, act: Act) -> None:
        self.state.speed = act.speed
        self.state.selected = act.unit or self.state.selected
        if act.line:
            self._ask(act.line)

    def _ask(self, line: str) -> None:
        """Run a line; one that ends with a letter shows or teaches it."""
        label = line.rpartition(" ")[2]
        self.state.wanted = label if label in LETTERS else self.state.wanted
        self.operator.ask(line)
