"""Motions: what is refused, what ends them, and that wipers go where they are sent.

Judged by the wipers, as a person would, and allowing for play, noise and speed of real motors. Source: PROTOCOL.md,
sections 5 and 8.
"""

from collections.abc import Sequence

from mark1.errors import RigError
from mark1.rig import protocol
from mark1.rig.checks.check import Check
from mark1.rig.checks.readings import full
from mark1.rig.protocol import Ack, Capability, Code, Pulse, Reason, SeekHead, State, Target, Type
from mark1.rig.raw_host import STOP, RawHost, expect

AT_ONCE = 8  # motors; Assumed: what a small supply carries
RUN_MS, LONG_MS, END_MS = 200, 3000, 20_000
REST_S, COAST_S = 0.15, 0.3
MOTIONS_S, END_S = 12.0, 25.0
PART_MOVED, PART_AWAY = 100, 16  # of the range: a wiper that moved; how far a SEEK of these checks goes
END_COUNTS = 8
MOVES = Capability.PULSE | Capability.WIPERS


def pulse(host: RawHost, *pulses: Pulse) -> None:
    expect("PULSE", Ack(State.ARMED, Reason.NONE), host.acked(Type.PULSE, protocol.pack_pulses(pulses)))


def seek(host: RawHost, targets: Sequence[Target], dead_band: int) -> None:
    payload = protocol.pack_seek(SeekHead(dead_band, int(MOTIONS_S * 1000)), targets)
    expect("SEEK", Ack(State.ARMED, Reason.NONE), host.acked(Type.SEEK, payload))


def until_rest(host: RawHost, within_s: float = MOTIONS_S) -> protocol.Status:
    """When STATUS tells no motion any more, and the wipers have coasted to rest."""
    deadline_s = host.now_s() + within_s
    while (status := host.status()).moving:
        if host.now_s() > deadline_s:
            raise RigError(f"the board: pots {status.moving} still move after {within_s:g} s")
        host.quiet(0.02)
    host.wait(REST_S)
    return status


def inner_way(host: RawHost, reading: int) -> int:
    """+1 below the middle, -1 above: away from the nearer end."""
    return 1 if 2 * reading < full(host) else -1


