"""Training report: a training run in one sentence, while it goes on and when it has ended.

letters: converged after 13 epochs (340 corrections), 0 errors
letters: 3 epochs, 233 corrections, 4 of 26 with a wrong R-unit
digits: 12 epochs, loss 0.2153, 1 of 10 still wrong, test accuracy 90.0%
"""

from mark1.text import counted
from mark1.training.training_run import TrainingRun, name_of

KEPT = "what was learned is kept"


def report_of(course: TrainingRun) -> str:
    """How a training run ended, or how it stands after its last whole epoch."""
    if not course.wrong:
        return f"{course.stimuli.name}: no epoch was completed: {_reason(course)}; {KEPT}"
    epochs, work = counted(course.epochs, "epoch"), _work_in_all(course)
    length = f"converged after {epochs} ({work})" if _converged(course) else f"{epochs}, {work}"
    stopped = f"{_stop(course)}; " if course.interrupted else ""
    test = "" if course.test_accuracy is None else f", test accuracy {course.test_accuracy:.1%}"
    why = f" (rule {course.rule} ignores errors: it runs for the requested number of epochs)"
    return f"{course.stimuli.name}: {length}, {stopped}{_errors(course)}{test}{'' if course.corrects else why}"


def progress_of(course: TrainingRun, corrections: int) -> str:
    """Which picture of which epoch was shown last, and the ``corrections`` made since the line before."""
    stopped = f"; {_stop(course)}" if course.interrupted else ""
    if course.showing is None:
        return f"{course.stimuli.name}: nothing was shown{stopped}"
    epoch = course.epochs + (course.place < len(course.order))
    work = work_of(course, corrections, 0)
    place = f"epoch {epoch}, picture {course.place} of {len(course.order)}"
    return f"{place}, {name_of(course.stimuli, course.showing)}: {work}{stopped}"


def work_of(course: TrainingRun, made: int, epochs: int) -> str:
    """The corrections or reinforcements ``made``; of a network, which makes none, the epochs."""
    return counted(epochs, "epoch") if course.losses else counted(made, course.work.removesuffix("s"))


def _work_in_all(course: TrainingRun) -> str:
    if course.corrections:
        return work_of(course, sum(course.corrections), course.epochs)
    return f"loss {course.losses[-1]:.4g}"


def _converged(course: TrainingRun) -> bool:
    """Whether an epoch needed no correction; a network that stopped early has only ceased to improve."""
    return course.settled and course.corrects and bool(course.corrections) and not course.wrong[-1]


def _errors(course: TrainingRun) -> str:
    """The pictures that were wrong in the last epoch."""
    if course.alone:
        return "left to itself"
    if not course.wrong[-1]:
        return "0 errors"
    wrong = "with a wrong R-unit" if course.corrects else "wrong when shown"
    return f"{course.wrong[-1]} of {len(course.stimuli)} {wrong if course.corrections else 'still wrong'}"


def _stop(course: TrainingRun) -> str:
    return f"{_reason(course)}, {KEPT}"


def _reason(course: TrainingRun) -> str:
    """Why it ended early."""
    return course.trouble or "stopped on request"
