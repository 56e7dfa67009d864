"""startup: what ``import mark1`` and ``mark1 --help`` take beyond Python itself, each in a fresh process.

``ours`` and ``help`` are such extra times, ``peer`` is Python itself; ``ratio`` is the limit over ours, the lesser one.
Beside these, in a process that has done both before: ``machine_ms`` for ``MarkI()``, and ``train_letters_ms`` of
processor time for ``train letters`` on a new panel, each the best of 50, and the limit of both.
"""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.rounds import Report, best, in_turn, middle, require, surroundings

LIMIT_S, HELP_LIMIT_S, SMALL_LIMIT_MS = 0.15, 0.3, 2.0
ROOT = Path(__file__).parent.parent
HEAVY = ("numba", "matplotlib", "pygame", "serial")
LOADED = f"import sys, mark1; print(*(name for name in {HEAVY} if name in sys.modules))"
SMALL = """
import json, time, mark1
def best_ms(make, run):
    found = []
    for _ in range(50):
        it = make()
        began = time.process_time()
        run(it)
        found.append(1000 * (time.process_time() - began))
    return min(found)
train = lambda panel: panel.execute("train letters")
train(mark1.ControlPanel())
print(json.dumps([best_ms(str, lambda _: mark1.MarkI()), best_ms(mark1.ControlPanel, train)]))
"""


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
    machine_ms, train_letters_ms = json.loads(python("-c", SMALL))
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
        "machine_ms": machine_ms,
        "train_letters_ms": train_letters_ms,
        "small_limit_ms": SMALL_LIMIT_MS,
        "rounds": rounds,
        "checks": checks,
        **surroundings(),
    }


def python(*arguments: str) -> str:
    """What a fresh Python prints. Raises CalledProcessError when it fails."""
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout
