"""Outputs: the answer of the back end in use, and what its outputs look for: R-units in volts, or scores of classes."""

import numpy as np
from numpy.typing import NDArray

from mark1.gui.base.contract import FrameContext


def values(frame: FrameContext) -> NDArray[np.float64]:
    """The sums of the R-units, V; or the scores of the classes. Zeros before the first picture."""
    observation = frame.observation
    if frame.backend.in_volts:
        n = frame.machine.response.n_r
        return (
            observation.sum_v
            if observation is not None and observation.sum_v is not None and len(observation.sum_v) == n
            else np.zeros(n)
        )
    n = len(frame.backend.classes)
    return (
        observation.scores
        if observation is not None and observation.scores is not None and len(observation.scores) == n
        else np.zeros(n)
    )


def fits(frame: FrameContext) -> bool:
    """Whether the picture was observed by the back end in use."""
    observation = frame.observation
    given = None if observation is None else observation.sum_v if frame.backend.in_volts else observation.scores
    return given is not None and len(given) == len(values(frame))


def lights(frame: FrameContext) -> NDArray[np.float64]:
    """The brightness of each lamp: 1 for +1; for scores, 1 for the highest."""
    if not fits(frame):
        return np.zeros(len(values(frame)))
    assert frame.observation is not None
    if frame.observation.responses is not None:
        return np.asarray(frame.observation.responses > 0, np.float64)
    scores = values(frame)
    return np.asarray(scores == scores.max(), np.float64)


def weights_of(frame: FrameContext, number: int) -> NDArray[np.generic] | None:
    """The weights that determine what a unit looks for; None if it has no picture."""
    if frame.backend.in_volts:
        bank = frame.machine.potentiometers
        return bank.wiper[bank.start_of_r[number] : bank.start_of_r[number + 1]]
    network = frame.backend.network
    return network.parameters["w1"][:, number] if network is not None and frame.backend.pictured else None


def looks_for(frame: FrameContext, number: int) -> NDArray[np.float64]:
    """What a unit looks for: ndarray of shape (rows, cols)."""
    if frame.backend.in_volts:
        return frame.machine.looks_for(number)
    return np.asarray(frame.backend.looks_for()[number])


def answer_of(frame: FrameContext) -> str | None:
    """The label the machine gave to the current picture, if any."""
    return (
        frame.moment.answer(frame.observation).get("label") if frame.observation is not None and fits(frame) else None
    )
