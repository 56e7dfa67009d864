"""Board: what a rig does, as verbs. Arms only to carry out what was asked for."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from mark1.errors import BoardResetError, RefusedError, RigError, StoppedError
from mark1.rig.board.connection import (
    ANOTHER,
    HELLO_WITHIN_S,
    HERE,
    MOST_ROUNDS,
    SOMEBODY,
    STOP_INPUT,
    STRANGER_WITHIN_S,
    Connection,
)
from mark1.rig.wire import protocol
from mark1.rig.wire.bits import unpack_values
from mark1.rig.wire.framing import STOP_BYTE
from mark1.rig.wire.in_flight import Request
from mark1.rig.wire.protocol import (
    ArmRequest,
    Capability,
    ErrorCode,
    Pulse,
    ScanRequest,
    SeekHead,
    Status,
    StopMessage,
    StopReason,
    Target,
    Type,
    WipersRequest,
)
from mark1.rig.wire.strangers import looks

Counts = NDArray[np.int64]
Item = TypeVar("Item")
LOOK_EVERY_S = 0.02  # at motors that run: several times before SILENCE
ANSWER_WITHIN_S = 1.0
SEEK_LIMIT_MS = 20_000
SHARE = 16  # pots in a frame: a long one seldom comes through a bad cable
SELDOM = 100  # good frames for each broken one
# After an order to stop that nobody confirmed.
UNREACHABLE = f"the board does not answer; its own dead-man stop acts within {protocol.SILENCE_MS} ms"
BY = {StopReason.STOP_INPUT: STOP_INPUT, StopReason.HOST_USER: SOMEBODY}
# Stops that may be noise or a weak supply, or the work of a program that stops the board, and resets it by opening its
# port: it repeats its stop and HELLO, and is waited for before motors get power again.
MAYBE_MEANT = (StopReason.STOP_BYTE, *protocol.RESETS)


class Rest(NamedTuple):
    """How motors ended, and where wipers are then: ndarray of shape (pots,), counts."""

    status: Status
    wipers: Counts


class Board(Connection):
    """The verbs of a board. Each ends, or raises RigError, within its deadline: about 20 s for a motor, and
    ``patience_s`` more for a board that is away."""

    @property
    def full(self) -> int:
        """The largest reading of the ADC."""
        return (1 << self.hello.adc_bits) - 1

    def has(self, capability: Capability) -> bool:
        """Whether the board reported it."""
        return bool(self.hello.capabilities & capability)

    def require(self, capability: Capability, what: str) -> None:
        """Raises RigError if the board did not report it."""
        if not self.has(capability):
            raise RigError(f"the board: {self.name} has no {what}")

    # ---- looking

    def wipers(self) -> Counts:
        """The reading of every wiper: ndarray of shape (pots,), counts."""
        requests = self._of_wipers()
        return self._values(requests, self.ask(requests), protocol.FIXED[WipersRequest].size)

    def _of_wipers(self) -> list[Request]:
        most = protocol.most_values(self.hello.adc_bits) if self._is_far else SHARE
        return [Request(Type.WIPERS, protocol.pack(part)) for part in _parts(WipersRequest, self.hello.pots, most)]

    @property
    def _is_far(self) -> bool:
        """Whether few long frames do better than many short ones: over a slow line that seldom breaks one."""
        heard, mean_s = self.link.decoder, self.link.round_trip.mean_s or 0.0
        return mean_s > LOOK_EVERY_S and heard.bad_fcs * SELDOM <= heard.good

    def cells(self) -> Counts:
        """The reading of every photocell: ndarray of shape (rows, cols), counts."""
        self.require(Capability.SCAN_VALUES, "photocells that tell how bright it is")
        rows, cols = self.hello.rows, self.hello.cols
        most = max(1, protocol.most_values(self.hello.adc_bits) // max(1, cols)) if self._is_far else 1
        parts = [(row * cols, min(most, rows - row) * cols, 0) for row in range(0, rows, most)]
        requests = [Request(Type.SCAN, protocol.pack(ScanRequest(*part))) for part in parts]
        return self._values(requests, self.ask(requests), 4).reshape(rows, cols)

    def status(self) -> Status:
        return protocol.unpack_status(self.ask([Request(Type.STATUS)])[0], self.hello.pots)

    def _values(self, requests: Sequence[Request], answers: Sequence[bytes], head: int) -> Counts:
        """The packed values of several replies, whose first ``head`` bytes repeat what was asked."""
        found: list[int] = []
        for request, reply in zip(requests, answers, strict=True):
            count = request.payload[1] if head == 2 else int.from_bytes(request.payload[2:4], "little")
            found += unpack_values(reply[head:], count, self.hello.adc_bits)
        return np.array(found, np.int64)

    # ---- lamps

    def lamps(self, a: NDArray[np.bool_], r: NDArray[np.bool_]) -> None:
        """Show as many A-units (n_a,) and R-units (n_r,) as there are lamps; shown again after a reset."""
        if self.has(Capability.LAMPS):
            counts = (self.hello.a_lamps, self.hello.r_lamps)
            self.lamps_on = b"".join(_bits(units, count) for units, count in zip((a, r), counts, strict=True))
            self.post(Request(Type.LAMPS, self.lamps_on))

    # ---- moving

    def seek(self, target_of: dict[int, int], dead_band: int) -> Rest:
        """Take wipers to their targets (counts) and wait until all motors rest: how they ended, and where.

        A motion that was cut short is begun again; one that ended stalled, at an end or late is not.
        """
        head = SeekHead(dead_band, SEEK_LIMIT_MS)
        for _ in range(MOST_ROUNDS):
            for some in _shares(target_of.items()):
                self._move(Request(Type.SEEK, protocol.pack_seek(head, [Target(*one) for one in some])))
            rest = self._settled(with_wipers=True)
            status, wipers = rest
            ended = {*status.stalled, *status.at_end, *status.late}
            left = {
                pot: to for pot, to in target_of.items() if pot not in ended and abs(wipers[pot] - to) > dead_band + 2
            }
            if not left:
                return rest
            target_of = left
        raise RigError(f"the board: {self.name}: pots {list(target_of)} do not come to rest where they are sent")

    def pulse(self, pulses: Sequence[Pulse]) -> Status:
        """Run motors and wait until all rest: how they ended. One that was cut short is not begun again."""
        for some in _shares(pulses):
            self._move(Request(Type.PULSE, protocol.pack_pulses(some)), again=False)
        return self.settled()

    def settled(self) -> Status:
        """Wait until no motor runs."""
        return self._settled(with_wipers=False).status

    def _settled(self, with_wipers: bool) -> Rest:
        """Wait until no motor runs. Over a slow line, the wipers are read with every look, not after the last."""
        deadline_s = self.now_s() + SEEK_LIMIT_MS / 1000 + self.patience_s
        wipers = self._of_wipers() if with_wipers else []
        at_once = wipers if self._is_far else []
        while True:
            reply, *answers = self.ask([Request(Type.STATUS), *at_once])
            status = protocol.unpack_status(reply, self.hello.pots)
            if not status.moving:
                break
            if self.now_s() > deadline_s:
                self.stop()
                raise RigError(f"the board: {self.name}: motors {status.moving} do not end; it was stopped")
            self.pause(LOOK_EVERY_S)
        return Rest(status, self._values(wipers, answers or self.ask(wipers), protocol.FIXED[WipersRequest].size))

    def arm(self) -> None:
        """Let motors run again after a stop, whoever stopped them."""
        if self.stopped_by:
            self.link.hello(HELLO_WITHIN_S)  # the board was another program's
        self.stopped, self.stopped_by = False, ""
        self._arm()

    def _arm(self) -> None:
        """The board arms for the session of the last HELLO only: who spoke before this arrives is not overheard."""
        self.has_armed, self.link.strangers.our_stop = True, False
        armed = self.ask([Request(Type.ARM, protocol.pack(ArmRequest(self.session)))], again=False)
        self.counters.armed += bool(armed)
        if self.stopped:  # between the question and the power
            self.stop()
            raise self.stays_off(HERE)

    def stop(self) -> None:
        """All motors off, now, from any thread or signal handler; they stay off until ``arm`` is called.

        Raises RigError if the cable does not even take the order; that it was heard, ``confirm`` says.
        """
        self.stopped = True
        try:
            self.port.write(bytes((STOP_BYTE,)) * 3)
        except RigError as error:
            raise RigError(UNREACHABLE) from error

    def confirm(self) -> None:
        """Raises RigError if the board does not answer now; a line that does not hold is not mended."""
        try:
            self.link.ask(Type.STATUS, within_s=ANSWER_WITHIN_S)
        except (RefusedError, BoardResetError):
            pass  # an answer too, and no motor runs after a reset
        except RigError as error:
            raise RigError(UNREACHABLE) from error

    def close(self) -> None:
        """Motors off, if this program switched any on, and the port is free."""
        try:
            if self.has_armed:
                self.link.ask(Type.STOP, protocol.pack(StopMessage(StopReason.HOST_ENDED)), within_s=1.0)
        except RigError:
            pass  # it is away, or stops by itself in 500 ms
        finally:
            self.port.close()

    def _move(self, request: Request, again: bool = True) -> None:
        """A PULSE or a SEEK. Noise on the cable may look like a stop, and a busy computer is silent: armed again.

        Raises StoppedError where somebody stopped the motors.

        Unless ``again``, one that a mishap may have cut short is left as it is.
        """
        for _ in range(MOST_ROUNDS):
            try:
                self.ask([request], again)
                self.counters.motions += 1
                self.on_motion(self.counters.motions)
                return
            except RefusedError as refused:
                if refused.code == ErrorCode.BUSY:
                    self.settled()
                elif refused.code == ErrorCode.NOT_ARMED:
                    self._arm_unless_stopped(StopReason(refused.detail >> 8))
                else:
                    raise
        raise RigError(f"the cable: {self.name} was stopped by noise {MOST_ROUNDS} times on end")

    def _arm_unless_stopped(self, reason: StopReason) -> None:
        """Raises StoppedError if somebody wanted the motors off."""
        if not self._stopper(reason) and reason in MAYBE_MEANT and self.counters.armed:
            self.pause(STRANGER_WITHIN_S)
        if by := self._stopper(reason):
            raise self.stays_off(by)
        try:
            self._arm()
        except RefusedError as refused:
            if refused.code == ErrorCode.STOP_INPUT_OPEN:
                text = f"the board: {self.name}: the stop input is open: close it, then 'rig arm'"
                raise StoppedError(text, STOP_INPUT) from refused
            if refused.code == ErrorCode.BAD_SESSION and looks(refused.detail):
                self._greet()
                return
            if refused.code == ErrorCode.BAD_SESSION:
                self.stopped_by = ANOTHER
                raise self.stays_off(ANOTHER) from refused
            raise

    def _stopper(self, reason: StopReason) -> str:
        """Who wanted the motors off; nobody: empty."""
        return HERE if self.stopped else self.stopped_by or BY.get(reason, "")


def _parts(kind: Callable[[int, int], tuple[int, ...]], count: int, most: int) -> list[tuple[int, ...]]:
    return [kind(first, min(most, count - first)) for first in range(0, count, most)]


def _bits(units: NDArray[np.bool_], count: int) -> bytes:
    shown = np.zeros(count, bool)
    shown[: len(units)] = units[:count]
    return np.packbits(shown, bitorder="little").tobytes()


def _shares(items: Iterable[Item]) -> list[list[Item]]:
    listed = list(items)
    return [listed[first : first + SHARE] for first in range(0, len(listed), SHARE)]
