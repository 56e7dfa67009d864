"""Commands of a course: all pictures of a set, epoch after epoch, until no answer is wrong."""

import shlex
from collections.abc import Callable, Sequence

from mark1.backends.backend import Observation
from mark1.errors import CommandError, RigError, expected
from mark1.machine.config import CORRECTING
from mark1.machine.simulated_time import Process
from mark1.machine.state import same_chance
from mark1.panel.commands.data import (
    TRAINING_OPTIONS,
    anywhere,
    replayed,
    require_classes,
    said_of,
    training_data,
)
from mark1.panel.commands.words import OLD_WORDS, exactly, to_number, to_options
from mark1.panel.progress_observer import ProgressObserver
from mark1.panel.reply import Reply
from mark1.panel.reply_data import ReplyData
from mark1.panel.session import Session
from mark1.panel.training_report import progress_of, report_of, work_of
from mark1.text import counted
from mark1.training import warm_up
from mark1.training.evaluation import evaluation_of
from mark1.training.training_run import ALL, EpochResult, TrainingRun, advance, name_of

DEFAULT_EPOCHS = 100
MOST_BEFORE = 10_000  # epochs of earlier courses that the curve goes on from


def course(session: Session, words: Sequence[str]) -> Reply:
    begun, note = _begun(session, "course", words)
    session.training_run = begun
    pictures, epochs = counted(len(begun.stimuli), "picture"), counted(begun.wanted_epochs, "epoch")
    told = f"{begun.stimuli.name}: {pictures}, at most {epochs}; step or run"
    return Reply(
        _with(note, told, said_of(begun.stimuli)),
        {"training_run": begun, "journal": _line("course", words, begun.wanted_epochs)},
    )


def step(session: Session, words: Sequence[str]) -> Process[Reply]:
    (word,) = exactly(words, 1, "step 3") if words else ("1",)
    steps = to_number(int, word, "step")
    if steps < 1:
        raise CommandError(expected("step", "a whole number from 1 up", steps))
    return (yield from _go_on(session, steps * _pictures_a_step(session)))


def run(session: Session, words: Sequence[str]) -> Process[Reply]:
    exactly(words, 0, "run")
    return (yield from _go_on(session, ALL))


def train(session: Session, words: Sequence[str]) -> Process[Reply]:
    session.training_run, note = _begun(session, "train", words)
    seen = session.observation
    yield from _shown(session, ALL, whole_epochs=True)
    done, session.observation = session.training_run, seen
    _look_again_if_unknown(session)
    assert done is not None
    line, work = _line("train", words, max(1, done.epochs)), work_of(done, sum(done.corrections), done.epochs)
    report, said = report_of(done), said_of(done.stimuli)
    facts: ReplyData = {"training_run": done, "done": work, "journal": line, "headline": _with(note, report)}
    return Reply(_with(note, report, said), facts)


def _look_again_if_unknown(session: Session) -> None:
    """A back end made for these classes has not seen the picture before the camera: let it look once."""
    seen = session.observation
    if seen is not None:
        with same_chance(session.machine):
            now = session.backend.look(seen.name, seen.light)
        if _outputs(seen) != _outputs(now):
            session.look(seen.light, seen.name, seen.scene, seen)


def _outputs(observation: Observation) -> list[int]:
    """How many R-units, and how many classes, have answered a picture."""
    return [0 if values is None else len(values) for values in (observation.sum_v, observation.scores)]


# ---- beginning


def _begun(session: Session, name: str, words: Sequence[str]) -> tuple[TrainingRun, str]:
    """A course of which nothing has been taught, and a note if the machine had to grow for it."""
    if not words:
        raise CommandError(f"expected a data set, as in: {name} letters epochs 10")
    options = to_options(_renamed(words[1:]), {"epochs": int, **TRAINING_OPTIONS})
    rule = _rule(session)
    most = options.get("epochs", DEFAULT_EPOCHS if rule in CORRECTING else 1)
    if most < 1:
        raise CommandError(expected("epochs", "a whole number from 1 up", most))
    stimuli, test = training_data(session, words[0], options)
    note = session.backend.adopt(stimuli.classes)
    require_classes(session, test)
    session.join_rig()
    return TrainingRun(
        stimuli, session.backend.classes, most, test, rule, _before(session.training_run, stimuli.name, rule)
    ), note


