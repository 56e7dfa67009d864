"""Compiling with Numba, the only file that imports it: on first use, and kept on disk where there is a folder for it.

Without Numba, or where it is switched off, this file cannot be imported.
"""

import contextlib
import pickle
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from types import FunctionType, ModuleType
from typing import Any

try:
    import numba
    from numba.extending import overload
except ModuleNotFoundError as error:
    raise ImportError(f"{error.name} is not installed") from error
if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
    raise ImportError("NUMBA_DISABLE_JIT is set")

from mark1.folders import cache_folder

__all__ = ["compiled", "jitted", "overload"]

# What a damaged file of compiled code raises, or a full disk.
UNREADABLE = (
    ArithmeticError, AttributeError, EOFError, ImportError, LookupError, OSError, TypeError, ValueError,
    pickle.PickleError,
)  # fmt: skip
# Files of ``mark1.machine``. Compiled code holds what it calls, so it is as old as the newest of these.
SOURCES = ("elementary", "normal", "wire_draw", "compiled.arrays", "compiled.firing_by_bits", "compiled.jit",
           "compiled.kernels", "compiled.plain")  # fmt: skip


def jitted(function: Any) -> Any:
    """Compiled on first use and kept on disk, where there is a folder for it; other threads may run meanwhile."""
    try:
        with _our_folder():
            compiled: Any = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # no folder can be written
        return numba.njit(nogil=True)(function)
    _spare_us_a_broken_cache(compiled._cache)
    return compiled


def compiled(module: ModuleType, name: str, ours: dict[str, Any]) -> Any:
    """A function of plain Python, compiled; what it calls is that of ``ours`` of that name, if there is one."""
    function = getattr(module, name)
    return jitted(FunctionType(function.__code__, {**vars(module), **ours}, name, function.__defaults__))


@contextlib.contextmanager
def _our_folder() -> Iterator[None]:
    """While entered, Numba keeps code in the cache folder of mark1, unless NUMBA_CACHE_DIR names another."""
    settings: Any = numba.config
    before, ours = settings.CACHE_DIR, cache_folder()
    settings.CACHE_DIR = before or (str(ours / f"numba-{numba.__version__}") if ours else "")
    try:
        yield
    finally:
        settings.CACHE_DIR = before


def _spare_us_a_broken_cache(cache: Any) -> None:
    """What is damaged, or of other types, is compiled anew; a file that cannot be written is done without.

    Numba numbers its files without looking at what another process is about to write.
    """
    load, save = cache.load_overload, cache.save_overload

    def load_overload(signature: Any, context: Any) -> Any:
        try:
            code = load(signature, context)
        except UNREADABLE:
            return None
        return code if code and code.signature.args == signature else None

    def save_overload(signature: Any, data: Any) -> None:
        with contextlib.suppress(*UNREADABLE):
            save(signature, data)

    cache.load_overload, cache.save_overload = load_overload, save_overload
    with contextlib.suppress(*UNREADABLE):
        cache._cache_file._source_stamp = (cache._cache_file._source_stamp, _stamps())


@cache
def _stamps() -> list[Any]:
    """Age and size of each source, from wherever the package is loaded."""
    specs: list[Any] = [find_spec(f"mark1.machine.{name}") for name in SOURCES]
    return [spec.loader.path_stats(spec.origin) for spec in specs]
