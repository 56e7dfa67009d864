"""What changes an answer: against trying every set of changes, and replayed through the machine."""

import numpy as np
import pytest

from benchmarks.long import fool as trial
from mark1.backends.mark1 import Mark1Backend
from mark1.errors import ConfigError
from mark1.machine.config import MachineConfig, OpticsConfig
from mark1.machine.mark1 import MarkI
from mark1.panel.control_panel import ControlPanel
from mark1.proofs.budget import Budget
from mark1.proofs.fooling import CHANGES, fool
from mark1.proofs.fooling_report import lines
from mark1.proofs.fragility import fragility
from mark1.proofs.photocells import flipped_light


@pytest.fixture(scope="module")
def panel():
    made = ControlPanel()
    for line in ("machine optics.framing whole optics.polarity light", "train letters", "present letter A"):
        made.execute(line)
    return made


def test_small_machines_agree_with_trying_everything():
    outcome = trial.run(8, 20, lambda text: None)
    assert outcome["failures"] == [] and outcome["cells"] >= 4 and outcome["wires"] >= 3


def test_the_flips_are_replayed_through_respond(panel):
    """``respond`` goes through the optics, which leave light on the retina as it is."""
    backend, light = panel.backend, panel.observation.light
    found = fool(backend, light)
    assert found.proved and len(found.changes) == found.count == found.lower_bound
    different = np.argwhere(found.light != light).tolist()
    assert sorted(different) == sorted(found.changes)
    before, after = backend.machine.respond(light), backend.machine.respond(found.light)
    assert np.array_equal(before, backend.code.word("A")) and not np.array_equal(before, after)
    for row, col in found.changes:
        light_again = found.light.copy()
        light_again[row, col] = light[row, col]
        assert backend.answer(backend.look("", light_again))["label"] == "A"


def test_no_pair_of_flips_reaches_a_far_letter(panel):
    """By trying all 79,800 pairs, compiled."""
    backend, light = panel.backend, panel.observation.light
    found = fool(backend, light, to="Z")
    assert found.to == "Z" and found.proved and found.count > 2
    s = backend.machine.retina.sense(light)
    pairs = np.repeat(s[np.newaxis], 400 * 399 // 2, axis=0)
    first, second = np.triu_indices(400, 1)
    rows = np.arange(len(pairs))
    pairs[rows, first] ^= True
    pairs[rows, second] ^= True
    sums = backend.machine.sums(backend.machine.fire_all(pairs))
    assert backend.classes.index("Z") not in backend.code.nearest(sums)


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_leaves_the_machine_as_it_was(panel, change, bits):
    before = bits(panel)
    found = fool(panel.backend, panel.observation.light, change)
    assert found.to not in (None, "A") and found.proved and bits(panel) == before
    assert len(found.changes) >= 1 and "less does not" in "".join(lines(found, "A"))


def test_light_changes_by_no_more_than_it_must(panel):
    found = fool(panel.backend, panel.observation.light, "light")
    by = float(np.abs(found.light.astype(float) - panel.observation.light).sum())
    assert by == pytest.approx(found.count, abs=1e-6)


def test_light_to_the_last_bit():
    machine = MarkI()
    machine.retina.gain[:4] = (0.3, 0.7, 1.1, 2.0)
    light = np.zeros((20, 20), np.float32)
    light[0, 2:4] = 0.9
    flipped = flipped_light(machine, light)
    assert np.isnan(flipped[0])
    for cell in (1, 2, 3):
        was = light.flat[cell] * machine.retina.gain[cell] >= 0.5
        beside = np.nextafter(flipped[cell], np.float32(1 if was else 0))
        assert (flipped[cell] * machine.retina.gain[cell] >= np.float32(0.5)) != was
        assert (beside * machine.retina.gain[cell] >= np.float32(0.5)) == was
    machine.retina.dead[1], machine.retina.stuck[2] = True, True
    assert np.isnan(flipped_light(machine, light)[1:3]).all()


def test_a_search_that_is_stopped_has_bounds(panel):
    calls = iter(range(10_000))
    found = fool(panel.backend, panel.observation.light, to="Z", budget=Budget(None, lambda: next(calls) > 4))
    whole = fool(panel.backend, panel.observation.light, to="Z")
    assert not found.proved and found.lower_bound <= whole.count
    assert found.count is None or found.count >= whole.count
    assert "or more are needed" in "".join(lines(found, "A"))


def test_no_more_than_so_many_are_looked_for(panel):
    found = fool(panel.backend, panel.observation.light, to="Z", most=2)
    assert found.count is None and found.lower_bound == 3 and found.facts["cells"] == []


def test_of_a_linear_network_the_bounds_meet():
    panel = ControlPanel()
    for line in ("backend logistic", "train letters epochs 20", "present letter A"):
        panel.execute(line)
    found = fool(panel.backend, panel.observation.light, budget=Budget(None))
    assert found.count and found.lower_bound >= found.count - 1


@pytest.mark.parametrize(
    "words, says",
    [
        ({"change": "cell"}, "Did you mean 'cells'"),
        ({"to": "A"}, "already"),
        ({"to": "7"}, "no class '7'"),
    ],
)
def test_bad_input_is_refused(panel, words, says):
    with pytest.raises(ConfigError, match=says):
        fool(panel.backend, panel.observation.light, **words)


def test_no_answer_cannot_be_changed(panel):
    with pytest.raises(ConfigError, match="no A-unit is on"):
        fool(panel.backend, np.zeros((20, 20), np.float32))
    machine = MarkI(MachineConfig(optics=OpticsConfig()))
    with pytest.raises(ConfigError, match="no classes"):
        fool(Mark1Backend(machine), np.ones((20, 20), np.float32))


def test_the_most_fragile_picture_of_a_set(panel):
    letters = panel.stimuli("letters").take(range(6))
    report = fragility(panel.backend, letters)
    assert len(report.fooling) == 6 and report.left == 0
    assert report.counts[report.most_fragile] == min(report.by_class.values())
    stopped = fragility(panel.backend, letters, Budget(None, lambda: True))
    assert (stopped.left, stopped.most_fragile) == (6, None)
