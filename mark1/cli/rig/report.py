"""The lines about the rig in a training report."""

from typing import TYPE_CHECKING

from mark1.machine.mark1 import MarkI
from mark1.text import counted

if TYPE_CHECKING:
    from mark1.rig.board.joined import Rig

MOST = 12


def rig_lines(rig: "Rig", machine: MarkI) -> dict[str, str | list[str]]:
    """The weights on the board, statistics of motors and cable, and where board and simulator diverged."""
    facts = rig.facts(machine)
    lines: dict[str, str | list[str]] = {"rig": rig.in_a_line(machine).removeprefix("rig: ")}
    lines["motors"] = (
        f"{counted(facts['motions'], 'motion')}, armed {counted(facts['armed'], 'time')}, "
        f"{counted(facts['resets'], 'reset')}, {counted(facts['retries'], 'request')} resent, "
        f"line recovered {counted(facts['mended'], 'time')}"
    )
    if facts.get("stuck"):
        lines["stuck"] = "; ".join(f"pot {pot}: {why}" for pot, why in facts["stuck"].items())
    if facts["shadow"]:
        lines["shadow"] = _partings(facts["partings"])
    return lines


def _partings(partings: list[dict[str, float]]) -> list[str]:
    if not partings:
        return ["simulator and board never diverged"]
    rows = [
        f"    pot {parting['pot']:3} from motion {parting['motion']:4}: {parting['simulated_v']:+6.2f} V simulated, "
        f"{parting['board_v']:+6.2f} V on the board; at most {parting['apart_v']:.2f} V apart"
        for parting in partings[:MOST]
    ]
    more = [f"    and {len(partings) - MOST} more (all with --json)"] if len(partings) > MOST else []
    return [f"{counted(len(partings), 'pot')} diverged", *rows, *more]
