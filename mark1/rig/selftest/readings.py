"""Readings and lamps: wipers, photocells. Asks for no motion. Source: PROTOCOL.md, section 5."""

from mark1.errors import RigError
from mark1.rig.selftest.check import Check
from mark1.rig.selftest.expectations import expect
from mark1.rig.selftest.raw_host import RawHost
from mark1.rig.wire import protocol
from mark1.rig.wire.bits import pack_values, unpack_values
from mark1.rig.wire.protocol import Capability, ErrorCode, ScanRequest, Type, WipersRequest
from mark1.rig.wire.refusals import MEND, NO_READINGS

LOOKS = 5
PART_STEADY = 64  # a wiper at rest stays within this part of the range
PART_CLEAR = 16  # light that is farther than this part of the range from a threshold is on one side of it
LAMPS_S = 0.3  # long enough to be seen


def full(host: RawHost) -> int:
    """The largest reading."""
    return (1 << host.known.adc_bits) - 1


def converter(host: RawHost) -> None:
    """A board without readings must say so, and not fall silent: nothing further could be judged."""
    wiper, cell = WipersRequest(0, 1), ScanRequest(0, 1, 1)
    for kind, request, needs in ((Type.WIPERS, wiper, Capability.WIPERS), (Type.SCAN, cell, Capability.SCAN_BITS)):
        if host.has(needs):
            reply = host.answer(host.numbered(kind, protocol.pack(request)))
            if reply.type == Type.ERROR and reply.payload[0] == ErrorCode.NO_READINGS:
                raise RigError(f"the board: {NO_READINGS}: {MEND}")


def wipers(host: RawHost) -> str:
    looks = [host.wipers() for _ in range(LOOKS)]
    spread = [max(of_pot) - min(of_pot) for of_pot in zip(*looks, strict=True)]
    jumping = [pot for pot, counts in enumerate(spread) if counts > full(host) // PART_STEADY]
    if jumping:
        raise RigError(f"the board: the wipers of pots {jumping} jump, with no motor on: are they wired?")
    return f"{min(looks[0])} to {max(looks[0])} of {full(host)}, steady within {max(spread)}"


def some_wipers(host: RawHost) -> None:
    """A part is at its place in the whole."""
    pots, whole = host.known.pots, host.wipers()
    for first, count in {(0, 1), (pots - 1, 1), (pots // 2, pots - pots // 2)}:
        part = host.wipers(first, count)
        off = max(abs(one - other) for one, other in zip(part, whole[first : first + count], strict=True))
        if off > full(host) // PART_STEADY:
            raise RigError(f"the board: WIPERS {first} to {first + count - 1} are {off} counts off those of all")
    for wrong, field in (((pots, 1), 0), ((0, 0), 1), ((pots - 1, 2), 1)):
        host.refused(Type.WIPERS, protocol.pack(WipersRequest(*wrong)), ErrorCode.BAD_VALUE, field)


def cells_of(host: RawHost) -> int:
    return host.known.rows * host.known.cols


def light(host: RawHost) -> list[int]:
    """Every cell, counts."""
    found: list[int] = []
    while len(found) < cells_of(host):
        n = min(cells_of(host) - len(found), protocol.most_values(host.known.adc_bits))
        found += scanned(host, len(found), n, 0)
    return found


def scanned(host: RawHost, first: int, count: int, threshold: int) -> list[int]:
    """Cells, as values or as bits."""
    payload = host.ask(Type.SCAN, protocol.pack(ScanRequest(first, count, threshold)))
    expect("first and count of SCAN", protocol.pack(ScanRequest(first, count, 0))[:4], payload[:4])
    return unpack_values(payload[4:], count, 1 if threshold else host.known.adc_bits)


def scan_values(host: RawHost) -> str:
    values = light(host)
    return f"{min(values)} to {max(values)} of {full(host)}"


def scan_bits(host: RawHost) -> str:
    """At thresholds below, in, and above the light there is; cells near a threshold may be either."""
    before, clear = light(host), full(host) // PART_CLEAR
    ordered = sorted(before)
    thresholds = {1, max(1, ordered[0] - clear), max(1, ordered[len(ordered) // 2]), full(host)}
    bits = {threshold: scanned(host, 0, cells_of(host), threshold) for threshold in thresholds}
    after = light(host)
    judged = 0
    for threshold, lit in bits.items():
        for cell, (values, bit) in enumerate(zip(zip(before, after, strict=True), lit, strict=True)):
            if min(values) > threshold + clear or max(values) < threshold - clear:
                judged += 1
                expect(f"cell {cell}, at {values[0]}, from {threshold} on", int(values[0] >= threshold), bit)
    return f"{judged} of {len(bits) * cells_of(host)} bits are far enough from their threshold"


def scan_refusals(host: RawHost) -> None:
    cells, threshold = cells_of(host), int(not host.has(Capability.SCAN_VALUES))
    wrong = [((cells, 1, threshold), 0), ((0, 0, threshold), 1), ((0, cells + 1, threshold), 1)]
    if host.known.adc_bits < 16 and host.has(Capability.SCAN_BITS):
        wrong.append(((0, 1, full(host) + 1), 2))
    for request, field in wrong:
        host.refused(Type.SCAN, protocol.pack(ScanRequest(*request)), ErrorCode.BAD_VALUE, field)


def lamps(host: RawHost) -> None:
    """All on for a moment, then off; one beyond the last is refused."""
    counts = (host.known.a_lamps, host.known.r_lamps)
    on, off = [[pack_values([lit] * count, 1) for count in counts] for lit in (1, 0)]
    host.acked(Type.LAMPS, b"".join(on))
    host.wait(LAMPS_S)
    for field, count in enumerate(counts):
        if count % 8:
            beyond = [pack_values([0] * count + [1], 1) if part == field else off[part] for part in (0, 1)]
            host.refused(Type.LAMPS, b"".join(beyond), ErrorCode.BAD_VALUE, field)
    host.acked(Type.LAMPS, b"".join(off))


CHECKS = (
    Check("converter", "The converter gives readings.", converter),
    Check("wipers", "Wipers at rest are steady.", wipers, Capability.WIPERS),
    Check("wipers-part", "Some wipers are those of all, and none beyond.", some_wipers, Capability.WIPERS),
    Check("scan-values", "Every photocell is read.", scan_values, Capability.SCAN_VALUES),
    Check("scan-bits", "Bits are values at a threshold.", scan_bits, Capability.SCAN_VALUES | Capability.SCAN_BITS),
    Check("scan-refusals", "No cell is read beyond the last.", scan_refusals, Capability.SCAN_VALUES),
    Check("lamps", "Lamps light up briefly; none beyond the last.", lamps, Capability.LAMPS),
)
