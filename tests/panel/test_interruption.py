"""A line is done or not done: callbacks that raise, Ctrl-C that comes twice, and the machine, which stays one object.

Interruption at any bytecode: ``tests/benchmarks/test_long_interrupt.py``.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mark1.errors import CommandError
from mark1.panel import undo
from mark1.panel.control_panel import ControlPanel
from mark1.panel.journal import Journal

Bits = Callable[[ControlPanel], tuple[Any, ...]]
LONG = {
    "train letters epochs 2": (),
    "train letters epochs 3 test-split 0.5": ("backend mlp hidden 8",),
    "course shapes": (),
    "step 3": ("course letters",),
    "run": ("course letters epochs 2", "step 5"),
    "step": ("backend logistic", "course letters"),
    "evaluate letters": ("train letters epochs 1", "noise 0.2"),
}


class Trouble:
    """A callback that raises when it is called for the ``at``-th time."""

    def __init__(self, at: int, error: BaseException) -> None:
        self.left, self.error = at, error

    def __call__(self, *given: object) -> None:
        self.left -= 1
        if self.left == 0:
            raise self.error


def test_a_callback_that_raises_undoes_its_line(bits: Bits) -> None:
    raised = 0
    for line, lines in LONG.items():
        undisturbed = ControlPanel()
        for each in ("machine a-units 64", *lines, line):
            undisturbed.execute(each)
        for number, error in enumerate((KeyboardInterrupt(), RuntimeError("the screen is gone"))):
            panel = ControlPanel()
            for earlier in ("machine a-units 64", *lines):
                panel.execute(earlier)
            before = bits(panel), panel.history, panel.journal.lines[:], panel.training_run, panel.observation
            panel.on_progress = Trouble(number + 1, error)
            try:
                panel.execute(line)
            except type(error) as caught:
                assert caught is error
                raised += 1
                assert (
                    bits(panel),
                    panel.history,
                    panel.journal.lines,
                    panel.training_run,
                    panel.observation,
                ) == before
                assert panel.under_way == ""
                panel.on_progress = lambda *given: None
                panel.execute(line)
            assert bits(panel) == bits(undisturbed)
    assert raised >= len(LONG)


def test_ctrl_c_that_comes_again_while_a_line_is_taken_back(
    panel: ControlPanel, bits: Bits, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel.execute("present letter A")
    before = bits(panel), panel.history, panel.observation
    panel.on_progress = Trouble(2, KeyboardInterrupt())
    with monkeypatch.context() as patch:
        patch.setattr(undo, "restored", Trouble(1, KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            panel.execute("train letters epochs 2")
    assert panel.machine.corrections > 0, "it was not taken back yet"
    panel.execute("help")
    assert (bits(panel), panel.history, panel.observation) == before
    panel.execute("teach A")
    assert panel.history[-1] == "teach A" and panel.machine.corrections > 0


def test_a_line_that_was_done_is_in_the_file_after_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = ControlPanel(journal=Journal(tmp_path / "journal"))
    with monkeypatch.context() as patch:
        patch.setattr(panel.journal, "catch_up", Trouble(1, KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            panel.execute("theta 3")
    assert panel.history == ["theta 3"]
    panel.execute("theta 4")
    assert (tmp_path / "journal").read_text().splitlines()[1:] == ["theta 3", "theta 4"]


def test_the_machine_is_one_object(panel: ControlPanel, bits: Bits, tmp_path: Path) -> None:
    """Who holds ``panel.machine`` sees what the panel's machine is now."""
    machine = panel.machine
    lines = (
        "present letter A", "teach A", f"save {tmp_path}/a.mark1", "snapshot a", "undo", f"load {tmp_path}/a.mark1",
        "undo", "machine a-units 100 seed 3", "train shapes epochs 1", "restore a", "backend mlp",
        "train letters epochs 1", "backend mark1", "undo", "reset", "machine code onehot", "train letters epochs 1",
    )  # fmt: skip
    for line in lines:
        panel.execute(line)
        assert panel.machine is machine and panel.backend.machine is machine, line
    assert machine.response.n_r == 26, "it grew for them"
    before, corrections = bits(panel), machine.corrections
    with pytest.raises(CommandError):
        panel.execute("train letters epochs none")
    panel.on_progress = Trouble(2, RuntimeError())
    with pytest.raises(RuntimeError):
        panel.execute("train letters epochs 2")
    assert panel.machine is machine and machine.corrections == corrections and bits(panel) == before
    assert machine.why(0).startswith("Pot 0 joins A-unit 0")
