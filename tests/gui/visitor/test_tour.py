"""The tour: each step does what its text says; the visitor's machine is restored bit for bit."""

import math

import pygame
import pytest
from pygame import Rect

from mark1.gui.paint.words import LANGUAGES
from mark1.gui.visitor.tour import FRESH, NAME, ONE_WIRE, STEPS
from mark1.gui.wall.guide_card import area, beside, beyond
from mark1.gui.wall.layout import layout
from mark1.package_data import LECTURE, folder
from mark1.panel.control_panel import ControlPanel


def bits(panel):
    plain, arrays = panel.backend.capture()
    return (
        plain,
        {name: array.tobytes() for name, array in arrays.items()},
        panel.history,
        panel.observation,
        panel.album,
    )


def hurried(one, step):
    """Show a step and let its time pass."""
    for _ in range(step - one.state.step):
        one.press(pygame.K_RIGHT)
    for _ in range(400):
        if one.actions.tour.is_over:
            break
        one.state.speed = math.inf
        one.actions.tour._acts = [act._replace(after_s=0, speed=math.inf) for act in one.actions.tour._acts]
        one.settle()
    assert one.actions.tour.is_over
    return one.settle()


@pytest.fixture
def tour(visit):
    def begun(**kwargs):
        one = visit(**kwargs)
        one.press(pygame.K_F3)
        one.settle()
        assert one.state.step == 0
        return one

    return begun


def test_the_tour_restores_the_machine(visit):
    one = visit()
    for code, mod in ((pygame.K_a, 0), (pygame.K_a, pygame.KMOD_LSHIFT), (pygame.K_b, 0)):
        one.press(code, mod)
    one.operator.ask("keep B")
    one.settle()
    before, state = bits(one.panel), (one.state.wanted, one.state.speed, one.state.selected)
    one.press(pygame.K_F3).settle()
    hurried(one, 4)
    assert bits(one.panel) != before
    one.press(pygame.K_ESCAPE)
    assert one.state.step == -1
    assert bits(one.panel) == before
    assert (one.state.wanted, one.state.speed, one.state.selected) == state
    one.press(pygame.K_z, pygame.KMOD_LCTRL)
    assert one.panel.machine.corrections == 0


def test_stop_does_not_lose_the_machine(tour):
    one = tour()
    one.operator.pace.pause(True)
    one.actions.tour.leave()
    one.window.switches.stop()
    one.settle()
    assert one.lines[-1] == f"restore {NAME}"
    assert one.panel.machine.config.seed == ControlPanel().machine.config.seed


def test_the_tour_is_taken_with_keys_and_with_the_mouse(tour):
    one = tour()
    one.press(pygame.K_RIGHT).press(pygame.K_RETURN)
    assert one.state.step == 2
    one.press(pygame.K_LEFT)
    assert one.state.step == 1
    one.click(one.control("guide.next").rect.center)
    assert one.state.step == 2
    one.click(one.control("guide.back").rect.center)
    one.click(one.control("guide.back").rect.center)
    one.click(one.control("guide.back").rect.center)
    assert one.state.step == 0
    one.click(one.control("guide.leave").rect.center)
    assert one.state.step == -1
    assert not one.wall.guide.controls


def test_the_tour_runs_from_start_to_end(tour):
    one = tour()
    hurried(one, 0)
    assert one.panel.observation.name == "letter T"
    hurried(one, 1)
    assert one.state.selected.part == "a"
    hurried(one, 2)
    counts = [entry.text for entry in one.operator.log if entry.kind == "reply" and "A-units on" in entry.text][-3:]
    fewer, more, usual = (int(text.split(" and ")[1].split()[0]) for text in counts)
    assert fewer < usual < more
    hurried(one, 3)
    assert one.panel.machine.corrections == 8
    hurried(one, 4)
    answers = [entry.text for entry in one.operator.log if entry.text.startswith("letter F")]
    assert ": T, margin" in answers[-2] and ": F, margin" in answers[-1]
    hurried(one, 5)
    assert one.panel.training_run.settled and one.panel.evaluation.accuracy == 1
    hurried(one, 6)
    assert one.panel.training_run.epochs == 40 and min(one.panel.training_run.wrong) > 0
    hurried(one, 7)
    assert one.panel.backend.name == "mlp"
    assert one.panel.training_run.wrong[-1] == 0 and one.panel.evaluation.accuracy == 1
    one.press(pygame.K_RIGHT)
    assert one.state.step == -1


