"""Points of one's own on the plane, clicked into place; and the network that is built for a set of points."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from mark1.backprop.registry import ACTIVATIONS
from mark1.gui.base.contract import Ask, Dial, FrameContext, Place, choice
from mark1.gui.base.ui_state import OwnPoint, PanelState
from mark1.gui.paint.words import Words
from mark1.gui.views.training_controls import choose
from mark1.stimuli import plane

LABELS = ("a", "b", "c")  # the classes of one's own points; another click on a point gives it the next
MOST_OWN = 100
NO_LAYER = "0"
LAYERS = (NO_LAYER, "2", "4", "8", "16", "32", "8,8", "16,16")
LAMBDAS = ("0", "0.0001", "0.001", "0.01", "0.1")
RATE = "0.01"  # of the networks that BUILD makes


def begin(name: str, frame: FrameContext) -> Sequence[str]:
    """The lines that start training on a set; what was learned about other classes is forgotten first."""
    classes, course = frame.backend.classes, f"course 'plane:{name}'" if ";" in name else f"course plane:{name}"
    choose(frame, f"plane:{name}")
    return (course,) if not classes or set(plane.load(name).classes) <= set(classes) else ("reset", course)


def begin_own(frame: FrameContext) -> Sequence[str]:
    """Start training on one's own points, as soon as there are two classes."""
    own = frame.state.own
    return begin(plane.typed(own), frame) if len({label for _, _, label in own}) > 1 else ()


def changed(own: tuple[OwnPoint, ...], x: float, y: float, reach: float) -> tuple[OwnPoint, ...]:
    """One's own points after a click: a new point, or, within ``reach`` of one, that one with the next class.

    After the last class, the point is gone. A new point has the class of the last one that was clicked.
    """
    near = [point for point in own if (point[0] - x) ** 2 + (point[1] - y) ** 2 <= reach**2]
    if not near:
        label = own[-1][2] if own else LABELS[0]
        return (*own, (x, y, label)) if len(own) < MOST_OWN else own
    kept, next_one = tuple(point for point in own if point is not near[0]), LABELS.index(near[0][2]) + 1
    return (*kept, (near[0][0], near[0][1], LABELS[next_one])) if next_one < len(LABELS) else kept


class PointClick(NamedTuple):
    """A press on the paper; released, it changes one's own points."""

    at: Callable[[Place], tuple[float, float]]
    reach: float

    def move(self, place: Place, frame: FrameContext) -> Ask | None:
        """A point stays where the pointer is released."""
        return None

    def release(self, place: Place, frame: FrameContext) -> Ask | None:
        """Change the points; with two classes, training on them begins."""
        frame.state.own = changed(frame.state.own, *self.at(place), self.reach)
        lines = tuple(begin_own(frame))
        return Ask(lines) if lines else None


# ---- the network


def network_dials(state: PanelState) -> dict[str, Dial]:
    """The dials of layers, lambda and activation; they change nothing before BUILD is pressed."""
    return {
        "plane.layers": _dial(state, "plane.layers", LAYERS, LAYERS.index("8")),
        "plane.lambda": _dial(state, "plane.lambda", LAMBDAS, 0),
        "plane.activation": _dial(state, "plane.activation", tuple(ACTIVATIONS), [*ACTIVATIONS].index("tanh")),
    }


def _dial(state: PanelState, key: str, words: tuple[str, ...], usual: int) -> Dial:
    def take(number: int) -> str:
        state.chosen[key] = number
        return ""

    return choice(key, words, lambda now: round(now.state.chosen.get(key, usual)), take)


def build(frame: FrameContext) -> Sequence[str]:
    """The lines that make the network of the dials, and train it on the present points."""
    layers, l2, activation = (dial.text(dial.value(frame)) for dial in network_dials(frame.state).values())
    name = frame.training_run.stimuli.name.partition(":")[2] if is_on_plane(frame) and frame.training_run else "xor"
    made = f"backend mlp hidden {layers} activation {activation}" if layers != NO_LAYER else "backend logistic"
    course = f"course 'plane:{name}'" if ";" in name else f"course plane:{name}"
    choose(frame, f"plane:{name}")
    return f"{made} l2 {l2} rate {RATE}", course, "run"


def is_on_plane(frame: FrameContext) -> bool:
    """Whether the points of the training run lie on the plane."""
    return frame.training_run is not None and frame.training_run.stimuli.name.startswith("plane:")


def model_of(frame: FrameContext, words: Words) -> str:
    """The model whose answers are shown: ``Mark I, 512 A-units``, ``network 8 + 8 tanh``, ``logistic regression``."""
    network = frame.backend.network
    if network is None:
        return words("plane.machine", n=f"{frame.machine.association.n_a:,}")
    if not network.config.hidden:
        return words("plane.linear")
    activation = network.config.activation
    units = " + ".join(map(str, network.config.hidden))
    return words("plane.network", layers=f"{units} {activation if isinstance(activation, str) else ''}".strip())
