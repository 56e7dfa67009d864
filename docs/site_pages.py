"""Pages of the site that the program itself writes: every command, every setting, and the public Python names.

::

    the commands of mark1   -------->  commands.md
    fidelity.toml           --------->  settings.md
    _HOME and __all__       --------->  python/PACKAGE.md, whose ``:::`` lines mkdocstrings fills in
"""

import importlib
from collections.abc import Callable, Iterator
from enum import Enum
from inspect import Parameter, getdoc, signature
from typing import Annotated, Any, get_args, get_origin

import typer
from typer.models import ArgumentInfo, OptionInfo

PACKAGES = {
    "mark1": "What a script needs: `import mark1`. [The Python API](../api.md) is the guide.",
    "mark1.backprop": "Gates, graphs, losses, layers, training; [the lecture](../lecture/00-index.md) explains them.",
    "mark1.estimators": "Classifiers for scikit-learn; [the guide](../estimators.md) shows them at work.",
    "mark1.proofs": "What can be known for certain; [the guide](../proofs.md) shows what it means.",
    "mark1.plane": "Points in two dimensions ([where a line is not enough](../plane.md)).",
    "mark1.sweep": "Studies of many machines ([sweeps](../sweeps.md)).",
    "mark1.experiments": "Published experiments ([the results](../experiments.md)).",
    "mark1.machine": "The parts of the machine, one class each; [architecture](../architecture.md) has the drawing.",
    "mark1.errors": "Every error that is raised on purpose.",
}
# Where a package has no list of public names of its own: module, or module and class.
NAMES = {
    "mark1.estimators": (  # importing it needs scikit-learn
        "mark1_classifier.MarkIClassifier", "perceptron_classifier.PerceptronClassifier",
        "backprop_classifier.BackpropClassifier",
    ),
    "mark1.plane": ("perceptron", "features", "config.PlaneConfig", "experiment.learn"),
    "mark1.sweep": ("spec.Sweep", "spec.read", "run.run", "run.StudyOutcome", "curves.curves_of"),
    "mark1.experiments": ("experiment.Experiment", "experiment.RunRequest", "table"),
    "mark1.machine": (
        "mark1.MarkI", "batch.MarkIBatch", "config", "optics.Optics", "retina.Retina", "patch_board.PatchBoard",
        "association.AssociationUnits", "potentiometers.Potentiometers", "response.ResponseUnits", "teacher.Teacher",
    ),
}  # fmt: skip


def pages() -> dict[str, str]:
    """The Markdown of each page by its name."""
    python = {page_of(package): python_page(package) for package in PACKAGES}
    return {"commands.md": commands_page(), "settings.md": settings_page(), **python}


# ---- Python


def page_of(package: str) -> str:
    return f"python/{package.replace('.', '-')}.md"


def python_page(package: str) -> str:
    """A page of a package: its public names, each with its docstring."""
    parts = [f"# {package}\n\n{PACKAGES[package]}\n"]
    for home, shown in public(package):
        parts.append(f"::: {home}\n    options:\n      heading: {shown}\n      toc_label: {shown.rpartition('.')[2]}\n")
    return "\n".join(parts)


def public(package: str) -> Iterator[tuple[str, str]]:
    """Where each public name of a package is defined, and how a program writes it."""
    if package in NAMES:
        yield from ((f"{package}.{name}", f"{package}.{name}") for name in NAMES[package])
        return
    module = importlib.import_module(package)
    if hasattr(module, "_HOME"):
        yield from ((home.replace(":", "."), f"{package}.{name}") for name, home in sorted(module._HOME.items()))
    elif hasattr(module, "__all__"):
        for name in module.__all__:
            found = getattr(module, name)
            place = f"{found.__module__}.{found.__qualname__}" if isinstance(found, type) or callable(found) else ""
            yield place or f"{package}.{name}", f"{package}.{name}"
    else:
        yield package, package


# ---- command line


def commands_page() -> str:
    """Every command of ``mark1`` with its arguments and options."""
    from mark1.cli.app import app

    head = "# The command line\n\nEvery command, as `mark1 COMMAND --help` (or `-h`) shows it.\n"
    return "\n".join([head, *(section(name, function) for name, function in commands(app, "mark1"))])


