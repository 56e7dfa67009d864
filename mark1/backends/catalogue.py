"""The back ends there are, by name; each is loaded when it is first asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from mark1.backends.backend import Arrays, Backend
from mark1.errors import ConfigError
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


def kind_of(name: str) -> Any:
    """The class of a back end. Raises ConfigError for an unknown name."""
    if name not in BACKENDS:
        raise ConfigError(f"unknown back end {name!r} (valid: {', '.join(BACKENDS)})")
    module, kind = BACKENDS[name].split(":")
    return getattr(import_module(module), kind)


def restored(name: str, plain: dict[str, Any], arrays: Arrays) -> Backend:
    """The back end that ``capture`` saw. Raises ConfigError, KeyError, TypeError or ValueError for an invalid state."""
    backend: Backend = kind_of(name).restored(plain, arrays)
    return backend
