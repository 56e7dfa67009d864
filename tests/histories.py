"""For the tests of copies: everything public, after some history, and what it does when it goes on.

A module of its own, so that other processes can import it.
"""

import copy
import hashlib
import pickle
from collections.abc import Callable
from dataclasses import astuple
from functools import singledispatch
from types import NoneType
from typing import Any

import numpy as np
from sklearn.datasets import load_iris

from mark1 import ControlPanel, MachineConfig, Mark1Error, MarkI, StimulusSet, errors, load_stimuli
from mark1.backends.backend import Observation
from mark1.backends.mark1 import Mark1Backend
from mark1.backends.network import NetworkBackend
from mark1.backprop.activations import relu
from mark1.backprop.gates import Node, bias
from mark1.backprop.graph import Graph, Input, Parameter
from mark1.backprop.losses import l2, softmax_cross_entropy
from mark1.backprop.network import Network, NetworkConfig
from mark1.backprop.optimizers import OPTIMIZERS, GradientDescent
from mark1.backprop.training import Training, TrainingConfig
from mark1.estimators import BackpropClassifier, MarkIClassifier, PerceptronClassifier
from mark1.machine.batch import MarkIBatch
from mark1.panel.reply import Reply
from mark1.training.evaluation import EvaluationResult
from mark1.training.training_run import TrainingRun

SMALL = "machine rows 12 cols 12 a-units 40 r-units 4 excitatory 4 inhibitory 3 theta 1 seed"
IRIS: Any = load_iris(return_X_y=True)
LINES: dict[str, tuple[str, ...]] = {
    "untaught": (f"{SMALL} 1",),
    "taught": (f"{SMALL} 2", "train digits epochs 3", "present digit 3", "teach 3", "undo"),
    "forced": (f"{SMALL} 3 pots shared", "rule forced gain gamma", "train digits epochs 2"),
    "noisy": (f"{SMALL} 4 retina.noise 0.1 potentiometers.noise_v 0.1", "train digits epochs 2"),
    "decaying": (f"{SMALL} 5 potentiometers.decay_per_s 0.01", "train digits epochs 2", "wait 3"),
    "hurt": (f"{SMALL} 6", "train digits epochs 1", "damage a 3", "damage motors 5", "damage wires 9", "set 3 1.5"),
    "amid-course": (f"{SMALL} 7", "course digits", "step 13", "theta 1.5"),
    "evaluated": (
        f"{SMALL} 8 ideal on",
        "train digits",
        "evaluate digits",
        "snapshot mine",
        "present letter A",
        "keep A",
    ),
    "mlp": (f"{SMALL} 9", "backend mlp hidden 5,4 held-out 0.2 patience 2", "course digits", "step 2", "present dark"),
    "logistic": (f"{SMALL} 10", "backend logistic optimizer momentum", "train digits epochs 2"),
}


def panel_of(name: str) -> ControlPanel:
    panel = ControlPanel(on_progress=lambda *told: None, on_note=lambda text: None)  # nobody can pickle these
    for line in LINES[name]:
        panel.execute(line)
    return panel


def panel_amid_pulse() -> ControlPanel:
    """A copy from the middle of a line, while a motor runs."""
    panel = panel_of("amid-course")
    work = panel.work("step 5")
    next(work)
    while not panel.machine.potentiometers.moving.any():
        work.send(0.125)
    there = copy.deepcopy(panel)
    work.close()
    return there


def graph_of_gates() -> tuple[Graph, Input, Input, Parameter]:
    """A small graph that has run, with the inputs to feed."""
    x, target = Input("x"), Input("target")
    w, b = Parameter(np.linspace(-1, 1, 6).reshape(2, 3), "w"), Parameter(np.zeros(3), "b")
    graph = Graph(softmax_cross_entropy(relu(bias(x @ w, b)) + 2, target) + l2(0.1, w))
    graph.forward({x: np.ones((4, 2)), target: np.array([0, 1, 2, 0])})
    graph.backward()
    return graph, x, target, w


def long_chain() -> Graph:
    y: Node = Parameter(1.5, "x")
    for _ in range(1200):
        y = y + 1
    graph = Graph(y)
    graph.forward()
    return graph


def training(optimizer: str, epochs: int = 2) -> Training:
    rng = np.random.Generator(np.random.PCG64(5))
    network = Network(NetworkConfig(4, 3, (6,)), rng)
    course = Training(network, TrainingConfig(optimizer=optimizer, batch=16, held_out=0.2, rate=0.01), rng)
    list(course.fit(*IRIS, epochs))
    return course


