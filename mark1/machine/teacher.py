"""The teacher: knows the wanted answer, and says when to reinforce, and which way."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments
from mark1.errors import ConfigError
from mark1.machine.config import CORRECTING, Rule, Sign

Sides = NDArray[np.int8]


class Teacher:
    """Says which R-units are reinforced, and which way.

    ::

        sum_v, answer, wanted (n_r,)  -->  [rule]  -->  way (n_r,)  +1, -1, or 0: left alone

        quantized, nonquantized   wanted, where the answer is wrong; else 0       error correction
        forced                    +1 where +1 is wanted, else 0                   whatever the answer was
        bivalent                  +wanted (positive) or -wanted (negative)        whatever the answer was
        spontaneous               the machine's own answer                        whatever was wanted

    Error correction: a sum that is exactly 0, or inside the undecided band, counts as wrong: an untrained machine must
    not be right by the convention that 0 answers +1. Where ``wanted`` is 0, nothing is asked. Source: NAVY60 (primary).

    Forced: values are added for the response that is on; the others' sets are left alone. Source: R57 appendix II, R58
    table 1; that the Mark I could be taught in this way, MAN (primary).

    Bivalent: positive reinforcement adds to the active units of responses that are on and takes from those of responses
    that are off, negative reinforcement reverses both. Source: R58 p. 403 (primary).

    Spontaneous: nobody says what is right. Source: MAN, R58 p. 404 (primary), with values that decay in proportion to
    their size. Assumed: that an answer of -1 is reinforced downward, as in the bivalent system.

    Not modelled: the trainer's slips, fatigue and time to decide.
    """

    def __init__(self, undecided_v: float, rule: Rule = "quantized", sign: Sign = "positive") -> None:
        self.undecided_v, self.rule = undecided_v, rule
        self.sign = 1 if sign == "positive" else -1
        self.corrects = rule in CORRECTING

    def wrong(self, sum_v: NDArray[np.float64], wanted: Sides) -> NDArray[np.bool_]:
        """Which R-units are wrong: ndarray of the shape of ``sum_v``, bool."""
        return np.asarray((wanted != 0) & (wanted * sum_v <= self.undecided_v))

    def directions(self, sum_v: NDArray[np.float64], answer: Sides, wanted: Sides) -> Sides:
        """Which R-units are reinforced, +1 up or -1 down: ndarray of the shape of ``sum_v``, int8; 0: left alone."""
        if self.corrects:
            return np.where(self.wrong(sum_v, wanted), wanted, np.int8(0))
        return answer if self.rule == "spontaneous" else self.asked(wanted)

    def asked(self, wanted: Sides) -> Sides:
        """The directions by the rules that look only at what is wanted; 0 for the other rules."""
        if self.rule == "forced":
            return np.maximum(wanted, np.int8(0))
        return wanted * np.int8(self.sign if self.rule == "bivalent" else 0)


class AnswerCode:
    """What the R-units must answer for each class, and back.

    ``words`` (n_classes, n_r) int8 of +1 / -1; 0 where an R-unit is not asked. *binary*: the class's number in
    binary on the first R-units (R58 p. 402: seven are enough for 100 classes); the rest repeat it as parity checks,
    so that all R-units work and a single slip need not change the answer. *onehot*: one R-unit a class. Assumed: the
    code of the Mark I is not known.
    """

    def __init__(self, name: str, classes: Sequence[str], n_r: int) -> None:
        if name not in ("binary", "onehot"):
            raise arguments.refusal("code", "binary or onehot", name)
        _require_labels(classes)
        n_r = arguments.whole("R-units", n_r)
        needed = r_units_needed(name, len(classes))
        if needed > n_r:
            raise ConfigError(
                f"code {name}: {len(classes)} classes need {needed} R-units, the machine has {n_r}: "
                f"more R-units{', the binary code,' if name == 'onehot' else ''} or fewer classes"
            )
        self.name, self.classes = name, tuple(classes)
        self.words = _onehot(len(classes), n_r) if name == "onehot" else _binary(len(classes), n_r, needed)

    def index(self, label: str) -> int:
        """The number of a class. Raises ConfigError for a class not in the code."""
        return index_of(label, self.classes)

    def word(self, label: str) -> NDArray[np.int8]:
        """The wanted answer for a class: ndarray of shape (n_r,). Raises ConfigError for a class not in the code."""
        word: NDArray[np.int8] = self.words[self.index(label)]
        return word

    def nearest(self, sum_v: NDArray[np.float64]) -> NDArray[np.int64]:
        """The class whose word is nearest to the sums, volt by volt: the largest sum of word x sum.

        Among equals, that with the most lamps in common, so that a word the lamps show exactly always wins.
        ``sum_v`` (n, n_r) -> ndarray of shape (n,): index into ``classes``.
        """
        words = self.words.T.astype(np.float64)
        lamps = np.where(sum_v >= 0, 1.0, -1.0)
        return np.lexsort((-(lamps @ words), -(sum_v @ words)))[:, 0]

    def margin_v(self, sum_v: NDArray[np.float64], label_index: int) -> float:
        """How far the least certain R-unit is on the side of the word; below 0 if it is on the other side."""
        word = self.words[label_index]
        return float((word * sum_v)[word != 0].min())


def _require_labels(classes: Sequence[str]) -> None:
    """Raises ConfigError unless the classes are texts, each once."""
    labels = all(isinstance(label, str) for label in classes)
    if not labels or not len(classes) or len(set(classes)) < len(classes):
        raise arguments.refusal("classes", "the names of different classes", classes)


def index_of(label: str, classes: Sequence[str]) -> int:
    """The number of a class. Raises ConfigError for a class that is not among them."""
    if label not in classes:
        raise ConfigError(f"no class {label!r}: the machine was taught {_listed(classes)}")
    return classes.index(label)


def r_units_needed(name: str, n_classes: int) -> int:
    """The fewest R-units that distinguish this many classes."""
    return n_classes if name == "onehot" else max(1, (n_classes - 1).bit_length())


def _listed(classes: Sequence[str], most: int = 40) -> str:
    """The classes in a line, the first ones only if they are many."""
    return " ".join(classes[:most]) + (f" ... ({len(classes)} in all)" if len(classes) > most else "")


def _onehot(n_classes: int, n_r: int) -> NDArray[np.int8]:
    words = np.zeros((n_classes, n_r), np.int8)
    words[:, :n_classes] = 2 * np.eye(n_classes, dtype=np.int8) - 1
    return words


def _binary(n_classes: int, n_r: int, n_digits: int) -> NDArray[np.int8]:
    """The number, most significant digit first, then parities of the digits picked by 3, 5, 6, 7, 9, ... in binary."""
    digits = (np.arange(n_classes)[:, np.newaxis] >> np.arange(n_digits - 1, -1, -1)) & 1
    several = [number for number in range(3, 2**n_digits) if number.bit_count() > 1] or [1]
    picks = np.array([several[(k * 7) % len(several)] for k in range(n_r - n_digits)], np.int64)
    picked = (picks[:, np.newaxis] >> np.arange(n_digits - 1, -1, -1)) & 1
    parity = digits @ picked.reshape(-1, n_digits).T & 1
    return (2 * np.hstack([digits, parity]) - 1).astype(np.int8)
