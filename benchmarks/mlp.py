"""mlp: a network of the computational graph learns letters, against scikit-learn's MLPClassifier and PyTorch.

Same pictures, same first weights, same batches: ReLU, softmax, momentum, float32, no weight decay. The pictures come in
one order; ``shuffled`` has the times of ours and scikit-learn's with a fresh order every epoch, as both do by default.
Each is timed with one thread for its matrix products and with one a core, and its better time counts. Losses are
compared outside the clock, also with the network written out in numpy. PyTorch is asked where it is installed.
"""

import importlib
import importlib.util
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.letters import distorted_letters, machine_of
from benchmarks.rounds import Report, Times, best, in_turn, middle, report
from mark1.backprop.network import Network, NetworkConfig
from mark1.backprop.training import Training, TrainingConfig

TARGET, TARGET_TORCH = 1.5, 2.0
TOLERANCE = 1e-4
N_OUT = 26

Array = NDArray[Any]
Learner = Callable[[int], object]  # all epochs, with that many threads


@dataclass(frozen=True)
class Workload:
    """What all learn, from ``start`` ("w1" (n_in, h), "b1", "w2", "b2"), the pictures in their order every epoch."""

    x: Array
    class_of: NDArray[np.int64]
    start: dict[str, Array]
    batch: int
    epochs: int
    rate: float = 0.01
    momentum: float = 0.9


def run(n: int = 5000, hidden: int = 128, batch: int = 64, epochs: int = 5, rounds: int = 15) -> Report:
    """The report, in epochs a second; ``torch_ratio`` is against PyTorch.

    Raises DisagreementError unless the losses of every epoch are the same for all.
    """
    lesson = lesson_of(n, hidden, batch, epochs)
    losses = {"ours": our_losses(lesson), "by_hand": losses_by_hand(lesson), "peer": peer_losses(lesson)}
    learners = learner_pair(lesson) | {f"{name}_shuffled": run for name, run in learner_pair(lesson, True).items()}
    if torch_is_there():
        losses["torch"] = torch_losses(lesson)
        learners["torch"] = lambda threads: torch_losses(lesson)
    checks = {f"same_losses_{name}": same(losses["ours"], theirs) for name, theirs in losses.items() if name != "ours"}
    times = with_threads(learners, rounds)
    sizes = {"pictures": n, "hidden": hidden, "batch": batch, "epochs": epochs}
    last = {"last_loss": {name: curve[-1] for name, curve in losses.items()}}
    fastest = {name: min(times[name].values(), key=best) for name in learners}
    result = report("mlp", fastest["ours"], fastest["peer"], checks, target=TARGET, **sizes, **last)
    result["threads"] = {name: {str(k): epochs / best(turns) for k, turns in times[name].items()} for name in learners}
    shuffled = in_epochs_a_second(fastest, epochs, "_shuffled")
    result["shuffled"] = shuffled | {"ratio": shuffled["ours"] / shuffled["peer"]}
    return result | in_epochs_a_second(fastest, epochs) | against_torch(fastest, epochs)


def learner_pair(lesson: Workload, shuffle: bool = False) -> dict[str, Learner]:
    """What is timed of ours and of scikit-learn's."""
    ours = {threads: our_training(lesson, shuffle, threads) for threads in thread_counts()}
    peer = peer_of(lesson, shuffle)
    return {
        "ours": lambda threads: [ours[threads].epoch(lesson.x, lesson.class_of) for _ in range(lesson.epochs)],
        "peer": lambda threads: fit(peer, lesson),
    }


def thread_counts() -> list[int]:
    """One, and one a core."""
    return sorted({1, os.cpu_count() or 1})


def lesson_of(n: int, hidden: int, batch: int, epochs: int) -> Workload:
    """Distorted letters, and the first weights."""
    light, class_of, _ = distorted_letters(n, machine_of(1, 1, ideal=True))
    x = light.reshape(n, -1)
    start = Network(NetworkConfig(x.shape[1], N_OUT, hidden=(hidden,)), luck()).parameters
    return Workload(x, class_of.astype(np.int64), start, min(batch, n), epochs)


def luck() -> np.random.Generator:
    """A generator of reproducible random numbers."""
    return np.random.Generator(np.random.PCG64(0))


def same(ours: list[float], theirs: list[float]) -> bool:
    """Whether the losses of all epochs agree."""
    return bool(np.abs(np.subtract(ours, theirs)).max() < TOLERANCE)


# ---- the learners: the mean loss of every epoch


def our_training(lesson: Workload, shuffle: bool = False, threads: int = 1) -> Training:
    """A training that begins where the lesson does."""
    n_in, hidden = lesson.start["w1"].shape
    network = Network(NetworkConfig(n_in, N_OUT, hidden=(hidden,)), luck())
    for name, array in network.parameters.items():
        array[:] = lesson.start[name]
    config = TrainingConfig(
        optimizer="momentum", rate=lesson.rate, momentum=lesson.momentum, batch=lesson.batch, shuffle=shuffle,
        threads=threads,
    )  # fmt: skip
    return Training(network, config, luck())


def our_losses(lesson: Workload) -> list[float]:
    """The computational graph's."""
    training = our_training(lesson)
    return [training.epoch(lesson.x, lesson.class_of) for _ in range(lesson.epochs)]


def losses_by_hand(lesson: Workload) -> list[float]:
    """The network of the benchmark, line by line in numpy."""
    parameters = {name: array.copy() for name, array in lesson.start.items()}
    speed = {name: np.zeros_like(array) for name, array in parameters.items()}
    curve = []
    for _ in range(lesson.epochs):
        total = 0.0
        for first in range(0, len(lesson.x), lesson.batch):
            batch = slice(first, first + lesson.batch)
            loss, slopes = slopes_by_hand(parameters, lesson.x[batch], lesson.class_of[batch])
            total += loss * len(lesson.x[batch])
            for name, slope in slopes.items():
                speed[name] = np.float32(lesson.momentum) * speed[name] - np.float32(lesson.rate) * slope
                parameters[name] += speed[name]
        curve.append(total / len(lesson.x))
    return curve


