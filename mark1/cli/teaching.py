"""The commands that teach: ``demo``, ``train``, ``plane``."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from mark1.cli.options import (
    Backend,
    BackendName,
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
from mark1.cli.session import joined, panel_for, saved, settings_of, stopped, words_of


def demo(
    headless: Annotated[bool, typer.Option("--headless", help="No window: a report, and pictures.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the pictures (mark1-demo).")] = None,
    seed: Seed = 0,
    backend: BackendName = Backend.mark1,
    json: Json = False,
    journal: JournalFile = None,
) -> int:
    """The main job: all 26 letters learned, shown, explained."""
    from mark1.cli import demonstration

    return demonstration.run(backend, seed=seed, out=out, as_json_value=json, journal=journal)


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
    backend: BackendName = Backend.mark1,
    hidden: Annotated[str | None, typer.Option("--hidden", help="mlp: units of each hidden layer, as 128,64.")] = None,
    activation: Annotated[str | None, typer.Option("--activation", help="mlp: relu, tanh, sigmoid ...")] = None,
    loss: Annotated[str | None, typer.Option("--loss", help="mlp, logistic: softmax, hinge ...")] = None,
    l2: Annotated[float | None, typer.Option("--l2", help="mlp, logistic: how much large weights cost.")] = None,
    optimizer: Annotated[str | None, typer.Option("--optimizer", help="mlp, logistic: adam, momentum ...")] = None,
    rate: Annotated[float | None, typer.Option("--rate", help="mlp, logistic: length of a step.")] = None,
    batch: Annotated[int | None, typer.Option("--batch", help="mlp, logistic: pictures a step.")] = None,
    schedule: Annotated[str | None, typer.Option("--schedule", help="mlp, logistic: of the rate.")] = None,
    held_out: Annotated[float | None, typer.Option("--held-out", help="mlp, logistic: share to stop early by.")] = None,
    patience: Annotated[int | None, typer.Option("--patience", help="mlp, logistic: passes without gain.")] = None,
    threads: Annotated[int | None, typer.Option("--threads", help="mlp, logistic: threads of matrix products.")] = None,
    sees: Annotated[str | None, typer.Option("--input", help="mlp, logistic: light or a-units.")] = None,
    rig: RigPort = None,
    motion: Annotated[Motion | None, typer.Option("--motion", help="rig: to a place, or as long as a pulse.")] = None,
    shadow: Annotated[bool, typer.Option("--shadow", help="rig: simulate, and report where the board parts.")] = False,
    rig_pots: Annotated[int | None, typer.Option("--rig-pots", help="rig: how many; 0: only its photocells.")] = None,
    retina: Eye = RetinaName.optics,
    seed: Seed = 0,
    settings: Settings = None,
    save: Annotated[Path | None, typer.Option("--save", metavar="FILE.mark1")] = None,
    json: Json = False,
    journal: JournalFile = None,
) -> int:
    """Teach a machine labelled pictures by error correction."""
    from mark1 import storage
    from mark1.cli import training
    from mark1.cli.rig.exposures import held_up
    from mark1.kind import MACHINE, named

    if save is not None:
        save = Path(named(save, MACHINE))
        storage.require_writable(save, MACHINE)
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
    brain = {
        "hidden": hidden,
        "activation": activation,
        "loss": loss,
        "l2": l2,
        "optimizer": optimizer,
        "rate": rate,
        "batch": batch,
        "schedule": schedule,
        "held-out": held_out,
        "patience": patience,
        "threads": threads,
        "input": sees,
    }
    with ProgressBar() as bar:
        panel = panel_for(journal, bar)
        panel.execute(shlex.join(["machine", *words_of(given), *settings_of(settings)]))
        if backend != Backend.mark1 or words_of(brain):
            panel.execute(shlex.join(["backend", backend, *words_of(brain)]))
        joined(panel, rig, motion=motion, shadow="on" if shadow else None, pots=rig_pots)
        if retina == RetinaName.rig:
            data = held_up(panel, data)
        line = ["train", data, *words_of({"passes": passes, "test-split": test_split})]
        reply = panel.execute(shlex.join(line))
    course = panel.course
    assert course is not None
    if save is not None:
        saved(panel, shlex.join(["save", str(save), "again"]))
    if json:
        as_json(training.summary(panel, course))
    else:
        training.print_report(panel, course, reply.text, save)
    return stopped(panel, save) if course.interrupted else 0


def plane(
    dataset: Annotated[
        str, typer.Argument(metavar="DATASET", help="and, or, xor, near-xor, rings, moons, spiral, blobs; or a CSV.")
    ],
    backend: Annotated[str | None, typer.Option("--backend", help="perceptron (usual), mlp, logistic.")] = None,
    features: Annotated[str | None, typer.Option("--features", help="raw (usual), polar, poly.")] = None,
    hidden: Annotated[str | None, typer.Option("--hidden", metavar="N", help="Hidden units of the mlp (8).")] = None,
    activation: Annotated[str | None, typer.Option("--activation", help="Of the hidden units (tanh).")] = None,
    l2: Annotated[str | None, typer.Option("--l2", metavar="X", help="What large weights cost (0).")] = None,
    rate: Annotated[str | None, typer.Option("--rate", metavar="X", help="Of a network (0.05).")] = None,
    passes: Annotated[str | None, typer.Option("--passes", metavar="N", help="At most (1000).")] = None,
    points: Annotated[int | None, typer.Option("--points", help="How many are drawn.")] = None,
    seed: Annotated[str | None, typer.Option("--seed", metavar="N", help="The start: weights, order (0).")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="PNG", help="Where to draw it.")] = None,
    json: Json = False,
) -> int:
    """Where a line is not enough: learn points of the plane. Any one option may be a list: --hidden 1,2,4."""
    from mark1.cli import plane as command

    options = {
        "backend": backend,
        "features": features,
        "hidden": hidden,
        "activation": activation,
        "l2": l2,
        "rate": rate,
        "passes": passes,
        "seed": seed,
    }
    return command.run(dataset, options, points=points, out=out, as_json_value=json)
