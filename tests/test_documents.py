"""README and docs: their outputs are real, what they name exists, and their numbers are those of the stored runs."""

import contextlib
import io
import json
import re
import runpy
import shlex
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from documents import ROOT, blocks, shown
from scripted_board import need

from benchmarks.stop import LIMIT_MS
from firmware_sim.virtual_board.ports import serve
from firmware_sim.virtual_board.session import new_session
from firmware_sim.virtual_board.tcp_host import TcpHost
from mark1 import __version__, packed
from mark1.cli.invocation import run
from mark1.experiments.experiment import RunRequest
from mark1.experiments.page import markdown
from mark1.experiments.table import EXPERIMENTS
from mark1.panel import journal
from mark1.panel.commands.table import COMMANDS
from mark1.panel.control_panel import ControlPanel
from mark1.rig.board.connection import STRANGER_WITHIN_S
from mark1.rig.selftest.table import CHECKS
from mark1.rig.wire.link import TRIES
from mark1.rig.wire.protocol import SILENCE_MS

DOCUMENTS = ("README.md", "docs/tour.md", "docs/backends.md", "docs/proofs.md", "docs/panel.md", "docs/format.md")
LONG = ("docs/plane.md", "docs/sweeps.md", "docs/page.md")
PORT = "socket://127.0.0.1:5555"  # of the virtual board, as documents write it
QUICK = ("--rig-pots", "2", "--passes", "1")  # what training on the virtual board is cut down to
MOST_README_LINES = 149


def output_words(text: str) -> list[str]:
    """The words of an output, without the lines of times; a document may break lines where it likes."""
    return [
        word for line in text.split("\n") if not re.match(r"\s*(elapsed|time here)\s", line) for word in line.split()
    ]


def assert_alike(actual: list[str], expected: list[str], command: str) -> None:
    """The same words; losses, which depend on the processor's rounding, to half a percent."""
    assert len(actual) == len(expected), command
    for word, expected_word in zip(actual, expected, strict=True):
        if word != expected_word:
            assert float(word.rstrip(",")) == pytest.approx(float(expected_word.rstrip(",")), rel=0.005), command


def is_for_a_board(words: list[str]) -> bool:
    """Whether a command needs the virtual board; it has a test of its own."""
    return PORT in words


# ---- commands and their output


