"""Writes the compatibility corpus: one small file of every kind that mark1 writes or reads, and what must hold of it.

    python tests/corpus/write.py          # with mark1 0.1.0 installed: writes tests/corpus/0.1.0

The files of a version are written once, by that version, and never again: ``tests/test_corpus.py`` shows that every
later version still reads them. For a new version add its cases here and write a folder of its own beside the old ones.

    machines/NAME.mark1             a saved machine
    machines/NAME.mark1-journal     the session that made it
    scripts/                        scripts of panel commands with what they expect, a file of wires
    sweeps/                         specs, their tables whole and half finished
    rig/ settings/                  rig files and calibrations, settings of the window
    expected.json                   what must hold of each, as plain data
"""

import csv
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1 import __version__
from mark1.backprop.network import Network
from mark1.gui.visitor import settings
from mark1.machine.config import MachineConfig
from mark1.panel.control_panel import ControlPanel
from mark1.panel.journal import Journal
from mark1.rig.board.calibration import Calibration, Channel, counts_of, wipers_of
from mark1.rig.workshop import rig_file
from mark1.rig.workshop.wiring import wiring_hash
from mark1.sweep import run as sweep
from mark1.sweep.spec import read as read_spec

FOLDER = Path(__file__).parent / __version__
SHOWN = ("digit 3", "digit 7", "letter T", "dark")
STANDARD_SHOWN = ("letter A", "letter M", "letter Z")
HEAD = "machine rows 12 cols 12 a-units 40 r-units 4 excitatory 4 inhibitory 3 theta 1 seed"
IDEAL = f"{HEAD} 5 ideal on"
COURSE = "train digits passes 4"

# The session that makes each machine, line by line.
MACHINES: dict[str, tuple[str, ...]] = {
    "standard-letters": ("train letters",),
    "untaught": (f"{HEAD} 1",),
    "quantized": (f"{HEAD} 2", "train digits"),
    "quantized-ideal": (IDEAL, COURSE),
    "quantized-shared": (f"{HEAD} 3 pots shared", COURSE),
    "quantized-shared-ideal": (f"{IDEAL} pots shared", COURSE),
    "nonquantized": (f"{HEAD} 4", "rule nonquantized", COURSE),
    "nonquantized-ideal": (IDEAL, "rule nonquantized", COURSE),
    "forced-alpha": (f"{HEAD} 6", "rule forced", "train digits passes 2"),
    "forced-beta": (f"{HEAD} 6", "rule forced gain beta feed 20", "train digits passes 2"),
    "forced-gamma-shared": (f"{HEAD} 6 pots shared", "rule forced gain gamma", "train digits passes 2"),
    "bivalent-negative": (f"{HEAD} 7", "rule bivalent sign negative", "train digits passes 2"),
    "bivalent-beta": (f"{HEAD} 7", "rule bivalent gain beta", "train digits passes 2"),
    "bivalent-ideal": (IDEAL, "rule bivalent", "train digits passes 2"),
    "spontaneous": (f"{HEAD} 8", "rule spontaneous", "train digits passes 2"),
    "spontaneous-gamma": (f"{HEAD} 8", "rule spontaneous gain gamma", "train digits passes 2"),
    "onehot-constrained": (
        f"{HEAD} 9 r-units 10 code onehot wiring constrained reach 2.5",
        "train digits passes 3 test-split 0.2",
    ),
    "undecided": (f"{HEAD} 10", "undecided 1.5", COURSE),
    "noise": (
        f"{HEAD} 11 retina.noise 0.05 potentiometers.noise_v 0.02 retina.gain_spread 0.1",
        "train digits passes 2",
        "noise 0.1",
        "present digit 4",
        "teach 4",
    ),
    "decay-and-lag": (
        f"{HEAD} 12 potentiometers.decay_per_s 0.001 retina.lag_s 0.2 potentiometers.coast_s 0.1",
        "train digits passes 2",
        "wait 37.5",
        "present digit 1",
        "teach 1",
    ),
    "damaged": (
        f"{HEAD} 13",
        "train digits passes 2",
        "damage a 10%",
        "damage cells 5",
        "damage stuck-cells 3",
        "damage motors 4",
        "damage wires 20",
        "train digits passes 2",
    ),
    "by-hand": (
        f"{HEAD} 14",
        "classes A B C 'D E' Ä",
        "set 3 -2.25",
        "plug 17 4 +",
        "trim 5 1.5",
        "theta 2",
        "present letter A",
        "teach A",
        "present letter B roman",
        "teach B",
        "set 3 4",
        "amend set 4 -4.125",
        "present light " + "00ff80" * 48,
        "teach 'D E'",
        "undo",
        "teach Ä",
    ),
    "camera": (
        f"{HEAD} 15 framing fit",
        "shift 1.5 -0.5",
        "rotate 12",
        "scale 0.9",
        "blur 0.5",
        "exposure 1.2",
        "polarity light",
        "train digits passes 2",
        "aside mine",
        "reset",
        "back mine",
        "repair",
    ),
    "album": (
        f"{HEAD} 16",
        "present letter A",
        "keep A",
        "present letter B",
        "keep B",
        "present digit 8",
        "keep B",
        "train album",
    ),
    "amid-course": (f"{HEAD} 17", "course digits passes 9", "step 13", "theta 1.5", "step 4"),
    "course-run": (f"{HEAD} 18", "course shapes passes 3 test-split 0.25", "step 30", "run"),
    "mlp": (
        f"{HEAD} 19",
        "backend mlp hidden 6,5 activation tanh optimizer adam batch 4 held-out 0.2 patience 3",
        "train digits passes 6",
    ),
    "mlp-a-units": (f"{HEAD} 20", "backend mlp input a-units hidden 5 optimizer momentum", "train digits passes 5"),
    "mlp-amid-course": (f"{HEAD} 21", "backend mlp hidden 5 schedule cosine", "course digits passes 8", "step 3"),
    "mlp-untaught": (f"{HEAD} 22", "backend mlp hidden 7 loss squared activation sigmoid"),
    "logistic": (f"{HEAD} 23", "backend logistic optimizer gradient_descent rate 0.5 batch 5", "train digits passes 5"),
    "logistic-taught-by-one": (f"{HEAD} 24", COURSE, "backend logistic", "train digits", "present digit 2", "teach 2"),
}

