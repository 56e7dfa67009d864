"""What every command has: version, help, an example that its own parser accepts, and a hint for what is misspelt."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mark1 import __version__
from mark1.cli.app import app
from mark1.cli.common import EXAMPLES
from mark1.cli.invocation import parser_of
from mark1.machine.compiled import chosen

Run = Callable[..., Any]
GROUPS = ("experiment", "rig", "sweep")


def commands() -> list[str]:
    """All commands, those of groups with two words."""
    found = []
    for name, command in parser_of(app).commands.items():
        found += [f"{name} {inner}" for inner in command.commands] if name in GROUPS else [name]  # type: ignore[attr-defined]
    return found


def command_of(name: str) -> Any:
    command: Any = parser_of(app)
    for word in name.split():
        command = command.commands[word]
    return command


@pytest.mark.parametrize("name", commands())
def test_every_command_says_its_version_and_every_option_has_help(name: str, mark1: Run) -> None:
    for flag in ("--version", "-V"):
        told = mark1(*name.split(), flag)
        assert (told.code, told.out, told.err) == (0, f"mark1 {__version__}\n", "")
    told = mark1(*name.split(), "-h")
    assert told.code == 0 and f"Example: {EXAMPLES[name]}" in " ".join(told.out.split())
    assert {"--debug", "--version"} <= {word for option in command_of(name).params for word in option.opts}
    assert [option.name for option in command_of(name).params if not option.hidden and not option.help] == []


@pytest.mark.parametrize("name", commands())
def test_every_example_is_a_line_that_its_command_reads(name: str) -> None:
    program, *words = shlex.split(EXAMPLES[name])
    assert program == "mark1"
    with parser_of(app).make_context("mark1", words) as context:
        group = parser_of(app)
        found, command, rest = group.resolve_command(context, words)
        assert found == name.split()[0] and command is not None
        command.make_context(found, rest)


def test_no_example_is_left_over() -> None:
    assert set(EXAMPLES) == set(commands())


def test_help_is_a_command(mark1: Run) -> None:
    assert mark1("help", "rig", "doctor").out == mark1("rig", "doctor", "--help").out
    assert "demo" in mark1("help").out
    told = mark1("help", "trian")
    assert told.code == 2 and told.err == "mark1: No such command 'trian'. Did you mean 'train'? Try 'mark1 --help'.\n"


def test_the_window_s_and_the_rig_s_options_have_panels(mark1: Run) -> None:
    told = mark1("train", "--help").out
    for panel in ("Reading", "Machine", "Network", "Rig", "Output"):
        assert f" {panel} ─" in told


def test_what_a_bug_report_needs(mark1: Run) -> None:
    facts = mark1("about", "--json").value
    assert facts["mark1"] == __version__ and facts["libraries"]["numpy"] and Path(facts["program"]).name == "mark1"
    assert facts["training_code"] == "compiled" or facts["training_code"].startswith("not compiled")
    assert json.dumps(facts) and mark1("about").out.startswith(f"mark1          {__version__}\n")


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("--backend", "mlp", "--theta", 3), "--theta requires --backend mark1 or --input a-units: mlp ignores it"),
        (("--backend", "logistic", "--pots", "shared"), "--pots requires --backend mark1: logistic ignores it"),
        (("--backend", "mlp", "--input", "a-units", "--code", "onehot"), "--code requires --backend mark1"),
    ],
)
def test_an_option_that_the_back_end_ignores_is_refused(words: tuple[object, ...], wrong: str, mark1: Run) -> None:
    told = mark1("train", "letters", *words)
    assert told.code != 0 and wrong in told.err and told.out == ""


def test_wires_before_a_network_may_be_set(mark1: Run) -> None:
    network = ("--backend", "logistic", "--input", "a-units", "--theta", 3, "--epochs", 1)
    assert mark1("train", "letters:roman", *network).code == 0


def test_folders_that_are_missing_are_made(mark1: Run, place: Path) -> None:
    assert mark1("train", "letters", "--epochs", 1, "--save", "new/folder/a.mark1").code == 0
    assert mark1("page", "new/folder/a.mark1", "--out", "pages/a.html").code == 0
    assert (place / "new" / "folder" / "a.mark1").is_file() and (place / "pages" / "a.html").is_file()


def test_the_shell_is_given_names_to_complete(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from mark1.cli.invocation import run

    for name, value in {"_MARK1_COMPLETE": "complete_bash", "COMP_WORDS": "mark1 tr", "COMP_CWORD": "1"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        run([], debug=False)
    assert capsys.readouterr().out.split() == ["train"]


def test_compiling_is_said_once_and_takes_no_training_time(mark1: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chosen, "compiles_first", lambda: True)
    monkeypatch.setattr(chosen, "_chosen", [])
    monkeypatch.setattr(chosen, "_small_us", [0.0])
    assert mark1("train", "letters", "--epochs", 1).err == ""  # compiling would take longer than that
    assert mark1("train", "letters", "--backend", "logistic", "--epochs", 1).err == ""
    monkeypatch.setattr(chosen, "PATIENCE_TO_COMPILE_US", 1.0)
    told = mark1("train", "letters", "--epochs", 1)
    assert told.err == "mark1: compiling the training code, which is needed once and takes some seconds\n"
    assert mark1("train", "letters", "--epochs", 1).err == ""
