"""PCG64 and the seeds of a machine's parts, compiled: NumPy's generator and ``SeedSequence``, with the same bits.

A compiled call cannot make a generator of NumPy's, and making one in Python takes longer than drawing a machine's
wires. So a generator is an array here, ``STATE`` words: the 128 bits of its state and of its increment, high words
first; then whether half a number was kept for the next 32 bits, and that half.

Source: M. O'Neill, PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
Generation, HMC-CS-2014-0905 (XSL-RR 128/64); for the seeds, the documentation of ``numpy.random.SeedSequence``.
"""

import numpy as np

from mark1.machine.compiled.jit import jitted

STATE = 6
POOL = 4  # words of 32 bits that a seed is mixed into
MULTIPLIER_HIGH, MULTIPLIER_LOW = np.uint64(0x2360ED051FC65DA4), np.uint64(0x4385DF649FCCF645)
LOW_HALF, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
TO_UNIT = 2.0**-53
MIX_SHIFT = np.uint32(16)
FIRST_IN, TIMES_IN = np.uint32(0x43B0D7E5), np.uint32(0x931E8875)
FIRST_OUT, TIMES_OUT = np.uint32(0x8B51F9DD), np.uint32(0x58F38DED)
MIX_LEFT, MIX_RIGHT = np.uint32(0xCA01F9DD), np.uint32(0x4973F715)


# ---- seeds


@jitted
def hashed(value, constant, times):
    """A word hashed by the next constant: the word, and that constant."""
    value = np.uint32(value ^ constant)
    constant = np.uint32(constant * times)
    value = np.uint32(value * constant)
    return np.uint32(value ^ (value >> MIX_SHIFT)), constant


@jitted
def mixed(x, y):
    """Two words mixed into one."""
    result = np.uint32(np.uint32(MIX_LEFT * x) - np.uint32(MIX_RIGHT * y))
    return np.uint32(result ^ (result >> MIX_SHIFT))


@jitted
def seed_part(words, part, state):
    """Fill ``state`` as ``PCG64(SeedSequence(seed).spawn(n)[part])`` begins. ``words`` (4,) uint32: the seed."""
    pool, constant = np.empty(POOL, np.uint32), FIRST_IN
    for i in range(POOL):
        pool[i], constant = hashed(words[i], constant, TIMES_IN)
    for source in range(POOL):
        for target in range(POOL):
            if source != target:
                word, constant = hashed(pool[source], constant, TIMES_IN)
                pool[target] = mixed(pool[target], word)
    for target in range(POOL):
        word, constant = hashed(np.uint32(part), constant, TIMES_IN)
        pool[target] = mixed(pool[target], word)
    numbers, constant = np.empty(4, np.uint64), FIRST_OUT
    for i in range(8):
        word, constant = hashed(pool[i % POOL], constant, TIMES_OUT)
        if i % 2 == 0:
            numbers[i // 2] = np.uint64(word)
        else:
            numbers[i // 2] |= np.uint64(word) << HALF
    state[:] = 0
    state[2] = (numbers[2] << np.uint64(1)) | (numbers[3] >> np.uint64(63))
    state[3] = (numbers[3] << np.uint64(1)) | np.uint64(1)
    advance(state)
    low = np.uint64(state[1] + numbers[1])
    state[0] = np.uint64(state[0] + numbers[0] + (np.uint64(1) if low < numbers[1] else np.uint64(0)))
    state[1] = low
    advance(state)


# ---- the generator


@jitted
def advance(state):
    """The next state: state x multiplier + increment, modulo 2^128."""
    high, low = state[0], state[1]
    a, b = low >> HALF, low & LOW_HALF
    c, d = MULTIPLIER_LOW >> HALF, MULTIPLIER_LOW & LOW_HALF
    bottom, cross, other = np.uint64(b * d), np.uint64(a * d), np.uint64(b * c)
    middle = np.uint64((bottom >> HALF) + (cross & LOW_HALF) + (other & LOW_HALF))
    top = np.uint64(np.uint64(a * c) + (cross >> HALF) + (other >> HALF) + (middle >> HALF))
    top = np.uint64(top + np.uint64(high * MULTIPLIER_LOW) + np.uint64(low * MULTIPLIER_HIGH))
    bottom = np.uint64(np.uint64(low * MULTIPLIER_LOW) + state[3])
    carry = np.uint64(1) if bottom < state[3] else np.uint64(0)
    state[0], state[1] = np.uint64(top + state[2] + carry), bottom


@jitted
def next_64(state):
    """The next 64 bits."""
    advance(state)
    word, turn = state[0] ^ state[1], state[0] >> np.uint64(58)
    return np.uint64((word >> turn) | (word << (np.uint64(64) - turn & np.uint64(63))))


@jitted
def next_32(state):
    """The next 32 bits: the low half of a number, then its high half."""
    if state[4]:
        state[4] = 0
        return state[5]
    word = next_64(state)
    state[4], state[5] = 1, word >> HALF
    return word & LOW_HALF


@jitted
def random(state):
    """The next uniform number, a multiple of 2^-53 from 0 to below 1, as ``Generator.random`` gives it."""
    return np.float64(next_64(state) >> np.uint64(11)) * TO_UNIT


@jitted
def up_to(state, most):
    """A whole number from 0 to ``most``, by refusing what is above it, as ``Generator.shuffle`` draws it."""
    mask = most
    for shift in (1, 2, 4, 8, 16):
        mask |= mask >> np.uint64(shift)
    number = next_32(state) & mask
    while number > most:
        number = next_32(state) & mask
    return number


@jitted
def shuffle(state, order):
    """Bring ``order`` into a random order, as ``Generator.shuffle`` does."""
    for i in range(order.shape[0] - 1, 0, -1):
        j = up_to(state, np.uint64(i))
        order[i], order[j] = order[j], order[i]
