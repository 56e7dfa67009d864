"""interrupt: learning cut short at any bytecode leaves a state that an undisturbed run passes

A trace function raises in the middle of the program, as a signal handler would, but at a bytecode that was chosen: so
nothing here depends on how fast the computer is. ``KINDS`` says what is interrupted.
"""

import hashlib
import pickle
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count as numbers
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

import mark1
from benchmarks.long import Outcome, Say
from benchmarks.rounds import DisagreementError
from mark1.backprop.network import Network, NetworkConfig
from mark1.backprop.training import Training, TrainingConfig
from mark1.errors import Mark1Error
from mark1.machine import state
from mark1.machine.batch import MarkIBatch
from mark1.machine.config import MachineConfig
from mark1.machine.double import double_of
from mark1.machine.mark1 import MarkI
from mark1.machine.simulated_time import run_to_end
from mark1.panel.commands.words import set_values
from mark1.panel.control_panel import ControlPanel
from mark1.plane.perceptron import perceptron

COUNT = 200
OURS = str(Path(mark1.__file__).parent)
ERRORS = (KeyboardInterrupt, MemoryError)
SMALL = {
    "retina.rows": "6", "retina.cols": "5", "association.n_a": "44", "association.theta": "1", "response.n_r": "3",
    "patch_board.excitatory": "4", "patch_board.inhibitory": "3", "retina.noise": "0.2",
    "potentiometers.noise_v": "0.3",
}  # fmt: skip
LIGHT = np.random.default_rng(5).random((8, 6, 5)).astype(np.float32)
WANTED = np.random.default_rng(6).choice([-1, 1], (8, 3)).astype(np.int8)


@dataclass(frozen=True)
class Subject:
    """Something that learns: how it is made, the steps that are cut short, its state, what it must do then."""

    make: Callable[[], Any]
    steps: tuple[Callable[[Any], object], ...]
    state: Callable[[Any], Any]
    works: Callable[[Any], object] = lambda subject: None


def run(count: int, seed: int, report: Say) -> Outcome:
    """Interrupt every kind ``count`` times: how many bytecodes each has. Fails where a state is left that is none."""
    failures, bytecodes = [], {}
    for name, kind in KINDS.items():
        try:
            bytecodes[name] = interrupted(kind, count, seed)
            report(f"{name}: {count} times, {bytecodes[name]:,} bytecodes")
        except (DisagreementError, Mark1Error) as error:
            failures.append(f"{name}: {error}")
    return {"failures": failures, "bytecodes": bytecodes}


def interrupted(kind: Subject, count: int, seed: int) -> int:
    """Interrupt one kind ``count`` times at random bytecodes: how many it has. Raises DisagreementError."""
    _after_all(kind)  # what is loaded and compiled on first use is no part of it
    subject, n = kind.make(), 0
    passed = [_digest(kind.state(subject))]
    for step in kind.steps:
        n += _bytecodes(lambda step=step: step(subject))  # type: ignore[misc]
        passed.append(_digest(kind.state(subject)))
    rng, reached = np.random.default_rng(seed), 0
    for number, at in enumerate(rng.integers(n, size=count).tolist()):
        error, subject = ERRORS[number % len(ERRORS)], kind.make()
        reached += cut_short(lambda: [step(subject) for step in kind.steps], at, error)  # noqa: B023
        kind.works(subject)
        if _digest(kind.state(subject)) not in passed:
            raise DisagreementError(f"{error.__name__} at bytecode {at} of {n} leaves a state of its own")
    if reached < 0.9 * count:  # the order within a set moves the end of the work a little
        raise DisagreementError(f"{reached} of {count} interruptions came before the work was done")
    return n


def _after_all(kind: Subject) -> Any:
    subject = kind.make()
    for step in kind.steps:
        step(subject)
    return subject


def cut_short(work: Callable[[], object], at: int, error: type[BaseException]) -> bool:
    """Do the work and raise an error at one of the bytecodes of this program's own code: whether it came so far."""
    return _traced(work, at, error) is None


def _bytecodes(work: Callable[[], object]) -> int:
    number = _traced(work, -1, KeyboardInterrupt)
    assert number is not None
    return number


def _traced(work: Callable[[], object], at: int, error: type[BaseException]) -> int | None:
    """How many bytecodes the work has; None if it was cut short."""
    number = numbers()

    def look(frame: FrameType, event: str, argument: Any) -> Any:
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        if event == "opcode" and next(number) == at:
            raise error
        return look

    before = sys.gettrace()
    sys.settrace(look)
    try:
        work()
    except error:
        return None
    finally:
        sys.settrace(before)
    return next(number)


def _digest(state: Any) -> str:
    return hashlib.sha256(pickle.dumps(state)).hexdigest()


# ---- what is interrupted


def _machine(**settings: str) -> MarkI:
    return MarkI(set_values(MachineConfig(), SMALL | {name.replace("__", "."): v for name, v in settings.items()}))


