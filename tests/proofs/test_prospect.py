"""How many corrections are left: never fewer than the machine then takes."""

import numpy as np
import pytest

from mark1.panel.control_panel import ControlPanel
from mark1.proofs.prospect import MOST_ENTRIES, in_words, prospect


@pytest.mark.parametrize(
    "settings",
    [
        "seed 1 ideal on",
        "seed 2",
        "seed 3 rule nonquantized potentiometers.backlash_v 0.4",
        "seed 4 response.undecided_v 0.3",
    ],
)
def test_the_bound_is_above_what_follows(settings):
    panel = ControlPanel()
    panel.execute(f"machine {settings} potentiometers.stop_v 400")
    panel.execute("course letters epochs 2")
    for line in ("", "step 20", "step 30"):
        panel.execute(line)
        stimuli, before = panel.training_run.stimuli, panel.machine.corrections
        found = prospect(panel.machine, stimuli, panel.backend.code)
        copy = ControlPanel()
        copy.backend = panel.backend.restored(*panel.backend.capture())
        copy.execute("train letters epochs 400")
        assert copy.training_run.settled and found.separable
        assert copy.machine.corrections - before <= found.corrections
        assert found.stops == ("ideal" not in settings)


def test_a_set_that_cannot_be_learned():
    panel = ControlPanel()
    panel.execute("machine a-units 64 r-units 1 excitatory 1 inhibitory 0 theta 1")
    panel.execute("train xor epochs 2")
    found = prospect(panel.machine, panel.training_run.stimuli, panel.backend.code)
    assert found.separable is False and "not separable" in in_words(found, "xor")


def test_what_is_not_known_in_a_moment_is_not_said(monkeypatch):
    panel = ControlPanel()
    panel.execute("train letters epochs 1")
    stimuli, code = panel.training_run.stimuli, panel.backend.code
    monkeypatch.setattr("mark1.proofs.prospect.MOST_ENTRIES", 100)
    assert MOST_ENTRIES > 100 and prospect(panel.machine, stimuli, code) is None
    monkeypatch.undo()
    panel.machine.retina.config = panel.machine.config.retina.__class__(noise=0.1)
    assert prospect(panel.machine, stimuli, code) is None


def test_decay_voids_the_bound():
    panel = ControlPanel()
    panel.execute("machine potentiometers.decay_per_s 0.001")
    panel.execute("train letters epochs 1")
    found = prospect(panel.machine, panel.training_run.stimuli, panel.backend.code)
    assert found.separable is True and found.corrections is None and "no bound" in in_words(found, "letters")


def test_it_draws_no_chance_and_moves_nothing():
    panel = ControlPanel()
    panel.execute("train letters epochs 1")
    before = panel.machine.potentiometers.wiper.copy(), panel.machine.teacher_rng.bit_generator.state
    prospect(panel.machine, panel.training_run.stimuli, panel.backend.code)
    assert np.array_equal(before[0], panel.machine.potentiometers.wiper)
    assert before[1] == panel.machine.teacher_rng.bit_generator.state
