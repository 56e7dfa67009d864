"""presses: random buttons and keys that reset, switch, load, undo and take back, on a busy computer; no plate may fail

The window draws while the operator works at full speed, and another thread keeps the processor busy. What is pressed
follows from the seed; when it meets the operator does not.
"""

import contextlib
import hashlib
import itertools
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.long import Outcome, Say

if TYPE_CHECKING:
    from mark1.gui.window import Window

COUNT = 20_000
FILES = ("header.save", "teletype.save")  # they would leave files where the program was started
PROGRESS = 500  # presses between two lines
WAITING = 4  # lines the operator may be behind, before the next press
PATIENCE_S = 600.0  # until the operator has caught up: far longer than any line takes, however busy the computer
BREATHER_S = 0.005  # between frames while he is behind
SWITCH_S = 1e-5  # threads take turns so often, in the middle of anything
SIZE = (1024, 640)
CONTROLS = (
    "teacher.reset", "teacher.reset", "teacher.undo", "teacher.undo", "teacher.run", "teacher.run", "teacher.step",
    "teacher.pulse", "teacher.pause", "teacher.teach", "teacher.evaluate", "teacher.right", "teacher.wrong",
    "header.mark1", "header.mark1", "header.mlp", "header.logistic", "header.stop", "plane.set", "picture.keep",
    "picture.train", "picture.forget", "picture.dark", "patch_board.plug", "patch_board.unplug", "patch_board.break",
    "patch_board.repair",
)  # fmt: skip
BOARDS = ("patch_board", "library", "plane", "rig")
LINES = (
    "course letters", "course letters", "course shapes", "course plane:rings", "course plane:spiral",
    "train letters epochs 2", "present letter A", "present letter T roman", "present shape square", "machine",
    "machine a-units 64 r-units 3", "machine retina.rows 12 retina.cols 16", "machine pots shared a-units 40",
    "snapshot b", "restore b", "restore a", "load {file}", "load {other}", "theta 3", "damage a 8", "damage cells 4",
    "repair", "rule forced", "rule quantized", "set 7 3", "evaluate letters", "backend mlp hidden 16", "reset",
)  # fmt: skip


def run(count: int, seed: int, report: Say) -> Outcome:
    """``count`` presses in one window. Fails on an exception, a plate that could not be drawn, or a lost operator."""
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    from mark1.gui.base.ui_state import PanelState
    from mark1.gui.operator.operator import Operator
    from mark1.gui.visitor.settings import UserSettings
    from mark1.gui.window import Window
    from mark1.panel.control_panel import ControlPanel

    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):  # SAVE writes where the program was started
        panel = ControlPanel()
        files = {name: str(Path(folder) / f"{name}.mark1") for name in ("file", "other")}
        for line in (
            "snapshot a",
            "train letters",
            f"save {files['file']}",
            "backend logistic",
            "train shapes epochs 3",
        ):
            panel.execute(line)
        panel.execute(f"save {files['other']}")
        window, usual_s = Window(Operator(panel), PanelState(), SIZE, UserSettings(hide=FILES)), sys.getswitchinterval()
        visitor, busy = Visitor(window, seed, files), Busy()
        sys.setswitchinterval(SWITCH_S)
        window.operator.start()
        try:
            return {"failures": visitor.press(count, report), "seed": seed, "presses": visitor.presses}
        finally:
            sys.setswitchinterval(usual_s)
            busy.over.set()
            window.operator.close()


class Busy:
    """Work beside the window, until it is ``over``: of the processor, hardly of the interpreter."""

    def __init__(self) -> None:
        self.over = threading.Event()
        threading.Thread(target=self._work, name="busy", daemon=True).start()

    def _work(self) -> None:
        page = bytes(1 << 20)
        while not self.over.is_set():
            hashlib.sha256(page)


class Visitor:
    """Presses at random; ``presses``: how often."""

    def __init__(self, window: "Window", seed: int, files: dict[str, str]) -> None:
        import random

        self.window, self.files, self.random, self.presses = window, files, random.Random(seed), 0

    def press(self, count: int, report: Say) -> list[str]:
        """So many presses, or up to the first failure: what failed."""
        for self.presses in range(1, count + 1):
            pressed = self._press()
            failures = [f"press {self.presses}, {pressed}: {one}" for one in self._frames()]
            if failures:
                return failures
            if self.presses % PROGRESS == 0:
                report(f"{self.presses:,} of {count:,} presses")
        return []

    def _press(self) -> str:
        """One press: what it was."""
        kind = self.random.choice((self._control, self._control, self._control, self._line, self._key, self._pointer))
        return kind()

    def _control(self) -> str:
        key = self.random.choice(CONTROLS)
        there = [one for one in self.window.wall.controls if one.key == key]
        if there:
            self.window.press(self.random.choice(there))
        return key

    def _line(self) -> str:
        line = self.random.choice(LINES).format(**self.files)
        self.window.operator.ask(line)
        return line

    def _key(self) -> str:
        import pygame

        from mark1.gui.visitor.input_map import CTRL

        chances: list[tuple[int, int]] = [(ord(self.random.choice("abtxo")), 0), (pygame.K_z, CTRL), (pygame.K_t, CTRL)]
        chances += [(pygame.K_RETURN, 0), (pygame.K_TAB, 0), (pygame.K_UP, 0), (pygame.K_ESCAPE, 0), (pygame.K_F3, 0)]
        code, held = self.random.choice(chances)
        pygame.event.post(pygame.Event(pygame.KEYDOWN, key=code, mod=held, unicode="", scancode=0))
        if self.random.random() < 0.2:
            self.window.state.board = self.random.choice(BOARDS)
        return f"key {pygame.key.name(code)}"

    def _pointer(self) -> str:
        """Over a plate, and there a wheel or a click."""
        import pygame

        view = self.random.choice(list(self.window.wall.views.values()))
        place = (
            self.random.randrange(view.rect.left, view.rect.right),
            self.random.randrange(view.rect.top, view.rect.bottom),
        )
        post, event = pygame.event.post, pygame.Event
        post(event(pygame.MOUSEMOTION, pos=place, rel=(0, 0), buttons=(0, 0, 0), touch=False))
        act: Any = self.random.choice(("wheel", "click", "point"))
        if act == "wheel":
            post(event(pygame.MOUSEWHEEL, x=0, y=self.random.choice((-1, 1)), touch=False))
        elif act == "click":
            post(event(pygame.MOUSEBUTTONDOWN, pos=place, button=1, touch=False))
            post(event(pygame.MOUSEBUTTONUP, pos=place, button=1, touch=False))
        return f"{act} at {place}"

    def _frames(self) -> list[str]:
        """A frame or two, and more while the operator is far behind: what failed in them."""
        operator, end = self.window.operator, time.monotonic() + PATIENCE_S
        for number in itertools.count():
            if time.monotonic() > end:
                break
            try:
                self.window.frame(1 / 60)
            except Exception as error:  # noqa: BLE001  # whatever it is, it is the failure that is looked for
                return [f"{type(error).__name__}: {error}"]
            if self.window.wall.guard.failures:
                return [f"{name}: {error}" for name, error in self.window.wall.guard.failures.items()]
            if operator.has_ended:
                return ["the operator's thread ended"]
            if number >= self.random.choice((0, 1)) and operator.waiting <= WAITING:
                return []
            if self.window.state.paused:
                self.window.by_name["pause"]()
            time.sleep(BREATHER_S if number > 1 else 0)
        return ["the operator does not catch up"]
