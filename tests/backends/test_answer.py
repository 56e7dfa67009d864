"""No answer where nothing tells the classes apart: in the panel, on the command line's data, and by every back end."""

import json

import numpy as np
import pytest

from mark1.backends.answer import MOST_TIED, NoAnswer, answered, silence, verdict
from mark1.errors import ExpectationError
from mark1.panel.control_panel import ControlPanel


@pytest.fixture
def two(panel: ControlPanel) -> ControlPanel:
    """A machine that tells T (all R-units -) from F (all +); its pots are at 0, and all A-units are on."""
    panel.execute("theta -100")
    panel.execute("classes T F")
    return panel


def by_hand(panel: ControlPanel, volts: list[float]) -> None:
    """Turn one pot of a lit A-unit of each R-unit, so that the sums are these."""
    bank, observation = panel.machine.potentiometers, panel.observation
    assert observation is not None
    for r, value in enumerate(volts):
        panel.execute(f"set {int(bank.active_pots(observation.a, r)[0])} {value}")
    panel.execute("present again")


def test_the_dark_is_no_answer_by_every_back_end(panel: ControlPanel) -> None:
    for line, reason in (
        ("backend mark1", NoAnswer.NO_A_UNIT),
        ("backend mlp hidden 4", NoAnswer.NO_LIGHT),
        ("backend mlp hidden 4 input a-units", NoAnswer.NO_A_UNIT),
        ("backend logistic", NoAnswer.NO_LIGHT),
    ):
        panel.execute(line)
        panel.execute("train shapes epochs 2")
        reply = panel.execute("present dark")
        assert (reply.data["label"], reply.data["margin_v"], reply.data["reason"]) == (None, None, reason)
        assert reply.text.endswith(f"no answer ({reason})") and "margin" not in reply.text
        panel.execute("expect answer = ''")
        with pytest.raises(ExpectationError, match="no answer"):
            panel.execute("expect answer = square")
        assert json.loads(json.dumps(reply.data["reason"])) == str(reason)


def test_a_taught_picture_is_answered_without_a_reason(panel: ControlPanel) -> None:
    panel.execute("train shapes epochs 20")
    data = panel.execute("present shape square").data
    assert data["label"] is not None and data["reason"] is None and data["tied"] == []


def test_sums_of_zero_tie_all_classes(two: ControlPanel) -> None:
    data = two.execute("present letter T").data
    assert (data["label"], data["reason"], data["tied"]) == (None, NoAnswer.TIE, ["T", "F"])


def test_a_tie_is_exact_however_the_volts_are_rounded(two: ControlPanel) -> None:
    """0.1 + 0.2 - 0.3 is not 0 in binary volts, but it is in counts."""
    two.execute("present letter T")
    by_hand(two, [0.1, 0.2, -0.3, 0.0, 0.0])
    assert two.observation is not None and two.observation.sum_v is not None
    data = two.backend.answer(two.observation)
    assert data["reason"] == NoAnswer.TIE
    by_hand(two, [0.1, 0.2, -0.300001, 0.0, 0.0])
    assert two.backend.answer(two.observation)["label"] == "T"


def test_sums_inside_the_band_decide_nothing(two: ControlPanel) -> None:
    two.execute("present letter T")
    by_hand(two, [0.4, 0.4, 0.4, 0.4, 0.4])
    assert two.execute("present again").data["label"] == "F"
    two.execute("undecided 0.5")
    data = two.execute("present again").data
    assert (data["label"], data["reason"], data["responses"]) == (None, NoAnswer.UNDECIDED, [0] * 5)
    by_hand(two, [0.4, 0.4, 0.4, 0.4, 3.0])
    assert two.execute("present again").data["label"] == "F"  # the decided R-unit suffices
    by_hand(two, [0.4, 0.4, 0.4, 0.4, -0.7])
    assert two.execute("present again").data["label"] is None  # all together say F, the decided one T


def test_no_lit_unit_where_it_matters(panel: ControlPanel) -> None:
    """One R-unit a class: those of two classes without a lit A-unit cannot tell these two apart."""
    panel.execute("machine code onehot r-units 3")
    panel.execute("classes A B C")
    panel.execute("present letter A")
    observation, bank = panel.observation, panel.machine.potentiometers
    assert observation is not None
    for r in (1, 2):
        panel.machine.association.dead[bank.active_pots(observation.a, r)] = True
    for pot in bank.active_pots(observation.a, 0):
        panel.execute(f"set {int(pot)} -1")
    data = panel.execute("present again").data
    assert (data["reason"], data["tied"]) == (NoAnswer.NO_DECIDING_A_UNIT, ["B", "C"])


def test_an_answer_and_evaluate_never_disagree(panel: ControlPanel) -> None:
    """Where there is an answer, it is the class that ``classify`` decides for, whatever the band."""
    panel.execute("train letters epochs 3")
    stimuli = panel.stimuli("letters")
    given = 0
    for volts in (0, 1, 4, 500):
        panel.execute(f"undecided {volts}")
        decided = panel.backend.classify(stimuli.light)
        for light, index in zip(stimuli.light, decided, strict=True):
            data = panel.backend.answer(panel.backend.look("picture", light))
            assert (data["label"] is None) == (data["reason"] is not None)
            if data["label"] is not None:
                given += 1
                assert data["label"] == panel.backend.classes[index]
    assert 0 < given < 104


def test_equal_scores_are_no_answer(panel: ControlPanel) -> None:
    panel.execute("backend logistic")
    panel.execute("classes A B C")
    data = panel.execute("present letter A").data
    assert (data["label"], data["reason"], data["tied"]) == (None, NoAnswer.TIE, ["A", "B", "C"])
    assert data["probability"] is None and sum(data["probabilities"].values()) == pytest.approx(1)


def test_words_are_short_however_many_classes_tie() -> None:
    assert verdict(silence(NoAnswer.TIE, ["A", "B"])) == "no answer (a tie: A, B)"
    many = [str(number) for number in range(100)]
    assert verdict(silence(NoAnswer.TIE, many)).endswith(f"{MOST_TIED - 1} and {100 - MOST_TIED} more)")
    assert verdict(answered("A", margin_v=float(np.float64(1.5)))) == "A, margin +1.50 V"
