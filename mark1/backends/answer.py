"""The answer to one picture: a class, or the reason why there is none.

A trained machine that is asked for a class (``evaluate``, ``predict``) always names one. Asked what one picture shows,
it may have nothing to go by; then there is no answer, and ``silence`` says why.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypedDict

from mark1.text import short

MOST_TIED = 6
WIDEST = 1.6  # times as wide as high: of letters, only some M, W and m are wider


class NoAnswer(StrEnum):
    """Why there is no answer; the text is what people and JSON get."""

    NO_CLASSES = "no classes are known yet"
    NO_LIGHT = "the picture is dark"
    NO_A_UNIT = "no A-unit is on"
    NO_DECIDING_A_UNIT = "no A-unit of the R-units that would decide is on"
    UNDECIDED = "R-units are undecided"
    TIE = "a tie"
    UNKNOWN = "unlike every picture of the training set"


class AnswerFacts(TypedDict, total=False):
    """An answer to a picture. ``label``: the class, None if there is no answer; ``reason`` then says why.

    ``margin_v``: by how much the sums prefer it to the runner-up, V; ``responses``: the lamps, +1, 0 or -1. Both are
    None for a network, which has ``probability`` and, by class, ``probabilities``, or ``score`` and ``scores``.
    ``tied``: the classes that nothing distinguishes. ``distance``: from the nearest training picture of that class, in
    cells; None where none are known. ``taken_for``: the class of a picture that is rejected as unknown.
    ``wide``: how many times as wide as high its figure is, where that is too much for one letter.
    """

    label: str | None
    margin_v: float | None
    responses: list[int] | None
    reason: str | None
    tied: list[str]
    probability: float | None
    probabilities: dict[str, float]
    score: float | None
    scores: dict[str, float]
    distance: float | None
    taken_for: str | None
    wide: float | None


def silence(reason: str, tied: Sequence[str] = ()) -> AnswerFacts:
    """No answer: ``tied`` are the classes that nothing distinguishes."""
    return {"label": None, "margin_v": None, "responses": None, "reason": reason, "tied": list(tied)}


def unknown_picture(answer: AnswerFacts) -> AnswerFacts:
    """An answer withdrawn, because the picture is nothing the machine knows: ``taken_for`` is what it would be."""
    return {**answer, "label": None, "reason": NoAnswer.UNKNOWN, "taken_for": answer["label"]}


def answered(label: str, margin_v: float | None = None, responses: list[int] | None = None) -> AnswerFacts:
    """An answer, and how sure it is."""
    return {"label": label, "margin_v": margin_v, "responses": responses, "reason": None, "tied": []}


def scored(probable: bool, value: float | None, by_class: dict[str, float]) -> AnswerFacts:
    """How sure an answer of a network is: by probability if ``probable``, or by score."""
    if probable:
        return {"probability": value, "probabilities": by_class}
    return {"score": value, "scores": by_class}


# ---- in words


def lamps(answer: AnswerFacts) -> str:
    """The lamps of the R-units, ``+ - ?``; an empty text for a back end without R-units."""
    responses = answer["responses"]
    return "" if responses is None else "R-units " + " ".join({1: "+", -1: "-", 0: "?"}[side] for side in responses)


def verdict(answer: AnswerFacts, gap: str = ", ") -> str:
    """The label and how sure it is, in the measure of its back end; or that there is no answer, and why.

    A figure that is ``wide`` for a letter gets a doubt, for several letters that touch each other look like one.
    """
    doubt = f"{gap}may be several letters ({answer['wide']:.1f} times as wide as high)" if answer.get("wide") else ""
    if answer["label"] is None:
        tied = [short(label) for label in answer["tied"]]
        names = ", ".join(tied[:MOST_TIED]) + (f" and {len(tied) - MOST_TIED} more" if len(tied) > MOST_TIED else "")
        far = (
            f", {answer['distance']:.2f} cells from the nearest {answer['taken_for']}" if "taken_for" in answer else ""
        )
        return f"no answer ({answer['reason']}{far}{': ' if tied else ''}{names}){doubt}"
    measures = {"margin_v": "margin {:+.2f} V", "probability": "probability {:.3f}", "score": "score {:+.3f}"}
    values: Mapping[str, object] = answer
    sure = next(text.format(values[name]) for name, text in measures.items() if values.get(name) is not None)
    return f"{short(' '.join(answer['label'].split()))}{gap}{sure}{doubt}"
