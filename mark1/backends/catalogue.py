"""The back ends there are, by name, also those of plug-ins; each is loaded when it is first asked for."""

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from inspect import isabstract
from types import FunctionType
from typing import Any

from mark1 import plugins
from mark1.backends.backend import Arrays, Backend
from mark1.errors import ConfigError, unknown
from mark1.machine import state

BACKENDS = {
    "mark1": "mark1.backends.mark1:Mark1Backend",
    "mlp": "mark1.backends.network:NetworkBackend",
    "logistic": "mark1.backends.network:LogisticBackend",
}


def is_state(name: str) -> bool:
    """Whether an array of a saved file can be some back end's; no other is worth unpacking."""
    return name in state.NAMES or name.startswith("brain.")


def check_sizes(plain: dict[str, Any], heads: Mapping[str, tuple[tuple[int, ...], Any]]) -> None:
    """Raises ConfigError, KeyError or TypeError unless arrays of these shapes and types can be those of a back end."""
    from mark1.backends import sizes

    sizes.check(plain, heads)


def names() -> list[str]:
    """The names of all back ends: those of mark1, then those of plug-ins."""
    return [*BACKENDS, *plugins.names(plugins.BACKENDS, BACKENDS)]


def kind_of(name: str) -> Any:
    """The class of a back end. Raises ConfigError for an unknown name, PluginError for a plug-in without one."""
    if name in BACKENDS:
        module, kind = BACKENDS[name].split(":")
        return getattr(import_module(module), kind)
    plugin = plugins.named(plugins.BACKENDS, str(name), BACKENDS)
    if plugin is None:
        raise ConfigError(unknown("back end", str(name), names()))
    return plugin.load(f"a back end (see ScoringBackend) whose name is {name!r}", partial(_is_backend, name))


def _is_backend(name: str, kind: Any) -> bool:
    """Whether it is a class that can be made, with this name, and all methods and constants of ``Backend``."""
    if not isinstance(kind, type) or isabstract(kind) or getattr(kind, "name", None) != name:
        return False
    methods = [method for method, value in vars(Backend).items() if isinstance(value, (FunctionType, classmethod))]
    needed = [method for method in methods if not method.startswith("_")]
    return all(hasattr(kind, each) for each in (*needed, "by_epoch", "by_rule", "in_volts", "pictured"))


def restored(name: str, plain: dict[str, Any], arrays: Arrays) -> Backend:
    """The back end that ``capture`` saw. Raises ConfigError, KeyError, TypeError or ValueError for an invalid state."""
    backend: Backend = kind_of(name).restored(plain, arrays)
    return backend
