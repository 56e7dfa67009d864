"""Motions, and how they are checked: by the wipers, allowing for play, noise and speed of real motors."""

from mark1.errors import RigError
from mark1.rig.selftest.expectations import expect
from mark1.rig.selftest.raw_host import RawHost
from mark1.rig.selftest.readings import full
from mark1.rig.wire import protocol
from mark1.rig.wire.protocol import Ack, Capability, Pulse, SeekHead, State, StopReason, Target, Type

AT_ONCE = 8  # motors; Assumed: what a small supply carries
RUN_MS, LONG_MS, END_MS = 200, 3000, 20_000
REST_S, COAST_S = 0.15, 0.3
MOTIONS_S, END_S = 12.0, 25.0
LAG = 10
PART_MOVED, PART_AWAY = 100, 16  # of the range: a wiper that moved; how far a SEEK of these checks goes
END_COUNTS = 8
MOVES = Capability.PULSE | Capability.WIPERS


def pulse(host: RawHost, *pulses: Pulse) -> None:
    expect("PULSE", Ack(State.ARMED, StopReason.NONE), host.acked(Type.PULSE, protocol.pack_pulses(pulses)))


def seek(host: RawHost, places: dict[int, int]) -> None:
    """Move each of these pots to its place, in counts."""
    head = SeekHead(dead_band(host), int(MOTIONS_S * 1000))
    payload = protocol.pack_seek(head, [Target(*target) for target in places.items()])
    expect("SEEK", Ack(State.ARMED, StopReason.NONE), host.acked(Type.SEEK, payload))


def until_rest(host: RawHost, within_s: float = MOTIONS_S) -> protocol.Status:
    """The status once STATUS reports no motion, and the wipers have coasted to rest.

    ``within_s`` of the board's own clock: a simulated one may lag behind ours.
    """
    began, deadline_s = host.status().counters.uptime_ms, host.now_s() + LAG * within_s
    while (status := host.status()).moving:
        if status.counters.uptime_ms - began > 1000 * within_s or host.now_s() > deadline_s:
            raise RigError(f"the board: pots {status.moving} still move after {within_s:g} s")
        host.quiet(0.02)
    host.wait(REST_S)
    return status


def inward(host: RawHost, reading: int) -> int:
    """+1 below the middle, -1 above: away from the nearer end."""
    return 1 if 2 * reading < full(host) else -1


def moved(host: RawHost) -> int:
    """Counts that only a motor explains."""
    return max(6, full(host) // PART_MOVED)


def still(host: RawHost, pot: int, before: int) -> None:
    """The wiper has not left its place, nor does it within the time of a pulse."""
    host.wait(RUN_MS / 1000 + REST_S)
    after = host.wipers(pot, 1)[0]
    if abs(after - before) >= moved(host):
        raise RigError(f"the board: pot {pot} must rest, and its wiper went from {before} to {after}")


def outer_direction(host: RawHost, pot: int = 0) -> tuple[int, int]:
    """The position of its wiper, and the direction to the farther end."""
    reading = host.wipers(pot, 1)[0]
    return reading, inward(host, reading)


def dead_band(host: RawHost) -> int:
    """Counts: wide enough for a real motor's coasting."""
    return min(255, max(6, full(host) // 128))


def back(host: RawHost, places: dict[int, int]) -> None:
    """To where the wipers were, if the board can seek."""
    if host.has(Capability.SEEK):
        seek(host, places)
        until_rest(host)


def inside(host: RawHost, reading: int) -> int:
    """The nearest position that is no end."""
    least = END_COUNTS + 2 * dead_band(host)
    return min(max(reading, least), full(host) - least)
