"""Which kernels run: the compiled ones where Numba is, else those of plain NumPy. The same bits, slower.

``from mark1.machine.compiled.chosen import kernels``, when they are used, gives ``kernels.py`` or ``plain.py``; loading
Numba takes some tenths of a second. Small work, as drawing the wires of one machine, does not wait for that: see
``kernels_for``.
"""

from types import ModuleType
from typing import Any

from mark1.folders import cache_folder

PATIENCE_US = 200_000.0  # of small work without compiled code, before that is loaded

_chosen: list[tuple[ModuleType, str]] = []  # once they are: the kernels, and why they are plain
_small_us = [0.0]  # small work done without compiled code


def __getattr__(name: str) -> Any:
    """``kernels``, loaded on first use."""
    if name != "kernels":
        raise AttributeError(name)
    return _choice()[0]


def why_plain() -> str:
    """Why the passes are slow, for people; empty where they are compiled."""
    return _choice()[1]


def slow_because() -> str:
    """A line for people where the passes are not compiled; empty where they are."""
    why = why_plain()
    return f"training is slow here, for its passes are not compiled: {why}; the results are the same" if why else ""


def compiles_first() -> bool:
    """Whether the next passes have to be compiled, because no compiled code is in the cache folder."""
    folder = None if why_plain() else cache_folder()
    return not why_plain() and (folder is None or not any(folder.rglob("*.nbi")))


def kernels_for(work_us: float) -> Any:
    """The kernels for work that takes ``work_us`` microseconds without compiled code.

    Compiled ones if they are loaded already, or if there was so much small work that loading them pays.
    """
    _small_us[0] += work_us
    if _chosen or _small_us[0] > PATIENCE_US:
        return _choice()[0]
    from mark1.machine.compiled import plain

    return plain


def _choice() -> tuple[ModuleType, str]:
    if not _chosen:
        try:
            from mark1.machine.compiled import kernels

            _chosen.append((kernels, ""))
        except (ImportError, OSError, SystemError) as error:  # no Numba, one without its libraries, or switched off
            from mark1.machine.compiled import plain

            _chosen.append((plain, str(error).split("\n")[0]))
    return _chosen[0]
