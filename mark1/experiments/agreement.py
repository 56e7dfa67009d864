"""Agreement: when a result agrees with a published figure, in numbers, written down before anything is run.

    AgreementRule (a measure, two limits)  +  measured value  -->  JudgedValue  -->  agrees, partly, does not agree

The limits are ours (assumed): no source says how near is near enough.
"""

from dataclasses import dataclass

ROUNDING = 1e-9  # so that 0.99 is within 0.02 of 0.97


@dataclass(frozen=True)
class AgreementRule:
    """``measure`` in words, and its limits: at least ``agrees``, or at least ``partly``; ``at_most``: at most these.

    ``form`` formats a value of the measure.
    """

    measure: str
    agrees: float
    partly: float
    at_most: bool = False
    form: str = "{:.0%}"

    def __call__(self, value: float) -> "JudgedValue":
        """The judgement of a measured value."""
        return JudgedValue(self, float(value))

    def __str__(self) -> str:
        side = "at most" if self.at_most else "at least"
        agrees, partly = (f"{side} {self.form.format(limit)}" for limit in (self.agrees, self.partly))
        return f"{self.measure}: {agrees}" + ("" if partly == agrees else f"; partly: {partly}")

    def reaches(self, value: float, limit: float) -> bool:
        """Whether a value is on the right side of a limit."""
        return value <= limit + ROUNDING if self.at_most else value >= limit - ROUNDING


@dataclass(frozen=True)
class JudgedValue:
    """A measured value under its rule."""

    rule: AgreementRule
    value: float

    @property
    def verdict(self) -> str:
        """``agrees``, ``partly`` or ``does not agree``."""
        if self.rule.reaches(self.value, self.rule.agrees):
            return "agrees"
        return "partly" if self.rule.reaches(self.value, self.rule.partly) else "does not agree"


OF_MACHINES = AgreementRule("machines that do what was published", 0.9, 0.5)
NEAR = AgreementRule("distance from the published number, as a share of it", 0.05, 0.25, at_most=True)
EXACT = AgreementRule("largest difference from the printed number", 0, 0, at_most=True, form="{:.0f}")


def off(ours: float, published: float) -> float:
    """How far a number is from the published one, as a share of it."""
    return abs(ours / published - 1)
