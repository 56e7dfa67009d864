"""The interruption: a run makes room for a line that is asked, and goes on after it, if the line leaves it its course.

run ... theta 3 asked -> run ends -> theta 3 -> nothing else waits -> run
run ... present letter A asked -> run ends -> present letter A -> it stays ended
"""

from mark1.training.training_run import Course

STEP = "step"
RUN = "run"
LONG = (RUN, STEP)
"""Lines that make room when another is asked."""
IN_BETWEEN = ("theta", "trim", "set", "plug", "unplug", "damage", "repair", "rule", "undecided", "keep", "noise",
              "shift", "rotate", "scale", "blur", "exposure", "framing", "polarity")  # fmt: skip
"""Lines that are done in the middle of a run, which then goes on; after any other it stays ended."""


class Interruption:
    """Which course is to go on, if one is."""

    def __init__(self) -> None:
        self._course: Course | None = None

    def done(self, word: str, course: Course | None, *, is_idle: bool) -> bool:
        """A line that begins with ``word`` is done: whether the run is to go on now. ``course`` is the panel's;
        ``is_idle``: nothing else waits.
        """
        if word in LONG and course is not None and course.interrupted:
            self._course = course if word == RUN and not is_idle else None
        elif self._course is not None and (word not in IN_BETWEEN or course is not self._course):
            self._course = None
        elif self._course is not None and is_idle:
            self._course = None
            return True
        return False

    def forget(self) -> None:
        """There was a stop: nothing goes on."""
        self._course = None
