"""``mark1 train``: train a machine on labelled pictures, print a report, save the machine."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from mark1.cli.ending import ignore_endings
from mark1.cli.options import (
    BACKENDS,
    LOGISTIC,
    MARK1,
    MLP,
    OLD_EPOCHS,
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
    epochs_of,
)
from mark1.cli.output import ProgressBar, as_json
from mark1.cli.reading import ReadingOptions
from mark1.cli.session import joined, panel_for, ready, saved, settings_of, stopped, where_kept, words_of
from mark1.cli.signature import with_options
from mark1.errors import CommandError

if TYPE_CHECKING:
    from mark1.panel.control_panel import ControlPanel
    from mark1.panel.reply import Reply


MLP_ONLY = ("hidden",)
WIRES = ("a-units", "excitatory", "inhibitory", "theta")  # which a network uses behind --input a-units only
WIRED = ("patch_board", "association")  # the same, by part
PARTS_OF_MARK1 = ("potentiometers", "response", "teacher")
MARK1_ONLY = (*WIRES, "r-units", "pots", "code")


class MachineOptions(NamedTuple):
    """The configuration of the machine: the settings of the panel command ``machine``."""

    a_units: Annotated[int | None, typer.Option("--a-units", help="Number of A-units.")] = None
    r_units: Annotated[int | None, typer.Option("--r-units", help="Number of R-units.")] = None
    pots: Annotated[
        Pots | None, typer.Option("--pots", help="disjoint: one pot per A-unit; shared: one per A-R pair.")
    ] = None
    excitatory: Annotated[int | None, typer.Option("--excitatory", help="Excitatory wires per A-unit.")] = None
    inhibitory: Annotated[int | None, typer.Option("--inhibitory", help="Inhibitory wires per A-unit.")] = None
    theta: Annotated[float | None, typer.Option("--theta", help="Threshold of the A-units.")] = None
    code: Annotated[CodeName | None, typer.Option("--code", help="How classes are encoded on the R-units.")] = None
    framing: Annotated[
        Framing | None, typer.Option("--framing", help="Use the whole picture, or crop it to the figure.")
    ] = None


class NetworkOptions(NamedTuple):
    """The configuration of a network: the options of the panel command ``backend``."""

    hidden: Annotated[str | None, typer.Option("--hidden", help="Units per hidden layer, e.g. 128,64 (mlp).")] = None
    activation: Annotated[
        str | None, typer.Option("--activation", help="Activation function: relu, tanh, sigmoid ... (mlp).")
    ] = None
    loss: Annotated[str | None, typer.Option("--loss", help="Loss function: softmax, hinge ... (mlp, logistic).")] = (
        None
    )
    l2: Annotated[float | None, typer.Option("--l2", help="L2 regularization strength (mlp, logistic).")] = None
    optimizer: Annotated[
        str | None, typer.Option("--optimizer", help="Optimizer: adam, momentum ... (mlp, logistic).")
    ] = None
    rate: Annotated[float | None, typer.Option("--rate", help="Learning rate (mlp, logistic).")] = None
    batch: Annotated[int | None, typer.Option("--batch", help="Pictures per step (mlp, logistic).")] = None
    schedule: Annotated[
        str | None, typer.Option("--schedule", help="Learning-rate schedule: constant, step or cosine (mlp, logistic).")
    ] = None
    held_out: Annotated[
        float | None, typer.Option("--held-out", help="Fraction held out for early stopping (mlp, logistic).")
    ] = None
    patience: Annotated[
        int | None, typer.Option("--patience", help="Stop after N epochs without improvement (mlp, logistic).")
    ] = None
    threads: Annotated[int | None, typer.Option("--threads", help="Threads for matrix products (mlp, logistic).")] = (
        None
    )
    input: Annotated[
        str | None, typer.Option("--input", help="Input of the network: light or a-units (mlp, logistic).")
    ] = None


class RigOptions(NamedTuple):
    """The rig that holds some of the weights, or provides the photocells."""

    rig: RigPort = None
    motion: Annotated[
        Motion | None, typer.Option("--motion", help="seek: to a position; pulse: for a fixed time (rig).")
    ] = None
    shadow: Annotated[
        bool, typer.Option("--shadow", help="Train in simulation and report where the board diverges (rig).")
    ] = False
    rig_pots: Annotated[
        int | None, typer.Option("--rig-pots", help="Number of board pots to use; 0: photocells only (rig).")
    ] = None
    retina: Eye = RetinaName.optics


class TrainOptions(NamedTuple):
    """The arguments of ``mark1 train``, in the order of its help."""

    data: Annotated[
        str,
        typer.Argument(metavar="DATA", help="letters, digits, shapes, a folder or zip, an IDX, npz, npy or csv file."),
    ]
    test_split: Annotated[
        float | None, typer.Option("--test-split", help="Fraction held out for testing (0 to 1).")
    ] = None
    test: Annotated[
        str | None, typer.Option("--test", metavar="DATA", help="Test set (default: the data's own, if it has one).")
    ] = None
    reading: ReadingOptions = ReadingOptions()
    machine: MachineOptions = MachineOptions()
    epochs: Annotated[
        int | None, typer.Option("--epochs", help="Maximum epochs; stops early when all answers are right.")
    ] = None
    passes: Annotated[int | None, OLD_EPOCHS] = None
    backend: BackendOption = MARK1
    network: NetworkOptions = NetworkOptions()
    board: RigOptions = RigOptions()
    seed: Seed = 0
    settings: Settings = None
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FILE.mark1", help="Save the trained machine to this file.")
    ] = None
    json: Json = False
    journal: JournalFile = None


@with_options(TrainOptions)
def train(asked: TrainOptions) -> int:
    """Train a machine on labelled pictures by error correction."""
    from mark1.cli.course import print_report, summary

    save = None if asked.save is None else _place_for(asked.save)
    with ProgressBar() as bar:
        panel = panel_for(asked.journal, bar)
        _make(panel, asked)
        ready(panel)
        reply = _teach(panel, asked)
    course = panel.training_run
    assert course is not None
    if course.interrupted:
        ignore_endings()
    if save is not None:
        saved(panel, shlex.join(["save", str(save), "again"]))
    where = where_kept(panel, save) if course.interrupted else ""  # before a word is said: nobody may be there to hear
    if asked.json:
        as_json(summary(panel, course), [save] if save else [], panel)
    else:
        print_report(panel, course, reply.data["headline"], save)
    return stopped(panel, where) if course.interrupted else 0


def _place_for(save: Path) -> Path:
    """The path to save to, checked before training starts. Raises StorageError."""
    from mark1 import storage
    from mark1.kind import MACHINE, named

    path = Path(named(save, MACHINE))
    storage.prepare(path, MACHINE)
    return path


def _make(panel: "ControlPanel", asked: TrainOptions) -> None:
    """Build the machine, choose the back end, and connect the rig."""
    machine = {**asked.machine._asdict(), "seed": asked.seed}
    panel.execute(shlex.join(["machine", *words_of(machine), *settings_of(asked.settings)]))
    network = words_of(asked.network._asdict())
    _require_network(asked.backend, network[::2])
    _require_machine(asked)
    if asked.backend != MARK1:
        panel.execute(shlex.join(["backend", asked.backend, *network]))
    board = asked.board
    joined(panel, board.rig, motion=board.motion, shadow="on" if board.shadow else None, pots=board.rig_pots)


def _require_network(backend: str, options: list[str]) -> None:
    """Raises CommandError for an option of a network if the back end is none, or has no such option."""
    for option in options:
        usable = (MLP,) if option in MLP_ONLY else (MLP, LOGISTIC)
        if backend not in usable:
            raise CommandError(f"--{option} requires --backend {' or '.join(usable)}")


def _require_machine(asked: TrainOptions) -> None:
    """Raises CommandError for an option of the machine that a network would ignore."""
    if asked.backend == MARK1:
        return
    used = WIRES if asked.network.input == "a-units" or asked.backend not in BACKENDS else ()
    for option in words_of(asked.machine._asdict())[::2]:
        if option in MARK1_ONLY and option not in used:
            raise CommandError(_needs(f"--{option}", option in WIRES, asked.backend))
    if asked.board.rig is not None and asked.board.retina != RetinaName.rig:
        raise CommandError(f"--rig requires --backend mark1 or --retina rig: {asked.backend} uses no pots")
    for path in settings_of(asked.settings)[::2]:
        part = path.partition(".")[0]
        if part in PARTS_OF_MARK1 or (part in WIRED and not used):
            raise CommandError(_needs(f"--set {path}", part in WIRED, asked.backend))


def _needs(option: str, wires: bool, backend: str) -> str:
    """The text of an error: which back end an option requires."""
    other = " or --input a-units" if wires and backend in BACKENDS else ""
    return f"{option} requires --backend mark1{other}: {backend} ignores it"


def _teach(panel: "ControlPanel", asked: TrainOptions) -> "Reply":
    """Train on the pictures, or on what the rig's photocells see of them."""
    from mark1.cli.rig.exposures import held_up

    data = held_up(panel, asked.data) if asked.board.retina == RetinaName.rig else asked.data
    given = {
        "epochs": epochs_of(asked.epochs, asked.passes),
        "test-split": asked.test_split,
        "test": asked.test,
        **asked.reading.given(),
    }
    return panel.execute(shlex.join(["train", data, *words_of(given)]))
