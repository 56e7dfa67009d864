"""Training: a network shown pictures, batch by batch, epoch by epoch.

::

    x (n, n_in), labels (n,)  --shuffle, batch-->  graph forward, backward  -->  optimizer  -->  weights
                                                                                       ^
    held-out part  -->  loss, right answers  -->  best weights, patience           rate(epoch)
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.backprop.network import Array, Network
from mark1.backprop.optimizers import OPTIMIZERS
from mark1.backprop.settings import NetworkSettings, number, word
from mark1.backprop.training_state import Attempt, TrainingState
from mark1.blas_threads import ThreadLimit
from mark1.errors import ConfigError, Described, DivergedError, expected

Labels = NDArray[Any]  # (n,) class numbers; or fractions to come near, (n, n_out), for a loss of numbers
Labelled = tuple[Array, Labels]  # pictures (n, n_in) and their labels

# What the rate is multiplied by in an epoch, counted from 0.
SCHEDULES: dict[str, Callable[[int, int, float], float]] = {
    "constant": lambda epoch, length, factor: 1.0,
    "step": lambda epoch, length, factor: factor ** (epoch // length),
    "cosine": lambda epoch, length, factor: (
        factor + (1 - factor) * (1 + math.cos(math.pi * min(epoch / length, 1))) / 2
    ),
}


NO_LABELS = np.zeros(0, np.intp)
ROOM = ("_x", "_labels", "_targets", "_finite")  # of a training, to work in


@dataclass(frozen=True)
class TrainingConfig(NetworkSettings):
    """How a network is taught.

    ``momentum`` is for the optimizer of that name; ``shuffle``: a fresh order every epoch. ``schedule``: constant;
    ``step``, times ``factor`` after every ``schedule_epochs``; ``cosine``, down to ``factor`` of the rate within
    ``schedule_epochs``, there it stays. ``held_out``: the share of the pictures that is only judged with; ``patience``:
    epochs without a lower loss on it after which training has settled (0: never). ``threads``: how many the library of
    matrix products may use; with more than one the last bits may differ from computer to computer.
    """

    part = "training"
    optimizer: str = word("adam", tuple(OPTIMIZERS))
    rate: float = number(1e-3, 0, 1000)
    momentum: float = number(0.9, 0, 0.9999)
    batch: int = number(64, 1, 1_000_000)
    shuffle: bool = True
    schedule: str = word("constant", tuple(SCHEDULES))
    schedule_epochs: int = number(10, 1, 1_000_000)
    factor: float = number(0.1, 0, 1)
    held_out: float = number(0.0, 0, 0.9)
    patience: int = number(0, 0, 1_000_000)
    threads: int = number(1, 1, 1024)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.patience and not self.held_out:
            raise self.refuse("patience", "0 where held_out is 0, for it watches that part", self.patience)

    def rate_in(self, epoch: int) -> float:
        """The rate in an epoch, counted from 0."""
        return self.rate * SCHEDULES[self.schedule](epoch, self.schedule_epochs, self.factor)


@dataclass(frozen=True)
class Epoch:
    """What an epoch of ``fit`` came to: mean loss of its batches, and loss and accuracy on the held-out part, if any.

    ``settled``: patience has run out, no epoch follows.
    """

    number: int
    rate: float
    loss: float
    held_out_loss: float | None = None
    held_out_accuracy: float | None = None
    best: bool = False
    settled: bool = False


class Training(TrainingState):
    """A course, step by step, epoch by epoch. The first ``fit`` draws which pictures are held out."""

    def __init__(self, network: Network, config: TrainingConfig, rng: np.random.Generator) -> None:
        super().__init__(network, config.optimizer, config.momentum, rng)
        self.config = config
        self._finite = np.empty(network.values.shape, bool)
        self._make_room(1)

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: all but the room to work in."""
        return {name: held for name, held in vars(self).items() if name not in ROOM}

    def __setstate__(self, held: dict[str, Any]) -> None:
        """What was pickled; the optimizer moves the network's weights, also where both were stored apart."""
        vars(self).update(held)
        self.optimizer.values, self.optimizer.gradient = self.network.values, self.network.gradient
        self.best = np.require(self.best, requirements="W")
        self._finite = np.empty(self.network.values.shape, bool)
        self._make_room(1)

    def _make_room(self, n: int, labels: Labels = NO_LABELS) -> None:
        """Memory for batches of n rows, with labels like these: a step makes none."""
        self._x = np.empty((n, self.network.config.n_in), self.network.dtype)
        self._labels = np.empty((n, *labels.shape[1:]), labels.dtype)
        self._targets = np.empty((n, self.network.config.n_out), self.network.dtype)

    # ---- learn

    def step(self, x: Array, labels: Labels) -> float:
        """One step of the optimizer on these pictures, all at once; their loss before it.

        Raises ConfigError for pictures that do not fit, DivergedError. Whatever ends it early, the step was not made.
        """
        x = self.network.rows(x)
        labels = self.network.labels(labels, len(x))
        with Attempt(self), self.threads(), np.errstate(all="ignore"):  # numbers that ran away are found and told
            loss = self._step(x, self.network.targets(labels), self.config.rate_in(self.epochs))
            self._require_finite_weights()
        return loss

    def epoch(self, x: Array, labels: Labels) -> float:
        """Every picture once, batch by batch, the last batch smaller; the mean loss. Raises as ``step`` does.

        Whatever ends it early, no picture was shown.
        """
        x = self.network.rows(x)
        labels = self.network.labels(labels, len(x))
        with Attempt(self), self.threads():
            return self._epoch(x, labels)

    def _epoch(self, x: Array, labels: Labels) -> float:
        rate, total = self.config.rate_in(self.epochs), 0.0
        with np.errstate(all="ignore"):
            for rows, of_rows in self._batches(x, labels):
                total += len(rows) * self._step(rows, self.network.targets(of_rows, self._targets[: len(rows)]), rate)
            self._require_finite_weights()
        self.epochs += 1
        return total / len(x)

    def _batches(self, x: Array, labels: Labels) -> Iterator[Labelled]:
        """Rows and their labels: gathered in the memory made for a batch, or, unshuffled, as they are."""
        size = min(self.config.batch, len(x))
        if len(self._x) != size or self._labels.dtype != labels.dtype:
            self._make_room(size, labels)
        order = self.rng.permutation(len(x)) if self.config.shuffle else None
        for first in range(0, len(x), size):
            batch = slice(first, first + size)
            yield (x[batch], labels[batch]) if order is None else self._gathered(x, labels, order[batch])

    def _gathered(self, x: Array, labels: Labels, batch: NDArray[np.int64]) -> Labelled:
        """These rows, in the memory made for a batch."""
        rows, of_rows = self._x[: len(batch)], self._labels[: len(batch)]
        x.take(batch, axis=0, out=rows, mode="clip")  # with mode raise, NumPy fills a copy first
        labels.take(batch, axis=0, out=of_rows, mode="clip")
        return rows, of_rows

    def _step(self, x: Array, target: Array, rate: float) -> float:
        """Forward, backward, and the optimizer's step. Raises DivergedError before anything moves."""
        network = self.network
        loss = float(network.graph.forward({network.x: x, network.target: target}))
        if not math.isfinite(loss):
            if not np.isfinite(x).all():
                raise ConfigError(expected("training", "finite numbers in the pictures", Described("NaN or infinity")))
            raise self._diverged("the loss is")
        network.graph.backward()
        self.optimizer.step(rate)
        return loss

    def _require_finite_weights(self) -> None:
        if not np.isfinite(self.network.values, out=self._finite).all():
            raise self._diverged("the weights are")

    def _diverged(self, what: str) -> DivergedError:
        rate = self.config.rate
        return DivergedError(
            f"training diverged in epoch {self.epochs + 1}: {what} not finite any more. Begin again with a new network"
            f" and a smaller rate ({rate / 10:g} in place of {rate:g}), pictures between 0 and 1, or a smaller l2"
        )

    # ---- a whole course

    def fit(self, x: Array, labels: Labels, epochs: int) -> Iterator[Epoch]:
        """Teach for some epochs, or until settled; yields after each. Raises as ``step`` does.

        With a held-out part the best weights are back in the network when the last epoch is yielded. One that is left
        earlier leaves the weights as they are, and another ``fit`` goes on. If an epoch ends early, by Ctrl-C or by any
        error, it has not begun.
        """
        x = self.network.rows(x)
        labels = self.network.labels(labels, len(x))
        parts = None
        for left in reversed(range(epochs)):
            with Attempt(self), self.threads():
                parts = parts or self._parts(x, labels)
                done = self._judged_epoch(*parts, left == 0)
            yield done
            if done.settled:
                return

    def _parts(self, x: Array, labels: Labels) -> tuple[Labelled, Labelled]:
        """The pictures to teach, and those that are held out."""
        self._hold_out(len(x))
        taught = np.setdiff1d(np.arange(len(x)), self.held_out)
        to_teach = (x[taught], labels[taught]) if len(self.held_out) else (x, labels)
        return to_teach, (x[self.held_out], labels[self.held_out])

    def _judged_epoch(self, to_teach: Labelled, to_judge: Labelled, last: bool) -> Epoch:
        """An epoch, and what the held-out part says of it, if there is one."""
        rate = self.config.rate_in(self.epochs)
        done = Epoch(self.epochs + 1, rate, self._epoch(*to_teach))
        if len(self.held_out):
            done = self._judged(done, *to_judge)
            if done.settled or last:
                self.put_best_back()
        return done

    def threads(self) -> ThreadLimit:
        """While entered, matrix products use as many threads as the config allows."""
        return ThreadLimit(self.config.threads)

    def _hold_out(self, n: int) -> None:
        """Choose the held-out part of n pictures, unless it has been chosen; a set of another size is a new one."""
        wanted = max(1, round(self.config.held_out * n)) if self.config.held_out else 0
        if wanted >= n:
            raise ConfigError(expected("training.held_out", "2 pictures or more to hold some out", n))
        if (n, wanted) != (self.held_of, len(self.held_out)):
            self.held_of, self.best_loss, self.waited = n, math.inf, 0
            self.held_out = np.sort(self.rng.permutation(n)[:wanted]) if wanted else np.zeros(0, np.int64)

    def _judged(self, done: Epoch, x: Array, labels: Labels) -> Epoch:
        """The epoch with what the held-out part says; weights better than all before are kept."""
        with np.errstate(all="ignore"):
            loss, accuracy = self.network.judge(x, labels)
        if not math.isfinite(loss):
            raise self._diverged("the held-out loss is")
        best = loss < self.best_loss
        if best:
            self.best_loss, self.waited = loss, 0
            self.best[:] = self.network.values
        else:
            self.waited += 1
        settled = 0 < self.config.patience <= self.waited
        return replace(done, held_out_loss=loss, held_out_accuracy=accuracy, best=best, settled=settled)

    def put_best_back(self) -> None:
        """The weights of the lowest held-out loss; patience begins anew."""
        if self.best_loss < math.inf:
            self.network.values[:] = self.best
        self.waited = 0
