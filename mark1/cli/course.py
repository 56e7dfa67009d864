"""The report of a training run: printed, as JSON, and as the record that figures are drawn from."""

from pathlib import Path

import numpy as np

from mark1.cli.output import say
from mark1.cli.reading import facts_of, lines_of
from mark1.cli.rig.report import rig_lines
from mark1.figures.training_record import TrainingRecord, brief, duration
from mark1.panel.control_panel import ControlPanel
from mark1.proofs.prospect import Prospect, in_words, prospect
from mark1.text import counted
from mark1.training.training_run import WORKS, TrainingRun

# Keys of ``--json`` in version 0.1.0, kept beside the new ones for one version.
OLD_KEYS = {
    "passes": "epochs",
    **{f"{what}_per_pass": f"{what}_per_epoch" for what in (*WORKS, "wrong", "loss")},
}


def summary(panel: ControlPanel, course: TrainingRun) -> dict[str, object]:
    """The figures of a training run, for ``--json``; None for what this back end does not have."""
    facts = _figures(panel, course)
    ahead = prospect_of(panel, course)
    facts["separable"] = ahead and ahead.separable
    facts["most_corrections_left"] = ahead and ahead.corrections
    return facts | {old: facts[new] for old, new in OLD_KEYS.items()}


def _figures(panel: ControlPanel, course: TrainingRun) -> dict[str, object]:
    machine, taught = panel.machine, bool(course.corrections)
    done = {course.work: course.corrections} if taught else {}
    return {
        "backend": panel.backend.name,
        "rule": course.rule if taught else None,
        "data": course.stimuli.name,
        "polarity": tally.facts() if (tally := course.stimuli.tally) else None,
        "stimuli": len(course.stimuli),
        "classes": len(course.classes),
        "test_stimuli": len(course.test) if course.test else None,
        "epochs": course.epochs,
        "presentations": course.epochs * len(course.stimuli),
        **{work: sum(done[work]) if work in done else None for work in WORKS},
        **{f"{work}_per_epoch": done.get(work) for work in WORKS},
        "wrong_per_epoch": course.wrong,
        "loss_per_epoch": course.losses or None,
        "settled": course.settled,
        "interrupted": course.interrupted,
        "seconds": course.seconds,
        "train_accuracy": course.train_accuracy,
        "test_accuracy": course.test_accuracy,
        "machine_time_s": course.machine_time_s if taught else None,
        "seed": machine.config.seed,
        "a_units": machine.association.n_a,
        "r_units": machine.response.n_r,
        "potentiometers": machine.potentiometers.n_pots,
        "sockets_per_s_unit": machine.patch_board.sockets,
        "reading": facts_of(course.stimuli.report),
        "test_reading": facts_of(course.test.report) if course.test else None,
        "rig": panel.rig.facts(machine) if panel.rig else None,
    }


def prospect_of(panel: ControlPanel, course: TrainingRun) -> Prospect | None:
    """What more epochs can come to, after a training that stopped at its limit; None if that is not known, or moot."""
    if course.settled or course.interrupted or not course.corrects or not panel.backend.by_rule:
        return None
    return prospect(panel.machine, course.stimuli, panel.backend.front.code)


def _test_set(course: TrainingRun) -> str:
    if course.test is None or course.test_accuracy is None:
        return "none"
    return f"{counted(len(course.test), 'picture')}, {course.test_accuracy:.1%} correct"


def record_of(panel: ControlPanel, course: TrainingRun) -> TrainingRecord:
    """A training run as the figures need it."""
    machine, config, corrects = panel.machine, panel.machine.config, panel.backend.by_rule
    return TrainingRecord(
        name=course.stimuli.name,
        light=course.stimuli.light,
        labels=course.stimuli.labels,
        corrections_per_epoch=course.corrections,
        wrong_per_epoch=course.wrong,
        corrections_of=course.wrong_of,
        looks_for=panel.backend.looks_for(since_start=True) * (corrects or course.stimuli.light.any(axis=0)),
        wiper_v=machine.potentiometers.wiper_v if corrects else np.zeros(0),
        stop_v=config.potentiometers.stop_v,
        machine_time_s=course.machine_time_s,
        seconds=course.seconds,
        seed=config.seed,
        settings=panel.backend.in_a_line(),
        backend=panel.backend.name,
        losses=course.losses,
        rule=course.rule,
    )


def _ahead(panel: ControlPanel, course: TrainingRun) -> dict[str, str]:
    """The line about what more epochs can come to, where there is something to say."""
    if course.settled or course.interrupted or not course.corrects or not panel.backend.by_rule:
        return {}
    return {"more epochs": in_words(prospect_of(panel, course), course.stimuli.name)}


def print_report(panel: ControlPanel, course: TrainingRun, headline: str, save: Path | None) -> None:
    """Print the training run in a few lines."""
    say(headline)
    timed = {"machine time": f"{duration(course.machine_time_s)} (assumed timings)"} if course.corrections else {}
    pictures, classes = counted(len(course.stimuli), "picture"), counted(len(course.classes), "class", "classes")
    figures: dict[str, str | list[str]] = {
        panel.backend.name: panel.backend.in_a_line(),
        "training set": f"{pictures}, {classes}, "
        + ("labels not used" if course.alone else f"{course.train_accuracy:.1%} correct after training"),
        **({"polarity": tally.line()} if (tally := course.stimuli.tally) else {}),
        "test set": _test_set(course),
        **lines_of(course.stimuli.report, len(course.stimuli)),
        **timed,
        **_ahead(panel, course),
        "elapsed": brief(course.seconds),
        "seed": str(panel.machine.config.seed),
        **(rig_lines(panel.rig, panel.machine) if panel.rig else {}),
        **({"saved": str(save)} if save else {}),
    }
    for name, text in figures.items():
        first, *rest = [text] if isinstance(text, str) else text
        say(f"  {name:13} {first}", *rest)
    if save is None:
        say("  not saved (use --save FILE.mark1)")
