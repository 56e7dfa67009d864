"""The trial ``first_picture``, with the commands replaced: its steps, its sums, and a demo that draws nothing."""

import sys
from pathlib import Path

import pytest

from benchmarks.long import first_picture

SIZES = {"wheel": ("wheels/numpy.whl", 2_000_000), "install": ("env/lib/numpy.py", 5_000_000)}


class Computer:
    """Does in no time what the commands would. ``steps``: their names; ``taken``: the seconds they are said to take."""

    def __init__(self, draws: bool = True) -> None:
        self.draws, self.steps = draws, list[str]()
        self.taken = iter((1.0, 0.5, 20.0, 6.0, 9.0, 4.0))

    def seconds(self, words: list[str], folder: Path, surroundings: dict[str, str]) -> float:
        step = next(name for name in ("clone", "venv", "wheel", "install", "demo") if name in words)
        self.steps.append(step)
        assert surroundings["MARK1_CACHE"].startswith(str(folder)) and "DISPLAY" not in surroundings
        if step in SIZES:
            name, size = SIZES[step]
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(bytes(size))
        if step == "demo" and self.draws:
            (folder / first_picture.PICTURE).parent.mkdir()
            (folder / first_picture.PICTURE).write_bytes(b"a picture")
        return next(self.taken)


def test_compiling_is_what_the_first_run_takes_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    computer = Computer()
    monkeypatch.setattr(first_picture, "seconds", computer.seconds)
    outcome = first_picture.run(1, 0, lambda text: None)
    assert computer.steps == ["clone", "venv", "wheel", "install", "demo", "demo"]
    assert [outcome[f"{step}_s"] for step in first_picture.STEPS] == [1.0, 20.0, 6.0, 5.0, 4.0]
    assert (outcome["total_s"], outcome["download_mb"], outcome["installed_mb"]) == (36.0, 2.0, 5.0)


def test_a_demo_without_a_picture_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_picture, "seconds", Computer(draws=False).seconds)
    with pytest.raises(RuntimeError, match="no mark1-demo"):
        first_picture.run(1, 0, lambda text: None)


def test_a_command_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="exit code 3"):
        first_picture.seconds([sys.executable, "-c", "raise SystemExit(3)"], tmp_path, {})
