"""``mark1 train``: a machine taught labelled pictures, told of, and kept."""

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
    from mark1.cli.course import print_report, summary
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
        as_json(summary(panel, course))
    else:
        print_report(panel, course, reply.text, save)
    return stopped(panel, save) if course.interrupted else 0
