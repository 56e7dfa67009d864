"""page: the page's machine and Python's, on random machines with random lines: the same bits

Node runs the page's modules. Python saves each machine, the page loads it, works, and saves it, and Python loads that.
"""

import json
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.long import Outcome, Say
from mark1.errors import Mark1Error
from mark1.machine.config import MachineConfig
from mark1.page import pictures
from mark1.panel.changes import Changes
from mark1.panel.commands.words import set_values
from mark1.panel.control_panel import ControlPanel

COUNT = 1000
LINES = 200
AT_A_TIME = 20
RARE = 0.01
RULES = ("quantized", "nonquantized", "forced", "bivalent", "spontaneous")
DAMAGED = ("a", "cells", "stuck-cells", "motors", "wires")
REPLAY = Path(__file__).parents[1] / "replay.js"


def run(count: int, seed: int, report: Say, lines: int = LINES) -> Outcome:
    """``count`` machines, ``lines`` lines each. A failure names the machine, its seed, and what differs."""
    failures: list[str] = []
    refused = done = 0
    for first in range(0, count, AT_A_TIME):
        seeds = range(first, min(count, first + AT_A_TIME))
        with tempfile.TemporaryDirectory() as folder:
            trials = [Trial(Path(folder), [seed, number], lines) for number in seeds]
            worked = replayed(Path(folder), trials)
            for trial, said in zip(trials, worked, strict=True):
                failures += trial.differences(said)
                refused += sum(bool(line["refused"]) for line in said)
                done += len(said)
        report(f"{seeds[-1] + 1} machines, {done:,} lines, of which {refused:,} were refused by both")
        if failures:
            break
    return {"failures": failures[:10], "machines": count, "lines": done, "refused": refused}


class Trial:
    """One random machine, saved to a folder, and its random lines."""

    def __init__(self, folder: Path, seed: list[int], lines: int) -> None:
        self.rng, self.folder, self.seed = np.random.default_rng(seed), folder, seed
        self.name = f"{seed[-1]}.mark1"
        self.panel = ControlPanel(random_config(self.rng))
        for line in random_lines(self.rng, self.panel, int(self.rng.integers(4))):
            _done(self.panel, line)
        self.panel.execute(f"save {folder / self.name}")
        (folder / f"{self.name}.pictures").write_bytes(pictures.packed(self.panel.machine))
        self.portions_s = self.rng.uniform(0.2, 3, 7).tolist() if seed[-1] % 2 else []
        self.lines = list(random_lines(self.rng, self.panel, lines))

    @property
    def job(self) -> dict[str, Any]:
        """For ``replay.js``."""
        return {"machine": self.name, "lines": self.lines, "out": f"page-{self.name}", "portions_s": self.portions_s}

    def differences(self, said: list[dict[str, Any]]) -> list[str]:
        """Where Python's machine departs from the page's: in a line's outcome, or at the end in any array."""
        panel = ControlPanel()
        panel.execute(f"load {self.folder / self.name}")
        panel.changes = Changes()  # nothing lies before the file
        for number, (line, page) in enumerate(zip(self.lines, said, strict=True)):
            refused = not _done(panel, line)
            seen = panel.observation
            sums = None if seen is None or seen.sum_v is None else seen.sum_v.tolist()
            answer = None if seen is None else panel.backend.answer(seen)["label"]
            ours, theirs = (refused, sums, answer), (bool(page["refused"]), page["sum_v"], page["answer"])
            if ours != theirs:
                return [f"machine {self.seed}, line {number}, {line[:60]!r}: {ours} here, {theirs} in the page"]
        return self._in_state(panel)

    def _in_state(self, panel: ControlPanel) -> list[str]:
        loaded = ControlPanel()
        loaded.execute(f"load {self.folder / f'page-{self.name}'}")
        (plain, arrays), (page, page_arrays) = panel.backend.capture(), loaded.backend.capture()
        found = [f"machine {self.seed}: {name}" for name in arrays if not _same(arrays[name], page_arrays[name])]
        found += [
            f"machine {self.seed}: {name}"
            for name in plain["machine"]
            if plain["machine"][name] != page["machine"][name]
        ]
        return found + ([f"machine {self.seed}: history"] if panel.history != loaded.history else [])


def _same(ours: Any, theirs: Any) -> bool:
    return bool(ours.dtype == theirs.dtype and ours.tobytes() == theirs.tobytes())


def _done(panel: ControlPanel, line: str) -> bool:
    try:
        panel.execute(line)
    except Mark1Error:
        return False
    return True


def replayed(folder: Path, trials: list[Trial]) -> list[list[dict[str, Any]]]:
    """What the page's modules said to every line of every trial."""
    node = shutil.which("node")
    if node is None:
        raise SystemExit("page: needs node (Debian's package nodejs)")
    (folder / "jobs.json").write_text(json.dumps([trial.job for trial in trials]))
    subprocess.run([node, str(REPLAY), str(folder)], check=True)
    results: list[list[dict[str, Any]]] = json.loads((folder / "results.json").read_text())
    return results


