"""``mark1 rig ports``: the serial ports, and what may be at them."""

from mark1.cli.options import Json
from mark1.cli.output import as_json, note, say


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
