"""What is told of a course: the figures, the record, the report."""

from pathlib import Path

import pytest

from mark1.cli.course import print_report, record_of, summary
from mark1.panel.control_panel import ControlPanel
from mark1.training.evaluation import evaluation_of
from mark1.training.training_run import TrainingRun


@pytest.fixture
def taught() -> tuple[ControlPanel, TrainingRun]:
    """A small machine after three epochs over two faces, a quarter kept for testing."""
    panel = ControlPanel()
    panel.execute("machine a-units 100 seed 2")
    panel.execute("train letters:all epochs 3 test-split 0.25")
    assert panel.training_run is not None
    return panel, panel.training_run


def test_the_figures_are_those_of_the_machine(taught: tuple[ControlPanel, TrainingRun]) -> None:
    panel, course = taught
    told = summary(panel, course)
    assert (told["data"], told["stimuli"], told["epochs"]) == ("letters:all", 39, 3)
    assert told["presentations"] == panel.machine.presentations == 117
    assert told["corrections"] == panel.machine.corrections == sum(course.corrections)
    assert told["machine_time_s"] == panel.machine.machine_time_s
    assert told["train_accuracy"] == evaluation_of(panel.backend, course.stimuli).accuracy
    assert told["test_accuracy"] == course.test_accuracy


def test_the_record_fits_together(taught: tuple[ControlPanel, TrainingRun]) -> None:
    record = record_of(*taught)
    assert record.light.shape == (39, 20, 20) and len(record.labels) == len(record.corrections_of) == 39
    assert sum(record.corrections_of) == sum(record.corrections_per_epoch)
    assert record.looks_for.shape == (8, 20, 20)


def test_the_report_has_the_figures(
    taught: tuple[ControlPanel, TrainingRun], capsys: pytest.CaptureFixture[str]
) -> None:
    panel, course = taught
    print_report(panel, course, "told", Path("m.mark1"))
    out = capsys.readouterr().out
    for part in ("told", "39 pictures, 26 classes", f"{course.test_accuracy:.1%} correct", "m.mark1", "100 A-units"):
        assert part in out
