"""``mark1 rig ports``: list the serial ports, and which of them may have a board."""

from mark1.cli.options import Json
from mark1.cli.output import as_json, note, say


def ports(json: Json = False) -> None:
    """List the serial ports, and why each is or is not a candidate for a board.

    --port accepts any port, also one that is no candidate.
    """
    from mark1.rig.wire.ports import judged_ports, usb_number

    judged = judged_ports()
    if json:
        as_json(
            [
                {**port._asdict(), "usb": usb_number(port) or None, "candidate": candidate, "why": why}
                for port, candidate, why in judged
            ]
        )
        return
    for port, candidate, why in judged:
        details = "  ".join(filter(None, (usb_number(port), port.serial_number, port.description)))
        say(f"{'yes' if candidate else 'no':4}{port.device}{'  ' if details else ''}{details}", f"    {why}")
    if not judged:
        note("no serial ports found; plug in a board, or run 'mark1 rig doctor' to find the cause")
