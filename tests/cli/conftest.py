"""The command line called in this process, and the machine it taught the letters."""

import json
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from mark1.__main__ import ready_output
from mark1.cli import invocation
from mark1.machine.learning import learn_known
from mark1.machine.mark1 import MarkI


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The one JSON value on stdout, from a command that did well."""
        assert (self.code, self.err) == (0, "")
        assert self.out.count("\n") == 1
        return json.loads(self.out)

    def tidy(self) -> None:
        """Whether the command did well, and left nothing odd in what it said."""
        assert (self.code, self.err) == (0, "")
        assert self.out.strip() and "None" not in self.out and "nan" not in self.out.lower().split()


@pytest.fixture
def mark1(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """``mark1("train", "letters")``: the exit code and both outputs."""

    def run(*arguments: object) -> Ended:
        ready_output()
        code = invocation.run([str(word) for word in arguments], debug=False)
        out, err = capsys.readouterr()
        return Ended(code, out, err)

    return run


@pytest.fixture(scope="session")
def lettered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine that learned the letters. Not to be written."""
    from mark1.panel.control_panel import ControlPanel

    path = tmp_path_factory.mktemp("machines") / "letters.mark1"
    panel = ControlPanel()
    panel.execute("machine seed 7")
    panel.execute("train letters epochs 200")
    panel.execute("expect train-accuracy = 1")
    panel.execute(f"save {path}")
    return path


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with one good picture: ``bar.png``, a black bar on white."""
    monkeypatch.chdir(tmp_path)
    image = Image.new("L", (60, 60), 255)
    ImageDraw.Draw(image).rectangle((25, 5, 35, 55), fill=0)
    image.save(tmp_path / "bar.png")
    return tmp_path


@pytest.fixture
def of_a_course() -> set[str]:
    """Some figures that are told of every course."""
    return {"backend", "stimuli", "classes", "epochs", "presentations", "corrections", "seconds", "train_accuracy",
            "test_accuracy", "machine_time_s", "seed"}  # fmt: skip


@pytest.fixture
def interrupted_after_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is pressed in the second epoch."""
    learn, seen = "mark1.backends.mark1_trainer.learn_known", []

    def pressed(machine: MarkI, *given: Any) -> Any:
        seen.extend([machine] * (len(given[2]) > 1))  # one picture is the warm-up, before any epoch
        if len(seen) == 2:
            signal.raise_signal(signal.SIGINT)
        return learn_known(machine, *given)

    monkeypatch.setattr("mark1.training.warm_up.warm_up", lambda machine: None)  # which learns too
    monkeypatch.setattr(learn, pressed)
