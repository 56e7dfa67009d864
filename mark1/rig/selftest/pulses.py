"""PULSE: what is refused, what ends it, and that wipers go as told. Source: PROTOCOL.md, sections 5 and 8."""

from collections.abc import Sequence

from mark1.errors import RigError
from mark1.rig.selftest.check import Check
from mark1.rig.selftest.expectations import expect
from mark1.rig.selftest.motions import (
    AT_ONCE,
    COAST_S,
    LONG_MS,
    MOVES,
    REST_S,
    RUN_MS,
    back,
    inward,
    moved,
    outer_direction,
    pulse,
    still,
    until_rest,
)
from mark1.rig.selftest.raw_host import STOP, RawHost
from mark1.rig.wire import protocol
from mark1.rig.wire.protocol import Ack, ErrorCode, Pulse, State, StopReason, Type


def bad_pots(host: RawHost) -> None:
    host.arm()
    there = host.known.pots
    wrong = {
        (Pulse(0, 1, 1), Pulse(there, 1, 1)): (ErrorCode.BAD_POT, there),
        (Pulse(0, 1, 1), Pulse(0, -1, 1)): (ErrorCode.BAD_POT, 0),
    }
    for pulses, refusal in wrong.items():
        host.refused(Type.PULSE, protocol.pack_pulses(pulses), *refusal)
    host.refused(Type.PULSE, bytes((0, 0, 0x80)), ErrorCode.BAD_VALUE, 0)


def whole_or_not(host: RawHost) -> None:
    host.arm()
    before = host.wipers(0, 1)[0]
    direction = inward(host, before)
    host.refused(
        Type.PULSE,
        protocol.pack_pulses([Pulse(0, direction, RUN_MS), Pulse(host.known.pots, 1, RUN_MS)]),
        ErrorCode.BAD_POT,
        host.known.pots,
    )
    expect("moving pots, after a frame with one fault", [], host.status().moving)
    still(host, 0, before)


def up_and_down(host: RawHost) -> str:
    """Pulse every pot, a few at a time, first away from its nearer end."""
    host.arm()
    travels: list[tuple[int, int]] = []
    for first in range(0, host.known.pots, AT_ONCE):
        travels += there_and_back(host, range(first, min(first + AT_ONCE, host.known.pots)))
    wrong = [
        f"pot {pot} up {up}, down {down}"
        for pot, (up, down) in enumerate(travels)
        if up < moved(host) or -down < moved(host)
    ]
    if wrong:
        raise RigError(f"the board: counts a wiper went when told up and down: {'; '.join(wrong)}: motor, gear, leads?")
    ups = [up for up, _ in travels]
    return f"{min(ups)} to {max(ups)} counts in {RUN_MS} ms"


def there_and_back(host: RawHost, pots: Sequence[int]) -> list[tuple[int, int]]:
    """How far each went when told up, and when told down."""
    before = host.wipers(pots[0], len(pots))
    directions = [inward(host, reading) for reading in before]
    looks = [before]
    for sign in (1, -1):
        pulse(host, *(Pulse(pot, sign * direction, RUN_MS) for pot, direction in zip(pots, directions, strict=True)))
        until_rest(host)
        looks.append(host.wipers(pots[0], len(pots)))
    steps = [(b - a, c - b) for a, b, c in zip(*looks, strict=True)]
    return [step if direction > 0 else step[::-1] for step, direction in zip(steps, directions, strict=True)]


def pulsed_once(host: RawHost) -> None:
    """Repeated while the motor runs, and when it rests; both are among the last four requests."""
    host.arm()
    _, direction = outer_direction(host)
    for sign in (direction, -direction):
        before = host.status().counters.repeats
        request = host.numbered(Type.PULSE, protocol.pack_pulses([Pulse(0, sign, RUN_MS)]))
        first = host.answer(request)
        expect("the reply to a repeated PULSE", first, host.answer(request))
        soon_at_rest(host)
        rested = host.wipers(0, 1)[0]
        expect("the reply to a repeated PULSE", first, host.answer(request))
        status = host.status()
        expect("moving pots, after a repeated PULSE", [], status.moving)
        expect("repeats in STATUS", 2, status.counters.repeats - before & 0xFFFF)
        still(host, 0, rested)


def soon_at_rest(host: RawHost) -> None:
    """As ``until_rest``, but with two requests at most."""
    for _ in range(2):
        host.quiet(RUN_MS / 1000 + REST_S)
        if not host.status().moving:
            return


def busy(host: RawHost) -> None:
    host.arm()
    before, direction = outer_direction(host)
    pulse(host, Pulse(0, direction, LONG_MS))
    host.refused(Type.PULSE, protocol.pack_pulses([Pulse(0, -direction, 1)]), ErrorCode.BUSY, 0)
    expect("moving pots", [0], host.status().moving)
    expect("DISARM", Ack(State.SAFE, StopReason.NONE), host.acked(Type.DISARM))
    expect_ended(host, before)


def stopped(host: RawHost) -> None:
    """By the stop byte; and armed again, the motion is not taken up."""
    host.arm()
    before, direction = outer_direction(host)
    pulse(host, Pulse(0, direction, LONG_MS))
    host.send_garbage(STOP)
    host.hello()
    counters = host.status().counters
    expect("the state", Ack(State.STOPPED, StopReason.STOP_BYTE), Ack(counters.state, counters.reason))
    expect_ended(host, before)


def expect_ended(host: RawHost, before: int) -> None:
    """No motion, also once armed again; and back to where it was, if it got away."""
    expect("moving pots, after the motion was ended", [], host.status().moving)
    host.arm()
    expect("moving pots, armed again", [], host.status().moving)
    host.wait(COAST_S)
    still(host, 0, host.wipers(0, 1)[0])
    back(host, {0: before})


CHECKS = (
    Check("bad-pot", "A pot that is not there, or twice in a frame, is refused; so is a run of 0 ms.", bad_pots, MOVES),
    Check("whole", "A frame with one fault moves nothing.", whole_or_not, MOVES, moves=True),
    Check("pulses", "Every pot's wiper goes up when told up, and down when told down.", up_and_down, MOVES, moves=True),
    Check("pulse-once", "A repeated PULSE moves nothing.", pulsed_once, MOVES, moves=True),
    Check("busy", "A pot that moves takes no other motion, and DISARM ends the one.", busy, MOVES, moves=True),
    Check("stop-motion", "The stop byte ends a motion for good.", stopped, MOVES, moves=True),
)
