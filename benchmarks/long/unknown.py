"""unknown: letters of other fonts, noise, shapes and signs; at most 2 % of right answers withdrawn, 80 % of the rest"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.long import Outcome, Say

COUNT = 12  # fonts to test with; twice as many to learn from
MACHINES = 3  # each with other wires and other fonts
RIGHT = "right letters"
MOST_WITHDRAWN, LEAST_REJECTED = 0.02, 0.8
SIGNS = "&@#%?$+=*~<>←→↑★☂♞♣♥♦☺☎✈☯∞∑√≠±§¶ЖЩЮЯЫФЛБЦДابجدשאℵλπψξζ"
MISSING = "\U0010fffd"  # a private character that no font has
NOISES = 200
SHAPES = 40  # scattered pictures of each shape


def run(count: int, seed: int, report: Say) -> Outcome:
    """Three machines: each learns 2 ``count`` fonts and is asked for ``count`` others, with ``unknown auto``.

    The fonts are of families on which nothing was tuned. Fails beyond the limits, which are for all three together.
    """
    from benchmarks.typefaces import judging_fonts

    known = judging_fonts()
    silent: dict[str, list[bool]] = {}
    asked, machines = 0, []
    for each in range(seed, seed + MACHINES):
        rng = np.random.default_rng(each)
        order = rng.permutation(len(known))
        chosen = [known[k] for k in order[: 3 * count]]
        letters, answers = _asked(chosen[count:], chosen[:count], each, rng)
        asked += letters
        machines.append({name: round(float(np.mean(each_one)), 4) for name, each_one in answers.items()})
        report(f"machine {each}: no answer to " + ", ".join(f"{k} {v:.1%}" for k, v in machines[-1].items()))
        for name, each_one in answers.items():
            silent.setdefault(name, []).extend(each_one)
    rejected = {name: float(np.mean(each_one)) for name, each_one in silent.items()}
    withdrawn = rejected.pop(RIGHT)
    failures = [f"{name}: {share:.1%} rejected" for name, share in rejected.items() if share < LEAST_REJECTED]
    if withdrawn > MOST_WITHDRAWN:
        failures.append(f"{withdrawn:.1%} of right answers withdrawn")
    figures = {"right": len(silent[RIGHT]), "of": asked, "withdrawn": withdrawn, **rejected}
    return {"failures": failures, **figures, "machines": machines}


def _asked(
    learned: list[Any], tested: list[Any], seed: int, rng: np.random.Generator
) -> tuple[int, dict[str, list[bool]]]:
    """How many letters one machine was asked for; and which pictures of each kind it gave no answer to.

    Of the letters only those that it takes, or would take, for what they are.
    """
    from benchmarks.typefaces import capitals
    from mark1.panel.control_panel import ControlPanel
    from mark1.stimuli.shapes import SHAPES as NAMES
    from mark1.stimuli.shapes import scattered
    from mark1.stimuli.stimulus_set import StimulusSet

    panel = ControlPanel()
    panel.execute(f"machine seed {seed} a-units 2000 r-units 26 pots shared code onehot")
    camera = panel.machine.optics
    lit = [(letter, camera.project(p, framing="fit")) for font in learned for letter, p in capitals(font, 20)]
    _train(panel, StimulusSet.labelled("fonts", np.stack([light for _, light in lit]), [letter for letter, _ in lit]))
    panel.unknown_cells = "auto"
    letters = [(letter, camera.project(p, framing="fit")) for font in tested for letter, p in capitals(font, 20)]
    pages = [drawn for font in tested[:3] for sign in SIGNS if (drawn := _sign(font, sign)) is not None]
    pictures, _ = scattered(tuple(NAMES), SHAPES, rng, 20, 20)
    others = {
        "noise": [(rng.random((20, 20)) < rng.uniform(0.1, 0.6)).astype(np.float32) for _ in range(NOISES)],
        "shapes": list(camera.project_all(pictures, framing="fit", polarity="light")),
        "signs": [camera.project(page, framing="fit") for page in pages],
    }
    answers = [(letter, _answer(panel, light)) for letter, light in letters]
    right = [answer["label"] is None for letter, answer in answers if taken(answer) == letter]
    rejected = {name: [_answer(panel, light)["label"] is None for light in lights] for name, lights in others.items()}
    return len(letters), {RIGHT: right, **rejected}


def taken(answer: dict[str, Any]) -> str | None:
    """The class that a picture was taken for, whether or not the answer was withdrawn."""
    label: str | None = answer["label"] or answer.get("taken_for")
    return label


def _sign(font: Any, sign: str) -> NDArray[Any] | None:
    """A page with a sign, None if the font has no such sign: it draws the box of all that are missing."""
    from benchmarks.typefaces import page

    drawn, missing = page(font, sign, 20), page(font, MISSING, 20)
    is_box = drawn is not None and missing is not None and np.array_equal(drawn, missing)
    return None if is_box else drawn


def _train(panel: Any, stimuli: Any) -> None:
    """Train on a set that has no name, in the place of one that has."""
    panel.stimuli = lambda data, reading=None: stimuli
    panel.execute("train letters epochs 30")


def _answer(panel: Any, light: NDArray[np.float32]) -> dict[str, Any]:
    """The answer to light on the retina."""
    answer: dict[str, Any] = panel.answer(panel.backend.look("picture", light))
    return answer
