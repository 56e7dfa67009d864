"""Install hint: the command that adds an optional part of mark1, as it works where the user is."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


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