def slopes_by_hand(parameters: dict[str, Array], x: Array, class_of: Array) -> tuple[float, dict[str, Array]]:
    """The loss of a batch, and its slope with every parameter."""
    h = np.maximum(x @ parameters["w1"] + parameters["b1"], 0)
    scores = h @ parameters["w2"] + parameters["b2"]
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p, rows = e / e.sum(axis=1, keepdims=True), np.arange(len(x))
    loss = float(-np.log(p[rows, class_of]).mean())
    p[rows, class_of] -= 1
    dscores = p / np.float32(len(x))
    dh = dscores @ parameters["w2"].T * (h > 0)
    slopes = {"w1": x.T @ dh, "b1": dh.sum(axis=0), "w2": h.T @ dscores, "b2": dscores.sum(axis=0)}
    return loss, slopes


def peer_of(lesson: Workload, shuffle: bool = False) -> Any:
    """scikit-learn's network; ``fit`` begins anew, with weights of its own, and does all epochs."""
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier(
        hidden_layer_sizes=lesson.start["b1"].shape, activation="relu", solver="sgd", alpha=0.0, random_state=0,
        batch_size=lesson.batch, learning_rate="constant", learning_rate_init=lesson.rate,
        momentum=lesson.momentum, nesterovs_momentum=False, shuffle=shuffle,
        max_iter=lesson.epochs, tol=0.0, n_iter_no_change=lesson.epochs + 1,
    )  # fmt: skip


def fit(peer: Any, lesson: Workload) -> None:
    """All epochs, without the warning that more might have helped."""
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
        peer.fit(lesson.x, lesson.class_of)


def peer_losses(lesson: Workload) -> list[float]:
    """scikit-learn's, given our first weights."""
    peer = peer_of(lesson)
    peer.partial_fit(lesson.x, lesson.class_of, classes=np.arange(N_OUT))  # makes its arrays
    for mine, name in zip((*peer.coefs_, *peer.intercepts_), ("w1", "w2", "b1", "b2"), strict=True):
        mine[:] = lesson.start[name]
    for speed in peer._optimizer.velocities:
        speed[:] = 0
    curve = []
    for _ in range(lesson.epochs):
        peer.partial_fit(lesson.x, lesson.class_of)
        curve.append(float(peer.loss_))
    return curve


def torch_is_there() -> bool:
    """Whether PyTorch is installed."""
    return importlib.util.find_spec("torch") is not None


def torch_losses(lesson: Workload) -> list[float]:
    """PyTorch's, in its plain loop."""
    torch = importlib.import_module("torch")
    x, class_of = torch.from_numpy(lesson.x), torch.from_numpy(lesson.class_of)
    n_in, hidden = lesson.start["w1"].shape
    net = torch.nn.Sequential(torch.nn.Linear(n_in, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, N_OUT))
    with torch.no_grad():
        for theirs, name in zip(net.parameters(), ("w1", "b1", "w2", "b2"), strict=True):
            theirs.copy_(torch.from_numpy(lesson.start[name].T))
    optimizer = torch.optim.SGD(net.parameters(), lr=lesson.rate, momentum=lesson.momentum)
    loss_of = torch.nn.CrossEntropyLoss()
    curve = []
    for _ in range(lesson.epochs):
        total = 0.0
        for rows, of_rows in zip(x.split(lesson.batch), class_of.split(lesson.batch), strict=True):
            optimizer.zero_grad()
            loss = loss_of(net(rows), of_rows)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        curve.append(total / len(x))
    return curve


# ---- the clock


def with_threads(learners: dict[str, Learner], rounds: int) -> dict[str, dict[int, Times]]:
    """Seconds of every run, by learner and by number of threads: one, and one a core."""
    counts = thread_counts()
    limited = {
        f"{name} {count}": lambda run=run, count=count: with_limit(run, count)
        for name, run in learners.items()
        for count in counts
    }
    times = in_turn(limited, rounds)
    return {name: {count: times[f"{name} {count}"] for count in counts} for name in learners}


def with_limit(run: Learner, threads: int) -> object:
    """Run with ``threads`` threads for matrix products, then restore the previous number."""
    torch: Any = importlib.import_module("torch") if torch_is_there() else None  # first: it brings pools of its own
    before = torch.get_num_threads() if torch else 0
    limits = importlib.import_module("threadpoolctl").threadpool_limits(threads)
    if torch:
        torch.set_num_threads(threads)
    try:
        return run(threads)
    finally:
        limits.restore_original_limits()
        if torch:
            torch.set_num_threads(before)


def in_epochs_a_second(fastest: dict[str, Times], epochs: int, how: str = "") -> Report:
    """Best and median of us and the peer."""
    speeds: Report = {"unit": "epochs/s"}
    for name in ("ours", "peer"):
        times = fastest[name + how]
        speeds |= {name: epochs / best(times), f"{name}_median": epochs / middle(times)}
    return speeds


def against_torch(fastest: dict[str, Times], epochs: int) -> Report:
    """PyTorch's speed and how much faster we are, or that it is absent."""
    if "torch" not in fastest:
        return {"torch": "absent"}
    return {
        "torch": epochs / best(fastest["torch"]),
        "torch_median": epochs / middle(fastest["torch"]),
        "torch_ratio": best(fastest["torch"]) / best(fastest["ours"]),
        "torch_target": TARGET_TORCH,
        "torch_version": str(importlib.import_module("torch").__version__),
    }
