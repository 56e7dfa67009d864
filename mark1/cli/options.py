"""Options shared by several commands."""

import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from typer.models import OptionInfo

from mark1.errors import CommandError, expected, unknown

Command = Callable[..., int | None]  # takes its options; returns the exit code, None for 0
Size = tuple[int, int]  # width and height, in pixels
MARK1, MLP, LOGISTIC = BACKENDS = ("mark1", "mlp", "logistic")  # the classifiers of mark1 itself
MOST_PX = 16_384
Given = TypeVar("Given")
OLD_EPOCHS = typer.Option("--passes", hidden=True)  # the name of --epochs in version 0.1.0


class Pots(StrEnum):
    """How potentiometers connect A-units to R-units."""

    disjoint = "disjoint"
    shared = "shared"


class CodeName(StrEnum):
    """How classes are encoded on the R-units."""

    binary = "binary"
    onehot = "onehot"


class Framing(StrEnum):
    """How the camera frames a picture."""

    auto = "auto"
    whole = "whole"
    fit = "fit"


class RetinaName(StrEnum):
    """Which photocells are used: simulated or the rig's."""

    optics = "optics"
    rig = "rig"


class Motion(StrEnum):
    """How a rig's motors are driven: to a position, or for a fixed time."""

    seek = "seek"
    pulse = "pulse"


class ThemeName(StrEnum):
    """Themes of the window."""

    normal = "normal"
    high_contrast = "high-contrast"
    large_text = "large-text"


class Language(StrEnum):
    """Languages of the window's labels."""

    en = "en"
    it = "it"


def backend_name(word: str) -> str:
    """The name of a back end, as typed. Raises typer.BadParameter for one that neither mark1 nor a plug-in has."""
    if word not in BACKENDS:
        from mark1.backends.catalogue import names

        if word not in names():
            raise typer.BadParameter(unknown("back end", word, names()))
    return word


def _backend(help: str) -> OptionInfo:
    option: OptionInfo = typer.Option(
        "--backend", parser=backend_name, metavar="|".join(BACKENDS), help=help, autocompletion=lambda: list(BACKENDS)
    )
    return option


RigPort = Annotated[
    str | None, typer.Option("--rig", metavar="PORT", help="Port of a rig whose potentiometers hold the weights.")
]
Eye = Annotated[RetinaName, typer.Option("--retina", help="Photocells: simulated (optics) or the rig's own (rig).")]
Json = Annotated[
    bool,
    typer.Option("--json", help="Print one JSON value to stdout, everything else to stderr.", rich_help_panel="Output"),
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Random seed.", rich_help_panel="Machine")]
JournalFile = Annotated[
    Path | None, typer.Option("--journal", help="Write the session journal to this file.", rich_help_panel="Output")
]
BackendOption = Annotated[str, _backend("Classifier behind the photocells, or that of a plug-in.")]
Expected = Annotated[str | None, _backend("Require the saved machine to use this back end.")]
Machine = Annotated[str, typer.Argument(metavar="FILE.mark1", help="A saved machine.")]
Crop = Annotated[
    str | None, typer.Option("--crop", metavar="X,Y,W,H", help="Use this part of the picture only, in pixels.")
]
Corners = Annotated[
    str | None,
    typer.Option(
        "--corners", metavar="X,Y,X,Y,X,Y,X,Y", help="Corners of the sheet, clockwise from its top left, in pixels."
    ),
]
Figure = Annotated[
    str | None,
    typer.Option("--figure", metavar="N|all", help="Of several separate figures use this one, or all as one."),
]
Channel = Annotated[
    str | None, typer.Option("--channel", metavar="red|green|blue", help="Look through a filter of this colour.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PART.NAME=VALUE",
        help="Override a setting (see 'mark1 fidelity'); repeatable.",
        rich_help_panel="Machine",
    ),
]


def photo_words(crop: str | None, corners: str | None, figure: str | None, channel: str | None) -> list[str]:
    """The options of a picture file as words of the panel command ``present``."""
    given = {"crop": crop, "corners": corners, "figure": figure, "channel": channel}
    return [word for name, value in given.items() if value is not None for word in (name, value)]


def epochs_of(epochs: Given | None, passes: Given | None) -> Given | None:
    """What ``--epochs`` or its old name ``--passes`` was given. Raises CommandError if both were."""
    if epochs is not None and passes is not None:
        raise CommandError("--passes is the old name of --epochs: give one of the two")
    return passes if epochs is None else epochs


def size_of(word: str) -> Size:
    """Width and height from a word like ``1600x900``. Raises CommandError."""
    match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", word)
    size = (int(match[1]), int(match[2])) if match else (0, 0)
    if not all(1 <= side <= MOST_PX for side in size):
        raise CommandError(expected("--size", f"WIDTHxHEIGHT in pixels, up to {MOST_PX} each", word))
    return size
