"""NetworkSettings: frozen dataclasses that refuse a wrong value when they are made, never later."""

import difflib
import numbers
from collections.abc import Collection, Hashable
from dataclasses import Field, dataclass, field, fields
from typing import Any, ClassVar

from mark1.errors import ConfigError, expected


def number(default: Any, low: float, high: float) -> Any:
    """A numeric field that must lie in low..high (both included)."""
    return field(default=default, metadata={"low": low, "high": high})


def word(default: str, allowed: Collection[str]) -> Any:
    """A field that takes one of a few words; of a table that may grow, one that is in it when the field is checked."""
    return field(default=default, metadata={"allowed": allowed})


@dataclass(frozen=True)
class NetworkSettings:
    """Checks every field against what it was declared with, if anything; NumPy's numbers become Python's.

    ``part`` is what errors call the owner. Raises ConfigError that names the setting.
    """

    part: ClassVar[str]

    def __post_init__(self) -> None:
        for setting in fields(self):
            value = getattr(self, setting.name)
            value = value.item() if type(value).__module__ == "numpy" and not getattr(value, "ndim", 1) else value
            refusal = _refusal(setting, value)
            if refusal:
                raise self.refuse(setting.name, refusal, value)
            object.__setattr__(self, setting.name, value)

    def refuse(self, name: str, allowed: str, value: object) -> ConfigError:
        """The error of a setting outside what is allowed."""
        return ConfigError(expected(f"{self.part}.{name}", allowed, value))


def _refusal(setting: Field[Any], value: Any) -> str:
    """What would have been allowed; empty if ``value`` is."""
    if "allowed" in setting.metadata:
        words = setting.metadata["allowed"]
        near = difflib.get_close_matches(str(value), words, n=1)
        meant = f" (did you mean {near[0]!r}?)" if near else ""
        return "" if isinstance(value, Hashable) and value in words else f"one of {', '.join(words)}{meant}"
    if setting.type is bool:
        return "" if isinstance(value, bool) else "True or False"
    if not setting.metadata:
        return ""
    low, high = setting.metadata["low"], setting.metadata["high"]
    whole = setting.type is int
    kind: Any = numbers.Integral if whole else numbers.Real
    if isinstance(value, kind) and not isinstance(value, bool) and low <= value <= high:
        return ""
    return f"a {'whole ' if whole else ''}number from {low:g} to {high:g}"
