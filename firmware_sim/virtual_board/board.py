"""The virtual board: frames in and out, sequence numbers, states, stops; it behaves like the sketch."""

from collections import OrderedDict
from functools import partial
from typing import NamedTuple

import numpy as np

from firmware_sim.virtual_board.motors import Motor, StartQueue
from firmware_sim.virtual_board.physics import Physics
from firmware_sim.virtual_board.requests import HANDLERS, Refused
from firmware_sim.virtual_board.sizes import Sizes
from mark1.errors import RigError
from mark1.rig.wire import protocol
from mark1.rig.wire.framing import FLAG, STOP_BYTE, Decoder, Frame, encode, fcs_of
from mark1.rig.wire.protocol import READS, REPLY, WINDOW, ErrorCode, NoticeKind, State, StopReason, Type

FIRMWARE = (1, 1, 0)
DEAD_MS, WATCHDOG_MS = 10, 60
TX_ROOM = 160  # with more than this still to send, the board does not begin another request


class Done(NamedTuple):
    """A request that was carried out: how to recognise it, and its reply."""

    type: int
    fcs: bytes
    reply: Frame


class VirtualBoard:
    """A board on a clock of milliseconds.

    ::

        receive(bytes) --> [rx] --> frames --> requests --> motors --> physics
        take(n)        <-- [tx] <-- replies, notices        tick() once a millisecond

    ``stop_input_open`` and ``physics`` are the outside world; ``reset`` is the button. As on the sketch the stop byte
    acts in ``receive`` itself, while frames wait in ``rx`` until the board has time.
    """

    def __init__(self, physics: Physics) -> None:
        self.sizes: Sizes = physics.sizes
        self.physics = physics
        self.stop_input_open = False
        self.reset()

    def reset(self, reason: StopReason = StopReason.RESET) -> None:
        """Power on, the reset line, or the watchdog: clear all state, switch motors off, send a banner."""
        self.rx, self.tx = bytearray(), bytearray()
        self.decoder = Decoder()
        self.state, self.reason, self.reset_reason = State.SAFE, int(reason), int(reason)
        self.starts = StartQueue()
        self.motors = [Motor(self.sizes.full, partial(self.starts.grants, pot)) for pot in range(self.sizes.pots)]
        self.drive = np.zeros(self.sizes.pots, np.int8)
        self.readings = self.physics.wipers()
        self.session = self.expected = self.last_seq = self.a_lamps = self.r_lamps = 0
        self.remembered: OrderedDict[int, Done] = OrderedDict()
        self.uptime_ms = self.heard_ms = self.overruns = self.repeats = self.stops = 0
        self.busy_us = 0
        self.converted = not self.physics.adc_dead  # since the reset
        self.silent_ms = DEAD_MS if self.physics.adc_dead else 0
        self.held: Frame | None = None
        self._notice(NoticeKind.BANNER)

    # ---- bytes

    def receive(self, data: bytes) -> None:
        """Bytes off the line, as the receive interrupt takes them."""
        _before, stop, after = data.rpartition(bytes((STOP_BYTE,)))
        if stop:
            self.stop(StopReason.STOP_BYTE)
            self.rx.clear()
            self.decoder.reset()
            self.busy_us, self.held = 0, None
        room = self.sizes.rx_buffer - len(self.rx)
        self.overruns += max(0, len(after) - room)
        self.rx += after[:room]
        self._work()

    def take(self, most: int) -> bytes:
        """Up to ``most`` bytes for the line."""
        taken = bytes(self.tx[:most])
        del self.tx[:most]
        return taken

    def tick(self) -> None:
        """One millisecond."""
        self.uptime_ms += 1
        self.busy_us = max(0, self.busy_us - 1000)
        if self._converter_hangs():
            self.reset(StopReason.WATCHDOG)
        if self.stop_input_open:
            self.stop(StopReason.STOP_INPUT)
        if self.state == State.ARMED and self.uptime_ms - self.heard_ms >= protocol.SILENCE_MS:
            self.stop(StopReason.SILENCE)
        self._turn_motors()
        if self.held and not self.answers:  # of a SCAN that waits for the rest of its cells
            request = Frame(self.held.seq, self.held.type & ~REPLY, b"")
            self.held, self.busy_us = _error(request, ErrorCode.NO_READINGS), 0
        if self.held and not self.busy_us:
            self._send(self.held)
            self.held = None
        self._work()

    @property
    def answers(self) -> bool:
        """Whether the converter gives readings."""
        return self.silent_ms < DEAD_MS

    def _converter_hangs(self) -> bool:
        """Whether the watchdog bites: readings came since the reset, and no longer do.

        A conversion that does not end is followed by no other, so only a reset helps.
        """
        self.silent_ms += bool(self.physics.adc_dead or self.silent_ms)
        return self.converted and self.silent_ms == DEAD_MS + WATCHDOG_MS

    def _turn_motors(self) -> None:
        if self.state == State.ARMED:
            for pot, motor in enumerate(self.motors):
                if motor.moving or self.drive[pot]:
                    self.drive[pot] = motor.step(int(self.readings[pot]))
            self.starts.step()
        self.physics.step(self.drive)
        if not self.silent_ms:
            self.readings = self.physics.wipers()

    def _work(self) -> None:
        """Frames that wait, as long as there is time and room for a reply."""
        while self.rx and not self.busy_us and len(self.tx) <= TX_ROOM:
            end = self.rx.find(FLAG) + 1 or len(self.rx)
            piece = bytes(self.rx[:end])
            del self.rx[:end]
            for frame in self.decoder.feed(piece):
                if isinstance(frame, Frame):
                    self._hear(frame)

    # ---- requests

    def _hear(self, request: Frame) -> None:
        """Handle a valid frame: carry it out, repeat its reply, or refuse it."""
        self.heard_ms = self.uptime_ms
        reply = self._reply(request)
        if self.busy_us:
            self.held = reply
        else:
            self._send(reply)

    def _reply(self, request: Frame) -> Frame:
        if request.type == Type.HELLO:
            return self._hello(request)
        behind = self.expected - request.seq & 0xFF
        if self.session and not behind:
            return self._do_next(request)
        done = self.remembered.get(request.seq)
        if self.session and done and (done.type, done.fcs) == (request.type, _fcs(request)):
            self.repeats += 1
            return self._do(request) if request.type in READS else done.reply
        if request.type == Type.STOP:
            self._do(request)
        code = ErrorCode.BAD_REPEAT if 1 <= behind <= WINDOW else ErrorCode.BAD_SEQUENCE
        return _error(request, *((code, self.expected) if self.session else (ErrorCode.NO_HELLO, 0)))

    def _do_next(self, request: Frame) -> Frame:
        """Carry out the expected request once, and remember its reply."""
        self.expected, self.last_seq = request.seq + 1 & 0xFF, request.seq
        reply = self._do(request)
        self.remembered[request.seq] = Done(request.type, _fcs(request), reply)
        if len(self.remembered) > WINDOW:
            self.remembered.popitem(last=False)
        return reply

    def _do(self, request: Frame) -> Frame:
        try:
            return Frame(request.seq, request.type | REPLY, self._handle(request))
        except Refused as refused:
            return _error(request, refused.code, refused.detail)

    def _handle(self, request: Frame) -> bytes:
        handler = HANDLERS.get(request.type)
        if handler is None:
            raise Refused(ErrorCode.UNKNOWN_TYPE)
        if handler.needs and not handler.needs & self.sizes.capabilities:
            raise Refused(ErrorCode.ABSENT)
        if not handler.fits(self, len(request.payload)):
            raise Refused(ErrorCode.BAD_LENGTH, len(request.payload))
        return handler.do(self, request.payload)

    def _hello(self, request: Frame) -> Frame:
        try:
            spoken, session = protocol.unpack(protocol.HelloRequest, request.payload)
        except RigError:
            return _error(request, ErrorCode.BAD_LENGTH, len(request.payload))
        if spoken != protocol.VERSION:
            return _error(request, ErrorCode.BAD_PROTOCOL, protocol.VERSION)
        if not session:
            return _error(request, ErrorCode.BAD_VALUE, 1)
        reply = Frame(request.seq, Type.HELLO | REPLY, protocol.pack(self._who()))
        self.session, self.last_seq, self.expected = session, request.seq, request.seq + 1 & 0xFF
        self.remembered.clear()
        return reply

    def _who(self) -> protocol.Hello:
        some = self.sizes
        return protocol.Hello(
            protocol.VERSION, *FIRMWARE, some.board_id, some.capabilities, some.rows, some.cols, some.pots,
            some.a_lamps, some.r_lamps, some.adc_bits, some.wiring, some.rx_buffer, WINDOW, protocol.MAX_PAYLOAD,
            self.session, self.last_seq, self.state, self.reason, self.reset_reason,
        )  # fmt: skip

    # ---- for the requests

    def ack(self) -> bytes:
        return protocol.pack(protocol.Ack(self.state, self.reason))

    def counters(self) -> protocol.Counters:
        heard = (self.decoder.good, self.decoder.bad_fcs, self.decoder.too_long)
        rounds = [count & 0xFFFF for count in (*heard, self.overruns, self.repeats, self.stops)]
        return protocol.Counters(self.state, self.reason, self.uptime_ms & 0xFFFF_FFFF, *rounds)

    def work_us(self, time_us: int) -> None:
        """Keep the current request busy for this time; others wait."""
        self.busy_us += time_us

    def all_off(self) -> None:
        """Switch every motor off immediately; no motion is resumed."""
        self.drive[:] = 0
        self.reason = StopReason.NONE
        for motor in self.motors:
            motor.off()

    def stop(self, reason: int) -> None:
        """Motors off, latched until re-armed. The first reason stays; an open stop input is always reported."""
        first = self.state != State.STOPPED
        if first:
            self.all_off()
        if first or reason == StopReason.STOP_INPUT:
            self.state, self.reason = State.STOPPED, reason
        if first:
            self.stops += 1
            self._notice(NoticeKind.STOPPED)

    def _notice(self, kind: NoticeKind) -> None:
        notice = protocol.Notice(kind, self.reason, self.state, protocol.VERSION)
        self._send(Frame(0, Type.NOTICE, protocol.pack(notice)))

    def _send(self, frame: Frame) -> None:
        self.tx += encode(frame, opening=not self.tx)


def _fcs(request: Frame) -> bytes:
    return fcs_of(bytes((request.seq, request.type)) + request.payload)


def _error(request: Frame, code: ErrorCode, detail: int = 0) -> Frame:
    return Frame(request.seq, Type.ERROR, protocol.pack(protocol.Refusal(code, request.type, detail & 0xFFFF)))
