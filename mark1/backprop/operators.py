"""Operators: what may be written between nodes, and the gate that each sign and each function of NumPy makes.

::

    x + y   x - y   x * y   x / y   x ** y   x @ y   -x   abs(x)   x[0]   x.T   x.sum()   x.mean()   x.max()
    np.exp(x)   np.log(x)   np.maximum(x, y)   np.sum(x) ...

``SIGNS`` and ``NUMPY`` are filled by the gates where they are declared: ``class Exp(Function, numpy=np.exp)``.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn

import numpy as np

from mark1.errors import ConfigError

SIGNS: dict[str, Callable[..., Any]] = {}  # by the sign in an expression
NUMPY: dict[Any, Callable[..., Any]] = {  # by the function of NumPy; those here are made of several gates
    np.subtract: lambda x, y: SIGNS["+"](x, SIGNS["*"](-1, y)),
    np.divide: lambda x, y: SIGNS["*"](x, SIGNS["1 /"](y)),
    np.negative: lambda x: SIGNS["*"](-1, x),
    np.square: lambda x: SIGNS["**"](x, 2),
    np.sqrt: lambda x: SIGNS["**"](x, 0.5),
    np.minimum: lambda x, y: SIGNS["*"](-1, NUMPY[np.maximum](SIGNS["*"](-1, x), SIGNS["*"](-1, y))),
    np.amax: lambda x, axis=None: NUMPY[np.max](x, axis),
    np.dot: lambda x, y: SIGNS["@"](x, y),
    np.reshape: lambda x, shape: x.reshape(*shape) if isinstance(shape, Sequence) else x.reshape(shape),
}


def no_gate(function: Any) -> NoReturn:
    """Raises ConfigError: no gate does what this function of NumPy does."""
    known = ", ".join(sorted(each.__name__ for each in NUMPY))
    raise ConfigError(
        f"numpy.{function.__name__}: there is no such gate; with nodes use numpy's {known},"
        " or write a gate: a class derived from mark1.backprop.Gate"
    )


class Operators:
    """The signs and functions that may be used on a node."""

    def __add__(self, other: Any) -> Any:
        return SIGNS["+"](self, other)

    def __radd__(self, other: Any) -> Any:
        return SIGNS["+"](other, self)

    def __sub__(self, other: Any) -> Any:
        return SIGNS["+"](self, -other)

    def __rsub__(self, other: Any) -> Any:
        return SIGNS["+"](other, -self)

    def __mul__(self, other: Any) -> Any:
        return SIGNS["*"](self, other)

    def __rmul__(self, other: Any) -> Any:
        return SIGNS["*"](other, self)

    def __truediv__(self, other: Any) -> Any:
        return SIGNS["*"](self, SIGNS["1 /"](other))

    def __rtruediv__(self, other: Any) -> Any:
        one_over = SIGNS["1 /"](self)
        return one_over if isinstance(other, (int, float)) and other == 1 else SIGNS["*"](other, one_over)

    def __matmul__(self, other: Any) -> Any:
        return SIGNS["@"](self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return SIGNS["@"](other, self)

    def __pow__(self, other: Any) -> Any:
        return SIGNS["**"](self, other)

    def __rpow__(self, other: Any) -> Any:
        return SIGNS["**"](other, self)

    def __neg__(self) -> Any:
        return SIGNS["*"](-1, self)

    def __abs__(self) -> Any:
        return NUMPY[np.absolute](self)

    def __getitem__(self, key: Any) -> Any:
        return SIGNS["[]"](self, key)

    @property
    def T(self) -> Any:  # noqa: N802 - NumPy's name
        """The transpose: axes in reverse order."""
        return NUMPY[np.transpose](self)

    def sum(self, axis: int | None = None) -> Any:
        """The sum of all entries, or along an axis."""
        return NUMPY[np.sum](self, axis)

    def mean(self, axis: int | None = None) -> Any:
        """The mean of all entries, or along an axis."""
        return NUMPY[np.mean](self, axis)

    def max(self, axis: int | None = None) -> Any:
        """The largest of all entries, or along an axis."""
        return NUMPY[np.max](self, axis)

    def reshape(self, *to: int) -> Any:
        """The entries in another shape, in the same order; one length may be -1."""
        return SIGNS["reshape"](self, to)

    # ---- what NumPy is asked to do with a node

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """``np.exp(node)``, and ``np.float64(2) * node``. Raises ConfigError where there is no gate."""
        if method != "__call__" or options or ufunc not in NUMPY:
            no_gate(ufunc)
        return NUMPY[ufunc](*inputs)

    def __array_function__(self, function: Any, types: Any, given: Any, options: Any) -> Any:
        """``np.sum(node)``. Raises ConfigError where there is no gate."""
        if function not in NUMPY:
            no_gate(function)
        try:
            return NUMPY[function](*given, **options)
        except TypeError as error:
            raise ConfigError(f"numpy.{function.__name__} of a node: {error}") from None

    # ---- what has no meaning before forward has run

    def __iter__(self) -> Iterator[Any]:
        raise ConfigError(f"{self}: its length is known when forward runs; take its entries by index, as in x[0]")

    def _compare(self, other: Any) -> bool:
        raise ConfigError(
            f"{self}: it has no value to compare before forward runs; use maximum(x, y), relu(x) or x.max()"
        )

    __lt__ = __le__ = __gt__ = __ge__ = _compare
