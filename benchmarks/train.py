"""train: 8 responses learned together, against scikit-learn's Perceptron fitted once for each.

Both are given the activity of the A-units: we packed, scikit-learn as the float64 matrix it wants. Mistakes of the peer
are counted outside the clock, by the rule written out in numpy, whose weights must be the peer's.

``large``: 5,000 A-units, 26 classes one-hot. The peer takes a minute, so it runs once, between two runs of ours.
"""

from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from benchmarks.letters import (
    CARELESS,
    STEADY,
    Distortions,
    distorted_letters,
    epochs_of,
    lessons,
    machine_of,
    same_as_parts,
    unpacked,
)
from benchmarks.rounds import Report, Times, best, in_turn, one_turn, report, require
from mark1.machine.teacher import AnswerCode

TARGET = 20.0
LARGE_TARGET = 15.0
N_BY_PARTS = 100
# So far off that 5,000 A-units need 46 epochs to learn 8,000 of them.
UPSIDE_DOWN = Distortions(shift_cells=5.0, turned_deg=180.0, noise=0.5)


def run(
    n: int = 5000,
    n_a: int = 512,
    n_r: int = 8,
    epochs: int = 10,
    rounds: int = 15,
    large: tuple[int, int, int] = (8000, 5000, 58),
) -> Report:
    """The report; ``harder`` is a second one, on careless slides. Raises DisagreementError as ``lesson`` does.

    ``large``: pictures, A-units and epochs of the large machine.
    """
    harder = lesson(n, n_a, n_r, epochs, rounds, CARELESS)
    kept = ("ours", "peer", "ratio", "ours_median", "peer_median", "slide", "mistakes", "peer_mistakes", "checks")
    small = lesson(n, n_a, n_r, epochs, rounds, STEADY)
    return small | {"harder": {key: harder[key] for key in kept}, "large": large_lesson(*large)}


def lesson(n: int, n_a: int, n_r: int, epochs: int, rounds: int, slide: Distortions) -> Report:
    """The report on one set of letters. Raises DisagreementError unless mistakes and weights are the same."""
    light, activity, wanted = lessons(n, n_a, n_r, slide)
    dense = unpacked(activity, n_a).astype(np.float64)
    machine = machine_of(n_a, n_r, ideal=True)
    some = slice(0, N_BY_PARTS)
    by_parts = same_as_parts(machine, light[some], activity[some], wanted[some])
    times = in_turn(
        {
            "ours": lambda: epochs_of(machine, activity, wanted, epochs),
            "peer": lambda: peer_weights(dense, wanted, epochs),
        },
        rounds,
    )
    corrections = epochs_of(machine, activity, wanted, epochs)
    weights = machine.potentiometers.wiper_v.reshape(n_r, n_a)
    rule_weights, rule_mistakes = by_rule(dense, wanted, epochs)
    checks = {
        "same_weights": np.array_equal(weights, peer_weights(dense, wanted, epochs)),
        "rule_is_the_peers": np.array_equal(weights, rule_weights),
        "same_mistakes": corrections == rule_mistakes,
        "same_as_parts": by_parts,
    }
    sizes = {"stimuli": n, "a_units": n_a, "responses": n_r, "epochs": epochs, "slide": asdict(slide)}
    mistakes = {"mistakes": sum(corrections), "mistakes_of_epoch": corrections, "peer_mistakes": sum(rule_mistakes)}
    return report("train", times["ours"], times["peer"], checks, target=TARGET, **sizes, **mistakes)


def large_lesson(n: int, n_a: int, epochs: int) -> Report:
    """The report on one large machine. Raises DisagreementError unless the weights are the same."""
    from sklearn.linear_model import Perceptron

    machine = machine_of(n_a, 26, ideal=True)
    light, class_of, classes = distorted_letters(n, machine, UPSIDE_DOWN)
    activity, wanted = machine.sense(light), AnswerCode("onehot", classes, 26).words[class_of]
    dense, peer = unpacked(activity, n_a).astype(np.float64), []

    def fit() -> None:
        peer.append(Perceptron(shuffle=False, tol=None, max_iter=epochs, fit_intercept=False).fit(dense, class_of))

    corrections = epochs_of(machine, activity, wanted, epochs)
    times: dict[str, Times] = {"ours": [], "peer": []}
    for name in ("ours", "peer", "ours"):
        run = fit if name == "peer" else lambda: epochs_of(machine, activity, wanted, epochs)
        times[name].append(one_turn(run, 0))
    weights = machine.potentiometers.wiper_v.reshape(26, n_a)
    checks = {"same_weights": np.array_equal(weights[peer[0].classes_], peer[0].coef_)}
    require(checks)
    ours, theirs = best(times["ours"]), best(times["peer"])
    sizes = {"stimuli": n, "a_units": n_a, "responses": 26, "epochs": epochs, "mistakes": sum(corrections)}
    result = {"ours": ours, "peer": theirs, "ratio": theirs / ours, "target": LARGE_TARGET}
    return {**result, **sizes, "slide": asdict(UPSIDE_DOWN), "checks": checks}


def peer_weights(dense: NDArray[np.float64], wanted: NDArray[np.int8], epochs: int) -> NDArray[np.float64]:
    """What scikit-learn learns: ndarray of shape (n_r, n_a)."""
    from sklearn.linear_model import Perceptron

    fitted = [
        Perceptron(shuffle=False, tol=None, max_iter=epochs, fit_intercept=False).fit(dense, asked)
        for asked in wanted.T
    ]
    return np.vstack([one.coef_ for one in fitted])


def by_rule(dense: NDArray[np.float64], wanted: NDArray[np.int8], epochs: int) -> tuple[NDArray[np.float64], list[int]]:
    """The rule in numpy: weights (n_r, n_a), and the mistakes of each epoch. A sum of 0 is a mistake."""
    weights, mistakes = np.zeros((wanted.shape[1], dense.shape[1])), []
    for _ in range(epochs):
        mistakes.append(0)
        for active, asked in zip(dense, wanted, strict=True):
            wrong = asked * (weights @ active) <= 0
            weights += np.outer(asked * wrong, active)
            mistakes[-1] += int(wrong.sum())
    return weights, mistakes
