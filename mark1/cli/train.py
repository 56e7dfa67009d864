"""``mark1 train``: a machine taught labelled pictures, told of, and kept."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from mark1.cli.ending import ignore_endings, interrupted_by_endings
from mark1.cli.options import (
    BackendName,
    BackendOption,
    CodeName,
    Eye,
    Framing,
    JournalFile,
    Json,
    Motion,
    Pots,
    RetinaName,
    RigPort,
    Seed,
    Settings,
)
from mark1.cli.output import ProgressBar, as_json
from mark1.cli.session import LEAVING, joined, panel_for, saved, settings_of, stopped, where_kept, words_of
from mark1.cli.signature import with_options

if TYPE_CHECKING:
    from mark1.panel.control_panel import ControlPanel
    from mark1.panel.reply import Reply


class MachineOptions(NamedTuple):
    """What the machine is made of, by the words of the panel's ``machine``."""

    a_units: Annotated[int | None, typer.Option("--a-units")] = None
    r_units: Annotated[int | None, typer.Option("--r-units")] = None
    pots: Annotated[Pots | None, typer.Option("--pots", help="512, one an A-unit; or one for every A-R pair.")] = None
    excitatory: Annotated[int | None, typer.Option("--excitatory", help="Wires an A-unit.")] = None
    inhibitory: Annotated[int | None, typer.Option("--inhibitory", help="Wires an A-unit.")] = None
    theta: Annotated[float | None, typer.Option("--theta", help="Threshold of the A-units.")] = None
    code: Annotated[CodeName | None, typer.Option("--code", help="What the R-units answer for a class.")] = None
    framing: Annotated[Framing | None, typer.Option("--framing", help="The whole picture, or its ink only.")] = None


class NetworkOptions(NamedTuple):
    """How a network is made and learns, by the words of the panel's ``backend``."""

    hidden: Annotated[str | None, typer.Option("--hidden", help="mlp: units of each hidden layer, as 128,64.")] = None
    activation: Annotated[str | None, typer.Option("--activation", help="mlp: relu, tanh, sigmoid ...")] = None
    loss: Annotated[str | None, typer.Option("--loss", help="mlp, logistic: softmax, hinge ...")] = None
    l2: Annotated[float | None, typer.Option("--l2", help="mlp, logistic: how much large weights cost.")] = None
    optimizer: Annotated[str | None, typer.Option("--optimizer", help="mlp, logistic: adam, momentum ...")] = None
    rate: Annotated[float | None, typer.Option("--rate", help="mlp, logistic: length of a step.")] = None
    batch: Annotated[int | None, typer.Option("--batch", help="mlp, logistic: pictures a step.")] = None
    schedule: Annotated[str | None, typer.Option("--schedule", help="mlp, logistic: of the rate.")] = None
    held_out: Annotated[float | None, typer.Option("--held-out", help="mlp, logistic: share to stop early by.")] = None
    patience: Annotated[int | None, typer.Option("--patience", help="mlp, logistic: passes without gain.")] = None
    threads: Annotated[int | None, typer.Option("--threads", help="mlp, logistic: threads of matrix products.")] = None
    input: Annotated[str | None, typer.Option("--input", help="mlp, logistic: light or a-units.")] = None


class RigOptions(NamedTuple):
    """The board that has some of the weights, or the photocells."""

    rig: RigPort = None
    motion: Annotated[Motion | None, typer.Option("--motion", help="rig: to a place, or as long as a pulse.")] = None
    shadow: Annotated[bool, typer.Option("--shadow", help="rig: simulate, and report where the board parts.")] = False
    rig_pots: Annotated[int | None, typer.Option("--rig-pots", help="rig: how many; 0: only its photocells.")] = None
    retina: Eye = RetinaName.optics


class TrainOptions(NamedTuple):
    """What is asked of ``mark1 train``, in the order of its help."""

    data: Annotated[
        str, typer.Argument(metavar="DATA", help="letters, digits, shapes, a folder, IDX, npz or csv file.")
    ]
    test_split: Annotated[float | None, typer.Option("--test-split", help="Share kept back for testing.")] = None
    machine: MachineOptions = MachineOptions()
    passes: Annotated[int | None, typer.Option("--passes", help="At most; it stops when nothing is wrong.")] = None
    backend: BackendOption = BackendName.mark1
    network: NetworkOptions = NetworkOptions()
    board: RigOptions = RigOptions()
    seed: Seed = 0
    settings: Settings = None
    save: Annotated[Path | None, typer.Option("--save", metavar="FILE.mark1")] = None
    json: Json = False
    journal: JournalFile = None


@with_options(TrainOptions)
def train(asked: TrainOptions) -> int:
    """Teach a machine labelled pictures by error correction."""
    from mark1.cli.course import print_report, summary

    LEAVING.enter_context(interrupted_by_endings())
    save = None if asked.save is None else _place_for(asked.save)
    with ProgressBar() as bar:
        panel = panel_for(asked.journal, bar)
        _make(panel, asked)
        reply = _teach(panel, asked)
    course = panel.course
    assert course is not None
    if course.interrupted:
        ignore_endings()
    if save is not None:
        saved(panel, shlex.join(["save", str(save), "again"]))
    where = where_kept(panel, save) if course.interrupted else ""  # before a word is said: nobody may be there to hear
    if asked.json:
        as_json(summary(panel, course))
    else:
        print_report(panel, course, reply.text, save)
    return stopped(panel, where) if course.interrupted else 0


def _place_for(save: Path) -> Path:
    """Where the machine is saved at the end. Raises StorageError: better before the training than after."""
    from mark1 import storage
    from mark1.kind import MACHINE, named

    path = Path(named(save, MACHINE))
    storage.require_writable(path, MACHINE)
    return path


def _make(panel: "ControlPanel", asked: TrainOptions) -> None:
    """The machine, the brain behind it, and the board that it is joined to."""
    machine = {**asked.machine._asdict(), "seed": asked.seed}
    panel.execute(shlex.join(["machine", *words_of(machine), *settings_of(asked.settings)]))
    network = words_of(asked.network._asdict())
    if asked.backend != BackendName.mark1 or network:
        panel.execute(shlex.join(["backend", asked.backend, *network]))
    board = asked.board
    joined(panel, board.rig, motion=board.motion, shadow="on" if board.shadow else None, pots=board.rig_pots)


def _teach(panel: "ControlPanel", asked: TrainOptions) -> "Reply":
    """Pass after pass, of the pictures or of what the rig sees of them."""
    from mark1.cli.rig.exposures import held_up

    data = held_up(panel, asked.data) if asked.board.retina == RetinaName.rig else asked.data
    return panel.execute(
        shlex.join(["train", data, *words_of({"passes": asked.passes, "test-split": asked.test_split})])
    )