def optimizer_of(name: str) -> GradientDescent:
    optimizer = OPTIMIZERS[name](np.ones(4), np.array([0.5, -1.0, 2.0, 0.0]), 0.9)
    optimizer.step(0.1)
    return optimizer


def error_of(kind: type[Mark1Error]) -> Mark1Error:
    if kind is errors.RefusedError:
        return errors.RefusedError("the board: it refuses", 7, 12)
    return kind(f"a text of {kind.__name__}")


def kinds_of(kind: type[Mark1Error] = Mark1Error) -> list[type[Mark1Error]]:
    """All classes of the tree that are loaded."""
    return [kind, *(each for below in kind.__subclasses__() for each in kinds_of(below))]


# By name: makes it anew each time, with the same bits.
EVERYTHING: dict[str, Callable[[], Any]] = {
    **{f"panel {name}": lambda name=name: panel_of(name) for name in LINES},
    **{f"machine {name}": lambda name=name: panel_of(name).machine for name in LINES},
    **{f"backend {name}": lambda name=name: panel_of(name).backend for name in ("taught", "mlp", "logistic")},
    "panel amid a pulse": panel_amid_pulse,
    "machine amid a pulse": lambda: panel_amid_pulse().machine,
    "machine with names of a caller": lambda: named_by_a_caller(),
    "machine twice": lambda: [panel_of("taught").machine] * 2,
    "config": lambda: MachineConfig(seed=7),
    "batch": lambda: batch(),
    "stimuli": lambda: load_stimuli("digits", MarkI().optics, rng=np.random.default_rng(3)),
    "reply": lambda: panel_of("taught").execute("present digit 4"),
    "reply of a course": lambda: panel_of("taught").execute("train digits epochs 1"),
    "course": lambda: panel_of("amid-course").training_run,
    "verdict": lambda: panel_of("evaluated").evaluation,
    "observation": lambda: panel_of("mlp").observation,
    "graph": graph_of_gates,
    "chain": long_chain,
    "network": lambda: training("adam").network,
    **{f"training {name}": lambda name=name: training(name) for name in OPTIMIZERS},
    **{f"optimizer {name}": lambda name=name: optimizer_of(name) for name in OPTIMIZERS},
    "classifier mark1": lambda: MarkIClassifier(n_association=60, max_epochs=2, random_state=1).fit(*IRIS),
    "classifier backprop": lambda: BackpropClassifier(hidden=(5,), max_epochs=2, random_state=1).fit(*IRIS),
    "classifier perceptron": lambda: PerceptronClassifier(random_state=1).fit(*IRIS),
    **{f"error {kind.__name__}": lambda kind=kind: error_of(kind) for kind in kinds_of()},
}


def named_by_a_caller() -> MarkI:
    machine = MarkI(MachineConfig(seed=4))
    activity = machine.fire_all(np.random.default_rng(1).random((5, 400)) < 0.5)
    wanted = np.sign(np.random.default_rng(2).random((5, 8)) - 0.5).astype(np.int8)
    machine.learn(activity, wanted, np.arange(5), lambda i: f"picture {i} of mine")
    return machine


def batch() -> MarkIBatch:
    machines = MarkIBatch.of(MachineConfig(), [1, 2])
    teach(machines)
    return machines


def teach(machines: MarkIBatch) -> None:
    light = np.random.default_rng(1).random((5, 20, 20)).astype(np.float32)
    wanted = np.sign(np.random.default_rng(2).random((5, 8)) - 0.5).astype(np.int8)
    machines.learn(machines.sense(light), wanted, np.tile(np.arange(5), (len(machines), 1)))


# ---- going on


def gone_on(name: str, it: Any) -> str:
    """What comes of it when it goes on as each of its kind does, in short."""
    return hashlib.sha256(repr(going_on(it)).encode()).hexdigest()[:16]


def unpickled_gone_on(name: str, held: bytes) -> str:
    return gone_on(name, pickle.loads(held))


@singledispatch
def going_on(it: Any) -> Any:
    return plain(it)


def plain(it: Any) -> Any:
    """Values, and the bytes of arrays."""
    if isinstance(it, np.ndarray):
        return str(it.dtype), it.shape, it.tobytes()
    if isinstance(it, dict):
        return {key: plain(value) for key, value in it.items()}
    if isinstance(it, (list, tuple)):
        return [plain(each) for each in it]
    assert isinstance(it, (str, bytes, int, float, bool, NoneType, MachineConfig, np.generic)), type(it)
    return it


