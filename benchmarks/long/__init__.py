"""Long trials: the full counts, run by hand before a release. ``python -m benchmarks long`` lists them.

Each module here is one trial, found by its file name; the first line of its docstring is its line in the list. It has

    COUNT = 100_000                         the full count
    def run(count, seed, report): ...       report(text) prints progress; returns an Outcome

A test runs the same function with a small count. Heavy imports belong inside ``run``.
"""

from collections.abc import Callable
from typing import Any

# ``failures``: one line per failure (empty if all is well); any further figures under names of their own.
Outcome = dict[str, Any]

Say = Callable[[str], None]
