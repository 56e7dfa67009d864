"""Names that others chose: no file name and no label forges, reorders or floods what is printed, whatever is asked."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from mark1.__main__ import ready_output
from mark1.cli import invocation
from mark1.errors import Mark1Error, RefusedError
from mark1.gui.operator.log import TeletypeLog
from mark1.panel.commands.table import COMMANDS
from mark1.panel.control_panel import ControlPanel
from mark1.panel.journal import Journal
from mark1.panel.quoting import NOWHERE
from mark1.text import MOST_MESSAGE, counted, printable, short

HOSTILE = (
    "two\nmark1: all is well",
    "back\rspaces\b\b",
    "\x1b[2J\x1b]0;title\x07",
    "\u202egnp.exe",
    "\u2066hidden\u2069\u200b",
    "\u2028line\u2029",
    "half \udc80",
    "lone \ud800",
    "none\0there",
    "[bold]rich[/bold][/]",
    "a" * 28_000,
    "\n" * 28_000,
)
ALL = "".join(name for name in HOSTILE if len(name) < 100 and not NOWHERE.search(name))
WORST = ALL, ALL + "a\n" * 14_000
LONGEST = MOST_MESSAGE + 50  # "mark1: ", or the mark of a log line
BOARDS = ("rig",)  # opens ports: see tests/rig


def harmless(text: str) -> bool:
    return all(line.isprintable() and len(line) <= LONGEST for line in text.split("\n"))


def test_printable_and_short() -> None:
    for name in HOSTILE:
        assert printable(name).isprintable() and len(printable(name)) == len(name)
        assert short(name).isprintable() and len(short(name)) <= 80
    for name in ("A", "é ü", "漢字", "a b", ""):
        assert printable(name) == short(name) == name
    assert printable("9.41\u202fAM") == "9.41 AM"  # how a Macintosh names its screenshots
    assert "28,000 characters" in short("a" * 28_000)
    assert (counted(1, "pass", "passes"), counted(2_000, "letter")) == ("1 pass", "2,000 letters")


def test_an_error_is_one_short_line_and_keeps_its_kind_when_reworded() -> None:
    for name in HOSTILE:
        assert harmless(str(Mark1Error(f"x: {name}"))) and "\n" not in str(Mark1Error(name))
    refused = RefusedError("no", 3, 4)
    refused.reword(f"a.script line 3: {refused}")
    assert (str(refused), refused.code) == ("a.script line 3: no", 3)


def test_every_panel_command_answers_in_printable_lines(
    panel: ControlPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    panel.journal = Journal(tmp_path / "kept.mark1-journal")
    notes: list[str] = []
    panel.on_note = notes.append
    log = TeletypeLog()
    panel.execute("present letter A")
    for command in COMMANDS:
        if command in BOARDS:
            continue
        for name in (*WORST, HOSTILE[6], HOSTILE[7]):
            for words in ([name], ["file", name], ["a-units", name], [name, "B"], ["teach", name]):
                line = shlex.join([command, *words])
                log.write("line", line)
                try:
                    said = panel.execute(line).text
                except Mark1Error as error:
                    said = str(error)
                assert command == "help" or "\n" not in said, line
                assert harmless(said), line
                log.write("reply", said)
    assert all(harmless(note) for note in notes)
    assert all("\n" not in entry.text and harmless(entry.text) for entry in log)
    comments = [line for line in panel.journal.lines if line.startswith("#")]
    assert comments and all(line.isprintable() for line in comments)


def test_labels_are_exact_for_programs_and_printable_for_people(
    panel: ControlPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    labels = [name for name in HOSTILE if name.strip() and not NOWHERE.search(name)]
    for number, label in enumerate(labels):
        panel.execute(f"present letter {chr(65 + number)}")
        panel.execute(shlex.join(["keep", label]))
    panel.execute("train album epochs 30")
    panel.execute("save m.mark1")
    Image.new("L", (40, 40), 255).save("blank.png")
    image = Image.new("L", (40, 40), 255)
    image.paste(0, (10, 5, 30, 35))
    for name in labels:
        if len(name) < 200:
            image.save(tmp_path / f"{name}.png".replace("/", "|"), "PNG")
    shown = [path.name for path in sorted(tmp_path.glob("*.png"))]
    for words in (["recognize", "m.mark1", *shown], ["inspect", "m.mark1"]):
        ended = told(words, capsys)
        assert harmless(ended[1]) and harmless(ended[2]), words
        assert words[0] != "recognize" or len(re.findall(r"^\S", ended[1], re.MULTILINE)) == len(shown) - 1
    value = json.loads(told(["inspect", "m.mark1", "--json"], capsys)[1])
    assert sorted(value["classes"]) == sorted(labels)
    answers = json.loads(told(["recognize", "m.mark1", "--json", *shown], capsys)[1])
    assert [answer["file"] for answer in answers] == shown


def told(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command line."""
    ready_output()
    code = invocation.run(words, debug=False)
    out, err = capsys.readouterr()
    return code, out, err


def every_command() -> Iterator[list[str]]:
    """``train``, ``sweep run``, and all the others but those that look at ports or open a window."""
    for name, command in invocation.parser_of(invocation.app).commands.items():
        if name not in ("gui", "record", "rig"):
            inner = getattr(command, "commands", {})
            yield from ([name, one] for one in inner) if inner else [[name]]


def test_every_command_fails_in_one_printable_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in every_command():
        for name in WORST:
            for words in ([name], [name, name], [f"--{name}"], ["--set", name], ["--out", name, "--journal", name]):
                if command in (["demo"], ["fidelity"], ["commands"]) and words[0].startswith("--out"):
                    continue  # it would do its work
                code, out, err = told([*command, *words], capsys)
                assert code in (0, 1, 2), (command, words, err)
                assert harmless(out) and harmless(err), (command, words)
                assert err.count("\n") <= 1, (command, words, err)
