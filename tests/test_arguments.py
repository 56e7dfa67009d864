"""What may be handed in: converted where its meaning is plain, else refused in one line; never learned in silence."""

import dataclasses
import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mark1 import ControlPanel, MachineConfig, Mark1Error, MarkI, StimulusSet
from mark1.backends.mark1 import Mark1Backend
from mark1.backprop.gates import Node
from mark1.backprop.graph import Graph, Input, Parameter
from mark1.backprop.network import Network, NetworkConfig
from mark1.backprop.optimizers import OPTIMIZERS
from mark1.backprop.training import Training, TrainingConfig
from mark1.machine.batch import MarkIBatch
from mark1.machine.config import AssociationConfig, RetinaConfig, TeacherConfig
from mark1.machine.state import capture
from mark1.machine.teacher import AnswerCode

SMALL: dict[str, Any] = {
    "retina": {"rows": 4, "cols": 5},
    "patch_board": {"excitatory": 3, "inhibitory": 2},
    "association": {"n_a": 30, "theta": 1},
    "response": {"n_r": 3},
}
LIGHT = np.random.default_rng(1).random((6, 4, 5)).astype(np.float32)
WANTED = np.where(np.random.default_rng(2).random((6, 3)) < 0.5, -1, 1).astype(np.int8)
ORDER = np.array([0, 5, 3, 3, 1])
NAN = np.full((6, 4, 5), np.nan, np.float32)


def machine(**more: Any) -> MarkI:
    return MarkI(MachineConfig(**{**SMALL, **more}))


def bits(some: MarkI) -> Any:
    plain, arrays = capture(some)
    return plain, {name: array.tobytes() for name, array in arrays.items()}


def refused(call: Callable[[], Any], *words: str) -> str:
    """The one line that refuses a call: where, what was expected, what it got."""
    with pytest.raises(Mark1Error) as error:
        call()
    text = str(error.value)
    assert "\n" not in text and len(text) < 400, text
    assert all(word in text for word in words), (words, text)
    return text


def learned(activity: Any = None, wanted: Any = WANTED, order: Any = ORDER, name_of: Any = str) -> MarkI:
    some = machine()
    some.learn(some.sense(LIGHT) if activity is None else activity, wanted, order, name_of)
    return some


# ---- what is taken, and means the same


def test_lists_and_other_kinds_of_numbers_are_taken_where_they_mean_the_same() -> None:
    same = bits(learned())
    activity = machine().sense(LIGHT)
    for kind in (list, np.int64, np.int32, np.float64, np.float32):
        wanted = WANTED.tolist() if kind is list else WANTED.astype(kind)
        assert bits(learned(wanted=wanted)) == same
    for order in (ORDER.tolist(), tuple(ORDER.tolist()), ORDER.astype(np.uint8), ORDER.astype(np.int32)[:]):
        assert bits(learned(order=order)) == same
    for some in (activity.tolist(), np.asfortranarray(activity), np.repeat(activity, 2, axis=0)[::2]):
        some = np.asarray(some, np.uint16) if isinstance(some, list) else some
        assert bits(learned(activity=some)) == same
    assert bits(learned(wanted=np.asfortranarray(WANTED), order=np.repeat(ORDER, 2)[::2])) == same
    assert bits(learned(order=[])) == bits(machine())
    assert learned(name_of=lambda i: i).log.names == learned(name_of=str).log.names


def test_light_of_any_kind_of_number_from_dark_to_lit() -> None:
    some, whole = machine(), (LIGHT > 0.5)
    for light in (LIGHT.tolist(), LIGHT.astype(np.float64), np.asfortranarray(LIGHT), np.repeat(LIGHT, 2, 0)[::2]):
        assert (some.sense(light) == some.sense(LIGHT)).all()
        assert (some.activity(light[0]) == some.activity(LIGHT[0])).all()
    for light in (whole, whole.astype(np.uint8), whole.astype(int), whole.tolist()):
        assert (some.sense(light) == some.sense(whole.astype(np.float32))).all()
    assert (some.sense(-0.0 * LIGHT) == some.sense(0 * LIGHT)).all()  # a zero below zero is dark
    s = some.retina.sense_all(LIGHT)
    for on in (s.astype(int), s.tolist(), s.astype(np.float32)):
        assert (some.fire_all(on) == some.fire_all(s)).all()
        assert (some.patch_board.carry(on[0]) == some.patch_board.carry(s[0])).all()


