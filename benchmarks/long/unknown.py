"""unknown: letters of other fonts, noise, shapes and signs; at most 2 % of right answers withdrawn, 80 % of the rest"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.long import Outcome, Say

COUNT = 12  # fonts to test with; twice as many to learn from
MOST_WITHDRAWN, LEAST_REJECTED = 0.02, 0.8
SIGNS = "&@#%?$+=*~<>←→↑★☂♞♣♥♦☺☎✈☯∞∑√≠±§¶ЖЩЮЯЫФЛБЦДابجدשאℵλπψξζ"
MISSING = "\U0010fffd"  # a private character that no font has
NOISES = 200
SHAPES = 40  # scattered pictures of each shape


def run(count: int, seed: int, report: Say) -> Outcome:
    """Train 2 ``count`` fonts, test ``count`` others. Fails beyond the limits, with ``unknown auto``."""
    from benchmarks.typefaces import capitals, fonts
    from mark1.panel.control_panel import ControlPanel
    from mark1.stimuli.shapes import SHAPES as NAMES
    from mark1.stimuli.shapes import scattered
    from mark1.stimuli.stimulus_set import StimulusSet

    rng, known = np.random.default_rng(seed), fonts()
    order = rng.permutation(len(known))
    learned, tested = order[count : 3 * count], order[:count]
    panel = ControlPanel()
    panel.execute(f"machine seed {seed} a-units 2000 r-units 26 pots shared code onehot")
    camera = panel.machine.optics
    lit = [(letter, camera.project(p, framing="fit")) for k in learned for letter, p in capitals(known[k], 20)]
    stimuli = StimulusSet.labelled("fonts", np.stack([light for _, light in lit]), [letter for letter, _ in lit])
    _train(panel, stimuli)
    panel.unknown_cells = "auto"
    assert panel.memory is not None
    report(f"{len(stimuli)} pictures learned; no answer beyond {panel.memory.usual_cells:.2f} cells")

    letters = [(letter, camera.project(p, framing="fit")) for k in tested for letter, p in capitals(known[k], 20)]
    right = [answer for letter, light in letters if taken(answer := _answer(panel, light)) == letter]
    pages = [drawn for k in tested[:3] for sign in SIGNS if (drawn := _sign(known[k], sign)) is not None]
    pictures, _ = scattered(tuple(NAMES), SHAPES, rng, 20, 20)
    others = {
        "noise": [(rng.random((20, 20)) < rng.uniform(0.1, 0.6)).astype(np.float32) for _ in range(NOISES)],
        "shapes": list(camera.project_all(pictures, framing="fit", polarity="light")),
        "signs": [camera.project(p, framing="fit") for p in pages],
    }
    rejected = {name: _share(_answer(panel, light) for light in lights) for name, lights in others.items()}
    withdrawn = _share(right)
    report(
        f"right answers withdrawn {withdrawn:.1%}; rejected: " + ", ".join(f"{k} {v:.0%}" for k, v in rejected.items())
    )
    failures = [f"{name}: {share:.1%} rejected" for name, share in rejected.items() if share < LEAST_REJECTED]
    if withdrawn > MOST_WITHDRAWN:
        failures.append(f"{withdrawn:.1%} of right answers withdrawn")
    return {"failures": failures, "right": len(right), "of": len(letters), "withdrawn": withdrawn, **rejected}


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


def _share(answers: Iterable[dict[str, Any]]) -> float:
    """The share of answers that are none."""
    return float(np.mean([answer["label"] is None for answer in answers]))