def _captured(machine: MarkI) -> Any:
    plain, arrays = state.capture(machine)
    return plain, {name: array.tobytes() for name, array in sorted(arrays.items())}


def _answers(machine: MarkI) -> None:
    """Every dial knows why it moved, and what is saved can be loaded."""
    for pot in range(machine.potentiometers.n_pots):
        machine.why(pot)
    if _captured(state.restored(MarkI, *state.capture(machine))) != _captured(machine):
        raise DisagreementError("what was saved is another machine")


def _all_answer(batch: MarkIBatch) -> None:
    for machine in batch.machines:
        _answers(machine)


def _learn(machine: MarkI) -> None:
    machine.learn(activity_of(machine), WANTED, np.arange(8), lambda i: f"picture {i}")


def activity_of(machine: MarkI) -> Any:
    """Activity, sensed by a double: the noise of its photocells is drawn for nobody else."""
    return double_of(machine).sense(LIGHT)


def _teach(machine: MarkI) -> None:
    machine.teach(LIGHT[0], WANTED[0], "a picture")


def _through_time(machine: MarkI) -> None:
    run_to_end(machine.teaching(double_of(machine).activity(LIGHT[1]), WANTED[1], "a picture"))


def _learn_together(batch: MarkIBatch) -> None:
    activity = np.stack([activity_of(machine) for machine in batch.machines])
    batch.learn(activity, WANTED, np.stack([np.arange(8)] * len(batch)))


def _batch() -> MarkIBatch:
    return MarkIBatch.of(_machine().config, range(3))


def _training(held_out: float = 0.25) -> Training:
    rng = np.random.default_rng(0)
    config = TrainingConfig(batch=3, held_out=held_out, rate=0.05)
    return Training(Network(NetworkConfig(30, 2, (4,)), rng), config, rng)


def _epochs(training: Training) -> None:
    for _ in training.fit(LIGHT.reshape(8, 30), np.arange(8) % 2, 1):
        pass


def _step(training: Training) -> None:
    training.step(LIGHT.reshape(8, 30), np.arange(8) % 2)


def _trained(training: Training) -> Any:
    plain, arrays = training.capture()
    return plain, {name: array.tobytes() for name, array in sorted(arrays.items())}


def _panel() -> ControlPanel:
    panel = ControlPanel()
    panel.glance_s = 0  # whatever the clock says
    panel.execute("machine a-units 64 " + " ".join(f"{name} {SMALL[name]}" for name in ("retina.noise",)))
    panel.execute("present letter A")
    return panel


def _standing(panel: ControlPanel) -> Any:
    plain, arrays = panel.backend.capture()
    course = panel.training_run and (panel.training_run.epochs, panel.training_run.place)
    observation = panel.observation and panel.observation.name
    held = {name: array.tobytes() for name, array in sorted(arrays.items())}
    return (
        plain,
        held,
        panel.history,
        course,
        observation,
        panel.under_way,
        [line for line in panel.journal.lines if line[0] != "#"],
    )


def _panel_works(panel: ControlPanel) -> None:
    _answers(panel.machine)
    with tempfile.TemporaryDirectory() as folder:
        panel.save(f"{folder}/it.mark1")
        ControlPanel().load(f"{folder}/it.mark1")


def _does(line: str) -> Callable[[ControlPanel], object]:
    return lambda panel: panel.execute(line)


def _corrects(learner: Any, point: int) -> None:
    learner.correct(np.rint(9 * LIGHT.reshape(8, 30)).astype(np.int64)[point], point % 3)


LINES = (
    "teach B",
    "set 3 1.5",
    "present letter C",
    "train letters epochs 2",
    "undo",
    "snapshot x",
    "teach C",
    "restore x",
)

KINDS = {
    "learn": Subject(_machine, (_learn, _learn), _captured, _answers),
    "learn by gain": Subject(
        lambda: _machine(teacher__rule="forced", teacher__gain="gamma"), (_learn, _learn), _captured, _answers
    ),
    "teach": Subject(_machine, (_learn, _teach, _teach), _captured, _answers),
    "teaching": Subject(_machine, (_learn, _through_time, _through_time), _captured, _answers),
    "batch": Subject(
        _batch,
        (_learn_together, _learn_together),
        lambda batch: [_captured(machine) for machine in batch.machines],
        _all_answer,
    ),
    "epoch": Subject(_training, (_epochs, _epochs), _trained),
    "perceptron": Subject(
        lambda: perceptron(3, 30),
        tuple(partial(_corrects, point=point) for point in range(8)),
        lambda learner: learner.w.tobytes(),
    ),
    "step": Subject(lambda: _training(0.0), (_step, _step), _trained),
    "panel": Subject(
        _panel,
        tuple(map(_does, LINES)),
        _standing,
        _panel_works,
    ),
}