def test_zeros_and_ones_are_sides_only_where_they_are_int8() -> None:
    """As the machine's own answers are: 0 then asks nothing."""
    some = machine()
    some.teach(LIGHT[0], np.array([1, 0, 0], np.int8))
    assert (some.potentiometers.wiper[some.potentiometers.start_of_r[1] :] == 0).all()


# ---- what is refused

SIDES: dict[str, Any] = {
    "bool": WANTED > 0,
    "zeros and ones": (WANTED > 0).astype(int),
    "zeros and ones as floats": (WANTED > 0).astype(float),
    "zeros and ones in a list": (WANTED > 0).astype(int).tolist(),
    "too large": 100 * WANTED.astype(int),
    "too large, int8": np.int8(100) * WANTED,
    "least int8": np.full((6, 3), -128, np.int8),
    "fractions": WANTED * 0.5,
    "NaN": WANTED * np.nan,
    "texts": WANTED.astype(str),
    "None": None,
    "another shape": WANTED[:, :2],
    "one row": WANTED[0],
    "ragged": [[1, -1], [1]],
    "objects": WANTED.astype(object),
    "complex": WANTED.astype(complex),
}
ORDERS: dict[str, Any] = {
    "fractions": [1.7, 2.0],
    "floats": ORDER.astype(float),
    "bool": [True, False],
    "below 0": [0, -1],
    "beyond": [0, 6],
    "far beyond": np.array([2**63], np.uint64),
    "two rows": [[0, 1], [1, 0]],
    "one number": 3,
    "texts": ["1"],
    "NaN": [math.nan],
    "ragged": [[0], [1, 2]],
}
LIGHTS: dict[str, Any] = {
    "NaN": NAN,
    "one NaN": np.where(np.arange(20).reshape(4, 5) == 7, np.nan, LIGHT),
    "below 0": LIGHT - 1,
    "above 1": LIGHT + 1,
    "infinite": np.full((6, 4, 5), np.inf, np.float32),
    "levels": (255 * LIGHT).astype(np.uint8),
    "another retina": LIGHT[:, :3],
    "flat": LIGHT.reshape(6, 20),
    "texts": LIGHT.astype(str),
    "complex": LIGHT.astype(complex),
    "None": None,
    "ragged": [[[0.0], [0.0, 1.0]]],
}


def test_what_is_no_answer_is_not_taught() -> None:
    for what, wanted in SIDES.items():
        some = machine()
        before = bits(some)
        assert "wanted: expected +1" in refused(lambda some=some, w=wanted: some.learn(some.sense(LIGHT), w, ORDER))
        assert bits(some) == before, what
    one, some = WANTED[0], machine()
    rows = (
        one > 0,
        [1, 0, 0],
        [1.0, 0.0, 1.0],
        100 * one.astype(int),
        one * 0.5,
        one * np.nan,
        one.astype(str),
        WANTED,
    )
    for row in (*rows, one[:2], [[1], [1, 2]], None, 1):
        refused(lambda row=row: some.teach(LIGHT[0], row), "wanted: expected +1")
    assert some.presentations == 0
    assert "got 100" in refused(lambda: learned(wanted=100 * WANTED.astype(int))).replace("-", "")
    assert "write -1 for off" in refused(lambda: learned(wanted=(WANTED > 0).astype(int)))


def test_an_order_is_of_numbers_of_stimuli() -> None:
    for order in ORDERS.values():
        refused(lambda order=order: learned(order=order), "order: expected whole numbers from 0 to 5", ", got ")
        refused(lambda order=order: batch().learn(np.stack([machine().sense(LIGHT)] * 2), WANTED, [order, order]))


def test_light_that_is_none() -> None:
    some = machine()
    before = bits(some)
    for what, light in LIGHTS.items():
        refused(lambda light=light: some.sense(light), "light: expected light from 0 to 1", ", got ")
        refused(lambda light=light: batch().sense(light), "light: expected")
        one = light[0] if isinstance(light, np.ndarray) and what != "one NaN" else light
        refused(lambda one=one: some.activity(one), "light: expected")
        refused(lambda one=one: some.teach(one, WANTED[0]), "light: expected")
        refused(lambda one=one: some.retina.step(one, 0.1), "light: expected")
    assert bits(some) == before
    assert "divide by 255" in refused(lambda: some.sense(LIGHTS["levels"]))
    refused(lambda: some.respond(NAN[0]))


