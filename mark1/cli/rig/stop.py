"""``mark1 rig stop``: all motors of a board switched off."""

from mark1.cli.options import Json
from mark1.cli.output import as_json, say
from mark1.cli.rig.port import PortName, chosen, linked
from mark1.errors import RigError


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
                    f"the board: stop bytes were sent to {name}, but it did not acknowledge them{others(name)}"
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
