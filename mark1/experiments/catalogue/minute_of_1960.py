"""A minute of 1960: how long the real machine would have taken, from assumed timings, beside this computer."""

import time
from collections.abc import Callable

import numpy as np

from mark1.experiments.catalogue.two_figures import pictures
from mark1.experiments.experiment import (
    NOTHING,
    Chart,
    Comparison,
    Experiment,
    ExperimentResult,
    RunRequest,
    Series,
    told,
)
from mark1.experiments.setup import built, chance, letters, taught
from mark1.figures.training_record import brief, duration
from mark1.stimuli.shapes import left_right_squares
from mark1.stimuli.stimulus_set import StimulusSet

TASKS: dict[str, Callable[[], StimulusSet]] = {
    "50 squares, left or right": lambda: StimulusSet.labelled("squares", *left_right_squares(50, chance(1))),
    "60 pictures of E and F": lambda: pictures(("E", "F"), 60, "within 1 cell, 10%"),
    "26 letters": letters,
    "26 letters in two faces": lambda: letters().joined(letters("roman")),
    "2,000 squares and circles": lambda: pictures(("square", "circle"), 2000, "within 2 cells, 20%, 5 deg"),
}


def measured(task: str, seed: int, most: int) -> tuple[float, float, bool]:
    """Machine time and time here, seconds, until nothing is wrong or ``most`` epochs were made; and which."""
    stimuli, machine = TASKS[task](), built(seed)
    began = time.perf_counter()
    run = taught(machine, stimuli, most)
    return run.machine.machine_time_s, time.perf_counter() - began, run.settled


def run(order: RunRequest, most: int = 100) -> ExperimentResult:
    """Each task on the standard machine, learned to completion if that can be."""
    measured("26 letters", 0, 1)  # the compiled passes are loaded, so that no task pays for that
    got = order.table(lambda task, seed: measured(task, seed, most), [*TASKS])
    rows = []
    for task, times in zip(TASKS, got, strict=True):
        then, here, settled = np.median(times, axis=0)
        low, high = times[:, 0].min(), times[:, 0].max()
        ours = f"{duration(float(then))} ({duration(low)} to {duration(high)}) in 1960; {brief(float(here))} here"
        why = f"{then / here:,.0f} times as fast" + ("" if settled else f"; after {most} epochs some were still wrong")
        rows.append(Comparison(task, NOTHING, ours, "OWN", "A", None, why, told(times[:, 0])))
    names = [*TASKS]
    lines = (Series("in 1960, by assumed timings", names, got[..., 0]), Series("this computer", names, got[..., 1]))
    chart = Chart("seconds to learn", "", "seconds", lines, "y")
    remark = (
        "Assumed: one second to show a picture, one second of motor for a correction, all wrong R-units at once. "
        "Nobody knows the true times; the trainer's, who changed the cards, come on top. Times here differ from run "
        "to run."
    )
    return ExperimentResult(tuple(rows), (chart,), (remark,))


EXPERIMENT = Experiment(
    name="minute-of-1960",
    title="How long it would have taken in 1960",
    machine="",
    about=(
        "The real machine showed a picture, waited for its relays, and turned its motors. From assumed times for "
        "each step the hours of 1960 can be guessed, and put beside the seconds of today."
    ),
    seeds=5,
    run=run,
)