def test_activity_of_a_machine_of_another_size() -> None:
    some, larger = machine(), machine(association={"n_a": 100})
    activity = some.sense(LIGHT)
    beyond = machine(association={"n_a": 60, "theta": -9}).sense(LIGHT)  # as many words, units that are not there
    others = (
        larger.sense(LIGHT),
        activity.astype(np.int64),
        activity.astype(float),
        activity[0],
        some.units_on(activity),
    )
    for other in (*others, "x", beyond):
        refused(lambda other=other: learned(activity=other), "activity: expected activity of 30 A-units")
        refused(lambda other=other: some.sums(other), "activity: expected")
        refused(lambda other=other: some.units_on(other), "activity: expected")
    for s in (LIGHT.reshape(6, 20), np.ones((6, 19), bool), np.ones(20, bool), np.full((6, 20), np.nan)):
        refused(lambda s=s: some.fire_all(s), "s: expected True or False")
    for s in (LIGHT[0].reshape(20), np.ones(19, bool), np.ones((1, 20), bool), np.full(20, np.nan)):
        refused(lambda s=s: some.patch_board.carry(s), "s: expected True or False")
    refused(lambda: some.potentiometers.sum(np.ones(29, bool)), "a: expected True or False")


def batch() -> MarkIBatch:
    return MarkIBatch([machine(), machine(seed=1)])


def test_machines_of_a_batch() -> None:
    two, one = batch(), machine()
    activity, orders = two.sense(LIGHT), np.stack([ORDER, ORDER])
    refused(lambda: MarkIBatch([one, one]), "different machines")
    refused(lambda: MarkIBatch([one, None]), "expected a MarkI, got None")
    for who in ([0, 0], [2], [-1], [True], [0.0], []):
        refused(lambda who=who: two.learn(activity, WANTED, orders[: len(who)], who), "who: expected")
    for given in (activity[:1], activity[0], None):
        refused(lambda given=given: two.learn(given, WANTED, orders), "activity: expected")
    for wanted in SIDES.values():
        refused(lambda wanted=wanted: two.learn(activity, wanted, orders), "wanted: expected")
    assert [m.presentations for m in two.machines] == [0, 0]
    two.learn(activity, WANTED.tolist(), orders.tolist(), [1, 0])
    alone = machine()
    alone.learn(alone.sense(LIGHT), WANTED, ORDER)
    assert bits(two.machines[0]) == bits(alone)


def test_single_numbers() -> None:
    some = machine()
    bank, board = some.potentiometers, some.patch_board
    before = bits(some)
    for pot in (1.7, True, None, "3", np.float64(2), -1, 30):
        refused(lambda pot=pot: bank.set_by_hand(pot, 1.0), "pot")
        refused(lambda pot=pot: some.why(pot), "pot")
    for volts in (math.nan, math.inf, True, "1", None, 1j):
        refused(lambda volts=volts: bank.set_by_hand(3, volts), "pot 3: ")
    for r in (1.5, True, "0", 3, -1):
        refused(lambda r=r: some.looks_for(r), "R-unit")
    free = next(s for s in range(20) if board._find(s, 0) is None)
    for s, a, sign in ((free + 0.5, 0, 1), (free, 0.0, 1), (free, 0, 0.5), (free, 0, 2), (free, True, 1), ("1", 0, 1)):
        refused(lambda s=s, a=a, sign=sign: board.plug(s, a, sign))
        refused(lambda s=s, a=a: board.unplug(s, a))
    for wires in ([0.5], [-1], [10**6], [True]):
        refused(lambda wires=wires: board.cut(wires), "wires: expected")
    for dt_s in (math.nan, -1, "1", None, True):
        refused(lambda dt_s=dt_s: bank.step(dt_s), "dt_s: expected a number from 0 up")
        refused(lambda dt_s=dt_s: bank.decay(dt_s), "dt_s: expected")
        refused(lambda dt_s=dt_s: some.retina.step(LIGHT[0], dt_s), "dt_s: expected")
    for way, pulse_s in ((2, 1.0), (0, 1.0), (1, 0), (1, -1), (1, math.inf), (1, math.nan)):
        refused(lambda way=way, pulse_s=pulse_s: bank.turn(np.array([0]), way, pulse_s))
    for time_s in (-1, math.nan, math.inf, "1"):
        refused(lambda time_s=time_s: setattr(some, "machine_time_s", time_s), "machine_time_s: expected")
    assert bits(some) == before
    bank.set_by_hand(np.int64(3), np.float32(1.5))
    board.plug(np.int32(free), np.uint8(0), np.int8(-1))
    assert bank.wiper_v[3] == 1.5


# ---- settings


