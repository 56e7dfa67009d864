"""Control of one motor, one step per millisecond: pulse, seek, stall, end. Source: PROTOCOL.md, section 8."""

from collections.abc import Callable
from dataclasses import dataclass

END_COUNTS, STALL_COUNTS, STALL_MS, NEAR_COUNTS, SETTLE_MS = 8, 6, 250, 24, 30
START_GAP_MS = 2


class StartQueue:
    """Motors start one at a time, START_GAP_MS apart, each in its turn: one that stands still takes a large current."""

    def __init__(self) -> None:
        self.gap_ms, self.last = 0, -1

    def grants(self, pot: int) -> bool:
        """Whether the motor of ``pot`` may start now."""
        if self.gap_ms or pot <= self.last:
            return False
        self.gap_ms, self.last = START_GAP_MS, pot
        return True

    def step(self) -> None:
        """A millisecond is over, in which every motor was asked."""
        if not self.gap_ms:
            self.last = -1
        self.gap_ms = max(0, self.gap_ms - 1)


@dataclass
class Seek:
    """The target of a wiper, and the progress of settling."""

    position: int
    dead_band: int
    rest_ms: int = 0
    burst_ms: int = 0
    rested: bool = False

    def wanted(self, reading: int, ready: Callable[[int], bool]) -> int | None:
        """The drive for the next millisecond, 0 while the motor is not ``ready`` to drive that way; None when done."""
        if self.rest_ms:
            self.rest_ms -= 1
            return 0
        error = self.position - reading
        if abs(error) <= self.dead_band:
            return None if self.rested else self._rest()
        self.rested = False
        way = 1 if error > 0 else -1
        if not ready(way):
            return 0
        if abs(error) > max(NEAR_COUNTS, self.dead_band):
            self.burst_ms = 0
        elif not self._bursts(error):
            return self._rest()
        return way

    def _bursts(self, error: int) -> bool:
        """Whether the burst continues; one that ends leaves 0, so that the next begins."""
        self.burst_ms = self.burst_ms - 1 if self.burst_ms else 2 + abs(error) // 2
        return self.burst_ms > 0

    def _rest(self) -> int:
        self.rest_ms, self.burst_ms, self.rested = SETTLE_MS - 1, 0, True
        return 0


class Motor:
    """The control of one motor: a reading in, a drive (-1, 0, +1) out.

    ``left_ms``: of the pulse, or until a seek is late. ``driven_ms`` of drive one way since the wiper was ``seen``
    moving. ``may_start``: asked before the motor starts or turns round.
    """

    def __init__(self, full: int, may_start: Callable[[], bool] = lambda: True) -> None:
        self.full, self.may_start, self.drive = full, may_start, 0
        self.moving = self.stalled = self.at_end = self.late = False
        self.seek: Seek | None = None
        self.direction = self.left_ms = self.driven_ms = self.seen = 0

    def pulse(self, direction: int, ms: int) -> None:
        self._begin(None, ms)
        self._turn(direction)

    def seek_to(self, position: int, dead_band: int, limit_ms: int) -> None:
        self._begin(Seek(position, dead_band), limit_ms)

    def off(self) -> None:
        """Stop driving; the flags remain."""
        self.moving, self.seek, self.drive = False, None, 0

    def step(self, reading: int) -> int:
        """The drive for the next millisecond."""
        self.drive = self._drive(reading)
        return self.drive

    def _drive(self, reading: int) -> int:
        def ready(way: int) -> bool:
            return way == self.drive or self._into_end(way, reading) or self.may_start()

        if not self.moving or not (self.seek or ready(self.direction)):
            return 0
        if not self.left_ms:
            self.late = self.seek is not None
            self.off()
            return 0
        self.left_ms -= 1
        wanted = self.seek.wanted(reading, ready) if self.seek else self.direction
        if wanted is None:
            self.off()
        return self._driven(wanted, reading) if wanted else 0

    def _begin(self, seek: Seek | None, ms: int) -> None:
        self.seek, self.left_ms = seek, ms
        self.moving, self.stalled, self.at_end, self.late = True, False, False, False

    def _turn(self, direction: int) -> None:
        if direction != self.direction:
            self.direction, self.driven_ms = direction, 0

    def _into_end(self, direction: int, reading: int) -> bool:
        return reading >= self.full - END_COUNTS if direction > 0 else reading <= END_COUNTS

    def _driven(self, direction: int, reading: int) -> int:
        """``direction``, unless the motor is at an end or stalled."""
        self._turn(direction)
        if not self.driven_ms or abs(reading - self.seen) >= STALL_COUNTS:
            self.seen, self.driven_ms = reading, 0
        self.at_end = self._into_end(direction, reading)
        self.stalled = not self.at_end and self.driven_ms >= STALL_MS
        if self.at_end or self.stalled:
            self.driven_ms = 0
            self.off()
            return 0
        self.driven_ms += 1
        return direction
