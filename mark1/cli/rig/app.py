"""The commands of ``mark1 rig``: a board with photocells, motors and lamps, real or virtual, at a serial port."""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from mark1.cli.options import Json
from mark1.cli.output import as_json, note, say
from mark1.cli.rig.calibrate import calibrate
from mark1.cli.rig.look import look
from mark1.cli.rig.monitor import monitor
from mark1.cli.rig.port import PortName, chosen, linked, new_session
from mark1.cli.rig.selftest import selftest
from mark1.cli.rig.workshop import build, wiring
from mark1.errors import RigError

if TYPE_CHECKING:
    from mark1.rig.doctor.doctor import Doctor, Finding

rig = typer.Typer(
    help="A board with photocells, motors and lamps: real, or virtual (python -m firmware_sim).", no_args_is_help=True
)


def ports(json: Json = False) -> None:
    """Which serial ports there are, and why each is or is not a candidate for a board.

    Also one that is not can be named with --port.
    """
    from mark1.rig.wire.ports import judged_ports, usb_number

    judged = judged_ports()
    if json:
        as_json(
            [
                {**one.port._asdict(), "usb": usb_number(one.port) or None, "candidate": one.candidate, "why": one.why}
                for one in judged
            ]
        )
        return
    for port, candidate, why in judged:
        told = "  ".join(filter(None, (usb_number(port), port.serial_number, port.description)))
        say(f"{'yes' if candidate else 'no':4}{port.device}{'  ' if told else ''}{told}", f"    {why}")
    if not judged:
        note("no serial ports: plug a board in; mark1 rig doctor looks for the cause")


def doctor(port: PortName = None, json: Json = False) -> int:
    """Why a board cannot be used, who is guilty, and what to do.

    Opens the port, or else those of all candidates, which resets most boards. Never arms one.
    """
    from mark1.rig.doctor.computer import Computer
    from mark1.rig.doctor.doctor import Doctor, Verdict
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
    return int(any(one["verdict"] == Verdict.wrong for one in found))


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


def hello(port: PortName = None, json: Json = False) -> None:
    """Who the board is: firmware, sizes, what it can, how it stands.

    Opening its port resets most boards.
    """
    from mark1.rig.doctor import identity

    with linked(chosen(port)) as link:
        board = link.hello()
    if json:
        as_json(identity.facts(board))
    else:
        say(*(f"{name:15} {words}".rstrip() for name, words in identity.in_words(board).items()))


def stop(port: PortName = None, json: Json = False) -> None:
    """Switch all motors off, now, also in the middle of another program's training.

    Opening the port resets most boards, which switches their motors off too.
    """
    from mark1.rig.wire.stopping import stop as stop_board

    name = chosen(port)
    try:
        with linked(name, shared=True) as link:
            if not stop_board(link):
                raise RigError(
                    f"the board: stop bytes were sent to {name}, but no word came that it is stopped{others(name)}"
                )
    except RigError as wrong:
        raise RigError(f"{wrong}: switch the motors' power off") from wrong
    as_json({"port": name, "stopped": True}) if json else say(f"{name}: the board says that it is stopped")


def others(name: str) -> str:
    """Who else may have heard what the board said."""
    from mark1.rig.doctor.computer import Computer

    computer = Computer()
    holders = computer.holders(name)[0] if computer.tells and "://" not in name else []
    return "".join(f" ({program.name}, process {program.pid}, may have heard it)" for program in holders)


COMMANDS: dict[str, Callable[..., Any]] = {
    "wiring": wiring,
    "build": build,
    "ports": ports,
    "doctor": doctor,
    "hello": hello,
    "selftest": selftest,
    "look": look,
    "calibrate": calibrate,
    "monitor": monitor,
    "stop": stop,
}

for command_name, command in COMMANDS.items():
    rig.command(name=command_name)(command)
