"""Deprecated: the import paths of version 0.1.0, which stay for one version.

An old path gives the module that took its place, and a DeprecationWarning that names it. The CHANGELOG has the list.
"""

import sys
import warnings
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType

FOLDERS = ("mark1.lab", "mark1.lab.experiments")  # what is left of them: a place in which old paths are looked up
MOVED = {
    "mark1.lab.bench": "mark1.experiments.bench",
    "mark1.lab.experiment": "mark1.experiments.experiment",
    "mark1.lab.experiment_figure": "mark1.experiments.figure",
    "mark1.lab.experiment_page": "mark1.experiments.page",
    "mark1.lab.faces": "mark1.experiments.faces",
    "mark1.lab.experiments.table": "mark1.experiments.table",
}


class Moved:
    """The import system's finder and loader of old paths."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name not in MOVED and name not in FOLDERS:
            return None
        return ModuleSpec(name, Moved(), is_package=name in FOLDERS)

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
        """Nothing is run again; the module goes on with the name of its new place."""
        if module.__spec__ is not None and module.__spec__.loader_state is not None:
            module.__spec__ = module.__spec__.loader_state


def install() -> None:
    """Look old paths up after all others."""
    if Moved not in sys.meta_path:
        sys.meta_path.append(Moved)
