"""Install hint: the command that adds an optional part of mark1, as it works where the user is."""

import sys
from importlib.util import find_spec
from pathlib import Path

from mark1.errors import MissingLibraryError

ROOT = Path(__file__).parents[1]
# What a server without a display may lack (requirements-core.txt): the module, and the name of its distribution.
DISPLAYS = {"matplotlib": "matplotlib", "pygame": "pygame-ce"}


def require(module: str, what: str) -> None:
    """Raise MissingLibraryError, before any work is done, if a library of ``DISPLAYS`` is missing. It is not imported.

    ``what`` needs it: ``the window``.
    """
    if not is_installed(module):
        raise missing(module, what)


def is_installed(module: str) -> bool:
    """Whether a library is installed; it is not imported."""
    return find_spec(module) is not None


def hint_for(error: ModuleNotFoundError) -> str:
    """The text for a library that turned out to be missing. Raises the error itself if it is not of ``DISPLAYS``."""
    if error.name not in DISPLAYS:
        raise error
    return str(missing(error.name))


def missing(module: str, what: str = "this command") -> MissingLibraryError:
    """The error that says how to install a library of ``DISPLAYS``."""
    name = DISPLAYS[module]
    return MissingLibraryError(f"{what} requires {name}, which is not installed: pip install {name}")


def install(extra: str) -> str:
    """``pip install 'mark1[video]'``; for a mark1 that runs from a checkout, the same with the folder of the checkout.

    The libraries themselves are listed in pyproject.toml, under the name of the extra. In the folder of the checkout,
    that is the dot.
    """
    return f"pip install {_quoted(f'{_what()}[{extra}]')}"


def _what() -> str:
    if not (ROOT / "pyproject.toml").is_file():
        return "mark1"
    try:
        return "." if Path.cwd() == ROOT else str(ROOT)
    except FileNotFoundError:  # the current folder was deleted
        return str(ROOT)


def _quoted(text: str) -> str:
    return f'"{text}"' if sys.platform == "win32" else f"'{text}'"
