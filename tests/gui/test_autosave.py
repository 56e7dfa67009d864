"""Autosave: every so often, at the end, and offered after a crash."""

import pygame
import pytest

from mark1.gui.autosave import Autosave
from mark1.gui.operator import Operator
from mark1.panel.control_panel import ControlPanel


@pytest.fixture
def autosave(tmp_path):
    def made(panel=None, every_s=0.0, who=""):
        one = Autosave(panel or ControlPanel(), tmp_path / "state", every_s)
        one.unfinished = one.unfinished.with_stem(f"{one.unfinished.stem}{who}")
        return one

    return made


def test_what_is_new_is_kept_every_so_often(autosave, visit):
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


def test_a_long_run_is_kept_on_its_way_and_its_history_says_so(autosave):
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


def test_a_good_end_leaves_the_last_state_and_offers_nothing(autosave, visit):
    panel = ControlPanel()
    one = visit(panel=panel, autosave=autosave(panel))
    one.press(pygame.K_t).press(pygame.K_F3).settle()
    one.desk.close()
    assert [path.name for path in one.desk.autosave.folder.iterdir()] == ["last.mark1"]
    again = ControlPanel()
    again.load(str(one.desk.autosave.folder / "last.mark1"))
    assert again.history == ["present letter T"]
    assert visit(autosave=autosave()).state.notice is None


def test_on_the_tour_nothing_is_kept(autosave, visit):
    panel = ControlPanel()
    one = visit(panel=panel, autosave=autosave(panel))
    one.press(pygame.K_F3).settle().press(pygame.K_RIGHT)
    assert not one.desk.autosave.unfinished.exists()


@pytest.fixture
def crashed(autosave):
    keeper = autosave(who="-other")
    keeper.panel.execute("machine seed 77")
    keeper.keep()
    return keeper


def test_after_a_crash_the_state_is_offered_and_a_key_takes_it(crashed, autosave, visit):
    one = visit(autosave=autosave())
    assert one.state.notice.key == "strip.offer"
    one.press(pygame.K_t)
    assert one.state.notice.key == "strip.offer"
    one.press(pygame.K_F5)
    assert one.panel.machine.config.seed == 77
    assert one.state.notice is None
    assert visit(autosave=autosave()).state.notice is None


def test_an_offer_is_put_away_and_kept(crashed, autosave, visit):
    one = visit(autosave=autosave()).press(pygame.K_ESCAPE)
    assert one.state.notice is None
    assert (crashed.folder / "recovered.mark1").exists()
    one.press(pygame.K_F5)
    assert not one.lines


def test_a_folder_that_cannot_be_written_is_a_line_not_an_end(autosave, visit, tmp_path):
    (tmp_path / "state").write_text("in the way")
    panel = ControlPanel()
    one = visit(panel=panel, autosave=autosave(panel)).press(pygame.K_t)
    assert one.panel.sight.name == "letter T"
    assert one.operator.log[-1].kind == "note"
