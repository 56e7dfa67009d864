"""The front of the machine: all views on one surface, tip and focus ring over them. No events, no clock."""

from collections.abc import Callable

import pygame
from pygame import Rect

from mark1.gui.association_view import AssociationView
from mark1.gui.camera_view import CameraView
from mark1.gui.either_view import EitherView
from mark1.gui.header_view import HeaderView
from mark1.gui.operator import Operator
from mark1.gui.paint import metal
from mark1.gui.paint.lettering import Lettering
from mark1.gui.panel_state import PanelState
from mark1.gui.patch_board_view import PatchBoardView
from mark1.gui.picture_view import PictureView
from mark1.gui.potentiometer_view import PotentiometerView
from mark1.gui.response_view import ResponseView
from mark1.gui.retina_view import RetinaView
from mark1.gui.teacher_view import TeacherView
from mark1.gui.teletype_view import TeletypeView
from mark1.gui.theme import LEAST_SIZE, Style, theme_named, unit_of
from mark1.gui.tip_card import TipCard
from mark1.gui.view import Control, Frame, Place, Tip, View
from mark1.gui.wall import wall
from mark1.gui.weights_view import WeightsView
from mark1.gui.words import Words

VIEWS: dict[str, Callable[[], View]] = {
    "header": HeaderView,
    "camera": CameraView,
    "retina": RetinaView,
    "picture": PictureView,
    "patch_board": PatchBoardView,
    "association": AssociationView,
    "potentiometers": lambda: EitherView(PotentiometerView(), WeightsView()),
    "response": ResponseView,
    "teacher": TeacherView,
    "teletype": TeletypeView,
}


class Front:
    """``views`` by name. They draw on ``canvas``, which keeps what they drew; tip and focus ring lie over its copy."""

    def __init__(self, operator: Operator, state: PanelState, size: tuple[int, int]) -> None:
        self.operator, self.state = operator, state
        self.lettering = Lettering()
        self.views: dict[str, View] = {name: kind() for name, kind in VIEWS.items()}
        self.tip_card = TipCard()
        self.place(size)

    def place(self, size: tuple[int, int]) -> None:
        """Lay the wall out for a window of ``size``, in the theme and language of the state."""
        theme = theme_named(self.state.theme)
        self.size = max(size[0], LEAST_SIZE[0]), max(size[1], LEAST_SIZE[1])
        self.style = Style(theme, unit_of(self.size), self.lettering, Words(self.state.language))
        self.canvas = metal.ground(self.size, theme.palette.wall, texture=theme.texture)
        for name, rect in wall(self.size, theme.text_scale).items():
            reach = self.style.px(6)
            self.canvas.blit(metal.shadow(rect.size, reach), rect.move(-reach + reach // 3, -reach + reach // 2))
            self.views[name].place(rect, self.style)
        self._over: list[Rect] = []
        self._all = True

    def draw(self, screen: pygame.Surface, dt_s: float) -> list[Rect]:
        """Bring the screen up to date; the rectangles that changed."""
        frame = Frame.of(self.operator, self.state, dt_s)
        tip = self.point(frame)
        changed = [rect for view in self.views.values() for rect in view.draw(self.canvas, frame)]
        changed, self._over = changed + self._over, []
        if self._all:
            changed, self._all = [screen.get_rect()], False
        for rect in changed:
            screen.blit(self.canvas, rect, rect)
        self._over = self._ring(screen) + self.tip_card.draw(screen, tip, self.state.pointer, self.style)
        return changed + self._over

    def point(self, frame: Frame) -> Tip | None:
        """What is under the pointer, told to all views; None where nothing is."""
        tip = self.under(self.state.pointer)
        unit = tip.unit if tip else None
        if unit != self.state.pointed and unit is not None and unit.part == "pot":
            self.operator.wonder(unit.number)
        self.state.pointed = unit
        return tip

    def under(self, place: Place) -> Tip | None:
        """The answer of the view at a place."""
        if self._all:
            return None
        view = next((view for view in self.views.values() if view.rect.collidepoint(place)), None)
        return view.under(place) if view else None

    # ---- controls

    @property
    def controls(self) -> list[Control]:
        """Everything that can be focused, in the order of the signal."""
        return [control for view in self.views.values() for control in view.controls]

    def control_at(self, place: Place) -> Control | None:
        """The control at a place."""
        return next((control for control in self.controls if control.rect.collidepoint(place)), None)

    def focus_next(self, way: int) -> None:
        """Move the focus on by one control, forth (+1) or back (-1)."""
        n = len(self.controls)
        self.state.focus = (self.state.focus + way) % n if self.state.focus >= 0 or way > 0 else n - 1

    @property
    def focused(self) -> Control | None:
        """The control that has the focus."""
        controls = self.controls
        return controls[self.state.focus] if 0 <= self.state.focus < len(controls) else None

    def _ring(self, screen: pygame.Surface) -> list[Rect]:
        """The focus ring."""
        focused = self.focused
        if focused is None:
            return []
        width = self.style.px(3)
        ring = focused.rect.inflate(2 * width, 2 * width)
        pygame.draw.rect(screen, (0, 0, 0), ring, width + 2, border_radius=2 * width)
        pygame.draw.rect(screen, self.style.palette.focus, ring, width, border_radius=2 * width)
        return [ring.inflate(4, 4)]
