"""startup: what ``import mark1`` and ``mark1 --help`` take beyond Python itself, each in a fresh process.

``ours`` and ``help`` are such extra times, ``peer`` is Python itself; ``ratio`` is the limit over ours, the lesser one.
"""

import subprocess
import sys
from pathlib import Path

from benchmarks.rounds import Report, best, in_turn, middle, require, surroundings

LIMIT_S, HELP_LIMIT_S = 0.15, 0.3
ROOT = Path(__file__).parent.parent
HEAVY = ("numba", "matplotlib", "pygame", "serial")
LOADED = f"import sys, mark1; print(*(name for name in {HEAVY} if name in sys.modules))"


def run(rounds: int = 10) -> Report:
    """The report. Raises DisagreementError unless all ran and nothing heavy was loaded."""
    times = in_turn(
        {
            "python": lambda: python("-c", "pass"),
            "import": lambda: python("-c", "import mark1"),
            "help": lambda: python("-m", "mark1", "--help"),
        },
        rounds,
        turn_s=0.0,
    )
    checks = {
        "nothing_heavy": not python("-c", LOADED).strip(),
        "help_helps": "train" in python("-m", "mark1", "--help"),
    }
    require(checks)
    ours, help_s = (best(times[name]) - best(times["python"]) for name in ("import", "help"))
    return {
        "name": "startup",
        "ours": ours,
        "peer": best(times["python"]),
        "unit": "s",
        "ratio": min(LIMIT_S / ours, HELP_LIMIT_S / help_s),
        "target": 1.0,
        "ours_median": middle(times["import"]) - middle(times["python"]),
        "peer_median": middle(times["python"]),
        "help": help_s,
        "help_median": middle(times["help"]) - middle(times["python"]),
        "limit": LIMIT_S,
        "help_limit": HELP_LIMIT_S,
        "rounds": rounds,
        "checks": checks,
        **surroundings(),
    }


def python(*arguments: str) -> str:
    """What a fresh Python prints. Raises CalledProcessError when it fails."""
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout
