"""Still: a copy of a part for whoever only looks, on another thread: it stays as it is while the part works on."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

# Attributes that only a part at work needs. A copy has none of them, so nobody draws chance from it by mistake.
UNSEEN = frozenset(
    {
        "rng", "teacher_rng", "damage_rng", "seeds", "log", "level",
        "shaft", "came_from", "moved_by", "run_s", "pulse_s", "run_from", "speed_v_per_s", "simulated", "board",
    }
)  # fmt: skip

Part = TypeVar("Part")


def still(part: Part) -> Part:
    """A copy of a part. Arrays that can be written are copied, and can be written no more; all else is shared."""
    twin = object.__new__(type(part))
    state = vars(twin)
    for name, value in vars(part).items():
        if name not in UNSEEN:
            is_written = isinstance(value, np.ndarray) and value.flags.writeable
            state[name] = frozen(value.copy()) if is_written else value
    return twin


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """The array itself, from now on read-only."""
    array.setflags(write=False)
    return array
