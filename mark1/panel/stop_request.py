"""StopRequest: asks a machine that learns to come to a good end, instead of tearing it down."""

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

ENDING = ("SIGTERM", "SIGHUP", "SIGBREAK")  # by name: not every system has them all


class StopRequest:
    """While entered, the first Ctrl-C only raises ``asked``; a second one interrupts as usual.

    Other signals that interrupt a program, because a command made them, ask too, however often they come: a terminal
    that is closed sends several. Once one has, they are ignored, so that the rest of the command can save. ``at_once``
    is called by the handler: what cannot wait for a good end. Anyone else may raise ``asked`` too, from any thread.
    """

    def __init__(self) -> None:
        self.asked = False
        self.at_once: Callable[[], None] = nothing
        self._before: dict[int, Any] = {}
        self._ends = False

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            interrupting = [n for n in endings() if signal.getsignal(n) is signal.default_int_handler]
            self._before = {n: signal.signal(n, self._hear) for n in (signal.SIGINT, *interrupting)}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.asked = False
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_IGN if self._ends and number != signal.SIGINT else handler)
        self._before, self._ends = {}, False

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if self.asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        self.at_once()
        self.asked, self._ends = True, self._ends or number != signal.SIGINT


def nothing() -> None:
    """What cannot wait, unless there is a rig."""


def endings() -> list[signal.Signals]:
    """The signals by which a system ends a program, or says that its terminal is gone."""
    return [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
