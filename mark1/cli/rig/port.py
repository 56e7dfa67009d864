"""The board that the commands of ``mark1 rig`` speak to: ``--port``, or the only candidate."""

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
        "--port", metavar="PORT", help="A device, or socket://HOST:PORT. Else the only port that has a board."
    ),
]


def chosen(port: str | None) -> str:
    """The port that is meant; one that was not named is told. Raises RigError if there is none, or a choice."""
    if port is not None:
        return port
    from mark1.rig.wire.ports import judged_ports, the_candidate

    only = the_candidate(judged_ports())
    note(f"port {only.port.device}: {only.why}")
    return only.port.device


def new_session() -> int:
    """A number for this program among those that speak to a board, 1 to 65535."""
    import secrets

    return 1 + secrets.randbelow(0xFFFF)


@contextmanager
def linked(name: str, shared: bool = False) -> Iterator["Link"]:
    """A link to the port of that name, closed at the end. Raises RigError."""
    from mark1.rig.wire.link import Link, SerialPort

    link = Link(SerialPort(name, shared), new_session())
    try:
        yield link
    finally:
        link.close()
