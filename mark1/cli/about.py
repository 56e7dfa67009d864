"""``mark1 about``: what a bug report should say of this installation."""

import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version

from mark1.cli.gui import has_display
from mark1.cli.options import Json
from mark1.cli.output import as_json, say
from mark1.errors import Mark1Error

LIBRARIES = ("numpy", "numba", "pillow", "matplotlib", "pygame-ce", "typer", "click", "rich", "pyserial")
OPTIONAL = ("scikit-learn", "pyarrow", "av", "highspy", "pillow-heif", "pypdfium2", "dask")


def about(json: Json = False) -> None:
    """Show versions, folders and capabilities of this installation, for bug reports."""
    facts = facts_here()
    if json:
        as_json(facts)
        return
    for name, value in facts.items():
        rows = [f"{key} {one or 'missing'}" for key, one in value.items()] if isinstance(value, dict) else [value]
        rows = rows or ["none"]
        say(*(f"{'' if i else name.replace('_', ' '):14} {row}" for i, row in enumerate(rows)))


def facts_here() -> dict[str, object]:
    """The facts by name; of libraries, their versions, None for one that is not installed."""
    from mark1.folders import cache_folder, config_file
    from mark1.machine.compiled.chosen import kernels, why_plain  # noqa: F401  # loaded: broken ones are noticed
    from mark1.panel.journal import state_folder
    from mark1.version import __version__

    return {
        "mark1": __version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "display": "yes" if has_display() else "no",
        "terminal": "yes" if sys.stdout.isatty() else "no",
        "training_code": f"not compiled: {why_plain()}" if why_plain() else "compiled",
        "cache_folder": str(cache_folder() or "none"),
        "state_folder": str(state_folder()),
        "configuration": str(config_file()),
        "program": os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "optional": {name: _version(name) for name in OPTIONAL},
        "plugins": dict(_plugins()),
    }


def _plugins() -> Iterator[tuple[str, str]]:
    """Every plug-in, and its package, or why it cannot be used; all are loaded for this."""
    from mark1 import plugins
    from mark1.backends.catalogue import BACKENDS, kind_of
    from mark1.experiments.table import EXPERIMENTS, experiment
    from mark1.stimuli.library import OWN, source

    tables: tuple[tuple[str, Iterable[str], Callable[[str], object]], ...] = (
        (plugins.STIMULI, OWN, source),
        (plugins.BACKENDS, BACKENDS, kind_of),
        (plugins.EXPERIMENTS, EXPERIMENTS, experiment),
    )
    for group, taken, load in tables:
        for plugin in plugins.offered(group, taken):
            try:
                trouble = plugin.trouble
                if not trouble:
                    load(plugin.name)
            except Mark1Error as error:
                trouble = str(error).removeprefix(str(plugin)).strip(": ")
            yield f"{plugin.kind} {plugin.name}", f"({plugin.package}){': ' if trouble else ''}{trouble}"


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None
