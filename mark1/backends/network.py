"""NetworkBackend: a network trained by backprop behind the Mark I's photocells: an MLP, or logistic regression.

                    +-> [input light]   (rows x cols,)  --+
    light -> retina |                                     +-> layers of gates -> scores -> probabilities
                    +-> [input a-units] (n_a,) on / off --+

Not part of the Mark I: backprop came later. It never gives volts or lamps, for it has none.
"""

from collections.abc import Generator
from copy import copy
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mark1.backends.answer import AnswerFacts, NoAnswer, answered, scored, silence
from mark1.backends.backend import Arrays, Light, NameOf, Observation, Show, TrainingStep, indices_in
from mark1.backends.mark1 import Mark1Backend
from mark1.backprop.network import PROBABILITIES, Network, NetworkConfig
from mark1.backprop.registry import activation_names, names_of_0_1_0
from mark1.backprop.training import Training, TrainingConfig
from mark1.errors import ConfigError, expected
from mark1.machine.mark1 import MarkI
from mark1.machine.simulated_time import Process
from mark1.machine.teacher import index_of
from mark1.stimuli.stimulus_set import StimulusSet

INPUTS = ("light", "a-units")
OWN = "brain."  # what the names of its arrays begin with in a saved file


@dataclass(frozen=True)
class NetworkBackendConfig:
    """What the network sees, how it is built, and how it is trained. Checked when its network is made."""

    input: str = "light"
    hidden: tuple[int, ...] = (128,)
    activation: str | tuple[str, ...] = "relu"
    loss: str = "softmax"
    l2: float = 1e-4
    start: str = "he"
    optimizer: str = "adam"
    rate: float = 1e-3
    momentum: float = 0.9
    batch: int = 64
    schedule: str = "constant"
    held_out: float = 0.0
    patience: int = 0
    threads: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "activation", activation_names(self.activation))

    def network(self, n_in: int, n_out: int) -> NetworkConfig:
        """The settings of the layers for these inputs and outputs. Raises ConfigError."""
        return NetworkConfig(n_in, n_out, self.hidden, self.activation, self.loss, self.l2, self.start)

    def training(self) -> TrainingConfig:
        """The settings of the training. Raises ConfigError."""
        return TrainingConfig(
            optimizer=self.optimizer,
            rate=self.rate,
            momentum=self.momentum,
            batch=self.batch,
            schedule=self.schedule,
            held_out=self.held_out,
            patience=self.patience,
            threads=self.threads,
        )


