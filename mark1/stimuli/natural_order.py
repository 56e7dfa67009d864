"""Natural order: names as a person sorts them, so that 2 comes before 10."""

import re

_RUNS = re.compile(r"([0-9]{1,18})")


def natural_key(name: str) -> tuple[tuple[tuple[int, str], ...], str]:
    """What to sort ``name`` by: its runs of digits as numbers, its letters without case, the name itself last."""
    runs = _RUNS.split(name)
    return tuple((int(run), "") if i % 2 else (0, run.casefold()) for i, run in enumerate(runs)), name
