"""Deprecated: the import paths and names of version 0.1.0, which stay for one version.

An old path gives the module that took its place, an old name the class or function that is called otherwise now, and
each a DeprecationWarning that says where it is. The CHANGELOG has the list.
"""

import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from mark1.old_names import FOLDERS, MOVED, RENAMED

WITH_OLD_NAMES = {path.rpartition(".")[0] for path in RENAMED}


def names_of(new: str) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package that was a module: its old names are in ``new`` now."""
    package = new.rpartition(".")[0]

    def old_name(name: str) -> Any:
        from importlib.util import find_spec  # loads more than all of ``import mark1``

        is_module = not name.startswith("__") and find_spec(f"{package}.{name}")
        renamed = f"{new}.{name}" in RENAMED
        if is_module or name.startswith("__") or not (renamed or hasattr(import_module(new), name)):
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return _in_its_place(f"{package}.{name}", RENAMED.get(f"{new}.{name}", f"{new}.{name}"))

    return old_name


def renamed_in(module: str) -> Callable[[str], Any]:
    """The ``__getattr__`` of a module some of whose names are in ``RENAMED``."""

    def old_name(name: str) -> Any:
        old = f"{module}.{name}"
        if old not in RENAMED:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        return _in_its_place(old, RENAMED[old])

    return old_name


def _in_its_place(old: str, new: str) -> Any:
    """What ``new`` names; a warning where ``old`` was written."""
    warnings.warn(f"{old} is deprecated: use {new}", DeprecationWarning, stacklevel=3)
    module, _, name = new.rpartition(".")
    return getattr(import_module(module), name)


class OldAttribute:
    """An attribute by the name it had: reading it warns and gives the one that ``new`` names."""

    def __init__(self, new: str) -> None:
        self.new = new

    def __set_name__(self, owner: type, name: str) -> None:
        self.old = name

    def __get__(self, of: object, owner: type | None = None) -> Any:
        if of is None:
            return self
        kind = type(of).__name__
        warnings.warn(f"{kind}.{self.old} is deprecated: use {kind}.{self.new}", DeprecationWarning, stacklevel=2)
        return getattr(of, self.new)


class Moved:
    """The import system's finder and loader of old paths."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name not in MOVED and name not in FOLDERS:
            return None
        return ModuleSpec(name, Moved(), is_package=name in FOLDERS)  # type: ignore[arg-type]  # its two methods suffice

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """The module in its new place, or an empty folder."""
        if spec.name not in MOVED:
            return None
        new = MOVED[spec.name]
        warnings.warn(f"{spec.name} is deprecated: use {new}", DeprecationWarning, stacklevel=2)
        module = import_module(new)
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is run again; the module keeps the name of its new place."""
        if module.__spec__ is not None and module.__spec__.loader_state is not None:
            module.__spec__ = module.__spec__.loader_state


class Renamed:
    """A finder that asks the other finders, and adds ``renamed_in`` to the modules that have old names.

    The modules themselves stay free of it: a ``__getattr__`` in their source would hide misspelt names from mypy.
    """

    @staticmethod
    def find_spec(name: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name not in WITH_OLD_NAMES:
            return None
        others = (finder for finder in sys.meta_path if finder is not Renamed)
        spec = next((spec for finder in others if (spec := finder.find_spec(name, path, target))), None)
        if spec is not None and spec.loader is not None:
            run = spec.loader.exec_module

            def run_and_add(module: ModuleType) -> None:
                run(module)
                module.__getattr__ = renamed_in(name)  # type: ignore[method-assign]

            spec.loader.exec_module = run_and_add  # type: ignore[method-assign]
        return spec


def install() -> None:
    """Look old paths up after all others, and modules with old names before."""
    if Moved not in sys.meta_path:
        sys.meta_path.append(Moved)
        sys.meta_path.insert(0, Renamed)
