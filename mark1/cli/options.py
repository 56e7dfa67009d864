"""The options that several commands share."""

import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from mark1.errors import CommandError

Command = Callable[..., int | None]  # of its options: the exit code, None for 0
Size = tuple[int, int]  # width and height, in pixels
MOST_PX = 16_384
Given = TypeVar("Given")
OLD_EPOCHS = typer.Option("--passes", hidden=True)  # the name of --epochs in version 0.1.0


class BackendName(StrEnum):
    """The brain behind the photocells."""

    mark1 = "mark1"
    mlp = "mlp"
    logistic = "logistic"


class Pots(StrEnum):
    """How potentiometers join A-units to R-units."""

    disjoint = "disjoint"
    shared = "shared"


class CodeName(StrEnum):
    """What the R-units answer for a class."""

    binary = "binary"
    onehot = "onehot"


class Framing(StrEnum):
    """How the camera frames a picture."""

    auto = "auto"
    whole = "whole"
    fit = "fit"


class RetinaName(StrEnum):
    """Whose photocells."""

    optics = "optics"
    rig = "rig"


class Motion(StrEnum):
    """How a rig's motors are sent to where they shall stand."""

    seek = "seek"
    pulse = "pulse"


class ThemeName(StrEnum):
    """How the wall looks."""

    normal = "normal"
    high_contrast = "high-contrast"
    large_text = "large-text"


class Language(StrEnum):
    """What the wall is labelled in."""

    en = "en"
    it = "it"


RigPort = Annotated[str | None, typer.Option("--rig", metavar="PORT", help="A real board: its pots are weights.")]
Eye = Annotated[RetinaName, typer.Option("--retina", help="The camera's picture, or the rig's own photocells.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON value on stdout, everything else on stderr.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Every random choice comes from it.")]
JournalFile = Annotated[Path | None, typer.Option("--journal", help="Where to keep the journal of this session.")]
BackendOption = Annotated[BackendName, typer.Option("--backend", help="The brain behind the photocells.")]
Expected = Annotated[BackendName | None, typer.Option("--backend", help="Fail unless the file holds this one.")]
Machine = Annotated[str, typer.Argument(metavar="FILE.mark1", help="A saved machine.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PART.NAME=VALUE", help="Any other setting, as 'mark1 fidelity' names it."),
]


def epochs_of(epochs: Given | None, passes: Given | None) -> Given | None:
    """What ``--epochs`` or its old name ``--passes`` was given. Raises CommandError if both were."""
    if epochs is not None and passes is not None:
        raise CommandError("--passes is the old name of --epochs: give one of the two")
    return passes if epochs is None else epochs


def size_of(word: str) -> Size:
    """``1600x900`` as numbers. Raises CommandError."""
    found = re.fullmatch(r"(\d{1,5})x(\d{1,5})", word)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(1 <= side <= MOST_PX for side in size):
        raise CommandError(f"--size: expected WIDTHxHEIGHT in pixels, up to {MOST_PX} each, got {word!r}")
    return size
