"""``mark1 rig selftest``: check that a board conforms to the protocol."""

import sys
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from mark1.cli.ending import interrupted_by_endings
from mark1.cli.options import Json
from mark1.cli.output import as_json, note, say
from mark1.cli.rig.port import PortName, chosen

if TYPE_CHECKING:
    from mark1.rig.selftest.run import Result

NoMotion = Annotated[bool, typer.Option("--no-motion", help="Skip the checks that move motors.")]


def selftest(port: PortName = None, no_motion: NoMotion = False, json: Json = False) -> int:
    """Check protocol conformance; one line per check. Motors move slightly and return."""
    from mark1.rig.selftest.run import CheckOutcome, run
    from mark1.rig.wire.serial_port import SerialPort
    from mark1.rig.wire.strangers import new_session

    results: list[Result] = []
    name = chosen(port)
    with interrupted_by_endings(), closing(SerialPort(name)) as board:
        if not no_motion:
            note("motors will move slightly and return; keep clear (--no-motion skips these checks)")
        checks = run(board, session=new_session(), moves=not no_motion)
        with closing(checks):  # sends the stop byte, also after Ctrl-C, while the port is still open
            for result in checks:
                results.append(result)
                if not json:
                    say(*lines_of(result))
                    sys.stdout.flush()
    counts = {str(verdict): sum(result.verdict == verdict for result in results) for verdict in CheckOutcome}
    if json:
        as_json({"port": name, **counts, "checks": [record_of(result) for result in results]})
    else:
        say(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    return int(counts[CheckOutcome.failed] > 0)


def lines_of(result: "Result") -> list[str]:
    """What was checked and what happened; a failure, with the side at fault, gets a line of its own."""
    line = f"{result.verdict:8}{result.check.name:15}{result.check.shows}"
    if result.side:
        return [line, f"{'':8}{result.text}"]
    return [f"{line} ({result.text})" if result.text else line]


def record_of(result: "Result") -> dict[str, str | None]:
    check = result.check
    return {
        "name": check.name,
        "shows": check.shows,
        "verdict": str(result.verdict),
        "side": result.side,
        "text": result.text,
    }
