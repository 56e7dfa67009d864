"""Every error mark1 raises on purpose.

Each class is also a builtin, so ``except ValueError`` works for those who do not know this tree. The text says what,
where, what was expected, what was given, and what to do next. ``exit_code`` is the exit code of the command line: 2 for
misuse, 1 for a valid request that failed.
"""

from collections.abc import Iterable
from typing import Any

from mark1.text import MOST_MESSAGE, nearest, short


class Described(str):
    """Words that say what was given. ``expected`` puts them into its text as they are, and any other value as code."""

    __slots__ = ()


def described(value: Any) -> Described:
    """A value in a few words, on one line: an array by its dtype and shape, a number of NumPy as one of Python."""
    if getattr(value, "shape", None) and hasattr(value, "dtype"):
        return Described(f"{value.dtype} of shape {value.shape}")
    plain = value.item() if getattr(value, "shape", None) == () else value
    return Described(short(" ".join(repr(plain).split())))


def expected(what: str, allowed: str, got: object) -> str:
    """The text of an error: ``theta: expected a number from 0 to 9, got 'x'``. A long value loses its middle."""
    return f"{what}: expected {allowed}, got {got if isinstance(got, Described) else described(got)}"


def unknown(kind: str, name: str, names: Iterable[str], hint: str = "") -> str:
    """The text of an error: ``unknown setting 'thme'. Did you mean 'theme'?``

    If none of the ``names`` is similar, it ends with the ``hint`` or with all of them in brackets.
    """
    names = list(names)
    question = nearest(name, names)
    valid = hint or f"valid: {', '.join(names)}"
    return f"unknown {kind} {short(repr(name))}" + (question or f" ({valid})")


class Mark1Error(Exception):
    """The root of the tree. Whatever others wrote into the text, it is one line, and not long."""

    exit_code = 2

    def __str__(self) -> str:
        return short(super().__str__(), MOST_MESSAGE)

    def reword(self, text: str) -> None:
        """Give the error another text, before it is raised again."""
        self.args = (text,)


class ConfigError(Mark1Error, ValueError):
    """A setting outside what is allowed."""


class PictureError(Mark1Error, ValueError):
    """A picture that cannot be digitized: not a picture, truncated, too large, or without a figure."""


class FramingError(PictureError):
    """A picture that was read, and has no figure or several: ``scene`` is what it looks like, to be framed by hand."""

    def __init__(self, text: str, scene: Any = None) -> None:  # the text alone: how it is pickled
        super().__init__(text)
        self.scene = scene


class StimulusError(Mark1Error, ValueError):
    """A set of labelled pictures that cannot be used: empty, one class only, a header that lies."""


class BadPicturesError(PictureError, StimulusError):
    """More pictures of a set cannot be used than may be left out: ``bad`` has (file, reason) of every one."""

    def __init__(self, text: str, bad: tuple[tuple[str, str], ...] = ()) -> None:  # the text alone: how it is pickled
        super().__init__(text)
        self.bad = bad


class CommandError(Mark1Error, ValueError):
    """A line the control panel does not understand, or cannot do now."""


class StorageError(Mark1Error, OSError):
    """A file that cannot be read or written."""

    exit_code = 1


class PluginError(Mark1Error, ImportError):
    """A plug-in that cannot be used. The text names the package."""

    exit_code = 1


class MissingLibraryError(Mark1Error, ImportError):
    """A library that is not installed."""

    exit_code = 1


class DisplayError(Mark1Error, OSError):
    """No window can be opened here."""

    exit_code = 1


class RigError(Mark1Error, OSError):
    """A board that cannot be used. The text begins with the side at fault: our message, the board, the cable."""

    exit_code = 1


class RefusedError(RigError):
    """A request the board understood and refused: ``code`` and ``detail`` are the board's."""

    def __init__(self, text: str, code: int = 0, detail: int = 0) -> None:  # the text alone: how it is pickled
        super().__init__(text)
        self.code, self.detail = code, detail


class BoardResetError(RigError):
    """A board that was reset, or has another host: it knows nothing of this session. HELLO, ARM, and look again."""


class StoppedError(RigError):
    """Motors that stay off, because somebody stopped them: ``by`` says who."""

    def __init__(self, text: str, by: str = "somebody") -> None:
        super().__init__(text)
        self.by = by


class ExpectationError(Mark1Error, AssertionError):
    """An ``expect`` line of a script that did not hold."""

    exit_code = 1


class DivergedError(Mark1Error, ArithmeticError):
    """A course of training whose numbers ran away: the loss or the weights are not finite any more."""

    exit_code = 1