def test_every_step_of_the_tour_starts_from_any_state():
    assert len(STEPS) == 8
    assert all(step.prepare[0] in (FRESH[0], ONE_WIRE) for step in STEPS)


def test_every_step_names_a_page_of_the_lecture():
    pages = {int(path.name[:2]) for path in folder(LECTURE).glob("[0-9][0-9]-*.md")}
    assert {step.page for step in STEPS} <= pages


def test_the_part_is_lit_and_the_rest_dimmed(tour):
    one = tour()
    lit, dark = one.wall.views["retina"].rect, one.wall.views["header"].rect

    def brightness(rect):
        return sum(pygame.transform.average_color(one.window.screen, rect)[:3])

    seen = brightness(lit), brightness(dark)
    one.press(pygame.K_ESCAPE)
    assert brightness(lit) == pytest.approx(seen[0], rel=0.1)
    assert brightness(dark) > 1.4 * seen[1]


def test_the_tour_does_not_start_with_a_rig(visit):
    one = visit()
    one.panel.rig = object()
    one.press(pygame.K_F3)
    assert (one.state.step, one.state.notice.key) == (-1, "strip.rig")
    one.panel.rig = None


def test_the_tour_does_not_start_without_a_snapshot(visit):
    one = visit()
    for number in range(4):
        one.operator.ask(f"snapshot {number}")
    one.settle().press(pygame.K_F3)
    assert one.state.step == -1
    assert "at most 4 names" in one.operator.trouble


@pytest.mark.parametrize(
    ("size", "languages"), [((1024, 640), LANGUAGES), ((1600, 900), LANGUAGES), ((3840, 2160), LANGUAGES[:1])]
)
@pytest.mark.parametrize("theme", ["normal", "large-text"])  # the smallest letters and the largest
def test_the_card_does_not_cover_the_lit_part(make_wall, size, languages, theme):
    for language in languages:
        one = make_wall(size=size, theme=theme, language=language)
        one.draw()
        for number, step in enumerate(STEPS):
            one.state.step = number
            one.draw()
            card, lit = one.wall.guide.rect, one.view(step.part).rect
            assert one.screen.get_rect().contains(card)
            assert area(card.clip(lit)) == 0, (step.key, card, lit)
            assert all(card.contains(control.rect) for control in one.wall.guide.controls)


def test_a_card_is_placed_where_there_is_room():
    screen = Rect(0, 0, 100, 100)
    assert beside((20, 20), Rect(10, 40, 20, 20), screen, 4).x == 34
    assert beside((20, 20), Rect(70, 40, 28, 20), screen, 4).right == 66
    assert beside((90, 20), Rect(0, 0, 100, 40), screen, 4).y == 44


def test_beyond_is_everything_outside_the_lit_part():
    whole, lit = Rect(0, 0, 10, 10), Rect(3, 4, 20, 2)
    pieces = list(beyond(whole, lit))
    assert sum(map(area, pieces)) == 100 - 7 * 2
    assert not any(area(piece.clip(lit)) for piece in pieces)
    assert list(beyond(whole, Rect(50, 50, 5, 5))) == [whole]
    assert not sum(map(area, beyond(lit, lit)))


def test_every_part_of_the_tour_is_on_the_wall():
    assert {step.part for step in STEPS} <= set(layout((1600, 900)))