@pytest.mark.parametrize("document", [*DOCUMENTS, *(pytest.param(name, marks=pytest.mark.ci) for name in LONG)])
def test_every_command_shown_does_what_is_shown(
    document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = 0
    for command, output in shown(document):
        program, *words = shlex.split(command)
        if program == "cat":
            (tmp_path / words[0]).write_text("\n".join(output) + "\n")
        elif not is_for_a_board(words):
            assert program == "mark1"
            code = run(words, debug=False)
            out, err = capsys.readouterr()
            assert (code, err) == (0, ""), command
            assert_alike(output_words(out), output_words("\n".join(output)), command)
            done += 1
    assert done


@pytest.fixture
def virtual_board() -> Iterator[str]:
    """The port of a virtual board that runs as long as the test."""
    host, over = TcpHost(0), threading.Event()
    running = threading.Thread(target=serve, args=(new_session(), host, lambda: not over.is_set()))
    running.start()
    try:
        yield host.name
    finally:
        over.set()
        running.join()
        host.unplug()


def test_the_commands_for_a_board_work_on_the_virtual_one(
    virtual_board: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = [words for line, _ in shown("README.md") if is_for_a_board(words := shlex.split(line)[1:])]
    assert [words[0] for words in commands] == ["rig", "train"]
    for words in commands:
        more = QUICK if words[0] == "train" else ()
        code = run([word.replace(PORT, virtual_board) for word in words] + [*more], debug=False)
        assert code == 0, capsys.readouterr().err
        assert capsys.readouterr().out.strip()


@pytest.fixture(scope="module")
def lettered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``letters.mark1``, as ``mark1 train letters --save letters.mark1`` leaves it."""
    folder, panel = tmp_path_factory.mktemp("lettered"), ControlPanel()
    panel.execute("train letters")
    panel.execute(f"save {folder / 'letters.mark1'}")
    return folder


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_piece_of_python_runs(document: str, lettered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lettered)
    for block in blocks(document, "python"):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(block, {})
        assert out.getvalue().strip()


def test_a_certificate_of_handwriting_is_what_python_prints() -> None:
    (block,) = blocks("docs/proofs.md", "python")
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(block, {})
    assert out.getvalue() in blocks("docs/proofs.md")


def test_the_readme_is_short_and_begins_with_two_commands() -> None:
    lines = (ROOT / "README.md").read_text("utf-8").split("\n")
    assert len(lines) - 1 <= MOST_README_LINES
    installs = [line for line in lines if line.startswith("pip install")]
    assert "demo" in installs[0] and "pytest" in installs[1]


def test_the_format_page_has_every_entry_of_a_file(lettered: Path) -> None:
    page = (ROOT / "docs/format.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*?) \| \(?.*? \| (.*?) \|", page.partition("## Arrays")[2], re.MULTILINE)
    types = {name: kind for names, kind in rows for name in re.findall(r"`([^`]+)`", names)}
    with zipfile.ZipFile(lettered / "letters.mark1") as file:
        about = json.loads(file.read("mark1.json"))
        names = [name for name in file.namelist() if name.startswith("arrays/")]
        arrays = {Path(name).stem: np.load(io.BytesIO(file.read(name))) for name in names}
    assert list(arrays) == list(types)
    for name, array in arrays.items():
        assert name.startswith("memory.") or types[name] in (str(array.dtype), "structured"), name
    keys = {key for row in re.findall(r"^\| (`.*?) \|", page, re.MULTILINE) for key in re.findall(r"`([\w.]+)`", row)}
    assert set(about) - {"machine"} | {f"machine.{key}" for key in about["machine"]} <= keys


def test_the_citation_is_that_of_the_version() -> None:
    cff = dict(re.findall(r"^(version|title|license): \"?(.*?)\"?$", (ROOT / "CITATION.cff").read_text("utf-8"), re.M))
    bibtex = dict(re.findall(r"(\w+) *= \{(.*)\},", *blocks("docs/reference.md", "bibtex")))
    assert {key: bibtex[key] for key in cff} == cff and cff["version"] == __version__


def test_the_panel_page_lists_every_command() -> None:
    rows = re.findall(r"^\| (`.*?) \| ", (ROOT / "docs/panel.md").read_text("utf-8"), re.MULTILINE)
    words = {word.split()[0] for row in rows for word in re.findall(r"`([^`]+)`", row)}
    assert set(COMMANDS) <= words


# ---- numbers


@pytest.fixture(scope="module")
def write_benchmarks() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs/write_benchmarks.py"))


def test_the_tables_of_benchmarks_are_those_of_the_stored_runs(write_benchmarks: dict[str, Any]) -> None:
    page = (ROOT / "benchmarks/README.md").read_text("utf-8")
    assert write_benchmarks["with_tables"](page) == page, "python docs/write_benchmarks.py writes it"
    assert all(f"| `{path.stem}` |" in page for path in (ROOT / "benchmarks/results").glob("*.json"))


def test_the_rig_page_tells_the_size_of_the_image(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """To five percent: compilers differ."""
    need("avr-g++")
    monkeypatch.chdir(tmp_path)
    for command, output in shown("docs/rig.md"):
        program, *words = shlex.split(command)
        if program == "cat":
            (tmp_path / words[0]).write_text("\n".join(output) + "\n")
        elif words[:2] == ["rig", "build"]:
            assert run(words, debug=False) == 0
            pairs = zip(output_words(capsys.readouterr().out), output_words("\n".join(output)), strict=True)
            for word, expected_word in pairs:
                if word != expected_word:
                    assert number(word) == pytest.approx(number(expected_word), rel=0.05)
            return
    pytest.fail("the page no longer builds an image")


def number(word: str) -> float:
    return float(word.strip("(%)").replace(",", ""))


def test_numbers_told_on_two_pages_are_equal() -> None:
    history, experiments, readme = (
        " ".join((ROOT / page).read_text("utf-8").split())
        for page in ("docs/history.md", "docs/experiments.md", "README.md")
    )
    assert re.findall(r"in \d+ \((\d+ to \d+)\) epochs", experiments)[0] + " in [alphabet-1960]" in history
    (minutes, seconds), *_ = re.findall(r"machine time (\d+) min (\d+) s", readme)
    assert f"{minutes} minutes {seconds} seconds" in history


@pytest.mark.ci
def test_how_many_flips_change_an_a_is_what_the_page_says() -> None:
    panel = ControlPanel()
    flips = []
    for back_end in ("mark1", "logistic"):
        for line in (f"backend {back_end}", "train letters", "present letter A"):
            panel.execute(line)
        flips += re.findall(r"becomes \w with (\d+) cells?; less does not", panel.execute("fool cells").text)
    said = f"takes {flips[1]} flips for an A, where the Mark I takes {flips[0]}."
    assert said in (ROOT / "docs/proofs.md").read_text("utf-8")


def test_what_two_machines_make_of_the_sample_digits_is_what_the_pages_say() -> None:
    panel, digits = ControlPanel(), ROOT / "examples/pictures/digits-images-idx3-ubyte.gz"
    told = []
    for settings in ("machine", "machine a-units 2000 pots shared"):
        panel.execute(settings)
        panel.execute(f"train {digits} epochs 100 test-split 0.2")
        assert panel.training_run and panel.training_run.test_accuracy
        told.append(f"{panel.training_run.test_accuracy:.1%}".replace("%", " %"))
    for page in ("docs/tour.md", "docs/troubleshooting.md"):
        assert all(share in (ROOT / page).read_text("utf-8") for share in told)


def test_what_the_rig_page_says_was_measured_is_what_was_stored() -> None:
    page = (ROOT / "docs/rig.md").read_text("utf-8")
    soak, letters, far = (
        json.loads((ROOT / f"benchmarks/results/{name}.json").read_text("utf-8"))
        for name in ("soak", "letters", "far_lines")
    )
    hangs = soak["count"] - soak["figures"]["commands"]
    *_, farthest = far["figures"]["lines"]
    values = {
        "benchmarks long soak": f"{soak['count']:,} commands: {soak['figures']['wrong']} wrong, {hangs} hangs",
        "benchmarks long letters": f"{letters['count']} machines, {sum(letters['figures']['motions'])} motions",
        "benchmarks long far_lines": f"{farthest['needless']} of {farthest['sent']:,} frames",
        "rig selftest": f"{len(CHECKS)} checks",
        "a message from the computer": f"{SILENCE_MS} ms",
        "benchmarks stop": f"{LIMIT_MS:g} ms at most",
        "a stop by noise": f"{STRANGER_WITHIN_S:g} s",
    }
    _, table = page.split("## What was measured")
    for what, value in values.items():
        (row,) = [line for line in table.splitlines() if line.startswith("|") and what in line]
        assert row.endswith(f" | {value} |"), what
    assert soak["count"] == soak["full_count"] and farthest["one_way_ms"] == 300
    for line in far["figures"]["lines"]:
        told = (f"{line['one_way_ms']} ms", f"{line['board_s']:.0f} s", f"{line['sent']:,}", str(line["resent"]))
        assert f"| {' | '.join(told)} |" in page


def test_limits_and_counts_are_those_of_the_code() -> None:
    panel, rig = ((ROOT / page).read_text("utf-8") for page in ("docs/panel.md", "docs/rig.md"))
    assert f"{packed.USUAL >> 20} MiB of arrays" in panel and f"the last {journal.KEPT} are kept" in panel
    outcomes = re.findall(r"^(\d+) passed, (\d+) failed, (\d+) skipped$", rig, re.MULTILINE)
    assert [sum(map(int, counts)) for counts in outcomes] == [len(CHECKS)]
    assert f"After {TRIES} attempts" in rig


@pytest.mark.parametrize("name", ["worked-example-1957", "expectation-1957"])
def test_the_page_of_experiments_is_what_a_run_gives(name: str) -> None:
    """Of those that take no time; ``docs/write_experiments.py`` writes all of it."""
    page = (ROOT / "docs/experiments.md").read_text("utf-8")
    experiment = EXPERIMENTS[name]
    result = experiment.run(RunRequest(experiment.seeds))
    picture, again = f"images/experiments/{name}.png", f"mark1 experiment run {name}"
    assert markdown(experiment, result, picture, again, level=2).rstrip() in page


def test_the_page_of_experiments_begins_as_its_writer_writes_it() -> None:
    introduction = runpy.run_path(str(ROOT / "docs/write_experiments.py"))["INTRODUCTION"]
    assert (ROOT / "docs/experiments.md").read_text("utf-8").startswith(introduction)