def _renamed(options: Sequence[str]) -> list[str]:
    """The options of a course by the names of today: older journals and scripts have another word for epochs."""
    for old, new in OLD_WORDS.items():
        if {old, new} <= set(options[::2]):
            raise CommandError(f"{old} is the old word for {new}: give one of the two")
    return [word if i % 2 else OLD_WORDS.get(word, word) for i, word in enumerate(options)]


def _before(course: TrainingRun | None, name: str, rule: str) -> tuple[EpochResult, ...]:
    """The curve that a new course continues: of the one before, if it had the same pictures and counted the same."""
    if course is None or course.stimuli.name != name or course.corrects != (rule in CORRECTING):
        return ()
    return tuple(EpochResult(*one) for one in course.curve[-MOST_BEFORE:].tolist())


def _rule(session: Session) -> str:
    """The rule on the Mark I's dial; other back ends converge as if by error correction."""
    return session.machine.config.teacher.rule if session.backend.by_rule else CORRECTING[0]


def _line(name: str, words: Sequence[str], epochs: int) -> str:
    """The journal's line: as many epochs as were asked for, or done."""
    return shlex.join([name, anywhere(words[0]), "epochs", str(epochs), *replayed(words[1:])])


# ---- going on


def _go_on(session: Session, pictures: int) -> Process[Reply]:
    """The next pictures; the journal says how many steps it were."""
    if session.training_run is None:
        raise CommandError("no course has begun: course letters begins one")
    if session.training_run.over:
        past = session.training_run
        raise CommandError(f"the course is over ({report_of(past)}): course {past.stimuli.name} begins anew")
    corrections, epochs = session.machine.corrections, session.training_run.epochs
    shown = yield from _shown(session, pictures, whole_epochs=False)
    made, steps = session.machine.corrections - corrections, max(1, shown // _pictures_a_step(session))
    done = work_of(session.training_run, made, session.training_run.epochs - epochs)
    return Reply(
        _report_now(session, made), {"training_run": session.training_run, "done": done, "journal": f"step {steps}"}
    )


def _pictures_a_step(session: Session) -> int:
    return len(session.training_run.stimuli) if session.training_run and session.backend.by_epoch else 1


def _shown(session: Session, pictures: int, whole_epochs: bool) -> Process[int]:
    """Show the next pictures of the panel's course; a course that is over, or was to be done whole, is judged."""
    assert session.training_run is not None
    course = session.training_run = session.training_run.resumed()
    course.rule = _rule(session)
    backend, onlooker = session.backend, ProgressObserver(session, course)
    if pictures > 1:
        if backend.by_rule and warm_up.pays(backend.machine, len(course.stimuli)):
            session.on_progress("compiling", 0, 0, "")
        session.note_if_slow()
    with session.stop_request as request:

        def asked_to_stop() -> bool:
            to_its_end = whole_epochs and session.rig is None  # real motors do not wait for the end of an epoch
            return request.asked and not (to_its_end and course.place < len(course.order))

        left = course.wanted_epochs - course.epochs
        trainer = backend.trainer(course.stimuli, left, lambda i: name_of(course.stimuli, i), onlooker.show)
        shown = yield from advance(backend, course, trainer, pictures, asked_to_stop, onlooker.after)
        if course.trouble or course.stopped_by:
            session.leave_rig()
        if course.interrupted and whole_epochs:
            trainer.end()
        if course.over or whole_epochs:
            _judge(session, course, asked_to_stop)
            session.remember(course.stimuli)
        onlooker.glance()
    return shown


def _judge(session: Session, course: TrainingRun, asked_to_stop: Callable[[], bool]) -> None:
    """How well a course did. That reads the wipers once more; of a rig that is lost then, where they were last."""
    try:
        _measure(session, course)
    except RigError as lost:
        course.lose_rig(lost, asked_to_stop())
        session.leave_rig()
        _measure(session, course)
    session.accuracy_is_old = False


def _measure(session: Session, course: TrainingRun) -> None:
    course.train_accuracy = evaluation_of(session.backend, course.stimuli).accuracy
    course.test_accuracy = evaluation_of(session.backend, course.test).accuracy if course.test else None


# ---- what is said


def _with(note: str, report: str, said: str = "") -> str:
    """A report with notes behind it: on the machine, and on the pictures."""
    notes = "; ".join(filter(None, [note, said]))
    return report + (f" ({notes})" if notes else "")


def _report_now(session: Session, corrections: int) -> str:
    """Where a training run stands: at the end of an epoch, or amid it."""
    course = session.training_run
    assert course is not None
    if course.over or (session.backend.by_epoch and course.wrong):
        return report_of(course)
    return progress_of(course, corrections)
