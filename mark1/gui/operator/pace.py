"""Pace: the speed of machine time while the operator works: 1x, faster, unlimited, or paused."""

import math
import threading
import time
from collections.abc import Callable

TICK_S = 1 / 60
PHASE_S = 1e9  # longer than any exposure or pulse: a portion that completes any phase


class Pace:
    """``speed``: machine seconds per second, inf for no limit. While ``paused``, only single phases pass."""

    def __init__(self) -> None:
        self.speed = math.inf
        self._go = threading.Condition()
        self._paused = False
        self._phases = 0
        self._last_s = 0.0

    @property
    def paused(self) -> bool:
        """Whether machine time is paused."""
        return self._paused

    def pause(self, paused: bool) -> None:
        """Pause machine time, or resume it."""
        with self._go:
            self._paused, self._phases = paused, 0
            self._go.notify_all()

    def pass_phase(self) -> None:
        """Let one exposure or one pulse of all motors pass, then pause."""
        with self._go:
            self._phases = self._phases + 1 if self._paused else 1
            self._paused = True
            self._go.notify_all()

    def hurry(self) -> None:
        """Wake up those who wait, so that they check whether to end."""
        with self._go:
            self._go.notify_all()

    def begin(self) -> None:
        """Measure time from now."""
        self._last_s = time.monotonic()

    def may_pass(self, to_end: Callable[[], bool], patience_s: float | None) -> bool:
        """Wait until machine time may pass, at most ``patience_s``; return whether it may."""
        with self._go:
            return self._go.wait_for(lambda: bool(not self._paused or self._phases or to_end()), patience_s)

    def portion(self, to_end: Callable[[], bool]) -> float | None:
        """Wait until machine time may pass, and return how much; None: as much as it takes.

        If ``to_end()`` is true it does not wait: the current work is finished phase by phase.
        """
        with self._go:
            self._go.wait_for(lambda: not self._paused or self._phases or to_end())
            if to_end():
                return PHASE_S
            if self._paused:
                self._phases -= 1
                self.begin()
                return PHASE_S
        return self._next(to_end)

    def _next(self, to_end: Callable[[], bool]) -> float | None:
        """The time of one tick at the present speed."""
        if self.speed == math.inf:
            return None
        with self._go:
            self._go.wait_for(to_end, timeout=max(0.0, self._last_s + TICK_S - time.monotonic()))
        now_s = time.monotonic()
        passed_s, self._last_s = now_s - self._last_s, now_s
        return min(passed_s, 0.1) * self.speed
