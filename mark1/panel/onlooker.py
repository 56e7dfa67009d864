"""Onlooker: keeps the picture on the panel up to date while a course goes on."""

import time
from typing import TYPE_CHECKING

from mark1.backends.backend import Lesson, Sight
from mark1.machine.state import same_chance
from mark1.training.training_run import Course, name_of

if TYPE_CHECKING:
    from mark1.panel.control_panel import ControlPanel


class Onlooker:
    """Through time every stimulus is seen; of fast work, the last of a stretch, now and then and at the end.

    A glance draws no chance, so a course that is watched gives the bits of one that is not.
    """

    def __init__(self, panel: "ControlPanel", course: Course) -> None:
        self.panel, self.course, self._glanced_s = panel, course, 0.0

    def show(self, i: int, sight: Sight) -> None:
        """Picture ``i`` is before the camera."""
        panel, course, is_new = self.panel, self.course, self.course.showing != i
        panel.sight, course.showing = sight, i
        course.wrong_r = panel.backend.wrong_units(sight, course.stimuli.classes[course.stimuli.class_of[i]])
        if is_new and panel.rig:
            panel.rig.show(sight.a, sight.responses)

    def after(self, lesson: Lesson) -> None:
        """A stretch has been shown."""
        course = self.course
        if course.place == len(course.order):
            wrong = f"{course.wrong[-1]} of {len(course.stimuli)} wrong"
            self.panel.on_progress("passes", course.passes, course.wanted_passes, wrong)
        if time.monotonic() - self._glanced_s >= self.panel.glance_s:
            self.glance()

    def glance(self) -> None:
        """The picture shown last, as the machine sees it now. Motors of metal show every one, and are not asked."""
        panel, i = self.panel, self.course.showing
        self._glanced_s = time.monotonic()
        if i is None or not panel.machine.potentiometers.in_closed_form:
            return
        with same_chance(panel.machine):
            self.show(i, panel.backend.look(name_of(self.course.stimuli, i), self.course.stimuli.light[i]))