def test_settings_of_a_part_as_a_dict() -> None:
    assert MachineConfig(association={"n_a": 64}) == MachineConfig(association=AssociationConfig(n_a=64))
    refused(lambda: MachineConfig(association={"units": 64}), "unknown setting 'units'", "n_a, theta")
    refused(lambda: MachineConfig(association={"n_a": -1}), "association.n_a: expected a whole number from 1")
    for wrong in (None, 64, "64", RetinaConfig(), AssociationConfig, [("n_a", 64)]):
        refused(lambda wrong=wrong: MachineConfig(association=wrong), "association: expected AssociationConfig(...)")
        refused(lambda wrong=wrong: dataclasses.replace(MachineConfig(), association=wrong), "association: expected")


def test_settings_are_numbers_of_python_that_a_file_can_hold() -> None:
    for theta in (Fraction(3, 2), np.float32(1.5), np.float16(1.5)):
        assert type(AssociationConfig(theta=theta).theta) is float
    assert type(AssociationConfig(n_a=np.uint8(64)).n_a) is int
    assert type(TeacherConfig(rule=np.str_("forced")).rule) is str
    for wrong in (np.array([1, 2]), np.zeros((500, 500)), "x" * 5000, np.array(["forced", "bivalent"])):
        refused(lambda wrong=wrong: AssociationConfig(theta=wrong), "association.theta")
        refused(lambda wrong=wrong: TeacherConfig(rule=wrong), "teacher.rule")
        refused(lambda wrong=wrong: MachineConfig(seed=wrong), "seed")


def test_a_machine_is_made_of_a_config() -> None:
    for wrong in ({}, {"seed": 3}, 3, "x", RetinaConfig(), MachineConfig):
        refused(lambda wrong=wrong: MarkI(wrong), "config: expected a MachineConfig")
        refused(lambda wrong=wrong: ControlPanel(wrong), "config: expected a MachineConfig")
    some = machine()
    refused(lambda: some.instruct(MachineConfig()), "instruct: expected the machine's own config")
    some.instruct(dataclasses.replace(some.config, teacher=TeacherConfig(rule="forced")))


def test_a_panel_is_handed_lines_and_a_journal() -> None:
    refused(lambda: ControlPanel(journal="mine.mark1-journal"), "journal: expected a Journal")  # type: ignore[arg-type]
    for line in (None, 3, b"theta 3", ["theta", "3"]):
        refused(lambda line=line: ControlPanel().execute(line), "a line: expected a str")


def test_a_code_is_of_names() -> None:
    for classes in ([1, 2], ["A", "A"], [], "AA", [None, "A"]):
        refused(lambda classes=classes: AnswerCode("binary", classes, 4), "classes: expected")
    refused(lambda: AnswerCode("grey", ["A", "B"], 4), "code: expected binary or onehot")
    refused(lambda: AnswerCode("binary", ["A", "B"], 2.5), "R-units: expected")


# ---- pictures


def test_a_set_of_stimuli() -> None:
    usual = StimulusSet.labelled("mine", LIGHT, list("ABABAB"))
    for light in (LIGHT.tolist(), LIGHT.astype(np.float64)):
        assert (StimulusSet.labelled("mine", light, np.array(list("ABABAB"))).light == usual.light).all()
    assert StimulusSet.labelled("mine", LIGHT > 0.5, np.arange(6) % 2).classes == ("0", "1")
    lights = {what: light for what, light in LIGHTS.items() if what not in ("another retina",)}
    for light in lights.values():
        refused(lambda light=light: StimulusSet.labelled("mine", light, list("ABABAB")), "mine: ")
    for labels in ([1.5] * 6, [True] * 6, [None] * 6, ["A"] * 5, [["A"]] * 6):
        refused(lambda labels=labels: StimulusSet.labelled("mine", LIGHT, labels), "mine: ")
    for indices in ([1.5], [-1], [6], ["0"], [[0]], [[0], [1, 2]], None):
        refused(lambda indices=indices: usual.take(indices), "mine: ")
    for share in (math.nan, 0, 1, -1, "0.5", None, True):
        refused(lambda share=share: usual.split(share, np.random.default_rng(0)), "mine: ")


# ---- the rival


