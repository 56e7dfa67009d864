"""Which kernels run: the compiled ones where Numba is, else those of plain NumPy. The same bits, slower.

``kernels_for(work_us)`` gives ``kernels.py`` or ``plain.py``. Loading Numba takes some tenths of a second, compiling,
which is needed once, some seconds. Small work does not wait for that, until there was so much of it that compiled code
pays. The 26 letters are taught before. ``from mark1.machine.compiled.chosen import kernels`` gives the compiled ones at
once.
"""

from collections.abc import Callable
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from mark1.folders import cache_folder, numba_is_off

# What plain kernels may take before compiled ones are loaded, or compiled: about as long as that takes.
PATIENCE_US, PATIENCE_TO_COMPILE_US = 300_000.0, 4_000_000.0

_chosen: list[tuple[ModuleType, str]] = []  # once they are: the kernels, and why they are plain
_small_us = [0.0]  # small work done without compiled code
_hears: list[Callable[[], None]] = []


def __getattr__(name: str) -> Any:
    """``kernels``, loaded on first use."""
    if name != "kernels":
        raise AttributeError(name)
    return _choice()[0]


def why_plain() -> str:
    """Why the passes are slow, for people; empty where they are compiled, or will be once that pays."""
    return "" if not _chosen and _seems_installed() else _choice()[1]


def slow_because() -> str:
    """A line for people where the passes are not compiled; empty where they are."""
    why = why_plain()
    return f"training is slow here, for its passes are not compiled: {why}; the results are the same" if why else ""


def compiles_first() -> bool:
    """Whether compiled passes have to be compiled, because no compiled code is in the cache folder."""
    folder = cache_folder() if _seems_installed() else None
    return _seems_installed() and (folder is None or not any(folder.rglob("*.nbi")))


def tell(hear: Callable[[], None]) -> None:
    """Call ``hear`` before passes are compiled for the first time, which takes seconds."""
    _hears[:] = [hear]


def is_settled() -> bool:
    """Whether it is known which kernels run from now on."""
    return bool(_chosen)


def pays(work_us: float) -> bool:
    """Whether compiled kernels are loaded already, or so much small work was done that with ``work_us`` more of it
    loading them pays.
    """
    work_us += _small_us[0]
    return bool(_chosen) or work_us > PATIENCE_TO_COMPILE_US or (work_us > PATIENCE_US and not compiles_first())


def kernels_for(work_us: float) -> Any:
    """The kernels for work that takes ``work_us`` microseconds without compiled code: compiled ones if that pays."""
    if pays(work_us):
        return _choice()[0]
    _small_us[0] += work_us
    from mark1.machine.compiled import plain

    return plain


def _seems_installed() -> bool:
    """Whether Numba is installed and not switched off; it may turn out to be broken when it is loaded."""
    return find_spec("numba") is not None and not numba_is_off()


def _choice() -> tuple[ModuleType, str]:
    if not _chosen:
        if _hears and compiles_first():
            _hears[0]()
        try:
            from mark1.machine.compiled import kernels

            _chosen.append((kernels, ""))
        except (ImportError, OSError, SystemError) as error:  # no Numba, one without its libraries, or switched off
            from mark1.machine.compiled import plain

            _chosen.append((plain, str(error).split("\n")[0]))
    return _chosen[0]
