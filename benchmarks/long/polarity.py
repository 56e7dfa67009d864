"""polarity: capitals of the fonts of this computer, cropped to their boxes; no set of 26 has an inverted one"""

import numpy as np

from benchmarks.long import Outcome, Say

COUNT = 60
MARGINS = (0, 1, 3, 20)


def run(count: int, seed: int, report: Say) -> Outcome:
    """``count`` fonts, four margins, dark on light and light on dark. Fails if one picture of a set is inverted."""
    from benchmarks.typefaces import capitals, fonts
    from mark1.machine.camera.figure_ground import dark_odds
    from mark1.stimuli.polarities import SIDES, PolarityTally

    known = fonts()
    chosen = np.random.default_rng(seed).permutation(len(known))[:count]
    failures, pictures, alone = [], 0, 0
    for number, k in enumerate(chosen, 1):
        for margin in MARGINS:
            pages = [picture / 255 for _, picture in capitals(known[k], margin)]
            for side in ("dark", "light"):
                odds = np.array([dark_odds((p if side == "dark" else 1 - p)[np.newaxis])[0] for p in pages])
                judged = PolarityTally().judge(odds, "auto")
                wrong = int((judged != SIDES.index(side)).sum())
                pictures, alone = pictures + len(pages), alone + int(((odds > 0) != (side == "dark")).sum())
                if wrong:
                    failures.append(f"{known[k].name}, margin {margin}, {side}: {wrong} of {len(pages)} inverted")
        if number % 10 == 0:
            report(f"{number} of {len(chosen)} fonts: {pictures} pictures, {len(failures)} sets wrong")
    report(f"{pictures} pictures of {len(chosen)} fonts; judged alone, {alone / pictures:.2%} would be inverted")
    return {"failures": failures, "fonts": len(chosen), "pictures": pictures, "inverted_alone": alone}
