"""One direction of a cable: bytes come out no faster than the baud rate, later by its latency, corrupted by faults."""

from collections import deque

from firmware_sim.virtual_board.faults import Faults

BITS_A_BYTE = 10  # a start bit, 8 data bits, a stop bit


class SerialLine:
    """``put`` bytes at one end; ``step`` gives what comes out at the other in a millisecond.

    ``baud`` 0: everything at once. ``latency_ms``: how long a byte is on its way, as through a network.
    """

    def __init__(self, baud: int = 115_200, faults: Faults | None = None, latency_ms: int = 0) -> None:
        self.bytes_per_ms, self.faults = baud / BITS_A_BYTE / 1000, faults
        self.latency_ms = latency_ms
        self.clear()

    def clear(self) -> None:
        """Lose the bytes in transit."""
        self.waiting, self.credit, self.held_ms = bytearray(), 0.0, 0
        self.on_way = deque([b""] * self.latency_ms)  # a piece for each millisecond

    def put(self, data: bytes) -> None:
        self.waiting += data

    @property
    def free(self) -> int:
        """Bytes to hand over for the next millisecond; a sender keeps the rest in its own buffer."""
        return max(0, int(self.bytes_per_ms) + 2 - len(self.waiting)) if self.bytes_per_ms else 1 << 30

    def room(self) -> int:
        """Bytes that pass in the millisecond to come; time that was not used is lost."""
        if self.held_ms:
            self.held_ms -= 1
            return 0
        if not self.bytes_per_ms:
            return 1 << 30
        self.credit = self.credit % 1 + self.bytes_per_ms
        return int(self.credit)

    def step(self) -> bytes:
        """The bytes that arrive in one millisecond."""
        self.on_way.append(self._passed())
        return self.on_way.popleft()

    def _passed(self) -> bytes:
        room = self.room()
        passed = bytes(self.waiting[:room])
        del self.waiting[:room]
        if self.faults is None:
            return passed
        self.held_ms += self.faults.held_ms(len(passed))
        return self.faults.spoil(passed)