class NetworkBackend:
    """A network in place of potentiometers and R-units. ``front`` is the machine it looks through, kept as it is."""

    name, by_epoch, by_rule = "mlp", True, False
    in_volts, pictured = False, False
    usual = NetworkBackendConfig()

    def __init__(self, front: Mark1Backend, config: NetworkBackendConfig | None = None) -> None:
        self.front, self.config = front, config or self.usual
        if self.config.input not in INPUTS:
            raise ConfigError(expected("input", f"one of {', '.join(INPUTS)}", self.config.input))
        self.config.network(1, 2)
        self.config.training()
        self.reset()

    def reset(self) -> None:
        """No network, no classes: the next ``adopt`` makes them."""
        self.classes: tuple[str, ...] = ()
        self.network: Network | None = None
        self.training: Training | None = None

    @property
    def taught(self) -> bool:
        """Whether a step was ever made."""
        return self.training is not None and self.training.optimizer.steps > 0

    @property
    def machine(self) -> MarkI:
        """The machine it looks through."""
        return self.front.machine

    def in_a_line(self) -> str:
        """Layers and loss of the network in one line, for people."""
        config = self.config
        hidden = f"{layers_in_words(config.hidden, config.activation)} -> " if config.hidden else ""
        outputs = f"{len(self.classes)} classes" if self.classes else "classes"
        return f"{config.input} -> {hidden}{outputs}, {config.loss}, {config.optimizer}, rate {config.rate:g}"

    def adopt(self, classes: tuple[str, ...]) -> str:
        """Make a network for these classes, unless it has them all. Raises ConfigError if it learned others."""
        if set(classes) <= set(self.classes):
            return ""
        if self.taught:
            new = sorted(set(classes) - set(self.classes))
            raise ConfigError(f"the network has learned other classes ({new[0]!r} is not among them): reset it first")
        self._build(classes)
        return ""

    def _build(self, classes: tuple[str, ...]) -> None:
        self.classes, rng = classes, self._rng(len(classes))
        n_in = self.machine.retina.n_s if self.config.input == "light" else self.machine.association.n_a
        self.network = Network(self.config.network(n_in, len(classes)), rng)
        self.training = Training(self.network, self.config.training(), rng)

    def _rng(self, n_classes: int = 0) -> np.random.Generator:
        """Where the first weights, and then the order of the pictures, are drawn from."""
        return np.random.Generator(np.random.PCG64([self.machine.config.seed, n_classes or len(self.classes)]))

    # ---- one picture

    def look(self, name: str, light: Light) -> Observation:
        """What the photocells and A-units make of it, and the scores of the classes."""
        machine = self.machine
        s = machine.retina.sense(light)
        a = machine.association.fire(machine.patch_board.carry(s))
        scores = None if self.network is None else self.network.scores(self._input(light[np.newaxis]))[0]
        return Observation(name, light, s, a, scores=None if scores is None else scores.astype(np.float64))

    def answer(self, observation: Observation) -> AnswerFacts:
        """``label`` with ``probability`` and ``probabilities`` by class, or ``score`` and ``scores`` if it has none.

        ``reason`` where its inputs are all 0, which leaves it nothing but its biases, or the highest scores are equal.
        """
        if self.network is None or observation.scores is None:
            return silence(NoAnswer.NO_CLASSES)
        if not (observation.light if self.config.input == "light" else observation.a).any():
            return silence(NoAnswer.NO_LIGHT if self.config.input == "light" else NoAnswer.NO_A_UNIT)
        probable = self.config.loss in PROBABILITIES
        scores = observation.scores[np.newaxis].astype(self.network.dtype)
        values = PROBABILITIES[self.config.loss](scores)[0] if probable else observation.scores
        by_class = {name: float(value) for name, value in zip(self.classes, values, strict=True)}
        best = np.flatnonzero(observation.scores == observation.scores.max())
        if len(best) > 1:
            return {**silence(NoAnswer.TIE, [self.classes[i] for i in best]), **scored(probable, None, by_class)}
        label = self.classes[int(best[0])]
        return {**answered(label), **scored(probable, by_class[label], by_class)}

    def nearness(self, outputs: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """How near each class is: the scores themselves, ndarray of shape (n_classes,), pure numbers."""
        return outputs if self.classes and len(outputs) == len(self.classes) else None

    def teach(self, observation: Observation, label: str) -> Generator[Observation, float | None, tuple[None, str]]:
        """One step down the gradient for one picture. Raises ConfigError for an unknown class."""
        assert self.training is not None
        light, target = self._input(observation.light[np.newaxis]), np.array([index_of(label, self.classes)])
        before = self.training.step(light, target)
        return None, f"one step down the gradient; the loss was {before:.4g}"
        yield observation  # never: a step has no machine time

    def wrong_units(self, observation: Observation, label: str) -> None:
        """None: a network has no R-units."""

    # ---- many

    def trainer(self, stimuli: StimulusSet, most: int, name_of: NameOf, show: Show) -> "BackpropTrainer":
        """Epochs of mini-batches in random order; settled when the held-out part got no better for long enough."""
        return BackpropTrainer(self, stimuli, most)

    def classify(self, light: Light) -> NDArray[np.int64]:
        """The class with the highest score for every picture (n, rows, cols): indices into ``classes``, (n,)."""
        assert self.training is not None
        with self.training.threads():
            return self.training.network.classes(self._input(light))

    def scores(self, light: Light) -> NDArray[np.float32]:
        """The scores of all classes for every picture (n, rows, cols): ndarray of shape (n, n_classes)."""
        assert self.network is not None
        return np.asarray(self.network.scores(self._input(light)), np.float32)

    def _input(self, light: Light) -> NDArray[np.float32]:
        """What the network is given of pictures (n, rows, cols): ndarray of shape (n, n_in), float32."""
        if self.config.input == "light":
            return np.ascontiguousarray(light.reshape(len(light), -1), np.float32)
        machine = self.machine
        return machine.units_on(machine.sense(light)).astype(np.float32)

    def looks_for(self, since_start: bool = False) -> NDArray[np.float64]:
        """The weights into each unit of the first layer, on the retina: (n, rows, cols), pure numbers.

        ``since_start``: how they changed. The random start is drawn anew, from the same seed.
        """
        rows, cols = self.machine.config.retina.rows, self.machine.config.retina.cols
        if self.network is None:
            return np.zeros((0, rows, cols))
        weights = self.network.parameters["w1"].T.astype(np.float64)
        if since_start:
            weights = weights - Network(self.network.config, self._rng()).parameters["w1"].T
        if self.config.input == "light":
            return np.asarray(weights.reshape(-1, rows, cols))
        return np.stack([self.machine.patch_board.back(column) for column in weights])

    # ---- state

    def still(self) -> Self:
        """A copy to look at, of the machine and the weights too; without a trainer."""
        twin = copy(self)
        twin.front, twin.training = self.front.still(), None
        twin.network = None if self.network is None else self.network.still()
        return twin

    def own(self) -> tuple[dict[str, Any], Arrays]:
        """The state of network and training: plain values, and copies of the arrays by name."""
        brain: dict[str, Any] = {"config": asdict(self.config), "classes": list(self.classes), "taught": self.taught}
        if self.training is None:
            return brain, {}
        brain["training"], held = self.training.capture()
        return brain, held

    @classmethod
    def behind(cls, front: Mark1Backend, plain: dict[str, Any], arrays: Arrays) -> Self:
        """The network that ``own`` saw. Raises ConfigError, KeyError, TypeError or ValueError for an invalid state."""
        classes, config = plain["classes"], plain["config"]
        config = {**config, "hidden": tuple(config["hidden"]), "activation": names_of_0_1_0(config["activation"])}
        backend = cls(front, NetworkBackendConfig(**config))
        if classes:
            if not all(isinstance(label, str) for label in classes) or not 2 <= len(classes) == len(set(classes)):
                raise ConfigError("a network needs two different classes or more")
            backend._build(tuple(classes))
            assert backend.training is not None
            backend.training.restore(plain["training"], arrays)
        return backend

    def capture(self) -> tuple[dict[str, Any], Arrays]:
        """The machine it looks through, and the network with its trainer."""
        (plain, arrays), (brain, held) = self.front.capture(), self.own()
        return {**plain, "brain": brain}, arrays | {f"{OWN}{name}": array for name, array in held.items()}

    @classmethod
    def restored(cls, plain: dict[str, Any], arrays: Arrays) -> Self:
        """What ``capture`` saw. Raises ConfigError, KeyError, TypeError or ValueError for what cannot be one."""
        held = {name.removeprefix(OWN): array for name, array in arrays.items() if name.startswith(OWN)}
        return cls.behind(Mark1Backend.restored(plain, arrays), plain["brain"], held)


def layers_in_words(hidden: tuple[int, ...], activation: str | tuple[str, ...]) -> str:
    """``128 + 64 relu``; with an activation for each layer, ``128 relu + 64 tanh``."""
    if isinstance(activation, str):
        return f"{' + '.join(map(str, hidden))} {activation}"
    return " + ".join(f"{units} {name}" for units, name in zip(hidden, activation, strict=True))


class BackpropTrainer:
    """Epoch after epoch. When the last has ended, the best weights of the held-out part are in the network."""

    def __init__(self, backend: NetworkBackend, stimuli: StimulusSet, most: int) -> None:
        assert backend.training is not None
        self.backend, self.training = backend, backend.training
        self.given, self.truth = backend._input(stimuli.light), indices_in(backend.classes, stimuli)
        self.epochs = self.training.fit(self.given, self.truth, most)

    def order(self) -> NDArray[np.int64]:
        return np.arange(len(self.truth))  # the trainer draws its own

    def teach(self, order: NDArray[np.int64], dt_s: float | None) -> Process[TrainingStep]:
        epoch = next(self.epochs)
        with self.training.threads():
            wrong_of = (self.training.network.classes(self.given) != self.truth).astype(np.int64)
        return TrainingStep(len(order), wrong_of, None, epoch.loss, epoch.settled)
        yield  # never: an epoch has no machine time

    def end(self) -> None:
        self.training.put_best_back()


class LogisticBackend(NetworkBackend):
    """Logistic regression: the same without a hidden layer, so it draws straight lines, as the perceptron does."""

    name, pictured = "logistic", True
    usual = NetworkBackendConfig(hidden=(), start="zero")

    def __init__(self, front: Mark1Backend, config: NetworkBackendConfig | None = None) -> None:
        super().__init__(front, config and replace(config, hidden=()))
