"""``mark1 recognize``: classify pictures with a trained machine."""

import shlex
from typing import Annotated

import typer

from mark1.cli.options import Expected, Eye, JournalFile, Json, Machine, RetinaName, RigPort
from mark1.cli.output import as_json, note, say
from mark1.cli.reading import Frame
from mark1.cli.session import joined, taught, words_of
from mark1.errors import CommandError, Mark1Error
from mark1.text import MOST_NAME, short


def recognize(
    machine: Machine,
    images: Annotated[
        list[str] | None, typer.Argument(metavar="IMAGE...", help="Pictures in any format Pillow can read.")
    ] = None,
    frame: Frame = None,
    backend: Expected = None,
    rig: RigPort = None,
    retina: Eye = RetinaName.optics,
    json: Json = False,
    journal: JournalFile = None,
) -> int:
    """Classify pictures with a trained machine."""
    from mark1.backends.answer import lamps, silence, verdict

    panel = taught(machine, journal, backend)
    shown = _shown(images or [], retina, words_of({"frame": frame}))
    joined(panel, rig)
    answers, code = [], 0
    for image, line in shown.items():
        try:
            data = panel.execute(shlex.join(["present", *line])).data
        except Mark1Error as error:
            if len(shown) == 1:
                raise
            note(str(error))
            code = error.exit_code
            data = {**silence(str(error)), "error": str(error)}
        answers.append({"file": image, **{k: v for k, v in data.items() if k not in ("file", "journal")}})
    if json:
        as_json(answers)
        return code
    width = max(len(short(image, MOST_NAME)) for image in shown)
    for answer in answers:
        if "error" not in answer:
            say(f"{short(answer['file'], MOST_NAME):{width}}  {verdict(answer, gap='  ')}  {lamps(answer)}".rstrip())
    return code


def _shown(images: list[str], retina: RetinaName, options: list[str]) -> dict[str, list[str]]:
    """The words of the panel command ``present`` for each picture, by name. Raises CommandError."""
    if (retina == RetinaName.rig) == bool(images):
        raise CommandError("recognize: expected pictures, or --rig PORT --retina rig to use the rig's photocells")
    return {image: ["file", image, *options] for image in images} or {"what the rig sees": ["rig"]}
