"""``mark1 recognize``: classify pictures with a trained machine."""

import shlex
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, cast

import typer

from mark1.cli.options import (
    Channel,
    Corners,
    Crop,
    Expected,
    Eye,
    Figure,
    JournalFile,
    Json,
    Machine,
    RetinaName,
    RigPort,
    photo_words,
)
from mark1.cli.output import as_json, note, say
from mark1.cli.reading import Frame
from mark1.cli.session import joined, taught, words_of
from mark1.errors import CommandError, Mark1Error
from mark1.text import MOST_NAME, short

if TYPE_CHECKING:
    from mark1.panel.control_panel import ControlPanel
    from mark1.panel.reply_data import ReplyData

    class RecognizedPicture(ReplyData, total=False):
        """What ``--json`` prints of one picture; ``error`` if it cannot be read."""

        error: str


def recognize(
    machine: Machine,
    images: Annotated[
        list[str] | None, typer.Argument(metavar="IMAGE...", help="Pictures in any format Pillow can read.")
    ] = None,
    frame: Frame = None,
    backend: Expected = None,
    rig: RigPort = None,
    retina: Eye = RetinaName.optics,
    each: Annotated[bool, typer.Option("--each", help="Answer each of several separate figures.")] = False,
    crop: Crop = None,
    corners: Corners = None,
    figure: Figure = None,
    channel: Channel = None,
    unknown: Annotated[
        str,
        typer.Option(
            "--unknown",
            metavar="off|auto|CELLS",
            help="No answer beyond this distance from the training pictures of the class.",
        ),
    ] = "auto",
    json: Json = False,
    journal: JournalFile = None,
) -> int:
    """Classify pictures with a trained machine."""
    panel = taught(machine, journal, backend)
    if each and figure is not None:
        raise CommandError("--each answers every figure: give it, or --figure")
    panel.execute(shlex.join(["unknown", unknown]))
    options = [*photo_words(crop, corners, figure, channel), *words_of({"frame": frame})]
    shown = _shown(panel, images or [], retina, options, each)
    joined(panel, rig)
    answers, code = _answers(panel, shown)
    if json:
        as_json(answers)
    else:
        _print(answers)
    return code


def _print(answers: list["RecognizedPicture"]) -> None:
    """Print one line per answer; errors were printed before."""
    from mark1.backends.answer import lamps, verdict

    width = max(len(short(answer["file"], MOST_NAME)) for answer in answers)
    for answer in answers:
        if "error" not in answer:
            say(f"{short(answer['file'], MOST_NAME):{width}}  {verdict(answer, gap='  ')}  {lamps(answer)}".rstrip())


def _answers(panel: "ControlPanel", shown: dict[str, list[str]]) -> tuple[list["RecognizedPicture"], int]:
    """The answer to each picture, and the exit code. Raises what is wrong with a picture, if it is the only one."""
    from mark1.backends.answer import silence

    answers, code = list["RecognizedPicture"](), 0
    for image, line in shown.items():
        try:
            data = cast("RecognizedPicture", panel.execute(shlex.join(["present", *line])).data)
        except Mark1Error as error:
            if len(shown) == 1:
                raise
            note(str(error))
            code = error.exit_code
            nothing = {"file": image, **silence(str(error)), "distance": None, "wide": None, "error": str(error)}
            data = cast("RecognizedPicture", nothing)
        data.pop("journal", None)
        data["file"] = image
        answers.append(data)
    return answers, code


def _shown(
    panel: "ControlPanel", images: list[str], retina: RetinaName, options: list[str], each: bool
) -> dict[str, list[str]]:
    """The words of the panel command ``present`` for each picture, by name. Raises CommandError."""
    from mark1.panel.commands.photo import figures_in

    if (retina == RetinaName.rig) == bool(images):
        raise CommandError("recognize: expected pictures, or --rig PORT --retina rig to use the rig's photocells")
    shown = {}
    for image in images:
        count = _counted(partial(figures_in, panel.machine.optics, image, options)) if each else 1
        for number in range(1, count + 1):
            name = f"{image} figure {number}" if count > 1 else image
            shown[name] = ["file", image, *options, *(["figure", str(number)] if count > 1 else [])]
    return shown or {"what the rig sees": ["rig"]}


def _counted(figures: Callable[[], int]) -> int:
    """How many figures there are; 1 where the picture cannot be read, which is reported when it is presented."""
    try:
        return figures()
    except Mark1Error:
        return 1
