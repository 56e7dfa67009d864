"""The command line: what each command prints, for people and as JSON."""

import contextlib
import json
import os
import pty
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mark1 import __version__
from mark1.cli import demonstration
from mark1.panel.commands.table import COMMANDS
from mark1.panel.control_panel import ControlPanel
from mark1.stimuli.characters import LETTERS
from mark1.stimuli.library import picture_of
from mark1.training.training_run import WORKS

Run = Callable[..., Any]
COURSE = {"backend", "stimuli", "classes", "passes", "presentations", "corrections", "seconds", "train_accuracy",
          "test_accuracy", "machine_time_s", "seed"}  # fmt: skip


def drawn(letter: str, path: Path) -> Path:
    """A letter of the library as a picture file, black on white, five pixels to a cell."""
    light = np.kron(picture_of("letter", letter), np.ones((5, 5)))
    Image.fromarray((255 * (1 - light)).astype(np.uint8)).save(path)
    return path


# ---- every command, for programs


def test_train_json(mark1: Run) -> None:
    told = mark1("train", "letters", "--seed", 3, "--json").value
    assert told.keys() >= COURSE
    assert (told["backend"], told["stimuli"], told["classes"], told["seed"]) == ("mark1", 26, 26, 3)
    assert told["presentations"] == 26 * told["passes"]
    assert told["corrections"] == sum(told["corrections_per_pass"])
    assert told["machine_time_s"] > told["presentations"]
    assert (told["train_accuracy"], told["test_accuracy"]) == (1.0, None)


@pytest.mark.parametrize(("rule", "did", "did_not"), [("quantized", *WORKS), ("bivalent", *WORKS[::-1])])
def test_what_a_rule_does_has_its_name(mark1: Run, rule: str, did: str, did_not: str) -> None:
    told = mark1("train", "letters", f"--set=teacher.rule={rule}", "--passes", 2, "--json").value
    assert told["rule"] == rule and told[did] == sum(told[f"{did}_per_pass"]) > 0
    assert told[did_not] is told[f"{did_not}_per_pass"] is None


def test_demo_json(mark1: Run, place: Path) -> None:
    told = mark1("demo", "--json").value
    assert told.keys() >= COURSE
    assert (told["stimuli"], told["classes"], told["train_accuracy"]) == (26, 26, 1.0)
    assert sorted(os.listdir(place)) == ["bar.png"]


def test_recognize_json(mark1: Run, place: Path, lettered: Path) -> None:
    drawn("R", place / "R.png")
    told = mark1("recognize", lettered, "R.png", "bar.png", "--json").value
    assert [answer["file"] for answer in told] == ["R.png", "bar.png"]
    for answer in told:
        assert answer.keys() == {"file", "label", "margin_v", "responses", "reason", "tied"}
        assert answer["label"] in LETTERS
        assert isinstance(answer["margin_v"], float)
        assert len(answer["responses"]) == 8 and set(answer["responses"]) <= {-1, 0, 1}


def test_digitize_json(mark1: Run, place: Path) -> None:
    told = mark1("digitize", "bar.png", "--json").value
    light, on = np.array(told["light"]), np.array(told["on"])
    assert light.shape == on.shape == (20, 20)
    assert light.min() >= 0 and light.max() <= 1
    assert set(on.ravel().tolist()) == {0, 1}
    np.testing.assert_array_equal(on, light >= 0.5)


def test_evaluate_json(mark1: Run, lettered: Path) -> None:
    told = mark1("evaluate", lettered, "letters", "--json").value
    assert told.keys() == {"accuracy", "confusion", "classes"}
    assert (told["accuracy"], told["classes"]) == (1.0, list(LETTERS))
    assert told["confusion"] == np.eye(26, dtype=int).tolist()


def test_fidelity_json(mark1: Run) -> None:
    told = mark1("fidelity", "--json").value
    assert len(told) > 20
    for row in told:
        assert row.keys() == {"name", "value", "unit", "source", "confidence"}
        assert row["confidence"] in {"primary", "secondary", "derived", "assumed"}


def test_inspect_json(mark1: Run, lettered: Path) -> None:
    told = mark1("inspect", lettered, "--json").value
    assert (told["seed"], told["a_units"], told["r_units"], told["potentiometers"]) == (7, 512, 8, 512)
    assert (told["code"], told["classes"], told["retina"]) == ("binary", list(LETTERS), [20, 20])
    assert told["history"][0] == "machine seed 7" and told["history"][1].startswith("train letters passes ")
    assert told["settings"] == {}


def test_run_json(mark1: Run, place: Path) -> None:
    (place / "s").write_text("# a script\ntheta 3\n\nexpect theta = 3\n")
    told = mark1("run", "s", "--json").value
    assert [(reply["line"], reply["command"]) for reply in told] == [(2, "theta 3"), (4, "expect theta = 3")]


# ---- the same for people


