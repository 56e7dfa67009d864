"""Polarity: does a picture show something dark on light, or light on dark? Judged by more than its border.

    look (n, h, w) --> halves: light / dark --> four voices --> log odds of "dark on light"

| voice   | a half is the ground if ...                                                            |
| ------- | -------------------------------------------------------------------------------------- |
| edge    | more of the border is its own                                                          |
| corners | more of the four corners are its own                                                   |
| open    | more of it is left without its outermost pixels: ink is a stroke, ground is an area    |
| pocket  | it comes in from the border somewhere and does not reach all four sides: as a letter   |
|         | that was cropped to its bounding box touches all four, and the ground between does not |

A picture is judged alone by ``ink_odds``; pictures from one hand together, by ``of_one_hand``: each keeps its own
evidence, and the share of either polarity in the set is one more voice.

Assumed: all of it. An operator's eye judged the slides of the machine.
"""

import numpy as np
from numpy.typing import NDArray

from mark1.machine.camera.bitboard import Board, count, eroded, flood, pack

Odds = NDArray[np.float64]

JUDGE_PX = 32  # longest side of the look that is judged; "open" is what is left after two pixels of it
SHAPED_PX = 7  # shortest side of a picture from which it has strokes and areas
# Log odds per unit of each voice: a logistic regression without a constant (the inverse picture gets the inverse
# odds) on 8,000 characters of 20 fonts, cropped at margins of 0 to 50 px of 160. ``python -m benchmarks long
# polarity`` measures it on other fonts.
EDGE, CORNERS, OPEN, POCKET = 4.0, 2.0, 4.5, 3.4
CLEAR = 3.0  # log odds (20 to 1) from which a judgement counts as clear
SET = 7.5  # log odds of a set that agrees: more than a contested border ever had (5.9), less than a clear one (9)
AGREED = 0.5


def ink_odds(light: NDArray[np.bool_]) -> Odds:
    """Log odds that the dark half of each picture is the ink, by its ``light`` half (n, h, w): ndarray of shape (n,).

    Pictures have at most 64 pixels a side; ``JUDGE_PX`` suits the voices.
    """
    n, height, width = light.shape
    board, (top, bottom, left, right) = pack(np.concatenate([light, ~light])), _sides(height, width)
    lengths = ((top, width), (bottom, width), (left, height), (right, height))
    edge = np.mean([count(board & side) / length for side, length in lengths], axis=0)
    corners = count(board & (top | bottom) & (left | right)) / 4
    open_ = count(eroded(eroded(board, width), width)) / (height * width)
    voices = EDGE * edge + CORNERS * corners + OPEN * open_
    odds = voices[:n] - voices[n:]
    contested = np.flatnonzero((edge[:n] > 0) & (edge[n:] > 0))
    if contested.size:  # else no half has a pocket
        pocket = _pockets(board[np.concatenate([contested, contested + n])], height, width)
        odds[contested] += POCKET * (pocket[: len(contested)].astype(np.float64) - pocket[len(contested) :])
    return np.asarray(odds)


def of_one_hand(odds: Odds) -> Odds:
    """The odds of each picture (n,), given all others: those of a set that agrees overrule all but an even border.

    Agreement is the sum of the odds over that of their sizes. The others' voice is never louder than all evidence
    beyond ``CLEAR`` together, so that noise convinces nobody.
    """
    agreement = float(odds.sum()) / (float(np.abs(odds).sum()) or 1.0)
    loudest = float(np.abs(odds - np.clip(odds, -CLEAR, CLEAR)).sum()) * abs(agreement)
    voice = SET if abs(agreement) >= AGREED else 0.0
    return np.asarray(odds + np.sign(agreement) * min(voice, loudest))


def _sides(height: int, width: int) -> tuple[Board, Board, Board, Board]:
    """Boards (height,) of the top, bottom, left and right side of a picture."""
    top, bottom = np.zeros((2, height), np.uint64)
    top[0] = bottom[-1] = (1 << width) - 1
    left = np.ones(height, np.uint64)
    return top, bottom, left, left << np.uint64(width - 1)


def _pockets(board: Board, height: int, width: int) -> NDArray[np.bool_]:
    """Whether some region of each board touches the border, but not all four sides: ndarray of shape (n,)."""
    sides = [np.broadcast_to(side, board.shape) for side in _sides(height, width)]
    t, b, le, r = np.split(flood(np.concatenate(sides), np.tile(board, (4, 1))), 4)
    return np.asarray(((t | b | le | r) & ~(t & b & le & r)).any(axis=1))