def commands(app: typer.Typer, before: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The commands of an app by their full names, and then those of its groups."""
    for command in app.registered_commands:
        if command.callback and not command.hidden:
            yield f"{before} {command.name or command.callback.__name__}", command.callback
    for group in app.registered_groups:
        if group.typer_instance:
            yield from commands(group.typer_instance, f"{before} {group.name}")


def section(name: str, function: Callable[..., Any]) -> str:
    """A command: what it does, its usage, and a table of its arguments and options."""
    given = [(parameter, info) for parameter in signature(function).parameters.values() if (info := told(parameter))]
    shown = [(parameter, info) for parameter, info in given if not info.hidden]
    arguments = [word(parameter, info) for parameter, info in shown if isinstance(info, ArgumentInfo)]
    usage = " ".join([name, *(["[OPTIONS]"] if len(arguments) < len(shown) else []), *arguments])
    rows = [row(parameter, info) for parameter, info in shown]
    table = ["| argument or option | meaning |", "| --- | --- |", *rows] if rows else []
    return "\n".join([f"## {name}\n", getdoc(function) or "", "", "```", usage, "```", "", *table, ""])


def told(parameter: Parameter) -> ArgumentInfo | OptionInfo | None:
    """What the command line is told of a parameter of a command."""
    marks = get_args(parameter.annotation)[1:] if get_origin(parameter.annotation) is Annotated else ()
    return next((mark for mark in marks if isinstance(mark, (ArgumentInfo, OptionInfo))), None)


def word(parameter: Parameter, info: ArgumentInfo | OptionInfo) -> str:
    """What stands for the value: a word of its own, the choices, or the name."""
    kinds = [get_args(parameter.annotation)[0], *get_args(get_args(parameter.annotation)[0])]
    choices = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Enum)), None)
    if info.metavar or not choices:
        return str(info.metavar or ("" if bool in kinds else parameter.name.upper().replace("_", "-")))
    return "|".join(str(choice.value) for choice in choices)


def row(parameter: Parameter, info: ArgumentInfo | OptionInfo) -> str:
    """The line of one argument or option in the table of its command."""
    names = list(info.param_decls or [f"--{parameter.name.replace('_', '-')}"]) if isinstance(info, OptionInfo) else []
    title = " ".join(f"`{text}`" for text in [*names, word(parameter, info)] if text)
    default = parameter.default
    silent = default in (None, False, "", Parameter.empty) or "efault" in (info.help or "")
    return f"| {title} | {escaped(info.help or '')}{'' if silent else f' Default: {escaped(default)}.'} |"


def escaped(value: object) -> str:
    """A text that a table of Markdown leaves as it is."""
    text = " ".join(str(getattr(value, "value", value)).split())
    return text.replace("|", "&#124;").replace("*", "&#42;")


# ---- settings


def settings_page() -> str:
    """Every constant of the machine, part by part."""
    from mark1.machine.fidelity import rows, sources

    head = (
        "# Settings of the machine\n\nEvery constant of the simulation, as `mark1 fidelity` prints it. A setting is "
        "changed by `--set NAME=VALUE` on the command line, by `machine NAME VALUE` on the panel, and by "
        "`MachineConfig.of` in Python; the others are built in. *How sure* is explained in [what is known about the "
        "machine](history.md).\n"
    )
    parts = [head]
    for part in dict.fromkeys(map(part_of, rows())):
        parts.append(f"## {part}\n\n| name | value | note, and how sure |\n| --- | --- | --- |")
        parts += [setting(constant) for constant in rows() if part_of(constant) == part]
        parts.append("")
    parts.append("## Sources\n")
    parts += [f"- **{letters}**: {title}" for letters, title in sources().items()]
    return "\n".join(parts) + "\n"


def part_of(constant: Any) -> str:
    """The part that a constant belongs to; the machine as a whole for ``seed`` and ``draw``."""
    part, _, name = constant.name.partition(".")
    return part if name else "machine"


def setting(constant: Any) -> str:
    value = " ".join(filter(None, (escaped(constant.value), constant.unit)))
    note = escaped(constant.note)
    sure = f"*{constant.certainty}* ({constant.source})"
    return f"| `{constant.name}` | {value} | {note}{'; ' if note else ''}{sure} |"
