"""Plug-ins: data sets, back ends and experiments of other packages.

    pyproject.toml of a package                     mark1 train bars
    [project.entry-points."mark1.stimuli"]  -->     no data set of mark1 has this name: which package offers it?
    bars = "mark1_bars:BARS"                        import mark1_bars, use its BARS

A plug-in is code, and runs with all rights of the user, like any installed package. Only entry points of installed
packages are considered, and each is imported when its name is asked for. A data file may name a plug-in; it never holds
one.
"""

import functools
import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, NamedTuple, TypeVar

from mark1.errors import Mark1Error, PluginError, expected
from mark1.text import MOST_MESSAGE, short

STIMULI, BACKENDS, EXPERIMENTS = "mark1.stimuli", "mark1.backends", "mark1.experiments"
KINDS = {STIMULI: "data set", BACKENDS: "back end", EXPERIMENTS: "experiment"}
NAME = re.compile(r"[\w-]+")
Function = TypeVar("Function", bound=Callable[..., Any])


class Plugin(NamedTuple):
    """An entry point of the package ``package``. ``trouble``: why its name cannot be used; empty if it can."""

    kind: str
    name: str
    package: str
    point: EntryPoint
    trouble: str = ""

    def __str__(self) -> str:
        return short(f"plug-in {self.package}: {self.kind} {self.name!r}")

    def load(self, wanted: str, fits: Callable[[Any], bool]) -> Any:
        """What the entry point refers to, imported now. Raises PluginError unless it ``fits``."""
        if self.trouble:
            raise PluginError(f"{self}: {self.trouble}")
        loaded = guarded(self, self.point.load)()
        if not fits(loaded):
            raise PluginError(expected(f"{self}: {self.point.value}", wanted, loaded))
        return loaded


def offered(group: str, taken: Iterable[str]) -> list[Plugin]:
    """All plug-ins of a group, in the order of their names; ``taken`` are the names that mark1 uses itself."""
    found = _found(group, tuple(sys.path))
    owners: dict[str, list[str]] = {}
    for plugin in found:
        owners.setdefault(plugin.name, []).append(plugin.package)
    return [plugin._replace(trouble=_trouble(plugin, owners[plugin.name], {*taken})) for plugin in found]


def names(group: str, taken: Iterable[str]) -> list[str]:
    """The names that the plug-ins of a group add to those of mark1."""
    return [plugin.name for plugin in offered(group, taken) if not plugin.trouble]


def named(group: str, name: str, taken: Iterable[str]) -> Plugin | None:
    """The plug-in of this name, which is none of mark1's own; None if there is none."""
    if not NAME.fullmatch(name):
        return None
    return next((plugin for plugin in offered(group, taken) if plugin.name == name), None)


def guarded(plugin: Plugin, function: Function) -> Function:
    """A function of a plug-in, whose errors become a PluginError that names the package."""

    @functools.wraps(function)
    def call(*given: Any, **options: Any) -> Any:
        try:
            return function(*given, **options)
        except (Mark1Error, MemoryError):
            raise
        except (Exception, SystemExit) as error:
            text = short(f"{type(error).__name__}: {error}", MOST_MESSAGE // 2)
            raise PluginError(f"{plugin} failed ({text}); update or uninstall that package") from error

    return call  # type: ignore[return-value]


@cache
def _found(group: str, path: tuple[str, ...]) -> list[Plugin]:
    """The entry points of a group on this search path, without looking at whose names they take."""
    points = sorted(entry_points(group=group), key=lambda point: (point.name, point.value))
    return [Plugin(KINDS[group], point.name, _package(point), point) for point in points]


def _package(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else "an unnamed package"


def _trouble(plugin: Plugin, owners: list[str], taken: set[str]) -> str:
    if plugin.name in taken:
        return f"mark1 has its own {plugin.kind} of this name, which is used instead"
    if not NAME.fullmatch(plugin.name):
        return "expected a name of letters, digits, - and _"
    if len(owners) > 1:
        return f"offered by several packages ({', '.join(sorted(set(owners)))}); uninstall all but one"
    return ""
