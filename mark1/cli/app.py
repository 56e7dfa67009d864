"""The command line: every command parses, drives the control panel, and prints."""

import shlex
import sys
import time
import traceback
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from mark1.cli.output import ProgressBar, as_json, note, say, stopped
from mark1.errors import Mark1Error, StorageError

app = typer.Typer(
    help="Frank Rosenblatt's Mark I Perceptron: photocells, patch board, motor-driven potentiometers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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


Json = Annotated[bool, typer.Option("--json", help="One JSON value on stdout, everything else on stderr.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Every random choice comes from it.")]
JournalFile = Annotated[Path | None, typer.Option("--journal", help="Where to keep the journal of this session.")]
Machine = Annotated[str, typer.Argument(metavar="FILE.mark1", help="A saved machine.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PART.NAME=VALUE", help="Any other setting, as 'mark1 fidelity' names it."),
]


def run(arguments: list[str], *, debug: bool) -> int:
    """Carry out a command line: the exit code. Misuse and failure are one line on stderr."""
    command = typer.main.get_command(app)
    try:
        with command.make_context("mark1", list(arguments)) as context:
            result = command.invoke(context)
        return result if isinstance(result, int) else 0
    except typer.Exit as end:
        return end.exit_code
    except Mark1Error as error:
        return _failed(error, str(error), error.exit_code, debug)
    except OSError as error:
        if error.filename is None:
            raise  # a stream failed, not a file
        return _failed(error, f"{error.filename}: {error.strerror}", 1, debug)
    except KeyboardInterrupt as error:
        return _failed(error, "interrupted: the work under way was given up", 130, debug)
    except MemoryError as error:
        return _failed(error, "not enough memory: fewer A-units, R-units or pictures", 1, debug)
    except USAGE_ERROR as error:
        where = error.ctx.command_path if error.ctx else "mark1"
        if not arguments or not error.format_message():
            return 2
        return _failed(error, f"{error.format_message()} ({where} --help shows what is allowed)", 2, debug)


USAGE_ERROR: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


def _failed(error: BaseException, text: str, code: int, debug: bool) -> int:
    if debug:
        traceback.print_exception(error)
    note(text)
    return code


# ---- commands


@app.command()
def demo(
    headless: Annotated[bool, typer.Option("--headless", help="No window: a report, and pictures.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the pictures (mark1-demo).")] = None,
    seed: Seed = 0,
    json: Json = False,
    journal: JournalFile = None,
) -> int:
    """The main job: all 26 letters learned, shown, explained."""
    from mark1.cli import demonstration

    return demonstration.run(seed=seed, out=out, as_json_value=json, journal=journal)


@app.command()
def train(
    data: Annotated[
        str, typer.Argument(metavar="DATA", help="letters, digits, shapes, a folder, IDX, npz or csv file.")
    ],
    test_split: Annotated[float | None, typer.Option("--test-split", help="Share kept back for testing.")] = None,
    a_units: Annotated[int | None, typer.Option("--a-units")] = None,
    r_units: Annotated[int | None, typer.Option("--r-units")] = None,
    pots: Annotated[Pots | None, typer.Option("--pots", help="512, one an A-unit; or one for every A-R pair.")] = None,
    excitatory: Annotated[int | None, typer.Option("--excitatory", help="Wires an A-unit.")] = None,
    inhibitory: Annotated[int | None, typer.Option("--inhibitory", help="Wires an A-unit.")] = None,
    theta: Annotated[float | None, typer.Option("--theta", help="Threshold of the A-units.")] = None,
    code: Annotated[CodeName | None, typer.Option("--code", help="What the R-units answer for a class.")] = None,
    framing: Annotated[Framing | None, typer.Option("--framing", help="The whole picture, or its ink only.")] = None,
    passes: Annotated[int | None, typer.Option("--passes", help="At most; it stops when nothing is wrong.")] = None,
    seed: Seed = 0,
    settings: Settings = None,
    save: Annotated[Path | None, typer.Option("--save", metavar="FILE.mark1")] = None,
    json: Json = False,
    journal: JournalFile = None,
) -> int:
    """Teach a machine labelled pictures by error correction."""
    from mark1 import storage
    from mark1.cli import training

    if save is not None:
        storage.require_writable(save)
    given = {
        "a-units": a_units,
        "r-units": r_units,
        "pots": pots,
        "excitatory": excitatory,
        "inhibitory": inhibitory,
        "theta": theta,
        "code": code,
        "framing": framing,
        "seed": seed,
    }
    with ProgressBar() as bar:
        panel = _panel(journal, bar)
        panel.execute(shlex.join(["machine", *_words(given), *_settings(settings)]))
        line = ["train", data, *_words({"passes": passes, "test-split": test_split})]
        reply = panel.execute(shlex.join(line))
    course = panel.course
    assert course is not None
    if save is not None:
        panel.execute(shlex.join(["save", str(save)]))
    if json:
        as_json(training.summary(panel, course))
    else:
        training.print_report(panel, course, reply.text, save)
    return stopped(course, f" in {save}" if save else "") if course.interrupted else 0


@app.command()
def recognize(
    machine: Machine,
    images: Annotated[list[str], typer.Argument(metavar="IMAGE...", help="Pictures of any kind Pillow opens.")],
    json: Json = False,
    journal: JournalFile = None,
) -> int:
    """Ask a trained machine what pictures show."""
    from mark1.backends.backend import certainty, lamps

    panel = _loaded(machine, journal)
    if not panel.backend.classes:
        raise _not_taught(machine)
    answers, code = [], 0
    for image in images:
        try:
            data = panel.execute(shlex.join(["present", "file", image])).data
        except Mark1Error as error:
            if len(images) == 1:
                raise
            note(str(error))
            code = error.exit_code
            data = {"label": None, "margin_v": None, "responses": None, "error": str(error)}
        answers.append({"file": image, **{k: v for k, v in data.items() if k not in ("file", "journal")}})
    if json:
        as_json(answers)
        return code
    width = max(len(image) for image in images)
    for answer in answers:
        if answer["label"] is not None:
            say(f"{answer['file']:{width}}  {answer['label']}  {certainty(answer)}  {lamps(answer)}".rstrip())
    return code


@app.command()
def evaluate(
    machine: Machine,
    data: Annotated[str, typer.Argument(metavar="DATA", help="As for train.")],
    json: Json = False,
    journal: JournalFile = None,
) -> None:
    """Show a trained machine labelled pictures, without teaching, and count."""
    from mark1.cli import training

    with ProgressBar() as bar:
        panel = _loaded(machine, journal, bar)
        if not panel.backend.classes:
            raise _not_taught(machine)
        reply = panel.execute(shlex.join(["evaluate", data]))
    verdict = reply.data["verdict"]
    if json:
        as_json({"accuracy": verdict.accuracy, "confusion": verdict.confusion, "classes": list(verdict.classes)})
    else:
        training.print_verdict(verdict, reply.text)


@app.command()
def digitize(
    image: Annotated[str, typer.Argument(metavar="IMAGE", help="A picture of any kind Pillow opens.")],
    framing: Annotated[Framing, typer.Option("--framing", help="The whole picture, or its ink only.")] = Framing.auto,
    settings: Settings = None,
    json: Json = False,
) -> None:
    """Show a picture as the retina sees it."""
    panel = _panel(None, None)
    panel.execute(shlex.join(["machine", "framing", framing, *_settings(settings)]))
    panel.execute(shlex.join(["present", "file", image]))
    sight = panel.sight
    assert sight is not None
    on = sight.s.reshape(sight.light.shape)
    if json:
        light = [[round(float(cell), 4) for cell in row] for row in sight.light]
        as_json({"file": image, "light": light, "on": on.astype(int)})
    else:
        from mark1.cli.terminal import retina_text, speaks_unicode

        say(retina_text(on, speaks_unicode(sys.stdout.encoding)))


@app.command(name="run")
def run_script(
    script: Annotated[str, typer.Argument(metavar="SCRIPT", help="One command a line; '-' reads stdin.")],
    json: Json = False,
    journal: JournalFile = None,
) -> int:
    """Carry out a script of panel commands; an 'expect' that does not hold makes it fail."""
    from mark1 import storage
    from mark1.panel.journal import lines_of

    text = storage.text_of(sys.stdin.buffer.read()) if script == "-" else storage.read_text(script)
    replies, code = [], 0
    with ProgressBar() as bar:
        panel = _panel(journal, bar)
        for number, line in lines_of(text):
            try:
                reply = panel.execute(line)
            except Mark1Error as error:
                raise type(error)(f"{script} line {number}: {error}") from error
            if reply.text:
                replies.append({"line": number, "command": line.strip(), "reply": reply.text})
                if not json:
                    say(f"> {line.strip()}\n{reply.text}")
            course = reply.data.get("course")
            if course is not None and course.interrupted:
                code = stopped(course, f"; the rest of {script} was not done")
                break
    if json:
        as_json(replies)
    return code


@app.command()
def fidelity(json: Json = False) -> None:
    """Every constant: value, unit, source, confidence; and what is not modelled."""
    from mark1.cli import records

    records.fidelity_json() if json else records.print_fidelity()


@app.command()
def inspect(machine: Machine, json: Json = False) -> None:
    """What a saved machine is, what it was taught, and how it stands."""
    from mark1.cli import records

    panel = _loaded(machine, None)
    facts = records.facts(panel)
    as_json(facts) if json else records.print_facts(machine, facts)


@app.command(name="commands")
def commands() -> None:
    """The panel's commands, for scripts."""
    say(_panel(None, None).execute("help").text)


# ---- shared


def _panel(journal: Path | None, bar: ProgressBar | None) -> Any:
    """A panel with a journal: of the session, or where the user wants it."""
    from mark1.panel.control_panel import ControlPanel
    from mark1.panel.journal import Journal, session_path

    kept = Journal(journal or session_path(time.strftime("%Y%m%d-%H%M%S")))
    if kept.trouble and journal:
        raise StorageError(kept.trouble)
    if kept.trouble:
        note(kept.trouble)
    return ControlPanel(journal=kept, on_progress=bar)


def _loaded(machine: str, journal: Path | None, bar: ProgressBar | None = None) -> Any:
    panel = _panel(journal, bar)
    panel.execute(shlex.join(["load", machine]))
    return panel


def _not_taught(machine: str) -> Mark1Error:
    from mark1.errors import CommandError

    return CommandError(f"{machine}: this machine has learned no classes yet: train it first")


def _words(given: dict[str, Any]) -> list[str]:
    """Options that were given, as words of the panel's language."""
    return [str(word) for name, value in given.items() if value is not None for word in (name, value)]


def _settings(settings: list[str] | None) -> list[str]:
    """``PART.NAME=VALUE`` as words. Raises CommandError."""
    from mark1.errors import CommandError

    words: list[str] = []
    for setting in settings or ():
        name, equals, value = setting.partition("=")
        if not equals or "." not in name:
            raise CommandError(f"--set {setting}: PART.NAME=VALUE is needed, as in potentiometers.backlash_v=0.2")
        words += [name, value]
    return words
