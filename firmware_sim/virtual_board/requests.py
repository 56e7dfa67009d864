"""The handlers of all types of requests: one table. Source: PROTOCOL.md, section 5."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from firmware_sim.virtual_board.motors import Motor
from firmware_sim.virtual_board.physics import Counts, Physics
from firmware_sim.virtual_board.sizes import Sizes
from mark1.rig.wire import protocol
from mark1.rig.wire.bits import pack_values, packed_size
from mark1.rig.wire.protocol import Capability, ErrorCode, State, StopReason, Type

CELL_US = 100  # Assumed: one conversion of the ADC, 13 cycles at 125 kHz


class Refused(Exception):  # noqa: N818
    """A refused request; the board answers with ERROR."""

    def __init__(self, code: ErrorCode, detail: int = 0) -> None:
        super().__init__(code.name, detail)
        self.code, self.detail = code, detail


class BoardActions(Protocol):
    """The part of a VirtualBoard that requests use; its bytes and frames are not."""

    sizes: Sizes
    physics: Physics
    motors: list[Motor]
    readings: Counts
    state: State
    reason: int
    session: int
    stop_input_open: bool
    a_lamps: int
    r_lamps: int

    @property
    def answers(self) -> bool: ...
    def ack(self) -> bytes: ...
    def counters(self) -> protocol.Counters: ...
    def work_us(self, time_us: int) -> None: ...
    def all_off(self) -> None: ...
    def stop(self, reason: int) -> None: ...


class RequestHandler(NamedTuple):
    """A handler, the capabilities it needs (any of these), and the valid payload lengths."""

    do: Callable[[BoardActions, bytes], bytes]
    needs: Capability
    fits: Callable[[BoardActions, int], bool]


def ping(board: BoardActions, payload: bytes) -> bytes:
    return payload


def status(board: BoardActions, payload: bytes) -> bytes:
    motors = list(enumerate(board.motors))
    status = protocol.Status(
        board.counters(),
        [pot for pot, motor in motors if motor.moving],
        [pot for pot, motor in motors if motor.stalled],
        [pot for pot, motor in motors if motor.at_end],
        [pot for pot, motor in motors if motor.late],
    )
    return protocol.pack_status(status, board.sizes.pots)


def arm(board: BoardActions, payload: bytes) -> bytes:
    if protocol.unpack(protocol.ArmRequest, payload).session != board.session:
        raise Refused(ErrorCode.BAD_SESSION, board.session)
    check_readings(board)
    if board.stop_input_open:
        raise Refused(ErrorCode.STOP_INPUT_OPEN)
    board.state, board.reason = State.ARMED, StopReason.NONE
    return board.ack()


def disarm(board: BoardActions, payload: bytes) -> bytes:
    if board.state == State.ARMED:
        board.all_off()
        board.state = State.SAFE
    return board.ack()


def stop(board: BoardActions, payload: bytes) -> bytes:
    reason = protocol.unpack(protocol.StopMessage, payload).reason
    if reason < StopReason.HOST_USER:
        raise Refused(ErrorCode.BAD_VALUE)
    board.stop(reason)
    return board.ack()


def pulse(board: BoardActions, payload: bytes) -> bytes:
    pulses = protocol.unpack_pulses(payload)
    check_motions(board, [(one.pot, one.ms > 0) for one in pulses])
    for one in pulses:
        board.motors[one.pot].pulse(one.direction, one.ms)
    return board.ack()


def seek(board: BoardActions, payload: bytes) -> bytes:
    head, targets = protocol.unpack_seek(payload)
    check_armed(board)
    for field, value in enumerate(head):
        if not value:
            raise Refused(ErrorCode.BAD_VALUE, field)
    check_motions(board, [(one.pot, one.position <= board.sizes.full) for one in targets])
    for one in targets:
        board.motors[one.pot].seek_to(one.position, head.dead_band, head.limit_ms)
    return board.ack()


def check_armed(board: BoardActions) -> None:
    if board.state != State.ARMED:
        raise Refused(ErrorCode.NOT_ARMED, board.state + 256 * board.reason)


def check_motions(board: BoardActions, motions: Sequence[tuple[int, bool]]) -> None:
    """Refuse the request unless all pots exist, are named once, have valid values and are at rest."""
    check_armed(board)
    seen: set[int] = set()
    for pot, good in motions:
        if pot >= board.sizes.pots or pot in seen:
            raise Refused(ErrorCode.BAD_POT, pot)
        if not good:
            raise Refused(ErrorCode.BAD_VALUE, pot)
        if board.motors[pot].moving:
            raise Refused(ErrorCode.BUSY, pot)
        seen.add(pot)


def wipers(board: BoardActions, payload: bytes) -> bytes:
    first, count = protocol.unpack(protocol.WipersRequest, payload)
    check_range(first, count, protocol.most_values(board.sizes.adc_bits), board.sizes.pots)
    check_readings(board)
    readings = board.readings[first : first + count].tolist()
    return payload + pack_values(readings, board.sizes.adc_bits)


def scan(board: BoardActions, payload: bytes) -> bytes:
    first, count, threshold = protocol.unpack(protocol.ScanRequest, payload)
    if not board.sizes.capabilities & (Capability.SCAN_BITS if threshold else Capability.SCAN_VALUES):
        raise Refused(ErrorCode.ABSENT)
    most = protocol.MAX_BITS if threshold else protocol.most_values(board.sizes.adc_bits)
    check_range(first, count, most, board.sizes.cells)
    if threshold > board.sizes.full:
        raise Refused(ErrorCode.BAD_VALUE, 2)
    check_readings(board)
    board.work_us(count * CELL_US)
    values = board.physics.cells(first, count)
    if threshold:
        return payload[:4] + pack_values((values >= threshold).astype(int).tolist(), 1)
    return payload[:4] + pack_values(values.tolist(), board.sizes.adc_bits)


def check_range(first: int, count: int, most: int, there: int) -> None:
    if first >= there:
        raise Refused(ErrorCode.BAD_VALUE, 0)
    if not 1 <= count <= most or first + count > there:
        raise Refused(ErrorCode.BAD_VALUE, 1)


def check_readings(board: BoardActions) -> None:
    if not board.answers:
        raise Refused(ErrorCode.NO_READINGS)


def lamps(board: BoardActions, payload: bytes) -> bytes:
    a, r = lamp_bytes(board)
    lit = [int.from_bytes(part, "little") for part in (payload[:a], payload[a : a + r])]
    for field, (bits, count) in enumerate(zip(lit, (board.sizes.a_lamps, board.sizes.r_lamps), strict=True)):
        if bits >> count:
            raise Refused(ErrorCode.BAD_VALUE, field)
    board.a_lamps, board.r_lamps = lit
    return board.ack()


def lamp_bytes(board: BoardActions) -> tuple[int, int]:
    return packed_size(board.sizes.a_lamps, 1), packed_size(board.sizes.r_lamps, 1)


def exactly(size: int) -> Callable[[BoardActions, int], bool]:
    return lambda board, length: length == size


def entries(head: int) -> Callable[[BoardActions, int], bool]:
    return lambda board, length: (length - head) % 3 == 0 and 1 <= (length - head) // 3 <= protocol.MAX_MOTIONS


NOTHING = Capability(0)
HANDLERS: dict[int, RequestHandler] = {
    Type.PING: RequestHandler(ping, NOTHING, lambda board, length: length <= 8),
    Type.STATUS: RequestHandler(status, NOTHING, exactly(0)),
    Type.ARM: RequestHandler(arm, NOTHING, exactly(2)),
    Type.DISARM: RequestHandler(disarm, NOTHING, exactly(0)),
    Type.STOP: RequestHandler(stop, NOTHING, exactly(1)),
    Type.PULSE: RequestHandler(pulse, Capability.PULSE, entries(0)),
    Type.SEEK: RequestHandler(seek, Capability.SEEK, entries(3)),
    Type.WIPERS: RequestHandler(wipers, Capability.WIPERS, exactly(2)),
    Type.SCAN: RequestHandler(scan, Capability.SCAN_VALUES | Capability.SCAN_BITS, exactly(6)),
    Type.LAMPS: RequestHandler(lamps, Capability.LAMPS, lambda board, length: length == sum(lamp_bytes(board))),
}
