"""How a training run is reported, and the words of version 0.1.0, which its journals and scripts hold."""

from collections.abc import Callable

import pytest

from mark1.errors import CommandError
from mark1.panel.control_panel import ControlPanel
from mark1.panel.training_report import report_of
from mark1.stimuli.library import load
from mark1.training.training_run import TrainingRun

Bits = Callable[[ControlPanel], object]


def reported(**facts: object) -> str:
    panel = ControlPanel()
    stimuli = load("letters", panel.machine.optics, rng=panel.rng("letters"))
    course = TrainingRun(stimuli, stimuli.classes, 20)
    for name, value in {"corrections": [100, 12], "wrong": [20, 3], **facts}.items():
        setattr(course, name, value)
    return report_of(course)


def test_a_run_that_converges() -> None:
    assert reported(corrections=[340, 0], wrong=[9, 0], settled=True) == (
        "letters: converged after 2 epochs (340 corrections), 0 errors"
    )
    assert reported(corrections=[0], wrong=[0], settled=True, test_accuracy=0.944) == (
        "letters: converged after 1 epoch (0 corrections), 0 errors, test accuracy 94.4%"
    )


def test_a_run_that_does_not_converge() -> None:
    assert reported() == "letters: 2 epochs, 112 corrections, 3 of 26 with a wrong R-unit"
    assert reported(test_accuracy=0.5) == (
        "letters: 2 epochs, 112 corrections, 3 of 26 with a wrong R-unit, test accuracy 50.0%"
    )
    assert reported(interrupted=True) == (
        "letters: 2 epochs, 112 corrections, stopped on request, what was learned is kept; 3 of 26 with a wrong R-unit"
    )


def test_a_run_that_ended_before_its_first_epoch() -> None:
    assert reported(corrections=[], wrong=[], interrupted=True, trouble="the cable is out") == (
        "letters: no epoch was completed: the cable is out; what was learned is kept"
    )


def test_a_network_reports_its_loss_and_has_not_converged_when_it_stops_early() -> None:
    network = {"corrections": [], "losses": [1.5, 0.25]}
    assert reported(**network) == "letters: 2 epochs, loss 0.25, 3 of 26 still wrong"
    assert reported(**network, wrong=[20, 0], settled=True) == "letters: 2 epochs, loss 0.25, 0 errors"


def test_a_rule_that_ignores_errors_never_converges() -> None:
    why = "(rule {} ignores errors: it runs for the requested number of epochs)"
    assert reported(rule="forced") == (
        f"letters: 2 epochs, 112 reinforcements, 3 of 26 wrong when shown {why.format('forced')}"
    )
    assert reported(rule="forced", wrong=[2, 0]).startswith("letters: 2 epochs, 112 reinforcements, 0 errors (rule")
    assert reported(rule="spontaneous") == (
        f"letters: 2 epochs, 112 reinforcements, left to itself {why.format('spontaneous')}"
    )


def test_the_old_word_for_epochs_replays(bits: Bits) -> None:
    old, new = ControlPanel(), ControlPanel()
    for panel, word in ((old, "passes"), (new, "epochs")):
        for line in (f"train letters {word} 2", f"expect {word} = 2", f"course letters test-split 0.2 {word} 3"):
            panel.execute(line)
        panel.execute("run")
    assert bits(old) == bits(new)
    assert [line.replace("expect passes", "expect epochs") for line in old.journal.lines] == new.journal.lines
    assert "train letters epochs 2" in old.journal.lines


def test_both_words_at_once_are_refused(panel: ControlPanel) -> None:
    for line in ("train letters passes 2 epochs 3", "course letters epochs 3 passes 3"):
        with pytest.raises(CommandError, match="passes is the old word for epochs: give one of the two"):
            panel.execute(line)
