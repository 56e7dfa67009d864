"""Check that a board conforms to the protocol: a table of checks, one result each.

::

    CHECKS  -->  run(port)  -->  Result, Result, ...      passed, failed (which side is at fault), skipped (why)
                   |
                   v
               RawHost  <-->  a board: virtual, the firmware on a PC or in simavr, a real one

It needs nothing but the wire and a clock. What a board cannot show on its own (a stuck motor) is not in it.
"""

import time
from collections.abc import Callable, Collection, Generator
from contextlib import suppress
from enum import StrEnum
from typing import NamedTuple

from mark1.errors import RigError
from mark1.rig.selftest.check import Check
from mark1.rig.selftest.raw_host import STOP, RawHost, Skipped
from mark1.rig.selftest.table import CHECKS
from mark1.rig.wire.protocol import Capability, State, Type
from mark1.rig.wire.serial_port import Port

TRIES = 3  # of a check that fails while this computer is busy elsewhere
DRAIN_S = 0.3


class CheckOutcome(StrEnum):
    passed, failed, skipped = "passed", "failed", "skipped"


class Result(NamedTuple):
    """``text``: what was seen; for a failure, first the side at fault: the board, the cable, our message."""

    check: Check
    verdict: CheckOutcome
    text: str

    @property
    def side(self) -> str | None:
        """The side at fault for a failure; None otherwise."""
        return self.text.partition(":")[0] if self.verdict == CheckOutcome.failed else None


def run(
    port: Port,
    session: int,
    now_s: Callable[[], float] = time.monotonic,
    moves: bool = True,
    only: Collection[str] | None = None,
) -> Generator[Result, None, None]:
    """Yield the result of each check; the board is left stopped.

    ``moves`` False skips checks that move motors; ``only`` are names of checks. Raises RigError if nothing answers.
    """
    host = RawHost(port, session, now_s)
    try:
        host.awake()
        alone: str | None = None
        for check in CHECKS:
            if only is not None and check.name not in only:
                continue
            why = alone or left_out(host, check, moves)
            result = Result(check, CheckOutcome.skipped, why) if why else tried(host, check)
            if result.verdict == CheckOutcome.failed:
                alone = recovered(host)
            yield result
    finally:
        with suppress(RigError):
            port.write(STOP * 3)


def left_out(host: RawHost, check: Check, moves: bool) -> str | None:
    """Why a check is skipped; None if it is not."""
    if check.moves and not moves:
        return "motions were skipped"
    missing = check.needs & ~Capability(host.known.capabilities & sum(Capability))
    return f"the board has no {', '.join(str(capability.name) for capability in missing)}" if missing else None


def tried(host: RawHost, check: Check) -> Result:
    """Run a check; repeat it if this computer was too slow, for the board then stops, as it should."""
    for _ in range(TRIES):
        result = done(host, check)
        if result.verdict != CheckOutcome.failed or not host.late:
            break
        recovered(host)
    return result


def done(host: RawHost, check: Check) -> Result:
    try:
        host.begin()
        seen = check.do(host)
        disarm(host)
    except Skipped as skipped:
        return Result(check, CheckOutcome.skipped, str(skipped))
    except RigError as failed:
        return Result(check, CheckOutcome.failed, blamed(host, str(failed)))
    return Result(check, CheckOutcome.passed, seen or "")


def disarm(host: RawHost) -> None:
    if host.status().counters.state == State.ARMED:
        host.ask(Type.DISARM)


def blamed(host: RawHost, text: str) -> str:
    """The text of a failure; the cable is at fault if frames arrived broken that were not sent broken."""
    bad = host.decoder.bad_fcs + host.decoder.too_long - host.bad_before
    if bad:
        return f"the cable: {bad} broken frames received from the board; {text}"
    lost = host.lost_on_the_way()
    return f"the cable: {lost} of our frames reached the board broken; {text}" if lost else text


def recovered(host: RawHost) -> str | None:
    """After a failure, stop everything and say HELLO. Returns why all further checks are skipped if nothing answers."""
    try:
        host.send_garbage(STOP * 3)
        host.quiet(DRAIN_S)
        host.came.clear()
        host.hello()
    except RigError as wrong:
        return f"the board no longer answers ({wrong})"
    return None
