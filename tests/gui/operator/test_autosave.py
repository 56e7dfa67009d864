"""Autosave: regularly, at the end, and offered after a crash."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pygame
import pytest

from mark1.errors import StorageError
from mark1.gui.operator.autosave import Autosave, Offer
from mark1.gui.operator.operator import Operator
from mark1.panel.control_panel import ControlPanel


@pytest.fixture
def autosave(tmp_path):
    def made(panel=None, every_s=0.0):
        return Autosave(panel or ControlPanel(), tmp_path / "state", every_s)

    return made


def test_changes_are_autosaved_regularly(autosave, visit):
    panel = ControlPanel()
    keeper = autosave(panel)
    one = visit(panel=panel, autosave=keeper)
    one.press(pygame.K_t).press(pygame.K_t, pygame.KMOD_LSHIFT)
    again = ControlPanel()
    again.load(str(keeper.unfinished))
    assert again.machine.corrections == panel.machine.corrections > 0
    keeper.unfinished.unlink()
    keeper.keep()
    assert not keeper.unfinished.exists()
    keeper.every_s = 3600
    one.press(pygame.K_b)
    assert not keeper.unfinished.exists()


def kept(keeper, until):
    """The machine an autosave saved, once it is as expected."""
    deadline = time.monotonic() + 60
    while True:
        assert time.monotonic() < deadline
        again = ControlPanel()
        with suppress(StorageError):
            again.load(str(keeper.unfinished))
        if until(again):
            return again
        time.sleep(0.01)


def test_the_last_change_is_autosaved_without_further_activity(autosave, visit):
    panel = ControlPanel()
    keeper = autosave(panel, every_s=0.2)
    one = visit(panel=panel, autosave=keeper)
    for key in (pygame.K_t, pygame.K_b):
        one.press(key)
        assert kept(keeper, lambda again: again.history == panel.history).history == panel.history


def test_a_paused_run_is_autosaved_too(autosave):
    panel = ControlPanel()
    keeper, operator = autosave(panel, every_s=0.2), Operator(panel)
    operator.on_pause = keeper.keep
    operator.pace.pause(True)
    operator.start()
    operator.ask_all(("course letters", "run"))
    again = kept(keeper, lambda again: again.history[-1:] == ["# amid: run"])
    assert again.machine.presentations == panel.machine.presentations
    operator.close()


def test_the_machine_is_autosaved_before_the_tour(autosave, visit):
    panel = ControlPanel()
    keeper = autosave(panel, every_s=3600)
    one = visit(panel=panel, autosave=keeper).press(pygame.K_t)
    assert not keeper.unfinished.exists()
    one.press(pygame.K_F3)
    assert kept(keeper, lambda again: again.history).history == ["present letter T"]


def test_a_save_error_is_logged_once_and_the_save_retried(autosave, visit, tmp_path):
    (tmp_path / "state").write_text("in the way")
    panel = ControlPanel()
    keeper = autosave(panel)
    one = visit(panel=panel, autosave=keeper).press(pygame.K_t).press(pygame.K_b)
    assert [entry.text for entry in one.operator.log if entry.kind == "note"] == [f"{keeper.folder}: File exists"]
    (tmp_path / "state").unlink()
    assert kept(keeper, lambda again: again.history == panel.history)


def test_a_long_run_is_autosaved_and_its_history_says_so(autosave):
    panel = ControlPanel()
    keeper, operator, kept = autosave(panel), Operator(panel), []

    def keep():
        keeper.keep()
        again = ControlPanel()
        again.load(str(keeper.unfinished))
        assert again.machine.presentations == panel.machine.presentations
        assert (again.machine.potentiometers.wiper == panel.machine.potentiometers.wiper).all()
        kept.append((again.machine.presentations, again.history[-1]))

    operator.do("course letters")
    operator.on_pause = keep
    operator.do("run")
    shown = panel.machine.presentations
    assert [line for count, line in kept if 0 < count < shown]
    assert all(line == "# amid: run" for _, line in kept)
    keeper.keep()
    again = ControlPanel()
    again.load(str(keeper.unfinished))
    assert again.history == panel.history


def test_a_normal_end_saves_the_last_state_and_offers_it(autosave, visit):
    panel = ControlPanel()
    one = visit(panel=panel, autosave=autosave(panel))
    one.press(pygame.K_t).press(pygame.K_F3).settle()
    one.actions.close()
    assert [path.name for path in one.actions.autosave.folder.iterdir()] == ["last.mark1"]
    again = ControlPanel()
    again.load(str(one.actions.autosave.folder / "last.mark1"))
    assert again.history == ["present letter T"]
    offer = autosave().offered()
    assert (offer.kind, offer.path.name) == ("last", "last.mark1")
    assert autosave().take(offer) == offer.path and offer.path.exists()
    assert visit(autosave=autosave()).state.notice.key == "strip.offer_last"


def test_nothing_is_autosaved_during_the_tour(autosave, visit):
    panel = ControlPanel()
    one = visit(panel=panel, autosave=autosave(panel))
    one.press(pygame.K_F3).settle().press(pygame.K_RIGHT)
    assert not one.actions.autosave.unfinished.exists()


@pytest.fixture
def crashed(autosave):
    keeper = autosave()
    keeper.panel.execute("machine seed 77")
    keeper.keep()
    keeper._lock.release()  # as the system does when it ends a program
    return keeper


def test_after_a_crash_the_state_is_offered_and_a_key_accepts_it(crashed, autosave, visit):
    one = visit(autosave=autosave())
    assert one.state.notice.key == "strip.offer"
    one.press(pygame.K_t)
    assert one.state.notice.key == "strip.offer"
    one.press(pygame.K_F5)
    assert one.panel.machine.config.seed == 77
    assert one.state.notice is None
    assert visit(autosave=autosave()).state.notice is None


def test_a_dismissed_offer_is_kept_on_disk(crashed, autosave, visit):
    one = visit(autosave=autosave()).press(pygame.K_ESCAPE)
    assert one.state.notice is None
    assert (crashed.folder / "recovered.mark1").exists()
    one.press(pygame.K_F5)
    assert not one.lines


def test_escape_leaves_typing_before_an_offer_and_quit_works_anywhere(crashed, autosave, visit):
    one = visit(autosave=autosave()).press(pygame.K_F2).press(pygame.K_ESCAPE)
    assert not one.state.typing and one.state.notice.key == "strip.offer"
    for key in (pygame.K_F1, pygame.K_F2, pygame.K_F3):  # reading, typing, on the tour
        one = visit(autosave=autosave()).press(key).press(pygame.K_q, pygame.KMOD_CTRL)
        assert one.window.closed, key


def test_an_unwritable_folder_is_reported_in_one_line(autosave, visit, tmp_path):
    (tmp_path / "state").write_text("in the way")
    panel = ControlPanel()
    one = visit(panel=panel, autosave=autosave(panel)).press(pygame.K_t)
    assert one.panel.observation.name == "letter T"
    assert one.operator.log[-1].kind == "note"


OTHER = """
from pathlib import Path
from mark1.gui.operator.autosave import Autosave
from mark1.panel.control_panel import ControlPanel
import sys
keeper = Autosave(ControlPanel(), Path(sys.argv[1]), 0)
keeper.panel.execute("machine seed 5")
keeper.keep()
print(keeper.unfinished, flush=True)
sys.stdin.read()
"""


def test_only_the_file_of_a_dead_session_is_offered(autosave):
    keeper, command = autosave(), [sys.executable, "-c", OTHER, str(autosave().folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        path = Path(other.stdout.readline().strip())
        offer = Offer(path, "unfinished", 0)
        assert keeper.offered() is None
        with pytest.raises(StorageError, match=f"in use by process {other.pid} on "):
            keeper.take(offer)
        (keeper.folder / f".{path.name}-abcd.part").touch()
        assert keeper.offered() is None and len(list(keeper.folder.glob("*.part"))) == 1
        other.kill()
    offer = keeper.offered()
    assert (offer.path, offer.kind) == (path, "unfinished")
    assert not list(keeper.folder.glob("*.part"))
    keeper.panel.load(str(keeper.take(offer)))
    assert keeper.panel.machine.config.seed == 5
    assert keeper.offered() is None
    with pytest.raises(StorageError):
        autosave().take(offer)  # another window was quicker
    assert [path.name for path in keeper.folder.iterdir()] == ["recovered.mark1"]


def test_each_unfinished_machine_is_offered_the_latest_first(autosave):
    keepers = [autosave() for _ in range(3)]
    for number, keeper in enumerate(keepers):
        keeper.panel.execute(f"machine seed {number}")
        keeper.keep()
        os.utime(keeper.unfinished, (number, number))
    keepers[1]._lock.release()
    keepers[2]._lock.release()
    for number in (2, 1):
        offer = autosave().offered()
        assert offer.path == keepers[number].unfinished
        autosave().take(offer)
    assert autosave().offered() is None and keepers[0].unfinished.exists()


def test_partial_files_of_killed_programs_are_removed(autosave):
    keeper = autosave()
    keeper.folder.mkdir()
    old, new = keeper.folder / ".interrupted.mark1-abcd.part", keeper.folder / ".interrupted.mark1-efgh.part"
    for path in (
        old,
        new,
        keeper.folder / ".unfinished-0123.mark1.lock",
        keeper.folder / ".unfinished-4567.mark1-ab.part",
    ):
        path.touch()
    os.utime(old, (0, 0))
    assert keeper.offered() is None
    assert list(keeper.folder.iterdir()) == [new]
