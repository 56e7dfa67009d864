"""The port that the commands of ``mark1 rig`` use: ``--port``, or the only candidate."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from mark1.cli.output import note

if TYPE_CHECKING:
    from mark1.rig.wire.link import Link

PortName = Annotated[
    str | None,
    typer.Option(
        "--port", metavar="PORT", help="A device, or socket://HOST:PORT. Default: the only port with a board."
    ),
]


def chosen(port: str | None) -> str:
    """The port to use; a default is noted on stderr. Raises RigError if there is no candidate, or more than one."""
    if port is not None:
        return port
    from mark1.rig.wire.ports import judged_ports, the_candidate

    only = the_candidate(judged_ports())
    note(f"port {only.port.device}: {only.why}")
    return only.port.device


@contextmanager
def linked(name: str, stops: bool = False) -> Iterator["Link"]:
    """A link to the port of that name, closed at the end; one that ``stops`` the board shares it. Raises RigError."""
    from mark1.rig.wire.link import Link
    from mark1.rig.wire.serial_port import SerialPort
    from mark1.rig.wire.strangers import new_session

    link = Link(SerialPort(name, shared=stops), new_session(looks=not stops))
    try:
        yield link
    finally:
        link.close()
