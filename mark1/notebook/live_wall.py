"""LiveWall: the machine of a panel in a notebook, to draw on and to watch.

cells  -->  ControlPanel  <--lines--  wall in the browser
                 |                        ^
                 +---- bytes, facts ------+      after every line of the wall, and after every cell
"""

import shlex
import sys
import time
from collections.abc import Sequence
from typing import Any
from weakref import WeakSet

import traitlets
from anywidget import AnyWidget

from mark1.errors import ConfigError, Described, Mark1Error, expected
from mark1.machine.mark1 import MarkI
from mark1.notebook import browser_module, state
from mark1.notebook.line_runner import LineResult, LineRunner
from mark1.panel.control_panel import ControlPanel
from mark1.panel.quoting import AMEND
from mark1.text import short

POTS_PER_S = 400_000  # shown at most while a line is under way: 1.6 MB of wipers
WALLS: "WeakSet[LiveWall]" = WeakSet()  # those that hang
MOST_SAID = 24  # lines on the paper
MOST_OF_A_LINE = 400  # characters of it; the light of a drawing is longer, and nobody reads it


class LiveWall(AnyWidget):  # type: ignore[misc]
    """The live wall of a machine: a retina to draw on, lamps, dials, meters, teacher and teletype.

    ``panel``: a ``ControlPanel``, or a ``MarkI``, which then gets a panel of its own; without one, a new standard
    machine. ``classes``: the names of the answers, for a machine that was trained without a panel.

    Whatever is done on the wall is a line that the panel executes, as if a cell had. The wall follows the machine after
    each of its lines and after each cell (in IPython; elsewhere call ``refresh``). All views of one wall are alike.

    Raises ConfigError for a back end other than the Mark I, and for classes that do not fit.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    light = traitlets.Bytes(read_only=True).tag(sync=True)
    s = traitlets.Bytes(read_only=True).tag(sync=True)
    a = traitlets.Bytes(read_only=True).tag(sync=True)
    sum_v = traitlets.Bytes(read_only=True).tag(sync=True)
    responses = traitlets.Bytes(read_only=True).tag(sync=True)
    wiper = traitlets.Bytes(read_only=True).tag(sync=True)
    direction = traitlets.Bytes(read_only=True).tag(sync=True)
    start_of_r = traitlets.Bytes(read_only=True).tag(sync=True)
    dead_s = traitlets.Bytes(read_only=True).tag(sync=True)
    stuck_s = traitlets.Bytes(read_only=True).tag(sync=True)
    dead_a = traitlets.Bytes(read_only=True).tag(sync=True)
    stuck_pots = traitlets.Bytes(read_only=True).tag(sync=True)
    facts = traitlets.Dict(read_only=True).tag(sync=True)
    teletype = traitlets.List(read_only=True).tag(sync=True)
    _events: Any = None

    def __init__(self, panel: ControlPanel | MarkI | None = None, *, classes: Sequence[str] = ()) -> None:
        self.panel = _panel_of(panel, classes)
        self._said: list[tuple[str, str, bool]] = []
        self._history = self.panel.history
        super().__init__(_esm=browser_module.written())
        self._runner = LineRunner(self.panel, self._show_progress)
        self._shown_s = 0.0
        self.refresh()
        self.on_msg(self._heard)
        WALLS.add(self)
        self._events = _cell_events()
        if self._events is not None:
            self._events.register("post_execute", self.refresh)

    @property
    def machine(self) -> MarkI:
        """The machine that the wall shows."""
        return self.panel.machine

    def __repr__(self) -> str:
        return f"<LiveWall: {self.panel!r}>"

    def refresh(self) -> None:
        """Show the machine as it is now. A cell that works for long may call it between two steps."""
        self._say_what_others_did()
        panel = self.panel
        seen = state.seen_now(panel) if panel.backend.by_rule else panel.observation
        shown = {**state.arrays_of(panel, seen), "facts": state.facts_of(panel, seen), "teletype": list(self._said)}
        with self.hold_sync():
            for name, value in shown.items():
                self.set_trait(name, value)

    def close(self) -> None:
        """Take the wall down, in all views. A line that it has under way is abandoned: it has changed nothing."""
        WALLS.discard(self)
        if self._events is not None:
            self._events.unregister("post_execute", self.refresh)
            self._events = None
        if "_runner" in vars(self):  # else it was never made, and is collected as garbage
            self._runner.close()
        super().close()

    # ---- what the browser sends

    def _heard(self, widget: object, message: Any, buffers: object) -> None:
        """Carry out a message, and say that it is done. What is none of ours is ignored."""
        if not isinstance(message, dict) or not isinstance(message.get("id"), str):
            return
        number, line = message["id"], message.get("line")
        if isinstance(line, str):
            self._runner.run(line, lambda said: self._end(number, said))
            return
        if message.get("stop"):
            self._stop()
        self._show_all()
        self.send({"done": number})

    def _end(self, number: str, said: LineResult) -> None:
        self._say(said)
        self._history = self.panel.history
        self._show_all()
        self.send({"done": number})

    def _show_all(self) -> None:
        """Refresh every wall of this panel: there may be others."""
        for wall in self._walls():
            wall.refresh()

    def _walls(self) -> "list[LiveWall]":
        return [wall for wall in WALLS if wall.panel is self.panel]

    def _show_progress(self) -> None:
        """Between two slices of a line; a large machine is shown less often."""
        now_s = time.monotonic()
        if now_s - self._shown_s >= self.machine.potentiometers.n_pots / POTS_PER_S:
            self._shown_s = now_s
            self._show_all()

    def _stop(self) -> None:
        """End what a wall of this panel has under way, and stop the motors of a rig."""
        for wall in self._walls():
            wall._runner.stop()
        try:
            self.panel.stop_motors()
        except (Mark1Error, OSError) as error:
            self._say(LineResult("", str(error), True))

    # ---- the teletype

    def _say(self, said: LineResult) -> None:
        """Add to the paper; the states of one stroke replace each other."""
        amends, line = said.line.startswith(f"{AMEND} "), said.line.removeprefix(f"{AMEND} ")
        word = line.partition(" ")[0]
        if amends and self._said and self._said[-1][0].startswith(f"{word} "):
            self._said.pop()
        entry = short(line, MOST_OF_A_LINE), said.text, said.is_trouble
        self._said = [*self._said, entry][-MOST_SAID:]

    def _say_what_others_did(self) -> None:
        """The lines that cells have executed since."""
        before, now = self._history, self.panel.history
        if now is before or self.panel.under_way:
            return
        self._history = now
        if now[: len(before)] == before:
            for line in now[len(before) :][-MOST_SAID:]:
                self._say(LineResult(line, "", False))


def _panel_of(panel: ControlPanel | MarkI | None, classes: Sequence[str]) -> ControlPanel:
    """The panel to work at. Raises ConfigError."""
    if isinstance(panel, MarkI):
        panel = ControlPanel.of(panel)
    panel = ControlPanel() if panel is None else panel
    if not isinstance(panel, ControlPanel):
        raise ConfigError(expected("panel", "a ControlPanel or a MarkI", panel))
    if not panel.backend.by_rule:
        text = expected("panel", "a Mark I", Described(f"the back end {panel.backend.name}"))
        raise ConfigError(f"{text}: execute 'backend mark1' first")
    if classes:
        panel.execute(shlex.join(["classes", *classes]))
    return panel


def _cell_events() -> Any:
    """The events of IPython, if this is one: ``post_execute`` comes after every cell."""
    ipython = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return None if ipython is None else ipython.events
