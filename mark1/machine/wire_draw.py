"""The wire draw: which S-units an A-unit's wires come from, wire by wire, at random.

Plain loops over plain lists or arrays, so that any language can repeat them and Numba compiles them unchanged
(``kernels.py``); the only chance is ``random``, a multiple of 2^-53 below 1, here called u.

For one A-unit after the other: on a constrained board, u picks its centre among the S-units. Then for each of its
wires, excitatory ones first:

1. Propose an S-unit: number floor(u n_s) on a random board; on a constrained one in proportion to its weight, which
   falls with the distance from the centre. One that this A-unit has already, or that has no socket left, is refused,
   and another is proposed, up to ``TRIES`` times.
2. After that, pick among those that are not refused, in proportion to their weights: the same law, at one look.
3. Where none is left, all free sockets are on S-units that this A-unit has already. Take the first such S-unit, and
   go through the wires drawn before, from a random one on: the first whose S-unit this A-unit does not have,
   and belongs to an A-unit that does not have the free one, moves to the free socket, and this wire takes its place.
   Such a wire exists: an S-unit with all sockets used has one more A-unit than the free one, or more.

So a board that has enough sockets is always filled, to the last one if it must be.
"""

from typing import Any

TRIES = 32


def random(rng: Any) -> float:
    """The next u."""
    return float(rng.random())


def fill(
    rng: Any, s_of_wire: Any, fan_in: int, sockets: int, cols: int, weight: Any, upto: Any, used: Any, having: Any
) -> None:
    """Fill ``s_of_wire`` (n_a x fan_in,), A-unit by A-unit.

    ``weight`` (n_s,): of an S-unit that lies row x cols + column away from the centre; empty on a random board.
    ``upto`` (n_s,) on a constrained board, and ``used`` (n_s,), zeros, are worked in; so is ``having`` (n_s,), filled
    with -1: the A-unit that was wired last to each S-unit.
    """
    n_s = len(used)
    centre = -1
    for wire in range(len(s_of_wire)):
        a = wire // fan_in
        if wire % fan_in == 0 and len(weight) > 0:
            centre = int(random(rng) * n_s)
            add_up(centre, cols, weight, upto)
        s = proposed(rng, a, centre, sockets, upto, used, having)
        if s < 0:
            s = picked(rng, a, centre, sockets, cols, weight, used, having)
        if s < 0:
            s = exchanged(rng, wire, fan_in, s_of_wire, sockets, used, having)
        s_of_wire[wire] = s
        used[s] += 1
        having[s] = a


def weight_at(s: int, centre: int, cols: int, weight: Any) -> float:
    """Of an S-unit, by its distance from the centre; 1 on a random board."""
    if centre < 0:
        return 1.0
    down, across = abs(s // cols - centre // cols), abs(s % cols - centre % cols)
    return float(weight[down * cols + across])


def add_up(centre: int, cols: int, weight: Any, upto: Any) -> None:
    """The weights of all S-units up to each, and of this one."""
    total = 0.0
    for s in range(len(upto)):
        total += weight_at(s, centre, cols, weight)
        upto[s] = total


def proposed(rng: Any, a: int, centre: int, sockets: int, upto: Any, used: Any, having: Any) -> int:
    """An S-unit for a wire of A-unit ``a``; -1 after ``TRIES`` in vain."""
    n_s = len(used)
    for _ in range(TRIES):
        if centre < 0:
            s = int(random(rng) * n_s)
        else:
            point, s, high = random(rng) * upto[n_s - 1], 0, n_s - 1
            while s < high:  # the first with more than the point up to it
                half = (s + high) // 2
                if upto[half] > point:
                    high = half
                else:
                    s = half + 1
        if having[s] != a and used[s] < sockets:
            return s
    return -1


def picked(rng: Any, a: int, centre: int, sockets: int, cols: int, weight: Any, used: Any, having: Any) -> int:
    """An S-unit among those that A-unit ``a`` may have; -1 if there is none."""
    total = 0.0
    for s in range(len(used)):
        if having[s] != a and used[s] < sockets:
            total += weight_at(s, centre, cols, weight)
    if total == 0.0:
        return -1
    point, total, last = random(rng) * total, 0.0, -1
    for s in range(len(used)):
        if having[s] != a and used[s] < sockets:
            total += weight_at(s, centre, cols, weight)
            last = s
            if total > point:
                break
    return last


def exchanged(rng: Any, wire: int, fan_in: int, s_of_wire: Any, sockets: int, used: Any, having: Any) -> int:
    """The S-unit of an earlier wire, which moves to a free socket."""
    a, free = wire // fan_in, 0
    while used[free] >= sockets:
        free += 1
    earlier = a * fan_in
    start = int(random(rng) * earlier)
    for step in range(earlier):
        other = (start + step) % earlier
        s = s_of_wire[other]
        if having[s] == a:
            continue
        first, joined = other - other % fan_in, False
        for sibling in range(first, first + fan_in):
            joined = joined or s_of_wire[sibling] == free
        if not joined:
            s_of_wire[other] = free
            used[free] += 1
            used[s] -= 1
            return int(s)
    return -1  # not while there are sockets enough
