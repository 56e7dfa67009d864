"""Firing: which A-units a picture switches on, compiled: 2,048 pictures at a time, one bit each, counted by logic on
whole words."""

import numpy as np

from mark1.machine.compiled.jit import jitted

LANES = 32  # words a plane: the compiler turns a loop over them into the widest vector instructions there are
BLOCK = 64 * LANES  # pictures sensed at a time
ONE = np.uint64(1)


@jitted
def _fill_planes(on, planes, bytes_of):
    """Pictures on their side: bit i of plane s is cell s of picture i."""
    bytes_of[:] = 0
    for i in range(on.shape[0]):
        cells, eight, bit = on[i], bytes_of[i >> 3], np.uint8(i & 7)
        for s in range(cells.shape[0]):
            eight[s] = np.uint8(eight[s] | np.uint8(cells[s] << bit))
    n_s = on.shape[1]
    plane_bytes = planes.view(np.uint8)
    for b in range(bytes_of.shape[0]):
        for s in range(n_s):
            plane_bytes[s, b] = bytes_of[b, s]
    for s in range(n_s):
        for k in range(LANES):
            planes[n_s + s, k] = ~planes[s, k]


@jitted
def _count(planes, wires, digits, carry):
    """Add the planes of an A-unit's wires into binary digits, four wires at a time by full adders."""
    ones, twos, fours = digits[0], digits[1], digits[2]
    for w in range(0, wires.shape[0], 4):
        a, b, c, d = planes[wires[w]], planes[wires[w + 1]], planes[wires[w + 2]], planes[wires[w + 3]]
        for k in range(LANES):
            half = a[k] ^ b[k]
            three = half ^ c[k]
            pair = (a[k] & b[k]) | (half & c[k])
            one, over = three ^ d[k], three & d[k]
            two, four = pair ^ over, pair & over
            old = ones[k]
            ones[k] = old ^ one
            up = old & one
            old = twos[k]
            half = old ^ two
            twos[k] = half ^ up
            up = (old & two) | (half & up)
            old = fours[k]
            half = old ^ four
            fours[k] = half ^ up
            carry[k] = (old & four) | (half & up)
        for digit in digits[3:]:
            for k in range(LANES):
                old = digit[k]
                digit[k] = old ^ carry[k]
                carry[k] = old & carry[k]


@jitted
def _transpose(square):
    """Turn a 64 x 64 square of bits on its diagonal, in place, by swapping ever smaller quarters."""
    width, mask = 32, np.uint64(0x00000000FFFFFFFF)
    while width:
        shift = np.uint64(width)
        i = 0
        while i < 64:
            swap = ((square[i] >> shift) ^ square[i + width]) & mask
            square[i] ^= swap << shift
            square[i + width] ^= swap
            i = (i + width + 1) & ~width
        width >>= 1
        mask ^= mask << np.uint64(width)


@jitted
def fire(on, wires, start_of_a, start_count, n_digits, activity):
    """Activity of the A-units for many pictures.

    ``on`` (n, n_s) uint8 of 0/1. ``wires``: plane numbers, A-unit by A-unit, padded to fours: s for an excitatory
    wire, n_s + s (the complement) for an inhibitory one, 2 n_s (always 0) to pad. Each unit's count starts so that
    its top digit is 1 exactly when it fires. Writes ``activity`` (n, n_lanes) uint16.
    """
    n, n_s = on.shape
    planes = np.zeros((2 * n_s + 1, LANES), np.uint64)
    bytes_of = np.empty((BLOCK // 8, n_s), np.uint8)
    digits, carry = np.empty((n_digits, LANES), np.uint64), np.empty(LANES, np.uint64)
    squares = np.empty((LANES, 64), np.uint64)
    n_a, n_lanes, words = start_of_a.shape[0] - 1, activity.shape[1], activity.view(np.uint64)
    for first in range(0, n, BLOCK):
        _fill_planes(on[first : first + BLOCK], planes, bytes_of)
        for word in range(words.shape[1]):
            squares[:] = 0
            for bit in range(64):
                a = (bit & 15) * n_lanes + 4 * word + (bit >> 4)
                if a >= n_a:
                    continue
                for d in range(n_digits):
                    digits[d] = np.uint64(0) - ((start_count[a] >> np.uint64(d)) & ONE)
                _count(planes, wires[start_of_a[a] : start_of_a[a + 1]], digits, carry)
                squares[:, bit] = digits[n_digits - 1]
            for k in range(LANES):
                i = first + 64 * k
                if i < n:
                    square = squares[k]
                    _transpose(square)
                    rows = words[i : min(i + 64, n)]
                    for j in range(rows.shape[0]):
                        rows[j, word] = square[j]