@pytest.mark.parametrize("command", ["train", "evaluate", "recognize", "digitize", "inspect", "run"])
def test_people_get_lines_and_no_warnings(command: str, mark1: Run, place: Path, lettered: Path) -> None:
    (place / "s").write_text("theta 3\n")
    words: dict[str, tuple[object, ...]] = {
        "train": ("letters",),
        "evaluate": (lettered, "letters:roman"),
        "recognize": (lettered, "bar.png"),
        "digitize": ("bar.png",),
        "inspect": (lettered,),
        "run": ("s",),
    }
    tidy(mark1(command, *words[command]))


def tidy(ended: Any) -> None:
    """Whether a command did well, and left nothing odd in what it said."""
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.strip() and "None" not in ended.out and "nan" not in ended.out.lower().split()


def test_fidelity_and_commands_for_people(mark1: Run) -> None:
    told = mark1("fidelity")
    assert told.code == 0 and "Not modelled" in told.out and "Sources" in told.out
    listed = mark1("commands")
    assert len(listed.out.splitlines()) == len(COMMANDS)


def test_demo_writes_pictures(mark1: Run, place: Path) -> None:
    told = mark1("demo", "--headless", "--out", "out")
    tidy(told)
    pictures = list((place / "out").glob("*.png"))
    assert pictures and all(picture.name in told.out for picture in pictures)
    for picture in pictures:
        with Image.open(picture) as image:
            image.load()


def test_help_and_version(mark1: Run) -> None:
    for words in (["--help"], ["-h"], ["train", "--help"]):
        told = mark1(*words)
        assert (told.code, told.err) == (0, "") and "Usage" in told.out
    done = subprocess.run([sys.executable, "-m", "mark1", "--version"], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"mark1 {__version__}\n", "")


# ---- the same figures every time


def figures(told: dict[str, Any]) -> dict[str, Any]:
    """All but how long it took here."""
    return {name: value for name, value in told.items() if name != "seconds"}


def test_the_same_seed_gives_the_same_figures(mark1: Run, place: Path) -> None:
    trained = mark1("train", "letters", "--seed", 5, "--passes", 1000, "--json").value
    assert figures(mark1("train", "letters", "--seed", 5, "--passes", 1000, "--json").value) == figures(trained)
    assert figures(mark1("demo", "--seed", 5, "--json").value) == figures(trained)
    assert figures(mark1("demo", "--seed", 6, "--json").value) != figures(trained)
    (place / "s").write_text(
        "machine seed 5\ntrain letters\n"
        + "".join(
            f"expect {name.replace('_', '-')} = {trained[name]}\n"
            for name in ("passes", "presentations", "corrections", "train_accuracy")
        )
        + f"expect machine-time = {trained['machine_time_s']}\n"
    )
    assert mark1("run", "s").code == 0


def test_the_journal_of_a_command_replays_to_the_same_machine(mark1: Run, place: Path) -> None:
    options = ("--a-units", 300, "--r-units", 6, "--excitatory", 7, "--inhibitory", 5, "--theta", 1.5, "--seed", 4,
               "--test-split", 0.25, "--set", "potentiometers.backlash_v=0.2", "--passes", 3)  # fmt: skip
    told = mark1("train", "letters:all", *options, "--save", "a.mark1", "--journal", "j", "--json").value
    assert (told["a_units"], told["r_units"], told["passes"]) == (300, 6, 3)
    with open("j", "a") as journal:
        journal.write("save b.mark1\n")
    assert mark1("run", "j").code == 0
    assert Path("a.mark1").read_bytes() == Path("b.mark1").read_bytes()


def test_recognize_answers_alike_for_one_and_for_many(mark1: Run, place: Path, lettered: Path) -> None:
    names = [drawn(letter, place / f"{letter}.png").name for letter in "AKZ"]
    together = mark1("recognize", lettered, *names, "--json").value
    assert together == [mark1("recognize", lettered, name, "--json").value[0] for name in names]


def test_scripts_come_from_standard_input_too() -> None:
    script = b"\xef\xbb\xbftheta 3\r\nexpect theta = 3\r\n"
    done = subprocess.run([sys.executable, "-m", "mark1", "run", "-"], input=script, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"as expected") == 1


# ---- as a process


