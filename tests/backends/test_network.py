"""Networks behind the photocells: what they answer, learn, keep, and never pretend."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mark1.backends.network import LogisticBackend, NetworkBackend, NetworkBackendConfig
from mark1.backprop.network import Network, NetworkConfig
from mark1.backprop.training import Training, TrainingConfig
from mark1.errors import CommandError, ConfigError, StorageError
from mark1.machine.simulated_time import run_to_end
from mark1.panel.control_panel import ControlPanel
from mark1.plane.perceptron import Perceptron
from mark1.stimuli.stimulus_set import StimulusSet


def same(one: Any, other: Any) -> bool:
    """Whether two captures are the same bits."""
    plain, arrays = one.capture()
    plain_too, arrays_too = other.capture()
    return plain == plain_too and all(np.array_equal(arrays[name], arrays_too[name]) for name in arrays | arrays_too)


@pytest.mark.parametrize("line", ["backend mlp hidden 32", "backend logistic", "backend mlp hidden 16,16 input a-units",
                                  "backend logistic input a-units"])  # fmt: skip
def test_it_learns_the_letters(line: str, panel: ControlPanel) -> None:
    panel.execute("machine a-units 512")
    panel.execute(line + " rate 0.01")
    reply = panel.execute("train letters epochs 150")
    panel.execute("expect train-accuracy = 1")
    assert "loss" in reply.text and "corrections" not in reply.text
    panel.execute("present letter Q")
    panel.execute("expect answer = Q")


def test_an_answer_has_probabilities_and_never_volts(panel: ControlPanel) -> None:
    panel.execute("backend mlp hidden 8")
    panel.execute("train letters epochs 3")
    reply = panel.execute("present letter A")
    data = reply.data
    assert data["margin_v"] is None and data["responses"] is None
    assert sum(data["probabilities"].values()) == pytest.approx(1, abs=1e-5)
    assert data["probability"] == max(data["probabilities"].values()) == data["probabilities"][data["label"]]
    assert "probability" in reply.text and " V" not in reply.text and "R-units" not in reply.text
    with pytest.raises(CommandError, match="mark1 back end"):
        panel.execute("expect sum 0 = 0")


@pytest.mark.parametrize("loss", ["hinge", "squared"])
def test_where_there_is_no_probability_there_is_a_score(loss: str, panel: ControlPanel) -> None:
    panel.execute(f"backend mlp hidden 8 loss {loss}")
    panel.execute("train letters epochs 2")
    reply = panel.execute("present letter A")
    assert "probability" not in reply.data and "probability" not in reply.text
    assert reply.data["score"] == max(reply.data["scores"].values())


def test_before_it_knows_a_class_it_answers_nothing(panel: ControlPanel) -> None:
    panel.execute("backend mlp")
    assert panel.execute("present letter A").data["label"] is None
    with pytest.raises(CommandError, match="train it first"):
        panel.execute("evaluate letters")


def test_teaching_one_picture_is_one_step_toward_it(panel: ControlPanel) -> None:
    panel.execute("backend mlp hidden 8 rate 0.01")
    panel.execute("present letter A")
    first = panel.execute("teach A").data["probability"], panel.execute("present letter A").data["probabilities"]["A"]
    for _ in range(30):
        reply = panel.execute("teach A")
    assert "one step down the gradient" in reply.text
    assert reply.data["corrections"] is None
    assert reply.data["label"] == "A" and reply.data["probability"] > first[1]


def test_the_machine_is_kept_while_another_brain_is_in_use(panel: ControlPanel) -> None:
    panel.execute("train letters epochs 3")
    machine = panel.machine
    wiper = machine.potentiometers.wiper.copy()
    panel.execute("backend mlp hidden 8")
    assert panel.machine is machine
    panel.execute("train letters epochs 2")
    panel.execute("backend mark1")
    assert panel.machine is machine and panel.backend.classes == panel.stimuli("letters").classes
    np.testing.assert_array_equal(machine.potentiometers.wiper, wiper)


def test_the_same_seed_gives_the_same_bits_and_another_gives_others(panel: ControlPanel) -> None:
    other, third = ControlPanel(), ControlPanel()
    lines = ("backend mlp hidden 8", "train letters epochs 2", "present letter B", "teach C")
    for each, seed in ((panel, 3), (other, 3), (third, 4)):
        for line in (f"machine a-units 64 r-units 5 seed {seed}", *lines):
            each.execute(line)
    assert same(panel.backend, other.backend)
    assert not same(panel.backend, third.backend)


@pytest.mark.parametrize("line", ["backend mlp hidden 8 held-out 0.2 patience 3", "backend logistic optimizer momentum",
                                  "backend mlp hidden 8,4 input a-units activation maxout"])  # fmt: skip
def test_going_on_after_load_is_as_if_never_saved(line: str, panel: ControlPanel, tmp_path: Path) -> None:
    for each in (line, "train letters epochs 2", f"save {tmp_path / 'm.mark1'}"):
        panel.execute(each)
    other = ControlPanel()
    assert other.execute(f"load {tmp_path / 'm.mark1'}").text.count(panel.backend.name)
    assert same(other.backend, panel.backend)
    for each in ("present letter A", "teach A", "train letters epochs 2"):
        assert panel.execute(each).data.get("probability") == other.execute(each).data.get("probability")
    assert same(other.backend, panel.backend)


def test_a_file_of_0_1_0_keeps_its_slope(panel: ControlPanel) -> None:
    """A name alone meant 0.01 then; today it means 0.1, and files name the slope."""
    panel.execute("backend mlp hidden 8 activation leaky_relu")
    panel.execute("train letters epochs 2")
    plain, arrays = panel.backend.capture()
    assert (
        plain["brain"]["config"]["activation"]
        == plain["brain"]["training"]["network"]["activation"]
        == "leaky_relu:0.1"
    )
    plain["brain"]["config"]["activation"] = plain["brain"]["training"]["network"]["activation"] = "leaky_relu"
    assert type(panel.backend).restored(plain, arrays).config.activation == "leaky_relu:0.01"


def test_undo_brings_the_weights_back(panel: ControlPanel) -> None:
    for each in ("backend mlp hidden 8", "train letters epochs 1", "present letter A"):
        panel.execute(each)
    plain, arrays = panel.backend.capture()
    panel.execute("teach B")
    panel.execute("undo")
    again, arrays_again = panel.backend.capture()
    assert plain == again
    assert all(np.array_equal(arrays[name], arrays_again[name]) for name in arrays)


def test_other_classes_are_refused_once_it_has_learned(panel: ControlPanel, letters: StimulusSet) -> None:
    brain = NetworkBackend(panel.backend.front, NetworkBackendConfig(hidden=(4,)))
    brain.adopt(letters.classes)
    brain.adopt(("x", "y"))  # nothing learned yet
    run_to_end(brain.teach(brain.look("dark", letters.light[0]), "x"))
    with pytest.raises(ConfigError, match="reset it first"):
        brain.adopt(letters.classes)
    with pytest.raises(ConfigError, match="no class 'z'"):
        run_to_end(brain.teach(brain.look("dark", letters.light[0]), "z"))
    brain.reset()
    assert brain.adopt(letters.classes) == ""


def test_what_hidden_units_look_for_is_on_the_retina(panel: ControlPanel) -> None:
    for line, n in (("backend mlp hidden 7", 7), ("backend logistic", 26), ("backend mlp hidden 7 input a-units", 7)):
        panel.execute(line)
        panel.execute("classes " + " ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        assert panel.backend.looks_for().shape == (n, 20, 20)
    for line in ("backend mlp hidden 3", "classes A B"):
        panel.execute(line)
    weights = panel.backend.network.parameters["w1"]
    np.testing.assert_array_equal(panel.backend.looks_for()[2].ravel(), weights[:, 2].astype(float))


def test_what_was_learned_is_the_change_since_the_start(panel: ControlPanel) -> None:
    panel.execute("backend mlp hidden 4 rate 0.01")
    panel.backend.adopt(("A", "B"))
    assert not panel.backend.looks_for(since_start=True).any()
    before = panel.backend.looks_for()
    panel.execute("backend mlp new")
    panel.execute("backend mlp hidden 4 rate 0.01")
    panel.execute("train letters epochs 2")
    assert not np.array_equal(panel.backend.looks_for(), before)
    start = NetworkBackend(panel.backend.front, panel.backend.config)
    start.adopt(panel.backend.classes)
    learned = panel.backend.looks_for(since_start=True)
    assert learned.any()
    np.testing.assert_allclose(start.looks_for() + learned, panel.backend.looks_for(), atol=1e-6)


def test_logistic_regression_draws_the_perceptrons_line() -> None:
    """Two classes: P > 0.5 exactly where a perceptron of the same weights says yes."""
    rng = np.random.default_rng(0)
    points = rng.normal(size=(400, 2))
    class_of = (points @ [1.5, -0.7] + 0.3 + rng.normal(size=400) > 0).astype(np.int64)  # not separable
    network = Network(NetworkConfig(2, 2, (), dtype="float64", start="zero"), rng)
    for _ in Training(network, TrainingConfig(rate=0.05), rng).fit(points, class_of, 20):
        pass
    w, b = network.parameters["w1"], network.parameters["b1"]
    line = Perceptron(np.array([b[1] - b[0], *(w[:, 1] - w[:, 0])]))
    grid = np.stack(np.meshgrid(np.linspace(-3, 3, 61), np.linspace(-3, 3, 61)), -1).reshape(-1, 2)
    yes = line.scores(np.column_stack([np.ones(len(grid)), grid]))[:, 1] > 0
    np.testing.assert_array_equal(network.probabilities(grid)[:, 1] > 0.5, yes)
    assert 500 < yes.sum() < len(grid) - 500


def test_logistic_begins_at_zero_and_its_weights_show_the_letters(panel: ControlPanel, letters: StimulusSet) -> None:
    panel.execute("backend logistic")
    panel.execute("train letters epochs 50")
    for label, field in zip(panel.backend.classes, panel.backend.looks_for(), strict=True):
        assert field[light_of(letters, label)].mean() > field[~light_of(letters, label)].mean(), label


def light_of(letters: StimulusSet, label: str) -> np.ndarray:
    """The cells of a letter of the first face."""
    return letters.light[letters.labels.index(label)] > 0.5


def test_logistic_has_no_hidden_layer(panel: ControlPanel) -> None:
    assert LogisticBackend(panel.backend.front, NetworkBackendConfig(hidden=(9,))).config.hidden == ()


@pytest.mark.parametrize(
    "brain",
    [None, {}, {"classes": ["A"]}, {"classes": ["A", "A"]}, {"classes": [1, 2]}, {"config": {"hidden": [0]}},
     {"config": {"hidden": ["x"]}}, {"config": {"speed": 3}}, {"training": None}],
)  # fmt: skip
def test_a_file_whose_brain_is_none_is_refused(brain: Any, panel: ControlPanel, tmp_path: Path) -> None:
    from mark1 import storage

    for each in ("backend mlp hidden 4", "train letters epochs 1", f"save {tmp_path / 'm.mark1'}"):
        panel.execute(each)
    meta, arrays = storage.load(tmp_path / "m.mark1")
    changed = {**meta["brain"], **brain} if brain else brain
    if brain and "config" in brain:
        changed["config"] = {**meta["brain"]["config"], **brain["config"]}
    storage.save(tmp_path / "m.mark1", {**meta, "brain": changed}, arrays)
    with pytest.raises(StorageError, match="not a valid .mark1 file"):
        panel.execute(f"load {tmp_path / 'm.mark1'}")


def test_arrays_of_another_size_are_refused(panel: ControlPanel, tmp_path: Path) -> None:
    from mark1 import storage

    for each in ("backend mlp hidden 4", "train letters epochs 1", f"save {tmp_path / 'm.mark1'}"):
        panel.execute(each)
    meta, arrays = storage.load(tmp_path / "m.mark1")
    brain = [name for name in arrays if name.startswith("brain.") and arrays[name].size > 4]
    assert brain
    for name in brain:
        storage.save(tmp_path / "n.mark1", meta, {**arrays, name: arrays[name].ravel()[:3]})
        with pytest.raises(StorageError, match="not a valid .mark1 file"):
            panel.execute(f"load {tmp_path / 'n.mark1'}")
