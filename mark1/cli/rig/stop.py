"""``mark1 rig stop``: switch off all motors of a board."""

from mark1.cli.options import Json
from mark1.cli.output import as_json, say
from mark1.cli.rig.port import PortName, chosen, linked
from mark1.errors import RigError


def stop(port: PortName = None, json: Json = False) -> None:
    """Switch off all motors immediately, even while another program is training.

    Opening the port resets most boards, which also switches off their motors.
    """
    from mark1.rig.wire.stopping import stop as stop_board

    name = chosen(port)
    try:
        with linked(name, stops=True) as link:
            if not stop_board(link):
                raise RigError(f"the board: no acknowledgement from {name} after stop bytes{others(name)}")
    except RigError as wrong:
        raise RigError(f"{wrong}; cut the motor power now") from wrong
    as_json({"port": name, "stopped": True}) if json else say(f"{name}: stopped (acknowledged by the board)")


def others(name: str) -> str:
    """Other programs on the port, which may have received the acknowledgement."""
    from mark1.rig.doctor.computer import Computer

    computer = Computer()
    holders = computer.holders(name)[0] if computer.knows_ports and "://" not in name else []
    return "".join(f" ({program.name}, process {program.pid}, may have received it)" for program in holders)
