"""``mark1 rig doctor``: why a board cannot be used."""

import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from mark1.cli.options import Json
from mark1.cli.output import as_json, say
from mark1.cli.rig.port import PortName, new_session

if TYPE_CHECKING:
    from mark1.rig.doctor.doctor import Doctor, Finding


def doctor(port: PortName = None, json: Json = False) -> int:
    """Why a board cannot be used, who is guilty, and what to do.

    Opens the port, or else those of all candidates, which resets most boards. Never arms one.
    """
    from mark1.rig.doctor.computer import Computer
    from mark1.rig.doctor.doctor import Doctor, Severity
    from mark1.rig.doctor.examination import Examination
    from mark1.rig.wire.link import SerialPort, listed_ports

    examination = Examination(partial(SerialPort, doctor=True), new_session())
    the_doctor = Doctor(Computer(), listed_ports, examination)
    found = []
    for where, finding in _findings(the_doctor, port):
        found.append({"port": where, **finding._asdict()})
        if not json:
            say(*told(finding, where, first=len(found) < 2 or found[-2]["port"] != where))
            sys.stdout.flush()
    if json:
        as_json(found)
    return int(any(one["verdict"] == Severity.wrong for one in found))


def _findings(doctor: "Doctor", port: str | None) -> "Iterator[tuple[str | None, Finding]]":
    for finding in doctor.look_around(named=port is not None):
        yield None, finding
    for name in [port] if port is not None else doctor.candidates():
        for finding in doctor.look_at(name):
            yield name, finding


def told(finding: "Finding", where: str | None, first: bool) -> list[str]:
    """Lines for people: the port before the first of its findings, what was found, what to do."""
    side = f"{finding.side}: " if finding.side else ""
    lines = [where or "this computer"] if first else []
    lines += [f"  {finding.verdict:9} {finding.check:13} {side}{finding.found}"]
    lines += [f"{'':26}-> {finding.todo}"] if finding.todo else []
    return lines
