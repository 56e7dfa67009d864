"""Every command that writes: missing folders are made, and every file is named, in lines and with ``--json``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mark1.cli.app import app
from mark1.cli.common import EXAMPLES
from mark1.cli.invocation import parser_of

Run = Callable[..., Any]
QUICK = {
    "train letters --epochs 1 --save N/a.mark1": ["N/a.mark1"],
    "plane and --out N/a.png": ["N/a.png"],
    "page --plane --out N/a.html": ["N/a.html"],
    "fool L bar.png --out N/a.png": ["N/a.png"],
    "prove xor --r-units 1 --excitatory 1 --inhibitory 0 --theta 1 --out N/a.png": ["N/a.png"],
    "record theta 3 --out N/a.png --seconds 0.1": ["N/a.png"],
    "gui --screenshot N/a.png --frames 1 --size 640x480": ["N/a.png"],
}
SLOW = {
    "demo --out N/d": [f"N/d/{name}.png" for name in ("poster", "retina", "learning_curve", "r_units")],
    "experiment expectation-1957 --out N": ["N/expectation-1957.html", "N/expectation-1957.png"],
    "rig wiring --out N": ["N/wiring.md", "N/bom.csv", "N/schematic.svg", "N/schematic.png"],
    "rig build --out N --sketch": ["N/mark1_rig_atmega328p.hex", "N/mark1_rig_atmega328p.elf"],
    "sweep s.toml --jobs 1 --out N/t.csv": ["N/t.csv"],
    "sweep plot t.csv --x theta --y epochs --out N/p.png": ["N/p.png"],
}
NEW = "new/folder"


def check(line: str, files: list[str], mark1: Run, place: Path, lettered: Path) -> None:
    (place / "s.toml").write_text("epochs = 1\n[grid]\ntheta = [1, 2]\n")
    if "t.csv --x" in line:
        assert mark1("sweep", "s.toml", "--jobs", 1, "--out", "t.csv").code == 0
    for flag in ([], ["--json"]):
        new = f"{NEW}{len(flag)}"
        ended = mark1(*line.replace(" L ", f" {lettered} ").replace("N", new).split(), *flag)
        assert ended.code == 0, ended.err
        named = json.loads(ended.out)["files"] if flag else ended.out.split()
        for file in files:
            path = file.replace("N", new, 1)
            assert (place / path).is_file(), path
            assert any(path in word or Path(path).name == word.strip("(),") for word in named), (path, named)


@pytest.mark.parametrize("line", QUICK)
def test_what_is_written_is_named(line: str, mark1: Run, place: Path, lettered: Path) -> None:
    check(line, QUICK[line], mark1, place, lettered)


@pytest.mark.ci
@pytest.mark.parametrize("line", SLOW)
def test_what_takes_longer_to_write_is_named(line: str, mark1: Run, place: Path, lettered: Path) -> None:
    check(line, SLOW[line], mark1, place, lettered)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_command_has_json(name: str) -> None:
    command: Any = parser_of(app)
    for word in name.split():
        command = command.commands[word]
    assert "--json" in {word for option in command.params for word in option.opts}


def test_a_script_is_a_file(mark1: Run, place: Path) -> None:
    for words in (("gui", "--screenshot", "a.png"), ("record", "theta", "3", "--out", "a.png")):
        told = mark1(*words, "--script", "train letters")
        assert told.err == "mark1: script: expected a file of panel commands, one per line, got 'train letters'\n"
        assert told.code == 2 and not (place / "a.png").exists()
        told = mark1(*words, "--script", "absent.mark1-script")
        assert told.code == 1 and "absent.mark1-script: no such file" in told.err


def test_help_as_json(mark1: Run) -> None:
    told = mark1("help", "rig", "hello", "--json").value
    assert told["command"] == "rig hello" and "--port PORT" in told["Options"]
    assert mark1("help", "rig", "helo", "--json").err == "mark1: unknown command 'helo'. Did you mean 'hello'?\n"


def test_options_that_a_back_end_ignores_are_refused(mark1: Run) -> None:
    for words, says in {
        "train letters --backend mlp --set potentiometers.noise_v=1": "--set potentiometers.noise_v requires --backend",
        "train letters --backend mlp --set association.theta=1": "requires --backend mark1 or --input a-units",
        "train letters --backend mlp --rig socket://127.0.0.1:9": "--rig requires --backend mark1 or --retina rig",
        "plane xor --backend logistic --hidden 3": "--hidden requires --backend mlp",
        "plane xor --loss hinge": "--loss requires --backend mlp or logistic",
    }.items():
        told = mark1(*words.split())
        assert told.code == 2 and says in told.err and told.out == ""
