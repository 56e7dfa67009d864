"""Command: one word of the panel's language, what it does, and all that others need to know of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from mark1.machine.simulated_time import Process
from mark1.panel.reply import Reply
from mark1.panel.undo import ReversibleSession


def never(words: Sequence[str]) -> bool:
    """Not with any words."""
    return False


def always(words: Sequence[str]) -> bool:
    """With any words."""
    return True


@dataclass(frozen=True)
class Command:
    """One word of the panel's language.

    ``old_words``: what it was called: journals and scripts that say so still run, and nothing lists them.
    ``kind``: *act* changes machine or code, so undo takes it back; *look* leaves them alone, yet a noisy machine
    draws chance for it, so a replay must do it too; *ask* changes nothing, may be asked while another works, and is a
    comment in the journal.
    ``changes``: what an act may change that an evaluation depends on: *weights* only if something was learned.
    ``run`` answers at once, or is a process: see ``simulated_time.py``.

    ``brings_history``: it replaces the history, and is no line of it.
    ``reaches_out(words)``: whether, with these words after it, it opens a file or needs a rig.
    ``writes_machine``: it writes the machine, which is lost with the program if that fails.
    ``sized``: the numbers among its words say how large the thing is that it makes.

    In a window, where lines are asked for while others are done:

    ``presents``: what it shows in a training run: the *next* pictures, also while time is paused; the *rest*, which
    resumes after interrupting lines; *whole* epochs, whose end it hurries to when it is stopped.
    ``in_between``: it interrupts a run, which then resumes.
    ``never_forgotten``: it is done even if the lines asked for with it are forgotten.
    """

    usage: str
    help: str
    run: Callable[[ReversibleSession, Sequence[str]], Reply | Process[Reply]]
    kind: Literal["act", "look", "ask"] = "act"
    changes: Literal["answers", "weights", "nothing"] = "answers"
    old_words: tuple[str, ...] = ()
    brings_history: bool = False
    reaches_out: Callable[[Sequence[str]], bool] = never
    writes_machine: bool = False
    sized: bool = False
    presents: Literal["nothing", "next", "rest", "whole"] = "nothing"
    in_between: bool = False
    never_forgotten: bool = False

    @property
    def word(self) -> str:
        """The word that a line begins with."""
        return self.usage.split()[0]

    @property
    def makes_room(self) -> bool:
        """Whether it ends between two pictures when another line is asked for."""
        return self.presents in ("next", "rest")
