"""Loops over small values inside one test: one case for pytest to collect and set up, and a failure names its value."""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

Test = Callable[..., None]


def each(names: str, values: Iterable[Any]) -> Callable[[Test], Test]:
    """Run the test for every value, with the fixtures of one case; ``names`` and values as in ``parametrize``.

    For tests whose values share fixtures without harm. Above one another they make a product.
    """
    words, values = [name.strip() for name in names.split(",")], list(values)
    assert values, f"no values for {names}"

    def looped(test: Test) -> Test:
        fixtures = [one for one in inspect.signature(test).parameters.values() if one.name not in words]

        @functools.wraps(test)
        def all_values(**given: Any) -> None:
            for value in values:
                try:
                    test(**given, **dict(zip(words, value if len(words) > 1 else (value,), strict=True)))
                except BaseException as error:
                    error.add_note(f"with {names} = {value!r}")
                    raise

        all_values.__signature__ = inspect.Signature(fixtures)  # type: ignore[attr-defined]
        return all_values

    return looped
