"""A user's script with every public name of mark1, for ``mypy --strict`` and for a run: see ``test_api.py``."""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import mark1
from mark1.backprop import NetworkConfig

folder = Path(sys.argv[1])
config: mark1.MachineConfig = mark1.MachineConfig.of(
    a_units=60, theta=1, seed=2, pots="shared", code="onehot", r_units=2
)
machine = mark1.MarkI(config)
rng = np.random.default_rng(0)
pictures = (rng.random((12, 20, 20)) < np.repeat([0.2, 0.7], 6)[:, np.newaxis, np.newaxis]).astype(float)
stimuli: mark1.StimulusSet = mark1.stimuli_from(
    pictures, ["thin"] * 6 + ["thick"] * 6, machine.optics, polarity="light"
)
weights: list[NDArray[np.float64]] = []
sums: list[float] = []


def after_epoch(report: mark1.EpochReport) -> None:
    weights.append(report.machine.weights)


def after_presentation(report: mark1.PresentationReport) -> None:
    sums.append(float(report.sum_v[0]))


run: mark1.TrainingRun = mark1.train(machine, stimuli, on_epoch=after_epoch, on_presentation=after_presentation)
labels: list[str] = mark1.classify(machine, run, stimuli.light)
assert labels == stimuli.labels and len(weights) == run.epochs and len(sums) == 12 * run.epochs
machine.save(folder / "machine.mark1")
again: mark1.MarkI = mark1.MarkI.load(folder / "machine.mark1")
assert (again.weights == machine.weights).all()
again.set_wires([(0, 0, 1), (1, 0, -1)])
again.weights = np.zeros_like(again.weights)

panel = mark1.ControlPanel()
panel.execute("machine a-units 64")
run = panel.execute("train letters epochs 1").data["training_run"]
reply: mark1.Reply = panel.execute("present letter A")
data: mark1.ReplyData = reply.data
answer: str | None = data["label"]
margin_v: float = data["margin_v"] or 0.0
assert (answer is None) == (data["reason"] is not None) and data.get("probability") is None
facts: list[float] = [one["sum_v"] for one in panel.execute("why-answer").data["sums"]]
accuracy: float = panel.execute("evaluate letters").data["evaluation"].accuracy
light = mark1.load_stimuli("letters", panel.machine.optics).light
picture = mark1.read_picture(folder / "dot.pbm")
try:
    panel.execute("no such command")
except mark1.Mark1Error as error:
    sys.stdout.write(f"{mark1.__version__} {reply.text} {light.shape} {picture.shape} {error}")
layers = NetworkConfig(n_in=4, n_out=2, hidden=(3,))
network: mark1.Network = mark1.Network(layers, rng)
scores: NDArray[np.float64] = network.scores(np.zeros((5, 4)))
assert scores.shape == (5, 2)
