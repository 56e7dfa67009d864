"""What README and docs show is what comes out."""

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest
from documents import blocks, shown
from PIL import Image, ImageOps

from mark1.cli.invocation import run
from mark1.stimuli.library import picture_of

DOCUMENTS = ("README.md", "docs/backends.md")
NEEDS = ("t10k-images-idx3-ubyte",)  # files of the user's that are not here


def told(text: str) -> list[str]:
    """The words of an output, without the lines of times; a document may break lines where it likes."""
    return [
        word for line in text.split("\n") if not re.match(r"\s*(elapsed|time here)\s", line) for word in line.split()
    ]


def assert_alike(came: list[str], wanted: list[str], command: str) -> None:
    """The same words; losses, which depend on the processor's rounding, to half a percent."""
    assert len(came) == len(wanted), command
    for one, other in zip(came, wanted, strict=True):
        if one != other:
            assert float(one.rstrip(",")) == pytest.approx(float(other.rstrip(",")), rel=0.005), command


def scan(letter: str, path: Path) -> None:
    """A dark letter on white paper, with a margin."""
    light = picture_of("letter", letter)
    image = Image.fromarray((light * 255).astype("uint8")).resize((400, 400), Image.Resampling.BICUBIC)
    ImageOps.expand(ImageOps.invert(image), 60, 255).save(path)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_shown_does_what_is_shown(
    document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for letter in "HR":
        scan(letter, tmp_path / f"scan-of-an-{letter}.png")
    done = 0
    for command, output in shown(document):
        program, *words = shlex.split(command)
        if program == "cat":
            (tmp_path / words[0]).write_text("\n".join(output) + "\n")
        elif not any(name in words for name in NEEDS):
            assert program == "mark1"
            code = run(words, debug=False)
            out, err = capsys.readouterr()
            assert (code, err) == (0, ""), command
            if any("scan" in word for word in words):
                assert len(out.split("\n")) >= 2
            else:
                assert_alike(told(out), told("\n".join(output)), command)
            done += 1
    assert done >= 2


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_piece_of_python_runs(document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for block in blocks(document, "python"):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(block, {})
        assert out.getvalue().strip()