# Saved during the last line, while a motor turns, as the window's autosave does; so its journal makes another.
AMID = {"amid-pulse": (f"{HEAD} 25", "course digits passes 3", "step 12", "step 8")}
PORTION_S = 0.0625


# ---- what must hold


def digest(array: NDArray[Any]) -> str:
    """Sixteen hexadecimal digits of an array's values, the same on every computer."""
    plain = np.ascontiguousarray(array)
    return hashlib.sha256(plain.astype(plain.dtype.newbyteorder("<")).tobytes()).hexdigest()[:16]


def facts_of(panel: ControlPanel, shown: tuple[str, ...] = SHOWN) -> dict[str, Any]:
    """A loaded machine as plain data: its settings, wires, wipers and counters, and what it answers to pictures.

    ``settings``: those that are not the usual ones.
    """
    machine, backend = panel.machine, panel.backend
    board, bank = machine.patch_board, machine.potentiometers
    facts: dict[str, Any] = {
        "settings": settings_of(machine.config),
        "backend": backend.name,
        "classes": list(backend.classes),
        "history": panel.history,
        "wires": len(board.s_of_wire),
        "wires_sha": digest(np.stack([board.s_of_wire, board.a_of_wire, board.sign_of_wire]).astype(np.int64)),
        "sockets": board.sockets,
        "theta": machine.association.theta,
        "trim_sha": digest(machine.association.trim.astype(np.float64)),
        "dead": [int(part.dead.sum()) for part in (machine.association, machine.retina)],
        "stuck": [int(part.stuck.sum()) for part in (machine.retina, bank)],
        "wiper": bank.wiper.tolist() if bank.n_pots <= 64 else digest(bank.wiper.astype(np.int64)),
        "shaft_sha": digest(bank.shaft.astype(np.int64)),
        "speed_sha": digest(bank.speed_v_per_s),
        "gain_sha": digest(machine.retina.gain),
        "came_from_sha": digest(bank.came_from.astype(np.int64)),
        "moving": int(bank.moving.sum()),
        "run_s": bank.run_s[bank.moving].tolist(),
        "counters": [machine.presentations, machine.corrections, machine.machine_time_s],
        "log": len(machine.log.rows),
        "log_names": sorted(set(machine.log.names)),
        "draws": [int(rng.bit_generator.random_raw()) for rng in _chances(machine)],
    }
    network = getattr(backend, "network", None)
    if isinstance(network, Network):
        facts["parameters"] = {name: digest(value) for name, value in sorted(network.parameters.items())}
    facts["answers"] = {picture: _answer(panel, picture) for picture in shown}
    return facts


