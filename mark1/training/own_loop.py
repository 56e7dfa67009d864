"""Training a machine from a script: one call, with callbacks that may look at everything.

::

    machine, pictures, labels  -->  [ epoch: every picture in a drawn order ]  -->  TrainingRun
                                          |                     |
                                   on_presentation           on_epoch

The bits are those of ``train`` on the panel. If a callback raises, the machine is as it was before the call; with the
motors of a rig, which cannot be taken back, it stays as far as it went.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments
from mark1.backends.mark1 import Mark1Backend
from mark1.commit import attributes, commit
from mark1.errors import RigError
from mark1.machine import state
from mark1.machine.double import double_of, take_over
from mark1.machine.mark1 import MarkI
from mark1.machine.simulated_time import run_to_end
from mark1.machine.teacher import AnswerCode
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.text import counted
from mark1.training.training_run import ALL, TrainingRun, advance, name_of


@dataclass(frozen=True, eq=False)
class PresentationReport:
    """One picture that was shown: in which ``epoch``, from 1; its ``index`` in the set and its ``label``; the sums
    before it was taught, ``sum_v`` (n_r,) V; and how many R-units were corrected. ``machine``: as it is now."""

    epoch: int
    index: int
    label: str
    sum_v: NDArray[np.float64]
    corrections: int
    machine: MarkI


@dataclass(frozen=True, eq=False)
class EpochReport:
    """An epoch that has ended: its ``number``, from 1; the ``corrections`` in it; and ``wrong`` pictures, those that
    were corrected. ``machine``: as it is now."""

    number: int
    corrections: int
    wrong: int
    machine: MarkI


HALTED = "the motors of the rig are off until 'rig arm'; the machine keeps what it learned until then"
OnPresentation = Callable[[PresentationReport], object]
OnEpoch = Callable[[EpochReport], object]


def train(
    machine: MarkI,
    stimuli: StimulusSet,
    *,
    epochs: int = 100,
    on_epoch: OnEpoch | None = None,
    on_presentation: OnPresentation | None = None,
) -> TrainingRun:
    """Teach ``machine`` the pictures until an epoch needs no correction, for at most ``epochs``.

    With a one-hot code and more classes than R-units, the machine gets a bank for as many as needed. ``classify`` names
    pictures afterwards. Whatever ends the call early, an error of a callback or Ctrl-C, the machine is as it was.
    Motors of a rig do not go back: they are off until ``rig arm``, the machine keeps what it learned until then, and a
    note of the error says so.

    Raises ConfigError for arguments that do not fit, StimulusError for fewer than two classes, RigError if a rig is
    lost or stopped.
    """
    arguments.instance("machine", machine, MarkI)
    arguments.instance("stimuli", stimuli, StimulusSet)
    if arguments.whole("epochs", epochs) < 1:
        raise arguments.refusal("epochs", "a whole number from 1 up", epochs)
    arguments.function("on_epoch", on_epoch)
    arguments.function("on_presentation", on_presentation)
    stimuli.require_trainable()
    arguments.array("light", stimuli.light, (None, *_retina(machine)), "light from 0 to 1")
    before, way_back = double_of(machine), [*state.chance(machine), attributes(machine, vars(machine))]
    try:
        return _train(machine, stimuli, epochs, on_epoch, on_presentation)
    except BaseException as error:
        if machine.potentiometers.in_closed_form:
            commit(way_back)
            take_over([machine], [before])
        else:
            machine.potentiometers.halt()
            error.add_note(f"{HALTED} ({counted(machine.presentations - before.presentations, 'presentation')})")
        raise


def classify(machine: MarkI, run: TrainingRun, light: NDArray[np.float32]) -> list[str]:
    """The label that the machine gives each picture ``light`` (n, rows, cols), among the classes of ``run``.

    Raises ConfigError for arguments that do not fit.
    """
    arguments.instance("machine", machine, MarkI)
    arguments.instance("run", run, TrainingRun)
    code = AnswerCode(machine.config.teacher.code, run.classes, machine.config.response.n_r)
    return [run.classes[i] for i in code.nearest(machine.sums(machine.sense(light)))]


def _retina(machine: MarkI) -> tuple[int, int]:
    return machine.config.retina.rows, machine.config.retina.cols


def _train(
    machine: MarkI, stimuli: StimulusSet, epochs: int, on_epoch: OnEpoch | None, on_presentation: OnPresentation | None
) -> TrainingRun:
    """The loop of ``train``: stretches of one picture, of an epoch, or of everything, as the callbacks need."""
    backend = Mark1Backend(machine)
    backend.adopt(stimuli.classes)
    run = TrainingRun(stimuli, backend.classes, epochs, rule=machine.config.teacher.rule)
    trainer = backend.trainer(stimuli, epochs, partial(name_of, stimuli), lambda i, observation: None)
    stretch = 1 if on_presentation else len(stimuli) if on_epoch else ALL
    while not run.over:
        done, corrections, (i, *_) = run.epochs, machine.corrections, run.next_pictures(trainer, 1)
        sum_v = _sums(machine, stimuli, i) if on_presentation else None
        run_to_end(advance(backend, run, trainer, stretch))
        if run.interrupted:
            raise RigError(run.trouble)
        if on_presentation and sum_v is not None:
            label = stimuli.classes[stimuli.class_of[i]]
            taught = machine.corrections - corrections
            on_presentation(PresentationReport(done + 1, int(i), label, sum_v, taught, machine))
        if on_epoch and run.epochs > done:
            on_epoch(EpochReport(run.epochs, run.corrections[-1], run.wrong[-1], machine))
    return run


def _sums(machine: MarkI, stimuli: StimulusSet, i: int) -> NDArray[np.float64]:
    """The sums for a picture, as a look that changes nothing."""
    with state.same_chance(machine):
        return np.asarray(machine.sums(machine.sense(stimuli.light[i : i + 1]))[0])
