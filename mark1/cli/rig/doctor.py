"""``mark1 rig doctor``: diagnose a board."""

import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from mark1.cli.options import Json
from mark1.cli.output import as_json, say
from mark1.cli.rig.port import PortName

if TYPE_CHECKING:
    from mark1.rig.doctor.doctor import Doctor, Finding


def doctor(port: PortName = None, json: Json = False) -> int:
    """Diagnose a board: what is wrong, where, and how to fix it.

    Opens the port, or every candidate port, which resets most boards. Never arms a board.
    """
    from mark1.rig.doctor.computer import Computer
    from mark1.rig.doctor.doctor import Doctor, Severity
    from mark1.rig.doctor.examination import Examination
    from mark1.rig.wire.serial_port import SerialPort, listed_ports
    from mark1.rig.wire.strangers import new_session

    examination = Examination(partial(SerialPort, doctor=True), new_session(looks=True))
    the_doctor = Doctor(Computer(), listed_ports, examination)
    findings: list[dict[str, object]] = []
    for where, finding in _findings(the_doctor, port):
        first = not findings or findings[-1]["port"] != where
        findings.append({"port": where, **finding._asdict()})
        if not json:
            say(*lines_of(finding, where, first))
            sys.stdout.flush()
    if json:
        as_json(findings)
    return int(any(finding["verdict"] == Severity.wrong for finding in findings))


def _findings(doctor: "Doctor", port: str | None) -> "Iterator[tuple[str | None, Finding]]":
    for finding in doctor.look_around(named=port is not None):
        yield None, finding
    for name in [port] if port is not None else doctor.candidates():
        for finding in doctor.look_at(name):
            yield name, finding


def lines_of(finding: "Finding", where: str | None, first: bool) -> list[str]:
    """A finding as lines of text: the port above its first finding, what is wrong and where, what to do."""
    side = f"{finding.side}: " if finding.side else ""
    lines = [where or "this computer"] if first else []
    lines += [f"  {finding.verdict:9} {finding.check:13} {side}{finding.found}"]
    lines += [f"{'':26}-> {finding.todo}"] if finding.todo else []
    return lines