def hear_interrupts() -> None:
    """Ctrl-C is heard, also where the tests themselves were started with it shut off."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def started(*words: str, **settings: str) -> "subprocess.Popen[bytes]":
    """The program as it is started from a shell."""
    return subprocess.Popen(
        [sys.executable, "-m", "mark1", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **settings},
    )


def rest_of(terminal: int) -> bytes:
    """What a terminal shows until the program has gone; a program waits while its terminal is full of unread text."""
    shown = b""
    with contextlib.suppress(OSError):  # Linux says so when nobody is left at the other end
        while more := os.read(terminal, 100_000):
            shown += more
    return shown


def test_interrupting_the_training_keeps_what_was_learned(place: Path) -> None:
    """Eight A-units cannot learn the letters, so it trains until Ctrl-C, once the terminal shows that it trains."""
    terminal, its_end = pty.openpty()
    words = ("train", "letters", "--a-units", "8", "--passes", "1000000000", "--save", "m.mark1", "--json")
    process = subprocess.Popen([sys.executable, "-m", "mark1", *words], stdout=subprocess.PIPE, stderr=its_end,
                               env={**os.environ, "TERM": "xterm"}, preexec_fn=hear_interrupts)  # fmt: skip
    os.close(its_end)
    shown = b""
    while b"training" not in shown:
        shown += os.read(terminal, 1000)
    process.send_signal(signal.SIGINT)
    shown = rest_of(terminal)
    out, _ = process.communicate()
    told = json.loads(out)
    os.close(terminal)
    assert process.returncode == 130
    assert told["interrupted"] and told["passes"] >= 1
    assert b"mark1: stopped on request after" in shown and b"is kept in m.mark1" in shown
    panel = ControlPanel()
    panel.execute("load m.mark1")
    panel.execute(f"expect presentations = {26 * told['passes']}")


def test_a_reader_that_goes_away(place: Path) -> None:
    process = started("fidelity")
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 1


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_stream_that_was_closed(stream: str, place: Path) -> None:
    number = {"stdout": 1, "stderr": 2}[stream]
    done = subprocess.run(
        [sys.executable, "-m", "mark1", "digitize", "bar.png" if number == 1 else "nowhere.png"],
        preexec_fn=lambda: os.close(number),
        capture_output=True,
        check=False,
    )
    assert done.returncode == (0 if number == 1 else 2)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_an_output_that_is_full(place: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-m", "mark1", "digitize", "bar.png"], stdout=full,
                              stderr=subprocess.PIPE, text=True, check=False)  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "mark1: reading or writing failed (No space left on device)\n"


@pytest.mark.parametrize(
    "setting",
    [
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "utf-8"},
        {"NO_COLOR": "1", "TERM": "dumb"},
    ],
)
def test_any_locale(setting: dict[str, str], place: Path, lettered: Path) -> None:
    name = os.fsdecode(b"caf\xe9 \xff.png")
    (place / name).write_bytes((place / "bar.png").read_bytes())
    process = started("recognize", str(lettered), name, "bar.png", **setting)
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert len(out.splitlines()) == 2


def test_no_home_at_all(place: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if name not in ("HOME", "MARK1_STATE", "XDG_STATE_HOME")}
    code = (
        "import pwd, sys; pwd.getpwuid = lambda uid: {}[uid]\n"
        "from mark1.panel.journal import state_folder; print(state_folder())"
    )
    done = subprocess.run([sys.executable, "-c", code], env=bare, capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith(".local/state/mark1")


def test_a_demo_that_cannot_settle_says_why(mark1: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(demonstration.PASSES, "mark1", 40)
    ended = mark1("demo", "--seed", "285", "--json")
    assert ended.code == 0 and '"settled": false' in ended.out
    assert "with the wires of seed 285 some letters look alike to an R-unit" in ended.err
    assert ended.err.count("\n") == 1


def test_a_place_for_the_pictures_is_looked_at_first(mark1: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mark1.panel.control_panel.ControlPanel.execute", pytest.fail)
    ended = mark1("demo", "--out", "bar.png")
    assert (ended.code, ended.out) == (1, "") and "bar.png: a folder is needed" in ended.err


def test_a_board_larger_than_the_mark_i_had_is_told(mark1: Run) -> None:
    words = ("train", "letters", "--a-units", "2000", "--passes", "1")
    assert "125 sockets an S-unit (the Mark I had 40)" in mark1(*words).out
    assert mark1(*words, "--json").value["sockets_per_s_unit"] == 125
    assert "sockets" not in mark1("train", "letters", "--passes", "1").out


def test_the_commands_are_a_list_too(mark1: Run) -> None:
    told = mark1("commands", "--json").value
    assert [row["usage"].split()[0] for row in told] == list(COMMANDS)


def test_a_script_from_an_input_that_is_closed(mark1: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    ended = mark1("run", "-")
    assert (ended.code, ended.out) == (2, "") and "no input to read a script from" in ended.err


def test_nothing_of_a_file_steers_the_terminal(mark1: Run, place: Path) -> None:
    from mark1.panel.control_panel import ControlPanel

    evil, panel = "\x1b[31mE\x1b]0;p\x07\n", ControlPanel()
    for line in (f"classes {shlex.quote(evil)} B", "present letter A", f"teach {shlex.quote(evil)}", "save m.mark1"):
        panel.execute(line)
    for words in (
        ("recognize", "m.mark1", "bar.png"),
        ("inspect", "m.mark1"),
        ("recognize", "m.mark1", "\x1b[31m.png"),
    ):
        ended = mark1(*words)
        assert not set(ended.out + ended.err) & {"\x1b", "\x07"}
    assert len(mark1("recognize", "m.mark1", "bar.png").out.splitlines()) == 1
