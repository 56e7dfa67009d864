"""The commands that ask and tell: ``recognize``, ``evaluate``, ``digitize``, ``run``, ``inspect``, and two lists."""

import shlex
import sys
from typing import Annotated

import typer

from mark1.cli.options import (
    Expected,
    Eye,
    Framing,
    JournalFile,
    Json,
    Machine,
    RetinaName,
    RigPort,
    Settings,
)
from mark1.cli.output import ProgressBar, as_json, note, say
from mark1.cli.session import joined, loaded, panel_for, saved, script_text, settings_of, stopped, taught
from mark1.errors import CommandError, Mark1Error
from mark1.text import MOST_NAME, short


def recognize(
    machine: Machine,
    images: Annotated[
        list[str] | None, typer.Argument(metavar="IMAGE...", help="Pictures of any kind Pillow opens.")
    ] = None,
    backend: Expected = None,
    rig: RigPort = None,
    retina: Eye = RetinaName.optics,
    json: Json = False,
    journal: JournalFile = None,
) -> int:
    """Ask a trained machine what pictures show."""
    from mark1.backends.answer import lamps, silence, verdict

    panel = taught(machine, journal, backend)
    shown = _shown(images or [], retina)
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


def _shown(images: list[str], retina: RetinaName) -> dict[str, list[str]]:
    """What is to be presented, by name. Raises CommandError."""
    if (retina == RetinaName.rig) == bool(images):
        raise CommandError("recognize: pictures are needed, or --rig PORT --retina rig for what the rig sees")
    return {image: ["file", image] for image in images} or {"what the rig sees": ["rig"]}


def evaluate(
    machine: Machine,
    data: Annotated[str, typer.Argument(metavar="DATA", help="As for train.")],
    backend: Expected = None,
    rig: RigPort = None,
    json: Json = False,
    journal: JournalFile = None,
) -> None:
    """Show a trained machine labelled pictures, without teaching, and count."""
    from mark1.cli import training

    with ProgressBar() as bar:
        panel = taught(machine, journal, backend, bar)
        joined(panel, rig)
        reply = panel.execute(shlex.join(["evaluate", data]))
    verdict = reply.data["verdict"]
    if json:
        as_json({"accuracy": verdict.accuracy, "confusion": verdict.confusion, "classes": list(verdict.classes)})
    else:
        training.print_verdict(verdict, reply.text)


def digitize(
    image: Annotated[str, typer.Argument(metavar="IMAGE", help="A picture of any kind Pillow opens.")],
    framing: Annotated[Framing, typer.Option("--framing", help="The whole picture, or its ink only.")] = Framing.auto,
    settings: Settings = None,
    json: Json = False,
) -> None:
    """Show a picture as the retina sees it."""
    panel = panel_for(None, None)
    panel.execute(shlex.join(["machine", "framing", framing, *settings_of(settings)]))
    panel.execute(shlex.join(["present", "file", image]))
    sight = panel.sight
    assert sight is not None
    on = sight.s.reshape(sight.light.shape)
    if json:
        light = [[round(float(cell), 4) for cell in row] for row in sight.light]
        as_json({"file": image, "light": light, "on": on.astype(int)})
    else:
        from mark1.cli.terminal import retina_text, speaks_unicode

        say(*retina_text(on, speaks_unicode(sys.stdout.encoding)).split("\n"))


def run_script(
    script: Annotated[str, typer.Argument(metavar="SCRIPT", help="One command a line; '-' reads stdin.")],
    json: Json = False,
    journal: JournalFile = None,
) -> int:
    """Carry out a script of panel commands; an 'expect' that does not hold makes it fail."""
    from mark1 import storage
    from mark1.panel.commands.table import command_of
    from mark1.panel.quoting import lines_of

    if script == "-" and sys.stdin is None:
        raise CommandError("run -: there is no input to read a script from")
    text = storage.text_from(sys.stdin.buffer, "-") if script == "-" else script_text(script)
    replies, code = [], 0
    with ProgressBar() as bar:
        panel = panel_for(journal, bar)
        for number, line in lines_of(text):
            try:
                reply = saved(panel, line) if command_of(line).writes_machine else panel.execute(line)
            except Mark1Error as error:
                error.reword(f"{script} line {number}: {error}")
                raise
            if reply.text:
                replies.append({"line": number, "command": line.strip(), "reply": reply.text})
                if not json:
                    say(f"> {line.strip()}", *reply.text.split("\n"))
            course = reply.data.get("course")
            if course is not None and course.interrupted:
                code = stopped(panel, None, f"; the rest of {script} was not done")
                break
    if json:
        as_json(replies)
    return code


def fidelity(json: Json = False) -> None:
    """Every constant: value, unit, source, confidence; and what is not modelled."""
    from mark1.cli import records

    records.fidelity_json() if json else records.print_fidelity()


def inspect(machine: Machine, json: Json = False) -> None:
    """What a saved machine is, what it was taught, and how it stands."""
    from mark1.cli import records

    panel = loaded(machine, None)
    facts = records.facts(panel)
    as_json(facts) if json else records.print_facts(machine, facts)


def commands(json: Json = False) -> None:
    """The panel's commands, for scripts."""
    from mark1.panel.commands.table import COMMANDS

    if json:
        as_json([{"usage": command.usage, "help": command.help} for command in COMMANDS.values()])
    else:
        say(*panel_for(None, None).execute("help").text.split("\n"))
