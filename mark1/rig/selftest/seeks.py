"""SEEK and the ends: that wipers rest where they are sent. Source: PROTOCOL.md, sections 5 and 8."""

from mark1.errors import RigError
from mark1.rig.selftest.check import Check
from mark1.rig.selftest.expectations import expect
from mark1.rig.selftest.motions import (
    AT_ONCE,
    END_COUNTS,
    END_MS,
    END_S,
    MOVES,
    PART_AWAY,
    RUN_MS,
    back,
    dead_band,
    inside,
    inward,
    moved,
    pulse,
    seek,
    until_rest,
)
from mark1.rig.selftest.raw_host import RawHost
from mark1.rig.selftest.readings import full
from mark1.rig.wire import protocol
from mark1.rig.wire.protocol import Capability, ErrorCode, Pulse, SeekHead, Target, Type


def bad_targets(host: RawHost) -> None:
    host.arm()
    wrong = [((0, 1), Target(0, 1), ErrorCode.BAD_VALUE, 0), ((1, 0), Target(0, 1), ErrorCode.BAD_VALUE, 1)]
    wrong.append(((255, 1), Target(host.known.pots, 1), ErrorCode.BAD_POT, host.known.pots))
    if host.known.adc_bits < 16:
        wrong.append(((255, 1), Target(0, full(host) + 1), ErrorCode.BAD_VALUE, 0))
    for head, target, code, detail in wrong:
        host.refused(Type.SEEK, protocol.pack_seek(SeekHead(*head), [target]), code, detail)


def some_seek(host: RawHost) -> str:
    """There and back; a few pots at once, first, last and between."""
    host.arm()
    pots = sorted({place * (host.known.pots - 1) // max(1, AT_ONCE - 1) for place in range(AT_ONCE)})
    readings = host.wipers()
    places = {pot: inside(host, readings[pot]) for pot in pots}
    away = {pot: place + inward(host, place) * full(host) // PART_AWAY for pot, place in places.items()}
    off = [arrived(host, targets) for targets in (away, places)]
    return f"{len(pots)} pots at once, {max(off)} counts off at most"


def arrived(host: RawHost, targets: dict[int, int]) -> int:
    """Seek, and how far off the farthest wiper ends."""
    seek(host, targets)
    status = until_rest(host)
    for name in ("stalled", "at_end", "late"):
        expect(f"{name} pots, after SEEK", [], getattr(status, name))
    readings = host.wipers()
    off = {pot: abs(readings[pot] - position) for pot, position in targets.items()}
    far = {pot: counts for pot, counts in off.items() if counts > dead_band(host) + moved(host) // 2}
    if far:
        raise RigError(f"the board: SEEK ended outside its dead band of {dead_band(host)}: counts off by pot {far}")
    return max(off.values())


def end(host: RawHost) -> str:
    """One wiper to its nearer end, once more into it, away from it, and back."""
    host.arm()
    before = host.wipers(0, 1)[0]
    out = -inward(host, before)
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
    Check("bad-target", "A position that is not there is refused.", bad_targets, Capability.SEEK),
    Check("seek", "SEEK ends in its dead band, several pots at once.", some_seek, MOVES | Capability.SEEK, moves=True),
    Check("end", "An end is found and told, and left again.", end, MOVES | Capability.SEEK, moves=True),
)
