"""The answer to one picture: a class, or the reason why there is none.

A trained machine that is asked for a class (``evaluate``, ``predict``) always names one. Asked what one picture shows,
it may have nothing to go by; then there is no answer, and ``silence`` says why.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

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


AnswerFacts = dict[str, Any]  # of an answer to a picture, by name


def silence(reason: str, tied: Sequence[str] = ()) -> dict[str, Any]:
    """No answer: ``tied`` are the classes that nothing distinguishes."""
    return {"label": None, "margin_v": None, "responses": None, "reason": reason, "tied": list(tied)}


def unknown_picture(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer withdrawn, because the picture is nothing the machine knows: ``taken_for`` is what it would be."""
    return {**answer, "label": None, "reason": NoAnswer.UNKNOWN, "taken_for": answer["label"]}


def answered(label: str, **measures: object) -> dict[str, Any]:
    """An answer, and how sure it is."""
    return {"label": label, "margin_v": None, "responses": None, "reason": None, "tied": [], **measures}


# ---- in words


def lamps(answer: dict[str, Any]) -> str:
    """The lamps of the R-units, ``+ - ?``; an empty text for a back end without R-units."""
    responses = answer["responses"]
    return "" if responses is None else "R-units " + " ".join({1: "+", -1: "-", 0: "?"}[side] for side in responses)


def verdict(answer: dict[str, Any], gap: str = ", ") -> str:
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
    sure = next(text.format(answer[name]) for name, text in measures.items() if answer.get(name) is not None)
    return f"{short(' '.join(answer['label'].split()))}{gap}{sure}{doubt}"
