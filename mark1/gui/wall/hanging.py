"""Hanging: all views there are, and which of them is at each place of the wall."""

from collections.abc import Callable

from mark1.gui.base.contract import FrameContext, View
from mark1.gui.views.association import AssociationView
from mark1.gui.views.boards import BoardsView
from mark1.gui.views.camera import CameraView
from mark1.gui.views.curves import CurvesView
from mark1.gui.views.header import HeaderView
from mark1.gui.views.hidden import HiddenView
from mark1.gui.views.library import LibraryView
from mark1.gui.views.patch_board import PatchBoardView
from mark1.gui.views.photo import PhotoView
from mark1.gui.views.picture import PictureView
from mark1.gui.views.plane import PlaneView
from mark1.gui.views.potentiometer import PotentiometerView
from mark1.gui.views.response import ResponseView
from mark1.gui.views.retina import RetinaView
from mark1.gui.views.rig import RigView
from mark1.gui.views.teacher import TeacherView
from mark1.gui.views.teletype import TeletypeView

Hung = Callable[[FrameContext], str]


def _by_backend(usual: str, network: str) -> Hung:
    """The view at a place that networks use for another view."""
    return lambda frame: usual if frame.backend.by_rule else network


# Places with more than one view: which one is there now.
PLACES: dict[str, Hung] = {
    "patch_board": lambda frame: frame.state.board,
    "association": _by_backend("association", "hidden"),
    "potentiometers": _by_backend("potentiometers", "curves"),
}
VIEWS: dict[str, Callable[[], View]] = {
    "header": HeaderView,
    "camera": CameraView,
    "retina": RetinaView,
    "picture": PictureView,
    "boards": BoardsView,
    "patch_board": PatchBoardView,
    "library": LibraryView,
    "plane": PlaneView,
    "photo": PhotoView,
    "rig": RigView,
    "association": AssociationView,
    "hidden": HiddenView,
    "potentiometers": PotentiometerView,
    "curves": CurvesView,
    "response": ResponseView,
    "teacher": TeacherView,
    "teletype": TeletypeView,
}


def all_views() -> dict[str, View]:
    """One view of each kind, by name; they take turns in writing their numbers."""
    views = {name: kind() for name, kind in VIEWS.items()}
    for number, view in enumerate(views.values()):
        view.turn = number / len(views)
    return views


def hanging(place: str, frame: FrameContext) -> str:
    """The name of the view that is at a place now."""
    return PLACES[place](frame) if place in PLACES else place
