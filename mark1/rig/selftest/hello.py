"""HELLO: who is there, who was there before, and what is said without it. Source: PROTOCOL.md, sections 3 and 6."""

from collections.abc import Callable

from mark1.errors import Described, RigError, expected
from mark1.rig.selftest.check import Check
from mark1.rig.selftest.expectations import expect, expect_refusal
from mark1.rig.selftest.raw_host import RawHost, Skipped
from mark1.rig.wire import protocol
from mark1.rig.wire.framing import Frame
from mark1.rig.wire.protocol import (
    MAX_PAYLOAD,
    RESETS,
    VERSION,
    WINDOW,
    Capability,
    ErrorCode,
    Hello,
    HelloRequest,
    State,
    Type,
)

MOST_POTS, MOST_CELLS = 232, 1024  # that fit STATUS, and a SCAN of bits
PARTS: dict[Capability, tuple[str, Callable[[Hello], int]]] = {
    Capability.PULSE | Capability.SEEK | Capability.WIPERS: ("pots", lambda board: board.pots),
    Capability.SCAN_VALUES | Capability.SCAN_BITS: ("photocells", lambda board: board.rows * board.cols),
    Capability.LAMPS: ("lamps", lambda board: board.a_lamps + board.r_lamps),
}


def before_hello(host: RawHost) -> None:
    """Judges what ``awake`` was answered; a board whose port's opening did not reset it cannot show more."""
    refusals = [
        reply.type == Type.ERROR and reply.payload[:1] == bytes((ErrorCode.NO_HELLO,)) for _, reply in host.unknown
    ]
    first = host.first
    assert first
    expect("a STOP before HELLO", State.STOPPED, State(first.state))
    if not refusals[0] and first.last_session:
        raise Skipped("opening the port did not reset the board")
    for request, reply in host.unknown:
        expect_refusal(reply, request.type, ErrorCode.NO_HELLO, 0)
    expect("last_session of a board that was reset", 0, first.last_session)


def who_is_there(host: RawHost) -> str:
    board = host.known
    checks = {
        f"protocol {VERSION}": board.protocol == VERSION,
        f"a window of {WINDOW}": board.window == WINDOW,
        f"a largest payload of {MAX_PAYLOAD}": board.max_payload == MAX_PAYLOAD,
        "an rx_buffer that holds the longest frame that is not escaped": board.rx_buffer >= MAX_PAYLOAD + 6,
        "1 to 16 adc_bits": 1 <= board.adc_bits <= 16,
        f"at most {MOST_POTS} pots": board.pots <= MOST_POTS,
        f"at most {MOST_CELLS} photocells": board.rows * board.cols <= MOST_CELLS,
        "a state that there is": board.state in State._value2member_map_,
        "RESET, WATCHDOG or BROWN_OUT as the last reset": board.reset in RESETS,
    }
    for needs, (name, count) in PARTS.items():
        checks[f"{name}, if it can do something with them"] = bool(count(board)) or not board.capabilities & needs
    wrong = [name for name, good in checks.items() if not good]
    if wrong:
        raise RigError(expected("the board: HELLO", ", ".join(wrong), Described(str(board))))
    return (
        f"firmware {board.major}.{board.minor}.{board.patch}, board {board.board_id}, {board.rows} x {board.cols} "
        f"cells, {board.pots} pots, {board.a_lamps} A lamps, {board.r_lamps} R lamps"
    )


def hello_again(host: RawHost) -> None:
    host.arm()
    before = host.hello()
    again = host.hello()
    known: Hello = before._replace(last_session=host.session, last_seq=host.seq - 2 & 0xFF)
    expect("a HELLO more", known, again)
    expect("the state after it", State.ARMED, State(again.state))
    host.ask(Type.DISARM)
    expect("last_seq after one request more", host.seq - 1 & 0xFF, host.hello().last_seq)


def wrong_hello(host: RawHost) -> None:
    spoken = {
        ErrorCode.BAD_PROTOCOL: (protocol.pack(HelloRequest(VERSION + 1, host.session)), VERSION),
        ErrorCode.BAD_VALUE: (protocol.pack(HelloRequest(VERSION, 0)), 1),
        ErrorCode.BAD_LENGTH: (b"\x01", 1),
    }
    for code, (payload, detail) in spoken.items():
        reply = host.answer(Frame(host.seq + 77 & 0xFF, Type.HELLO, payload))
        expect_refusal(reply, Type.HELLO, code, detail)
    host.ask(Type.PING)  # in the sequence of the good HELLO


CHECKS = (
    Check("before-hello", "Before HELLO a request is refused, and a STOP is obeyed.", before_hello),
    Check("hello", "What HELLO reports is possible.", who_is_there),
    Check("hello-again", "HELLO may be repeated, reports the previous host, and keeps the state.", hello_again),
    Check("hello-wrong", "HELLO in another protocol, or without a session, counts for nothing.", wrong_hello),
)