def settings_of(config: MachineConfig, usual: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The settings by their path (``part.name``) that are not the ``usual`` ones: without those, not the standard."""
    usual = flat(MachineConfig()) if usual is None else usual
    return {path: value for path, value in flat(config).items() if path not in usual or value != usual[path]}


def flat(config: MachineConfig) -> dict[str, Any]:
    """Every setting by its path."""
    parts = asdict(config)
    whole = {name: parts.pop(name) for name in list(parts) if not isinstance(parts[name], dict)}
    return whole | {f"{part}.{name}": value for part, inner in parts.items() for name, value in inner.items()}


def _chances(machine: Any) -> list[np.random.Generator]:
    """Copies of the machine's generators, so that looking at them draws nothing."""
    own = (machine.retina.rng, machine.patch_board.rng, machine.potentiometers.rng, machine.teacher_rng)
    copies = []
    for rng in (*own, machine.damage_rng):
        copy = np.random.PCG64()
        copy.state = rng.bit_generator.state
        copies.append(np.random.Generator(copy))
    return copies


def _answer(panel: ControlPanel, picture: str) -> dict[str, Any]:
    panel.execute(f"present {picture}")
    observation = panel.observation
    assert observation is not None
    answer: dict[str, Any] = {
        "label": panel.backend.answer(observation)["label"],
        "cells": int(observation.s.sum()),
        "active": int(observation.a.sum()),
    }
    if observation.sum_v is not None:
        answer["sum_v"] = observation.sum_v.tolist()
    if observation.scores is not None:
        answer["scores"] = observation.scores.tolist()  # of a network: by the rounding of the processor
    return answer


def shown_to(name: str) -> tuple[str, ...]:
    """The pictures that a machine of the corpus is shown."""
    return STANDARD_SHOWN if name.startswith("standard") else SHOWN


# ---- the files


def machines() -> dict[str, Any]:
    """Every ``.mark1`` file, with its journal: what holds after it was loaded."""
    folder = FOLDER / "machines"
    folder.mkdir(parents=True)
    for name, lines in MACHINES.items():
        panel = ControlPanel(journal=Journal(folder / f"{name}.mark1-journal"))
        for line in lines:
            panel.execute(line)
        panel.save(str(folder / f"{name}.mark1"))
    for name, (*begun, last) in AMID.items():
        panel = ControlPanel()
        for line in begun:
            panel.execute(line)
        work = panel.work(last)
        next(work)
        while not panel.machine.potentiometers.moving.any():
            work.send(PORTION_S)
        work.send(PORTION_S)
        panel.save(str(folder / f"{name}.mark1"), amid=last)
        work.close()
    loaded = {}
    for name in (*MACHINES, *AMID):
        panel = ControlPanel()
        panel.execute(f"load {folder / name}.mark1")
        loaded[name] = facts_of(panel, shown_to(name))
    return loaded


def _interrupted() -> str:
    """The journal of a session whose training Ctrl-C stopped, with what its reader added: exact expectations."""
    journal = Journal()
    panel = ControlPanel(journal=journal)
    panel.execute(f"{HEAD} 26")
    panel.execute("course digits")
    panel.execute("step 7")
    with suppress(StopIteration):
        work = panel.work("run")
        next(work)
        while True:
            work.send(0.01)
            panel.stop_request.asked = panel.training_run is not None and panel.training_run.place == 9
    bank = panel.machine.potentiometers
    panel.execute("present digit 6")
    assert panel.observation is not None and panel.observation.sum_v is not None
    exact = {
        "place": panel.training_run.place if panel.training_run else None,
        "corrections": panel.machine.corrections,
        "presentations": panel.machine.presentations,
        "wires": len(panel.machine.patch_board.s_of_wire),
        "cells": panel.observation.s.sum(),
        "active": panel.observation.a.sum(),
        **{f"sum {r}": repr(float(panel.observation.sum_v[r])) for r in range(4)},
        **{f"pot {pot}": repr(float(bank.wiper_v[pot])) for pot in (0, 11, 39)},
    }
    return "\n".join([*journal.lines, *(f"expect {name} = {value}" for name, value in exact.items())]) + "\n"


SCRIPTS = {
    "wiring-by-hand.mark1-script": """\
# No wire is drawn here, so all of it can be checked on paper.
machine rows 4 cols 4 a-units 4 r-units 1 excitatory 0 inhibitory 0 theta 1 ideal on
plug 5 0 +
plug 10 1 +   # a comment
plug 5 2 +
plug 6 2 -
plug 15 3 +
expect wires = 5
set 0 2
set 2 -5
present shape square
expect cells = 4
expect active = 2
expect sum 0 = 2
unplug 6 2
present again
expect active = 3
expect sum 0 = -3
theta 2
present again
expect active = 0
""",
    "wires-of-a-file.mark1-script": """\
# The wires are those of the file, and every motor goes 1 V a pulse.
machine rows 4 cols 4 a-units 6 r-units 2 excitatory 0 inhibitory 0 theta 1 ideal on
wire wires.csv
expect wires = 12
classes L R
present light LIGHT
""",
    "letters.mark1-script": """\
# What any draw of the wires fulfils.
machine seed 3
expect wires = 10240
present letter T
expect sum 0 = 0
teach T
expect corrections = 8
expect answer = T
train letters
expect train-accuracy = 1
undo
present letter T
expect answer = T
evaluate letters
expect accuracy < 1
""",
    "loads.mark1-script": """\
load ../machines/quantized.mark1
present digit 3
expect answer = 3
expect presentations > 0
undo
backend logistic
train digits passes 3
expect passes = 3
""",
}


def scripts() -> dict[str, Any]:
    """Scripts and journals that must run to their end: how many lines each does."""
    folder = FOLDER / "scripts"
    folder.mkdir()
    texts = {**SCRIPTS, "interrupted.mark1-journal": _interrupted()}
    panel = ControlPanel()
    panel.execute("machine rows 4 cols 4 a-units 6 r-units 2 excitatory 1 inhibitory 1 theta 1 seed 9")
    panel.execute(f"wires {folder / 'wires.csv'}")
    texts["wires-of-a-file.mark1-script"] = texts["wires-of-a-file.mark1-script"].replace(
        "LIGHT", "ffffffff" + "00" * 12
    ) + _sums_of(folder / "wires.csv")
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return {name: sum(not line.startswith("#") for line in text.splitlines()) for name, text in texts.items()}


def _sums_of(wires: Path) -> str:
    """What the first row of cells makes of the wires of a file, worked out from the file alone."""
    excitation = [0] * 6
    for wire in csv.DictReader(wires.read_text().splitlines()):
        excitation[int(wire["a"])] += (1 if wire["sign"] == "+" else -1) * (int(wire["s"]) < 4)
    active = sum(value >= 1 for value in excitation)
    return f"expect active = {active}\nteach L\nexpect presentations = 1\n"


TIMES = ("took_s", "program")  # columns of a table that are not results of a machine
SPECS = {
    "grid": """\
data = "digits"
passes = 3
seeds = 2
[settings]
r-units = 4
rows = 12
cols = 12
excitatory = 4
inhibitory = 3
[grid]
a-units = [40, 56]
ideal = [true, false]
damage.a = ["0%", "20%"]
""",
    "random": """\
data = "digits"
passes = 4
seeds = [3, 14]
seed = 7
test-split = 0.3
batch = 1
[settings]
r-units = 4
a-units = 40
rows = 12
cols = 12
excitatory = 4
inhibitory = 3
teacher.rule = "forced"
[random]
draws = 3
theta = [1, 2]
potentiometers.decay_per_s = { from = 0.0001, to = 0.01, log = true }
""",
}


def sweeps() -> dict[str, Any]:
    """Specs, whole tables, and tables of a sweep that was killed in the middle of a row."""
    folder = FOLDER / "sweeps"
    folder.mkdir()
    rows = {}
    for name, text in SPECS.items():
        spec = folder / f"{name}.sweep.toml"
        spec.write_text(text, newline="\n")
        whole = folder / f"{name}.csv"
        sweep.run(read_spec(spec), whole, jobs=1)
        lines = whole.read_text().splitlines(keepends=True)
        half = "".join([lines[0], *lines[2:4]]) + lines[1][:17]
        (folder / f"{name}.half.csv").write_text(half, newline="\n")
        (folder / f"{name}.half.parquet.rows.csv").write_text(half, newline="\n")
        sweep.run(read_spec(spec), folder / f"{name}.parquet", jobs=1)
        rows[name] = [{key: row[key] for key in row if key not in TIMES} for row in csv.DictReader(lines)]
    return rows


RIGS = {
    "small.toml": 'board = "nano"\nrows = 4\ncols = 4\npots = 8\na_lamps = 8\nr_lamps = 1\n',
    "full.toml": (
        'board = "mega"\nrows = 24\ncols = 32\npots = 64\na_lamps = 64\nr_lamps = 8\nphotocell = "VT90N2"\n'
        'potentiometer = "10 kΩ linear, motor-driven"\nmotor_v = 9\nmotor_ma = 250\n'
    ),
    "empty.toml": "# the usual one\n",
}


def rigs() -> dict[str, Any]:
    """Rig files: the sizes, and the number of the wiring that a board built from them tells."""
    folder = FOLDER / "rig"
    folder.mkdir()
    facts = {}
    for name, text in RIGS.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        sizes = rig_file.read(folder / name)
        facts[name] = {"sizes": asdict(sizes), "wiring": wiring_hash(sizes)}
    return facts


CALIBRATIONS = {
    "measured": Calibration(
        0x2A,
        0x628BD374,
        1023,
        True,
        (
            Channel(0, 18.5, 1001.25, 1, 0.251, 0.2475, 3.5),
            Channel(1, 16.0, 1007.0, -1, 0.25, 0.25, 2.0),
            Channel(2, 40.0, 900.0, 1, 0.3, 0.125, 4.75, works=False),
        ),
        5,
        tuple(10.0 + cell for cell in range(6)),
        tuple(900.5 + cell for cell in range(6)),
    ),
    "assumed": Calibration(0xFFFFFFFF, 1, 4095, False, (Channel(0, 64.0, 4031.0, up_per_ms=1.0, down_per_ms=1.0),), 16),
}
VOLTS_UV = np.array([-11_000_000, 1_234_567, 11_000_000], np.int32)


def calibrations() -> dict[str, Any]:
    """What is known of a board, in its file: all values, and counts of the converter for some wipers and back."""
    folder = FOLDER / "rig"
    facts = {}
    for known in CALIBRATIONS.values():
        path = known.save(folder)
        channels = (known.channels * 3)[:3]
        counts = counts_of(channels, VOLTS_UV, 11_000_000)
        facts[path.name] = {
            "calibration": json.loads(json.dumps(asdict(known))),
            "counts": counts.tolist(),
            "wipers": wipers_of(channels, counts, 11_000_000).tolist(),
        }
    return facts


SETTINGS = {
    "school.toml": (
        'theme = "normal"\nlanguage = "it"\nhide = ["teacher.reset", "header.mlp"]\npictures = "~/shots"\n'
        "autosave_s = 30\n"
    ),
    "museum.toml": 'kiosk = true\nidle_s = 90\nstep_s = 12.5\nscreen = 1\nlanguage = "en"\ntheme = "large-text"\n',
}


def window_settings() -> dict[str, Any]:
    """Settings files of the window: every value."""
    folder = FOLDER / "settings"
    folder.mkdir()
    for name, text in SETTINGS.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return {name: json.loads(json.dumps(asdict(settings.read(str(folder / name))))) for name in SETTINGS}


def _one_a_line(facts: dict[str, Any]) -> str:
    """JSON with a line for each file, so that a difference can be read."""
    return ",\n".join(f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items())


def main() -> int:
    if __version__ != "0.1.0":
        sys.exit(f"this is mark1 {__version__}: the cases here are written by mark1 0.1.0, add those of {__version__}")
    os.environ["MARK1_STATE"] = str(FOLDER)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    expected = {
        "usual": {"settings": flat(MachineConfig())},
        "machines": machines(),
        "scripts": scripts(),
        "sweeps": sweeps(),
        "rigs": rigs(),
        "calibrations": calibrations(),
        "settings": window_settings(),
    }
    kinds = [f"{json.dumps(kind)}: {{\n{_one_a_line(facts)}\n}}" for kind, facts in expected.items()]
    text = "{\n" + ",\n".join(kinds) + "\n}\n"
    (FOLDER / "expected.json").write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
