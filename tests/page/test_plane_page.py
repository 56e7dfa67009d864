"""The page of the plane: its learners have Python's numbers, and its gates Python's gradients."""

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from loops import each

from mark1.backprop.network import Network, NetworkConfig
from mark1.page import modules, plane_page
from mark1.plane.experiment import learn
from mark1.plane.record import PlaneConfig
from mark1.stimuli.plane import load

CLOSE = 1e-6
PROBE = """
const { from_json } = $archive_json, { Lesson } = $plane_lesson;
const drawn = from_json(require("fs").readFileSync(0, "utf-8"));
const out = WANTED.map(([set, model, hidden, l2, epochs]) => {
  const lesson = new Lesson(drawn, set, model, hidden, l2);
  const gates = lesson.gates(3);
  for (let i = 0; i < epochs; i++) lesson.epoch();
  const scores = lesson.scores([[0.3, -0.7], [1, 1]]).map((row) => [...row]);
  return { curve: lesson.curve, wrong: lesson.wrong, scores, gates };
});
console.log(JSON.stringify(out));
"""


def of_page(node: str, tmp_path: Path, wanted: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    script = modules.joined("archive/json.js").replace('"use strict";\n', "") + modules.joined("plane/lesson.js")
    (tmp_path / "probe.js").write_text(script + PROBE.replace("WANTED", json.dumps(wanted)))
    done = subprocess.run(
        [node, tmp_path / "probe.js"], input=json.dumps(plane_page.drawn()), capture_output=True, text=True, check=True
    )
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


WANTED = [
    ("xor", "mlp", 8, 0.0, 1000), ("xor", "logistic", 1, 0.01, 1000), ("moons", "mlp", 4, 0.003, 30),
    ("rings", "mlp", 16, 0.0, 30), ("moons", "perceptron", 1, 0.0, 40), ("rings", "logistic", 1, 0.0, 30),
]  # fmt: skip


def test_the_numbers_are_pythons(node: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for wanted, page in zip(WANTED, of_page(node, tmp_path, WANTED), strict=True):
        name, model, hidden, l2, epochs = wanted
        points = load(name)
        config = PlaneConfig(backend=model, hidden=hidden, l2=l2, epochs=1000 if model != "perceptron" else epochs)
        if model != "perceptron" and epochs < 1000:  # the schedule of a whole run, but only its first epochs
            record = _cut_short(monkeypatch, points, config, epochs)
        else:
            record = learn(points, config)
        curve = record.curve[1:]
        assert page["wrong"] == record.wrong[-1], wanted
        assert np.allclose(page["curve"], curve, rtol=CLOSE, atol=CLOSE), wanted
        probes = np.array([[0.3, -0.7], [1.0, 1.0]])
        assert np.allclose(page["scores"], record.scores(probes), rtol=CLOSE, atol=CLOSE), wanted


def _cut_short(monkeypatch: pytest.MonkeyPatch, points: Any, config: PlaneConfig, epochs: int) -> Any:
    from mark1.backprop import training
    from mark1.plane import experiment

    whole = training.TrainingConfig
    with monkeypatch.context() as patch:
        patch.setattr(experiment, "TrainingConfig", lambda **given: whole(**{**given, "schedule_epochs": 1000}))
        return learn(points, PlaneConfig(backend=config.backend, hidden=config.hidden, l2=config.l2, epochs=epochs))


def test_a_gate_has_the_gradient_of_the_loss(node: str, tmp_path: Path):
    """Central differences of Python's loss, by what goes into the network, and by its scores."""
    (page,) = of_page(node, tmp_path, [("moons", "mlp", 3, 0.0, 0)])
    gates = {gate["name"]: gate for gate in page["gates"]}
    points, start = load("moons"), plane_page.drawn()["networks"][3]
    config = NetworkConfig(n_in=2, n_out=2, hidden=(3,), activation="tanh", dtype="float64")
    network = Network.over(config, np.array(start["values"]), np.zeros(len(start["values"])))
    x = (points.xy[3] - points.xy.mean(0)) / points.xy.std(0)
    assert np.allclose(gates["x"]["value"], x)
    assert np.allclose(gates["h"]["value"], network.hidden(x[np.newaxis])[0][0])
    assert np.allclose(gates["s"]["value"], network.scores(x[np.newaxis])[0])

    def loss(place: Any) -> float:
        return network.judge(place[np.newaxis], points.class_of[3:4])[0]

    assert gates["E"]["value"][0] == pytest.approx(loss(x))
    slopes = [(loss(x + step) - loss(x - step)) / 2e-5 for step in np.eye(2) * 1e-5]
    assert np.allclose(gates["x"]["gradient"], slopes, atol=1e-8)


@each("template", ["plane.html"])
def test_its_file(template: str):
    text = plane_page.written()
    assert len(text.encode()) < 600 * 1024
    assert "http" not in text.replace("http-equiv", "")
    assert plane_page.written() == text
