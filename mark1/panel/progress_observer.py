"""ProgressObserver: keeps the picture on the panel up to date while a course goes on."""

import time

from mark1.backends.backend import Observation, TrainingStep
from mark1.machine.state import same_chance
from mark1.panel.session import Session
from mark1.training.training_run import TrainingRun, name_of


class ProgressObserver:
    """Through time every stimulus is seen; of fast work, the last of a stretch, now and then and at the end.

    A glance draws no chance, so a course that is watched gives the bits of one that is not.
    """

    def __init__(self, session: Session, course: TrainingRun) -> None:
        self.session, self.training_run, self._glanced_s = session, course, 0.0

    def show(self, i: int, observation: Observation) -> None:
        """Picture ``i`` is before the camera."""
        session, course, is_new = self.session, self.training_run, self.training_run.showing != i
        session.observation, course.showing = observation, i
        course.wrong_r = session.backend.wrong_units(observation, course.stimuli.classes[course.stimuli.class_of[i]])
        if is_new and session.rig:
            session.rig.show(observation.a, observation.responses)

    def after(self, lesson: TrainingStep) -> None:
        """A stretch has been shown."""
        course = self.training_run
        if course.place == len(course.order):
            wrong = f"{course.wrong[-1]} of {len(course.stimuli)} wrong"
            self.session.on_progress("epochs", course.epochs, course.wanted_epochs, wrong)
        if time.monotonic() - self._glanced_s >= self.session.glance_s:
            self.glance()

    def glance(self) -> None:
        """The picture shown last, as the machine sees it now. Motors of metal show every one, and are not asked."""
        session, i = self.session, self.training_run.showing
        self._glanced_s = time.monotonic()
        if i is None or not session.machine.potentiometers.in_closed_form:
            return
        with same_chance(session.machine):
            self.show(
                i, session.backend.look(name_of(self.training_run.stimuli, i), self.training_run.stimuli.light[i])
            )
