"""Control of one motor, one step per millisecond: pulse, seek, stall, end. Source: PROTOCOL.md, section 8."""

from dataclasses import dataclass

END_COUNTS, STALL_COUNTS, STALL_MS, NEAR_COUNTS, SETTLE_MS = 8, 6, 250, 24, 30


@dataclass
class Seek:
    """The target of a wiper, and the progress of settling."""

    position: int
    dead_band: int
    rest_ms: int = 0
    burst_ms: int = 0
    rested: bool = False

    def wanted(self, reading: int) -> int | None:
        """The drive for the next millisecond; None when done."""
        if self.rest_ms:
            self.rest_ms -= 1
            return 0
        error = self.position - reading
        if abs(error) <= self.dead_band:
            return None if self.rested else self._rest()
        self.rested = False
        if abs(error) > max(NEAR_COUNTS, self.dead_band):
            self.burst_ms = 0
        elif not self._bursts(error):
            return self._rest()
        return 1 if error > 0 else -1

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
    moving.
    """

    def __init__(self, full: int) -> None:
        self.full = full
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
        self.moving, self.seek = False, None

    def step(self, reading: int) -> int:
        """The drive for the next millisecond."""
        if not self.moving:
            return 0
        if not self.left_ms:
            self.late = self.seek is not None
            self.off()
            return 0
        self.left_ms -= 1
        wanted = self.seek.wanted(reading) if self.seek else self.direction
        if wanted is None:
            self.off()
        return self._driven(wanted, reading) if wanted else 0

    def _begin(self, seek: Seek | None, ms: int) -> None:
        self.seek, self.left_ms = seek, ms
        self.moving, self.stalled, self.at_end, self.late = True, False, False, False

    def _turn(self, direction: int) -> None:
        if direction != self.direction:
            self.direction, self.driven_ms = direction, 0

    def _driven(self, direction: int, reading: int) -> int:
        """``direction``, unless the motor is at an end or stalled."""
        self._turn(direction)
        if not self.driven_ms or abs(reading - self.seen) >= STALL_COUNTS:
            self.seen, self.driven_ms = reading, 0
        self.at_end = reading >= self.full - END_COUNTS if direction > 0 else reading <= END_COUNTS
        self.stalled = not self.at_end and self.driven_ms >= STALL_MS
        if self.at_end or self.stalled:
            self.driven_ms = 0
            self.off()
            return 0
        self.driven_ms += 1
        return direction
