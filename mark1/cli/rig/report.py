"""What the command line tells of a rig after training."""

from typing import TYPE_CHECKING

from mark1.machine.mark1 import MarkI
from mark1.text import counted

if TYPE_CHECKING:
    from mark1.rig.board.joined import Rig

MOST = 12


def rig_lines(rig: "Rig", machine: MarkI) -> dict[str, str | list[str]]:
    """Which weights are on the board, what its motors and its cable did, and where it parted from the simulator."""
    facts = rig.facts(machine)
    lines: dict[str, str | list[str]] = {"rig": rig.in_a_line(machine).removeprefix("rig: ")}
    lines["motors"] = (
        f"{counted(facts['motions'], 'motion')}, armed {counted(facts['armed'], 'time')}, "
        f"{counted(facts['resets'], 'reset')}, {counted(facts['retries'], 'request')} sent again, "
        f"line mended {counted(facts['mended'], 'time')}"
    )
    if facts.get("stuck"):
        lines["stuck"] = "; ".join(f"pot {pot}: {why}" for pot, why in facts["stuck"].items())
    if facts["shadow"]:
        lines["shadow"] = _partings(facts["partings"])
    return lines


def _partings(partings: list[dict[str, float]]) -> list[str]:
    if not partings:
        return ["simulator and board never parted"]
    told = [
        f"    pot {one['pot']:3} from motion {one['motion']:4}: {one['simulated_v']:+6.2f} V simulated, "
        f"{one['board_v']:+6.2f} V on the board; at most {one['apart_v']:.2f} V apart"
        for one in partings[:MOST]
    ]
    more = [f"    and {len(partings) - MOST} more: --json has all"] if len(partings) > MOST else []
    return [f"{counted(len(partings), 'pot')} parted", *told, *more]
