"""LineRunner: runs lines of a panel in the kernel's event loop, in slices, so that the kernel also hears STOP.

    line  -->  [ panel.work: a slice, a pause, a slice ... ]  -->  what was said

Where no event loop is running, a line is run to its end at once.
"""

import asyncio
import math
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from mark1.errors import Mark1Error
from mark1.machine.simulated_time import Process
from mark1.panel.control_panel import ControlPanel
from mark1.panel.reply import Reply
from mark1.panel.stop_request import StopRequest

SLICE_S, PAUSE_S = 0.08, 0.01  # of work, and between two portions of it for cells and messages


class LineResult(NamedTuple):
    """What came of a line: the text of the reply, with any notes before it, or the error."""

    line: str
    text: str
    is_trouble: bool


class LoopStopRequest(StopRequest):
    """A request that hears no signals: between two slices, those are the kernel's own."""

    def __enter__(self) -> "LoopStopRequest":
        return self


class LineUnderWay(NamedTuple):
    """A line, its work, the notes made meanwhile, and who wants to know what came of it."""

    line: str
    work: Process[Reply]
    notes: list[str]
    on_end: Callable[[LineResult], None]


class LineRunner:
    """``run`` begins a line; ``on_slice()`` is called after every slice but the last, ``on_end(said)`` after that.

    While a line is under way, the panel refuses other lines that would change the machine, from cells too.
    """

    def __init__(self, panel: ControlPanel, on_slice: Callable[[], None]) -> None:
        self.panel, self.on_slice = panel, on_slice
        self.stop_request = LoopStopRequest()
        self.under_way: LineUnderWay | None = None  # the one that has slices to come

    def run(self, line: str, on_end: Callable[[LineResult], None]) -> None:
        """Run a line; an error changes nothing, and is what ``on_end`` gets."""
        self._advance(LineUnderWay(line, self.panel.work(line), [], on_end))

    def stop(self) -> None:
        """End a training run as soon as possible."""
        self.stop_request.asked = True

    def close(self) -> None:
        """Abandon what is under way: the machine is as it was before that line."""
        if self.under_way is not None:
            self.under_way.work.close()
        self.under_way = None

    def _advance(self, one: LineUnderWay) -> None:
        loop = _running_loop()
        said = self._slice(one, math.inf if loop is None else SLICE_S)
        if said is None:
            assert loop is not None
            self.under_way = one
            self.on_slice()
            loop.call_later(PAUSE_S, self._resume, one)
            return
        if self.under_way is one:
            self.under_way = None
        one.on_end(said)

    def _resume(self, one: LineUnderWay) -> None:
        if self.under_way is one:
            self._advance(one)

    def _slice(self, one: LineUnderWay, portion_s: float) -> LineResult | None:
        """What came of a line, if it has come to its end."""
        until_s = time.monotonic() + portion_s
        try:
            with self._at_the_panel(one.notes):
                one.work.send(None)
                while time.monotonic() < until_s:
                    one.work.send(None)
            return None
        except StopIteration as ended:
            return LineResult(one.line, "\n".join([*one.notes, ended.value.text]), False)
        except (Mark1Error, OSError, MemoryError) as error:
            return LineResult(one.line, str(error) or type(error).__name__, True)
        except KeyboardInterrupt:
            return LineResult(one.line, "interrupted: nothing was changed", True)
        except Exception as error:  # noqa: BLE001  # a notebook does not show the traceback of a message
            self.panel.journal.record("".join(traceback.format_exception(error)).rstrip(), replays=False)
            return LineResult(one.line, f"internal error: {error!r}", True)

    @contextmanager
    def _at_the_panel(self, notes: list[str]) -> Iterator[None]:
        """For a slice, the panel's notes and requests to stop are those of this line, not of a cell."""
        panel = self.panel
        kept = panel.stop_request, panel.on_note
        panel.stop_request, panel.on_note = self.stop_request, notes.append
        try:
            yield
        finally:
            panel.stop_request, panel.on_note = kept


def _running_loop() -> asyncio.AbstractEventLoop | None:
    with suppress(RuntimeError):
        return asyncio.get_running_loop()
    return None
