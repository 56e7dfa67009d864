"""Budget: how long a search may take, and whether somebody asked it to stop."""

import math
import time
from collections.abc import Callable

from mark1 import arguments

LIMIT_S = 120.0
LONGEST_S = 1e7  # four months


class Budget:
    """A time limit that begins to run when it is made, and a request to stop that may come at any time.

    A search that ends because of either reports what it knows by then: which bounds that are depends on the speed of
    the computer. Everything else in this package depends on its arguments only.

    ``limit_s``: seconds, or None for no limit; ``asked`` says whether to stop. Raises ConfigError for a limit that is
    not above 0.
    """

    def __init__(self, limit_s: float | None = LIMIT_S, asked: Callable[[], bool] = lambda: False) -> None:
        self.limit_s = math.inf if limit_s is None else arguments.real("time limit", limit_s, 1e-3, LONGEST_S)
        self.asked = asked
        self._began_s = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long it has been running, s."""
        return time.monotonic() - self._began_s

    @property
    def left_s(self) -> float:
        """How much of the limit is left, s; 0 if somebody asked to stop."""
        return 0.0 if self.asked() else max(0.0, self.limit_s - self.seconds)

    @property
    def over(self) -> bool:
        """Whether a search should come to its end."""
        return self.left_s <= 0