def moved(host: RawHost) -> int:
    """Counts that only a motor explains."""
    return max(6, full(host) // PART_MOVED)


# ---- refusals


def bad_pots(host: RawHost) -> None:
    host.arm()
    there = host.known.pots
    wrong = {
        (Pulse(0, 1, 1), Pulse(there, 1, 1)): (Code.BAD_POT, there),
        (Pulse(0, 1, 1), Pulse(0, -1, 1)): (Code.BAD_POT, 0),
    }
    for pulses, refusal in wrong.items():
        host.refused(Type.PULSE, protocol.pack_pulses(pulses), *refusal)
    host.refused(Type.PULSE, bytes((0, 0, 0x80)), Code.BAD_VALUE, 0)


def bad_targets(host: RawHost) -> None:
    host.arm()
    wrong = [((0, 1), Target(0, 1), Code.BAD_VALUE, 0), ((1, 0), Target(0, 1), Code.BAD_VALUE, 1)]
    wrong.append(((255, 1), Target(host.known.pots, 1), Code.BAD_POT, host.known.pots))
    if host.known.adc_bits < 16:
        wrong.append(((255, 1), Target(0, full(host) + 1), Code.BAD_VALUE, 0))
    for head, target, code, detail in wrong:
        host.refused(Type.SEEK, protocol.pack_seek(SeekHead(*head), [target]), code, detail)


def whole_or_not(host: RawHost) -> None:
    host.arm()
    before = host.wipers(0, 1)[0]
    way = inner_way(host, before)
    host.refused(
        Type.PULSE,
        protocol.pack_pulses([Pulse(0, way, RUN_MS), Pulse(host.known.pots, 1, RUN_MS)]),
        Code.BAD_POT,
        host.known.pots,
    )
    expect("moving pots, after a frame with one fault", [], host.status().moving)
    still(host, 0, before)


def still(host: RawHost, pot: int, before: int) -> None:
    """The wiper has not left its place, nor does it within the time of a pulse."""
    host.wait((RUN_MS / 1000) + REST_S)
    after = host.wipers(pot, 1)[0]
    if abs(after - before) >= moved(host):
        raise RigError(f"the board: pot {pot} must rest, and its wiper went from {before} to {after}")


# ---- pulses


def up_and_down(host: RawHost) -> str:
    """Every pot, some at a time, first away from its nearer end."""
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
    ways = [inner_way(host, reading) for reading in before]
    looks = [before]
    for sign in (1, -1):
        pulse(host, *(Pulse(pot, sign * way, RUN_MS) for pot, way in zip(pots, ways, strict=True)))
        until_rest(host)
        looks.append(host.wipers(pots[0], len(pots)))
    steps = [(b - a, c - b) for a, b, c in zip(*looks, strict=True)]
    return [step if way > 0 else step[::-1] for step, way in zip(steps, ways, strict=True)]


def one_way(host: RawHost, pot: int = 0) -> tuple[int, int]:
    """Where its wiper is, and the way to the farther end."""
    reading = host.wipers(pot, 1)[0]
    return reading, inner_way(host, reading)


def pulsed_once(host: RawHost) -> None:
    """Repeated while the motor runs, and when it rests; both are among the last four requests."""
    host.arm()
    _, way = one_way(host)
    for sign in (way, -way):
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
    before, way = one_way(host)
    pulse(host, Pulse(0, way, LONG_MS))
    host.refused(Type.PULSE, protocol.pack_pulses([Pulse(0, -way, 1)]), Code.BUSY, 0)
    expect("moving pots", [0], host.status().moving)
    expect("DISARM", Ack(State.SAFE, Reason.NONE), host.acked(Type.DISARM))
    expect_ended(host, before)


def stopped(host: RawHost) -> None:
    """By the stop byte; and armed again, the motion is not taken up."""
    host.arm()
    before, way = one_way(host)
    pulse(host, Pulse(0, way, LONG_MS))
    host.send_garbage(STOP)
    host.hello()
    counters = host.status().counters
    expect("the state", Ack(State.STOPPED, Reason.STOP_BYTE), Ack(counters.state, counters.reason))
    expect_ended(host, before)


def expect_ended(host: RawHost, before: int) -> None:
    """No motion, also once armed again; and back to where it was, if it got away."""
    expect("moving pots, after the motion was ended", [], host.status().moving)
    host.arm()
    expect("moving pots, armed again", [], host.status().moving)
    host.wait(COAST_S)
    still(host, 0, host.wipers(0, 1)[0])
    back(host, {0: before})


# ---- seeks


def dead_band(host: RawHost) -> int:
    """Counts: wide enough for a real motor's coasting."""
    return min(255, max(6, full(host) // 128))


def back(host: RawHost, places: dict[int, int]) -> None:
    """To where the wipers were, if the board can seek."""
    if host.has(Capability.SEEK):
        seek(host, [Target(*one) for one in places.items()], dead_band(host))
        until_rest(host)


def some_seek(host: RawHost) -> str:
    """There and back; a few pots at once, first, last and between."""
    host.arm()
    pots = sorted({place * (host.known.pots - 1) // max(1, AT_ONCE - 1) for place in range(AT_ONCE)})
    readings = host.wipers()
    places = {pot: inside(host, readings[pot]) for pot in pots}
    away = {pot: place + inner_way(host, place) * full(host) // PART_AWAY for pot, place in places.items()}
    off = [arrived(host, targets) for targets in (away, places)]
    return f"{len(pots)} pots at once, {max(off)} counts off at most"


def inside(host: RawHost, reading: int) -> int:
    """The nearest position that is no end."""
    least = END_COUNTS + 2 * dead_band(host)
    return min(max(reading, least), full(host) - least)


def arrived(host: RawHost, targets: dict[int, int]) -> int:
    """Seek, and how far off the farthest wiper ends."""
    seek(host, [Target(*one) for one in targets.items()], dead_band(host))
    status = until_rest(host)
    for name in ("stalled", "at_end", "late"):
        expect(f"{name} pots, after SEEK", [], getattr(status, name))
    readings = host.wipers()
    off = {pot: abs(readings[pot] - position) for pot, position in targets.items()}
    far = {pot: counts for pot, counts in off.items() if counts > dead_band(host) + moved(host) // 2}
    if far:
        raise RigError(f"the board: SEEK ended outside its dead band of {dead_band(host)}: counts off by pot {far}")
    return max(off.values())


# ---- the end


def end(host: RawHost) -> str:
    """One wiper to its nearer end, once more into it, away from it, and back."""
    host.arm()
    before = host.wipers(0, 1)[0]
    out = -inner_way(host, before)
    pulse(host, Pulse(0, out, END_MS))
    expect("pots at an end", [0], until_rest(host, END_S).at_end)
    reached = host.wipers(0, 1)[0]
    if min(reached, full(host) - reached) > END_COUNTS + moved(host):
        raise RigError(f"the board: pot 0 is told at an end, and its wiper is at {reached} of {full(host)}")
    pulse(host, Pulse(0, out, RUN_MS))
    expect("pots at an end, after a motion into it", [0], until_rest(host).at_end)
    pulse(host, Pulse(0, -out, RUN_MS))
    expect("pots at an end, after a motion away from it", [], until_rest(host).at_end)
    back(host, {0: inside(host, before)})
    return f"pot 0 ends at {reached}"


CHECKS = (
    Check("bad-pot", "A pot that is not there, or twice in a frame, is refused; so is a run of 0 ms.", bad_pots, MOVES),
    Check("bad-target", "A position that is not there is refused.", bad_targets, Capability.SEEK),
    Check("whole", "A frame with one fault moves nothing.", whole_or_not, MOVES, moves=True),
    Check("pulses", "Every pot's wiper goes up when told up, and down when told down.", up_and_down, MOVES, moves=True),
    Check("pulse-once", "A repeated PULSE moves nothing.", pulsed_once, MOVES, moves=True),
    Check("busy", "A pot that moves takes no other motion, and DISARM ends the one.", busy, MOVES, moves=True),
    Check("stop-motion", "The stop byte ends a motion for good.", stopped, MOVES, moves=True),
    Check("seek", "SEEK ends in its dead band, several pots at once.", some_seek, MOVES | Capability.SEEK, moves=True),
    Check("end", "An end is found and told, and left again.", end, MOVES | Capability.SEEK, moves=True),
)
