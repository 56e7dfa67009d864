"""What the benchmarks learn from: the project's own letters of all faces, distorted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mark1.machine.compiled.activity import Activity
from mark1.machine.config import (
    AssociationConfig,
    MachineConfig,
    PotentiometerConfig,
    ResponseConfig,
)
from mark1.machine.mark1 import MarkI
from mark1.machine.teacher import AnswerCode
from mark1.stimuli.distortions import distorted
from mark1.stimuli.library import load

Labels = NDArray[np.int32]


@dataclass(frozen=True)
class Distortions:
    """How far the slides of the letters may be off: a distortion's greatest amounts."""

    shift_cells: float = 0.5
    turned_deg: float = 0.0
    noise: float = 0.2


STEADY = Distortions()
# More than 512 A-units can tell apart: every epoch has thousands of mistakes.
CARELESS = Distortions(shift_cells=1.0, turned_deg=8.0)


def distorted_letters(
    n: int, machine: MarkI, slide: Distortions = STEADY, seed: int = 0
) -> tuple[NDArray[np.float32], Labels, tuple[str, ...]]:
    """Light (n, 20, 20), the class of each picture (n,), and the classes: letters shifted, turned, and with noise."""
    rng = np.random.Generator(np.random.PCG64(seed))
    letters = load("letters:all", machine.optics, rng=rng)
    picks = rng.integers(0, len(letters), n)
    amounts = {"shift_cells": slide.shift_cells, "rotation_deg": slide.turned_deg, "noise": slide.noise}
    light = [distorted(letters.light[i], rng, **amounts) for i in picks]
    return np.stack(light), letters.class_of[picks], letters.classes


def machine_of(n_a: int, n_r: int, ideal: bool, seed: int = 0) -> MarkI:
    """A Mark I with the default wires and every pot shared, its motors ideal or as they were."""
    return MarkI(
        MachineConfig(
            association=AssociationConfig(n_a=n_a),
            response=ResponseConfig(n_r=n_r),
            potentiometers=PotentiometerConfig(pots="shared", ideal=ideal),
            seed=seed,
        )
    )


def lessons(
    n: int, n_a: int, n_r: int, slide: Distortions = STEADY
) -> tuple[NDArray[np.float32], Activity, NDArray[np.int8]]:
    """Light (n, 20, 20) of distorted letters, its packed activity, and the answers wanted (n, n_r) by binary code."""
    machine = machine_of(n_a, n_r, ideal=True)
    light, class_of, classes = distorted_letters(n, machine, slide)
    return light, machine.sense(light), AnswerCode("binary", classes, n_r).words[class_of]


def epochs_of(machine: MarkI, activity: Activity, wanted: NDArray[np.int8], epochs: int) -> list[int]:
    """Teach a machine that knows nothing, one call an epoch as the trainer does: the corrections of each epoch."""
    machine.reset()
    order = np.arange(len(activity))
    return [machine.learn(activity, wanted, order).corrections for _ in range(epochs)]


def unpacked(activity: Activity, n_a: int) -> NDArray[np.bool_]:
    """On or off of every A-unit: ndarray of shape (n, n_a)."""
    bits = activity[:, np.newaxis, :] >> np.arange(16, dtype=np.uint16)[:, np.newaxis] & 1
    return np.asarray(bits.reshape(len(activity), -1)[:, :n_a].astype(bool))


def same_as_parts(machine: MarkI, light: NDArray[np.float32], activity: Activity, wanted: NDArray[np.int8]) -> bool:
    """Whether the compiled pass leaves the same wipers as teaching the same pictures one by one, through the parts."""
    one_by_one = MarkI(machine.config)
    corrections = sum(one_by_one.teach(picture, word) for picture, word in zip(light, wanted, strict=True))
    same_corrections = corrections == sum(epochs_of(machine, activity, wanted, 1))
    return same_corrections and np.array_equal(one_by_one.potentiometers.wiper, machine.potentiometers.wiper)
