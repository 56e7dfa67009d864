"""Arguments: what is handed in, checked once per call, and converted where its meaning is plain.

A list is as good as an array, and one kind of number as another that holds the same value. What could mean two things
is refused with a ConfigError: where, what was expected, and what it got.
"""

import math
import numbers
import os
from collections.abc import Sequence
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from mark1.errors import ConfigError, Described, expected

Shape = tuple[int | None, ...]  # None: any length, of the first dimension
SIDE, NUMBER, BIT, WORD, LIGHT = map(np.dtype, (np.int8, np.int64, np.bool_, np.uint16, np.float32))
ONE = np.float32(1).view(np.uint32)  # floats from 0 up are in the order of their bits; NaN and those below 0 come later


def refusal(where: str, allowed: str, got: object) -> ConfigError:
    """The error of an argument: ``allowed`` is what was expected, ``got`` what was handed in."""
    return ConfigError(expected(where, allowed, got))


# ---- single numbers


def plain(value: object) -> Any:
    """A number or text of Python for one of NumPy."""
    return value.item() if isinstance(value, np.generic) else value


def whole(where: str, value: object) -> int:
    """A whole number. Raises ConfigError, also for True, and for 2.0, which may be a slip."""
    if type(value) is int:
        return value
    value = plain(value)
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise refusal(where, "a whole number", value)
    return int(value)


def real(where: str, value: Any, low: float = -math.inf, high: float = math.inf) -> float:
    """A number from ``low`` to ``high``, both included. Raises ConfigError, also for NaN."""
    if type(value) is float and low <= value <= high:
        return value
    value, is_real = plain(value), isinstance(plain(value), numbers.Real)
    if isinstance(value, bool) or not is_real or not low <= value <= high:
        at_most = "" if high == math.inf else f" to {high:g}"
        allowed = "a number" if low == -math.inf else f"a number from {low:g}{at_most or ' up'}"
        raise refusal(where, allowed, value)
    return float(value)


def instance(where: str, value: object, kind: type) -> None:
    """Raises ConfigError unless ``value`` is of this kind."""
    if not isinstance(value, kind):
        raise refusal(where, f"a {kind.__name__}", value)


def function(where: str, value: object) -> None:
    """Raises ConfigError unless ``value`` can be called, or is None."""
    if value is not None and not callable(value):
        raise refusal(where, "a function or None", value)


def word(where: str, value: object, allowed: Sequence[str]) -> str:
    """One of the ``allowed`` words. Raises ConfigError."""
    if not isinstance(value, str) or value not in allowed:
        raise refusal(where, f"one of {', '.join(allowed)}", value)
    return value


def path(where: str, value: object) -> str:
    """The name of a file, as text. Raises ConfigError."""
    name = os.fspath(value) if isinstance(value, (str, os.PathLike)) else None
    if not isinstance(name, str):
        raise refusal(where, "the name of a file", value)
    return name


# ---- arrays


def anything(given: Any) -> NDArray[Any]:
    """An array of whatever shape and type; of rows of different lengths, one without dimensions."""
    try:
        return np.asanyarray(given)
    except ValueError:
        return np.asarray(None)


def array(where: str, given: Any, shape: Shape, meaning: str, kinds: str = "biuf") -> NDArray[Any]:
    """Numbers as an array of this shape, contiguous. Raises ConfigError; ``meaning`` is what the elements are."""
    try:
        values: NDArray[Any] = np.ascontiguousarray(given) if np.ndim(given) else np.asarray(given)
    except ValueError:  # rows of different lengths
        raise refusal(where, f"{meaning} of shape {_shape(shape)}", given) from None
    fits = len(shape) == values.ndim and all(n in (None, m) for n, m in zip(shape, values.shape, strict=True))
    if not fits or (values.dtype.kind not in kinds and values.size):
        raise refusal(where, f"{meaning} of shape {_shape(shape)}", values)
    return values


def _is(given: object, dtype: object, shape: Shape) -> TypeGuard[NDArray[Any]]:
    """Whether it is such an array already: asked first, for it mostly is."""
    return (
        type(given) is np.ndarray
        and given.dtype == dtype
        and given.shape[1:] == shape[1:]
        and given.ndim == len(shape)
        and shape[0] in (None, given.shape[0])
        and given.flags.c_contiguous
    )


