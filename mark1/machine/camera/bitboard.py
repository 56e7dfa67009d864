"""Bitboards: the pixels of many small pictures as bits, a word of 64 per row, so that regions are grown word by word.

mask (n, h, w), w <= 64 --> pack --> board (n, h), uint64: pixel x of a row is bit x
"""

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Board = NDArray[np.uint64]

WIDTH = 64
_STRIDES = tuple(np.uint64(2**k) for k in range(6))
_ONE = np.uint64(1)


def pack(mask: Mask) -> Board:
    """The board of masks (n, h, w) with w up to 64."""
    n, h, w = mask.shape
    padded = np.zeros((n, h, WIDTH), np.bool_)
    padded[:, :, :w] = mask
    return np.packbits(padded, axis=2, bitorder="little").view("<u8")[:, :, 0].astype(np.uint64)


def count(board: Board) -> NDArray[np.float64]:
    """How many bits are on in each picture, ndarray of shape (n,)."""
    ones = np.unpackbits(np.ascontiguousarray(board).view(np.uint8).reshape(len(board), -1), axis=1)
    return np.asarray(ones.sum(axis=1), np.float64)


def flood(seed: Board, mask: Board) -> Board:
    """Every pixel of ``mask`` that is connected, side by side, to one of ``seed``; both (n, h)."""
    grown, before = seed & mask, np.zeros_like(seed)
    while not np.array_equal(grown, before):
        before = grown
        grown = _along_columns(_along_rows(grown, mask), mask)
    return grown


def eroded(board: Board, width: int) -> Board:
    """Pixels whose four neighbours are on too; the picture's edge repeats itself outwards."""
    last = np.uint64(width - 1)
    left = (board << _ONE) | (board & _ONE)
    right = (board >> _ONE) | (board & (_ONE << last))
    padded = np.pad(board, ((0, 0), (1, 1)), mode="edge")
    return board & left & right & padded[:, :-2] & padded[:, 2:]


def _along_rows(grown: Board, mask: Board) -> Board:
    """Occluded fill in both directions of a row, in six doubling steps (Kogge and Stone's adder)."""
    up, down, open_up, open_down = grown, grown, mask, mask
    for stride in _STRIDES:
        up, open_up = up | (open_up & (up << stride)), open_up & (open_up << stride)
        down, open_down = down | (open_down & (down >> stride)), open_down & (open_down >> stride)
    return up | down


def _along_columns(grown: Board, mask: Board) -> Board:
    """Occluded fill up and down, in doubling steps."""
    up, down, open_up, open_down = grown.copy(), grown.copy(), mask.copy(), mask.copy()
    stride = 1
    while stride < grown.shape[1]:
        down[:, stride:] |= open_down[:, stride:] & down[:, :-stride].copy()
        up[:, :-stride] |= open_up[:, :-stride] & up[:, stride:].copy()
        open_down[:, stride:] &= open_down[:, :-stride].copy()
        open_down[:, :stride] = 0
        open_up[:, :-stride] &= open_up[:, stride:].copy()
        open_up[:, -stride:] = 0
        stride *= 2
    return up | down