# ---- at random


def random_config(rng: np.random.Generator) -> MachineConfig:
    """A machine with 20 x 20 photocells, for which there are letters; all else at random."""
    ideal, rule = rng.random() < 0.2, str(rng.choice(RULES))
    gains = ["alpha"] if ideal or rule.endswith("quantized") else ["alpha", "beta", "gamma"]

    def some(high: float, chance: float = 0.5) -> float:
        return float(rng.uniform(0, high)) if rng.random() < chance else 0.0

    settings = {
        "retina.gain_spread": some(0.4), "retina.noise": some(0.4, 0.3),
        "patch_board.excitatory": rng.integers(0, 12), "patch_board.inhibitory": rng.integers(0, 12),
        "association.n_a": rng.integers(16, 120), "association.theta": rng.integers(-4, 8) / 2,
        "potentiometers.pots": rng.choice(["disjoint", "shared"]), "potentiometers.ideal": "on" if ideal else "off",
        "potentiometers.stop_v": rng.uniform(0.5, 12), "potentiometers.speed_spread": some(0.3),
        "potentiometers.coast_s": some(0.4), "potentiometers.backlash_v": some(0.4),
        "potentiometers.noise_v": 0.0 if ideal else some(1, 0.3),
        "potentiometers.decay_per_s": 0.0 if ideal else some(0.01, 0.3),
        "response.n_r": rng.integers(5, 11), "response.undecided_v": some(2, 0.3),
        "teacher.rule": rule, "teacher.gain": rng.choice(gains), "teacher.feed": rng.uniform(1, 30),
        "teacher.sign": rng.choice(["positive", "negative"]) if rule == "bivalent" else "positive",
        "teacher.pulse_s": rng.uniform(0.1, 2), "teacher.exposure_s": some(2), "seed": rng.integers(2**40),
    }  # fmt: skip
    return set_values(MachineConfig(), {path: str(value) for path, value in settings.items()})


def random_lines(rng: np.random.Generator, panel: ControlPanel, count: int) -> Iterator[str]:
    """Lines that a machine like the panel's understands, and a few that it refuses."""
    bank, n_s, n_a = panel.machine.potentiometers, panel.machine.retina.n_s, panel.machine.association.n_a
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    def letter() -> str:
        return str(rng.choice(list(letters)))

    def whole(n: int) -> int:
        return int(rng.integers(n))

    def light() -> str:
        return bytes((rng.integers(0, 256, n_s) * (rng.random(n_s) < 0.4)).tolist()).hex()

    kinds: list[Callable[[], str]] = [
        lambda: f"present letter {letter()}{rng.choice(['', '', ' roman'])}",
        lambda: f"present {rng.choice(['dark', 'again', f'digit {whole(10)}'])}",
        lambda: f"present light {light()}",
        lambda: f"{rng.choice(['', 'amend '])}draw {light()}",
        lambda: f"teach {letter()}", lambda: f"teach {letter()}", lambda: f"teach {letter()}",
        lambda: f"train letters epochs {1 + whole(3)}",
        lambda: f"train album epochs {1 + whole(3)}",
        lambda: f"course letters{rng.choice(['', ':roman'])} epochs {1 + whole(3)}",
        lambda: f"step {1 + whole(20)}", lambda: "step", lambda: "run", lambda: "evaluate letters",
        lambda: f"keep {letter()}", lambda: f"keep {letter()}",
        lambda: f"damage {rng.choice(DAMAGED)} {whole(12)}{rng.choice(['', '%'])}",
        lambda: "repair", lambda: "undo", lambda: "undo", lambda: "redo",
        lambda: f"theta {whole(12) / 2 - 2}", lambda: f"trim {whole(n_a + 1)} {rng.uniform(-2, 2)}",
        lambda: f"undecided {rng.choice([0, 0, 0.5, 3])}", lambda: f"noise {rng.choice([0, 0, 0.2])}",
        lambda: f"set {whole(bank.n_pots + 1)} {rng.uniform(-13, 13)}",
        lambda: f"set {whole(bank.n_pots)} {whole(9) - 4}",
        lambda: f"plug {whole(n_s + 1)} {whole(n_a)} {rng.choice(['+', '-'])}",
        lambda: _of_a_wire(rng, panel), lambda: f"wait {rng.uniform(0, 300)}",
        lambda: f"rule {rng.choice(RULES)}",
        lambda: f"rule {rng.choice(['forced', 'bivalent', 'spontaneous'])} gain {rng.choice(['beta', 'gamma'])}",
        lambda: "rule bivalent sign negative",
    ]  # fmt: skip
    for _ in range(count):
        yield "reset" if rng.random() < RARE else kinds[whole(len(kinds))]()


def _of_a_wire(rng: np.random.Generator, panel: ControlPanel) -> str:
    board = panel.machine.patch_board
    if not len(board.s_of_wire):
        return "unplug 0 0"
    wire = int(rng.integers(len(board.s_of_wire)))
    return shlex.join(["unplug", str(board.s_of_wire[wire]), str(board.a_of_wire[wire])])
