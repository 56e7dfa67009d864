"""Agreement: the limits are inclusive, in either direction, and say themselves what they are."""

from typing import Any

import pytest

from mark1.cli.experiment.report import facts_of
from mark1.experiments.agreement import EXACT, NEAR, OF_MACHINES, AgreementRule, off
from mark1.experiments.experiment import Comparison, ExperimentResult
from mark1.experiments.page import agreed, cells
from mark1.experiments.table import EXPERIMENTS


@pytest.mark.parametrize(
    ("rule", "value", "verdict"),
    [
        (OF_MACHINES, 1.0, "agrees"), (OF_MACHINES, 0.9, "agrees"), (OF_MACHINES, 0.7, "partly"),
        (OF_MACHINES, 0.5, "partly"), (OF_MACHINES, 0.49, "does not agree"),
        (NEAR, 0.05, "agrees"), (NEAR, off(6.6, 5.5), "partly"), (NEAR, 0.26, "does not agree"),
        (AgreementRule("m", 0.02, 0.05, at_most=True), 0.99 - 0.97, "agrees"),
        (EXACT, 0, "agrees"), (EXACT, 1, "does not agree"),
    ],
)  # fmt: skip
def test_verdicts(rule: AgreementRule, value: float, verdict: str) -> None:
    assert rule(value).verdict == verdict


def test_a_rule_says_its_limits() -> None:
    assert str(OF_MACHINES) == "machines that do what was published: at least 90%; partly: at least 50%"
    assert str(EXACT) == "largest difference from the printed number: at most 0"


def row(value: float | None, **more: Any) -> Comparison:
    return Comparison("w", "p", "o", "ONR60", "S", None if value is None else OF_MACHINES(value), **more)


def test_the_verdict_and_its_rule_are_in_the_table_and_in_json() -> None:
    assert cells(row(0.7, via="relayed"))[-2:] == ("secondary, relayed", "partly")
    facts: Any = facts_of("x", ExperimentResult((row(0.7), row(None)), ()))
    some, none = facts["rows"]
    assert (some["verdict"], some["agrees"], some["measured"]) == ("partly", False, 0.7)
    assert some["rule"] == str(OF_MACHINES)
    assert (none["verdict"], none["agrees"], none["measured"], none["rule"]) == ("nothing to compare", None, None, None)


def test_the_page_says_the_rules_of_an_experiment() -> None:
    assert str(OF_MACHINES)[1:] in agreed(EXPERIMENTS["spontaneous-1958"])[0]
    assert agreed(EXPERIMENTS["size"]) == [], "our own question: nothing was published"