def test_what_a_network_is_fed() -> None:
    rng = np.random.default_rng(0)
    network = Network(NetworkConfig(4, 3, (5,)), rng)
    course = Training(network, TrainingConfig(), rng)
    x, classes = rng.random((6, 4)), np.arange(6) % 3
    before = network.values.copy()
    for wrong in (x[:, :3], x.astype(str), x.astype(complex), x[0], [[1, 2], [3]], None):
        refused(lambda wrong=wrong: network.scores(wrong), "network: expected numbers of shape (n, 4)")
        refused(lambda wrong=wrong: course.step(wrong, classes), "network: expected numbers")
    refused(lambda: network.scores(x * np.nan), "finite numbers")
    refused(lambda: course.step(x * np.nan, classes), "finite numbers")
    for wrong in (classes > 0, classes + 0.5, classes[:5], classes.astype(str), [[0], [1, 2]], None, classes + 1):
        refused(lambda wrong=wrong: course.step(x, wrong), "network: ")
    assert (network.values == before).all()
    assert (network.scores(x.tolist()) == network.scores(x)).all()
    assert network.judge(x, classes.tolist()) == network.judge(x, classes.astype(np.uint8))


def test_what_a_graph_and_an_optimizer_are_fed() -> None:
    x, w = Input("x"), Parameter(np.ones(3), "w")
    sum_of: Node = x * w
    graph = Graph(sum_of)
    for wrong in ("x", ["a"], [[1], [1, 2]], None, {1: 2}):
        refused(lambda wrong=wrong: graph.forward({x: wrong}))
    for name, make in OPTIMIZERS.items():
        values, gradient = np.ones(3), np.ones(3)
        for wrong in ([1.0] * 3, np.ones(4), np.ones(3, np.float32), np.ones(3, int), None):
            refused(lambda wrong=wrong, make=make: make(np.ones(3), wrong, 0.9), "optimizer: expected")
        refused(lambda make=make: make(np.ones(3, int), np.ones(3, int), 0.9), "optimizer: expected")
        optimizer = make(values, gradient, 0.9)
        for rate in (math.nan, -1, "1", None, True):
            refused(lambda rate=rate, optimizer=optimizer: optimizer.step(rate), "rate: expected a number from 0 up")
        assert values.tolist() == [1, 1, 1] and optimizer.steps == 0, name


def test_what_estimators_are_fed() -> None:
    from mark1.estimators import BackpropClassifier, MarkIClassifier, PerceptronClassifier

    rng = np.random.default_rng(0)
    x, y = rng.random((20, 6)), rng.random(20) < 0.5
    for kind, settings in (
        (MarkIClassifier, {"n_association": 40, "max_epochs": 2}),
        (BackpropClassifier, {"hidden": (4,), "max_epochs": 2}),
        (PerceptronClassifier, {}),
    ):
        answers = [
            kind(random_state=0, **settings).fit(given, labels).predict(given)
            for given, labels in ((x, y), (x.tolist(), y.tolist()), (x, y.astype(np.int64)), (x, y.astype(str)))
        ]
        assert answers[0].dtype == bool
        assert all((answer.astype(str) == answers[-1]).all() for answer in answers[:2])
        for wrong in (x * np.nan, x.astype(complex), x[0], [["a"] * 6] * 20, [[1], [2, 3]]):
            with pytest.raises(ValueError):
                kind(**settings).fit(wrong, y)
        for weights in (np.full(20, np.inf), np.full(20, np.nan), -np.ones(20), np.zeros(20), [1, 2], "heavy"):
            with pytest.raises(ValueError):
                kind(**settings).fit(x, y, sample_weight=weights)
        for classes in ([], [[1], [2, 3]], [None, True], 3, {"a": 1}):
            refused(lambda kind=kind, settings=settings, classes=classes: kind(**settings).partial_fit(x, y, classes),
                    "classes: expected labels of one type")  # fmt: skip
        with pytest.raises(ValueError):
            kind(**settings).fit(x, y[:5])


# ---- and what was taken can be kept


def test_what_was_taught_can_be_saved_and_loaded(tmp_path: Path) -> None:
    panel = ControlPanel(MachineConfig(**SMALL))
    panel.backend = Mark1Backend(panel.machine, AnswerCode("binary", ["A", "B"], 3))
    some = panel.machine
    some.teach(LIGHT[0].tolist(), WANTED[0].astype(float).tolist(), 5)  # type: ignore[arg-type]
    some.learn(some.sense(LIGHT), WANTED.tolist(), [1, 2], lambda i: i)  # type: ignore[arg-type, return-value]
    some.potentiometers.set_by_hand(np.int64(2), Fraction(1, 2))  # type: ignore[arg-type]
    panel.execute(f"save {tmp_path / 'it.mark1'}")
    other = ControlPanel()
    other.execute(f"load {tmp_path / 'it.mark1'}")
    assert bits(other.machine) == bits(some)