def _shape(shape: Shape) -> str:
    """A shape in words: ``(n, 8)``."""
    names = ["n" if n is None else str(n) for n in shape]
    return f"({names[0]},)" if len(names) == 1 else f"({', '.join(names)})"


def sides(where: str, given: object, shape: Shape) -> NDArray[np.int8]:
    """Wanted answers, +1 or -1, 0 where nothing is asked: ndarray of this shape, int8. Raises ConfigError.

    Not from True and False; and not from 0 and 1 alone, which may mean off and on, unless they are int8 already, the
    type of the machine's own answers.
    """
    values = given if _is(given, SIDE, shape) else array(where, given, shape, "+1, -1 or 0")
    if values.dtype == np.int8:
        if values.size and (values.view(np.uint8) + np.uint8(1)).max() > 2:
            raise _odd_one(where, values)
        return values
    if values.dtype.kind == "b":
        raise refusal(where, "+1, -1 or 0", Described("True and False: np.where(it, 1, -1) makes sides of them"))
    if not np.isin(values, (-1, 0, 1)).all():
        raise _odd_one(where, values)
    if values.size and values.min() == 0 and values.max() == 1:
        raise refusal(
            where,
            "+1 and -1",
            Described("0 and 1: write -1 for off, or hand in int8 where 0 means that nothing is asked"),
        )
    return values.astype(np.int8)


def _odd_one(where: str, values: NDArray[Any]) -> ConfigError:
    return refusal(where, "+1, -1 or 0", values[~np.isin(values, (-1, 0, 1))][0].item())


def indices(where: str, given: Any, n: int) -> NDArray[np.int64]:
    """Whole numbers from 0 to n - 1: ndarray of shape (m,), int64. Raises ConfigError."""
    meaning = f"whole numbers from 0 to {n - 1}"
    values: NDArray[np.int64] = given
    if not _is(given, NUMBER, (None,)):
        values = array(where, given, (None,), meaning, "iu").astype(np.int64, copy=False)
    if values.size and values.view(np.uint64).max() >= n:  # below 0 is far above n
        raise refusal(where, meaning, values[(values < 0) | (values >= n)][0].item())
    return values


def table(where: str, given: Any, columns: int, meaning: str) -> NDArray[np.int64]:
    """Rows of whole numbers: ndarray of shape (m, columns), int64; an empty list has no rows. Raises ConfigError."""
    try:
        if np.ndim(given) == 1 and not len(given):
            return np.zeros((0, columns), np.int64)
        return array(where, given, (None, columns), meaning, "iu").astype(np.int64, copy=False)
    except ValueError:  # also of rows of different lengths
        raise refusal(where, meaning, given) from None


def bits(where: str, given: object, shape: Shape) -> NDArray[np.bool_]:
    """On or off: ndarray of this shape, bool; 0 and 1 are as good. Raises ConfigError."""
    if _is(given, BIT, shape):
        return given
    values = array(where, given, shape, "True or False")
    if values.dtype != np.bool_ and not np.isin(values, (0, 1)).all():
        raise refusal(where, "True or False", values[~np.isin(values, (0, 1))][0].item())
    return values.astype(np.bool_, copy=False)


def words(where: str, given: object, shape: Shape, meaning: str) -> NDArray[np.uint16]:
    """Packed bits as they are, for places are their meaning: ndarray of this shape, uint16. Raises ConfigError."""
    if _is(given, WORD, shape):
        return given
    values = array(where, given, shape, meaning, "u")
    if values.dtype != WORD:
        raise refusal(where, f"{meaning} uint16", values)
    return values


def light(where: str, given: object, shape: Shape) -> NDArray[np.float32]:
    """Light from 0 (dark) to 1 (lit): ndarray of this shape, float32. Raises ConfigError, also for NaN."""
    if _is(given, LIGHT, shape) and given.size and given.view(np.uint32).max() <= ONE:
        return given
    values = array(where, given, shape, "light from 0 to 1")
    if values.dtype.kind != "b" and values.size:
        low, high = values.min(), values.max()
        if not (low >= 0 and high <= 1):
            got = "NaN" if low != low else f"{low:g} to {high:g}"
            hint = ": divide by 255" if values.dtype == np.uint8 else ""
            raise refusal(where, "light from 0 to 1", Described(got + hint))
    return values.astype(np.float32, copy=False)