@going_on.register
def _(panel: ControlPanel) -> Any:
    lines = ["present digit 1", *(["teach 1"] if "1" in panel.backend.classes else []), "why 3"]
    lines += ["train digits epochs 2"] if panel.backend.classes or panel.machine.corrections == 0 else []
    told = [
        panel.execute(line).text
        for line in (["step 2"] if panel.training_run and not panel.training_run.over else []) + lines
    ]
    panel.execute("undo")
    return told, panel.history, panel.journal.lines, [name for name, _ in panel.album], going_on(panel.backend)


@going_on.register
def _(machine: MarkI) -> Any:
    from mark1.machine.state import capture

    rng = np.random.default_rng(8)
    light = rng.random((4, machine.config.retina.rows, machine.config.retina.cols)).astype(np.float32)
    wanted = np.sign(rng.random((4, machine.potentiometers.n_r)) - 0.5).astype(np.int8)
    before = [machine.why(pot) for pot in range(8)]
    machine.learn(machine.sense(light), wanted, rng.integers(0, 4, 9))
    machine.teach(light[0], wanted[0])
    return before, [machine.why(pot) for pot in range(8)], plain(capture(machine))


@going_on.register(list)
def _(machines: list[MarkI]) -> Any:
    assert machines[0] is machines[1]
    return going_on(machines[0])


@going_on.register
def _(backend: Mark1Backend) -> Any:
    return [plain(backend.classes), going_on(backend.machine)]


@going_on.register
def _(reply: Reply) -> Any:
    data = {name: going_on(value) if isinstance(value, TrainingRun) else value for name, value in reply.data.items()}
    return plain([reply.text, data])


@going_on.register
def _(machines: MarkIBatch) -> Any:
    teach(machines)
    return [going_on(machine) for machine in machines.machines]


@going_on.register
def _(backend: NetworkBackend) -> Any:
    if backend.training is not None:
        rows = np.random.default_rng(8).random((20, backend.training.network.config.n_in))
        backend.training.step(rows, np.arange(20) % len(backend.classes))
    return plain(backend.capture())


@going_on.register
def _(sets: StimulusSet) -> Any:
    return plain([sets.light, sets.class_of, sets.classes, sets.sources])


@going_on.register
def _(course: TrainingRun) -> Any:
    return plain([course.order, course.place, course.wrong, course.wrong_of, course.corrections, course.settled])


@going_on.register
def _(verdict: EvaluationResult) -> Any:
    return plain(astuple(verdict))


@going_on.register
def _(observation: Observation) -> Any:
    return plain(
        [observation.name, observation.light, observation.s, observation.a, observation.sum_v, observation.scores]
    )


@going_on.register
def _(parts: tuple) -> Any:  # type: ignore[type-arg]
    graph, x, target, w = parts
    shown = [plain([node.value, node.gradient]) for node in graph.nodes]
    w.value -= w.gradient
    loss = graph.forward({x: np.ones((4, 2)), target: np.array([2, 1, 1, 0])}).copy()
    graph.backward()
    return shown, plain([loss, w.value, w.gradient])


@going_on.register
def _(graph: Graph) -> Any:
    return plain(graph.forward())


@going_on.register
def _(network: Network) -> Any:
    network.parameters["w1"] += 1
    return plain([network.scores(IRIS[0]), network.values])


@going_on.register
def _(course: Training) -> Any:
    epochs = [astuple(epoch) for epoch in course.fit(*IRIS, 2)]
    return epochs, plain(course.network.scores(IRIS[0])), plain(course.capture())


@going_on.register
def _(optimizer: GradientDescent) -> Any:
    optimizer.gradient[:] = 1
    optimizer.step(0.1)
    return plain([optimizer.values, optimizer.memory, optimizer.steps])


@going_on.register
def _(machine: MarkIClassifier) -> Any:
    return plain([machine.predict(IRIS[0]), going_on(machine.machine_)])


@going_on.register(BackpropClassifier)
@going_on.register(PerceptronClassifier)
def _(classifier: Any) -> Any:
    return plain(classifier.decision_function(IRIS[0]))


@going_on.register
def _(error: Mark1Error) -> Any:
    return type(error).__name__, str(error), error.exit_code, vars(error)
