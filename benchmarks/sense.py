"""sense: S-units to A-units for many pictures, against a matrix product of the same wires, dense and sparse.

All begin with the S-units in the form they want (we bool, the peers float32) and end with on / off of every A-unit.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.letters import distorted_letters, machine_of, unpacked
from benchmarks.rounds import Report, best, in_turn, report
from mark1.machine.patch_board import PatchBoard

TARGET, TARGET_SPARSE = 6.0, 10.0
N_DRAWN = 5000


def run(n: int = 50_000, n_a: int = 512, rounds: int = 7) -> Report:
    """The report; ``ratio`` is against the dense product. Raises DisagreementError unless all activity is the same."""
    from scipy import sparse

    machine = machine_of(n_a, 1, ideal=True)
    light = distorted_letters(min(n, N_DRAWN), machine)[0]
    on = np.resize(machine.retina.sense_all(light), (n, machine.retina.n_s))
    sparse_wires: Any
    dense, wires, theta = on.astype(np.float32), wire_matrix(machine.patch_board), np.float32(machine.association.theta)
    sparse_wires, columns = sparse.csr_array(wires.T), np.ascontiguousarray(dense.T)
    contenders: dict[str, Callable[[], NDArray[Any]]] = {
        "ours": lambda: machine.fire_all(on),
        "peer": lambda: dense @ wires >= theta,
        "sparse": lambda: sparse_wires @ columns >= theta,
    }
    times = in_turn(contenders, rounds)
    ours = unpacked(machine.fire_all(on), n_a)
    checks = {
        "same_activity": np.array_equal(ours, contenders["peer"]()),
        "same_activity_sparse": np.array_equal(ours, contenders["sparse"]().T),
    }
    best_sparse = best(times["sparse"])
    against_sparse = {
        "sparse": best_sparse,
        "sparse_ratio": best_sparse / best(times["ours"]),
        "sparse_target": TARGET_SPARSE,
    }
    sizes = {"pictures": n, "a_units": n_a, "share_active": float(ours.mean())}
    return report("sense", times["ours"], times["peer"], checks, target=TARGET, **against_sparse, **sizes)


def wire_matrix(board: PatchBoard) -> NDArray[np.float32]:
    """The wires as a matrix of shape (n_s, n_a): +1, -1 or 0."""
    matrix = np.zeros((board.n_s, board.n_a), np.float32)
    matrix[board.s_of_wire, board.a_of_wire] = board.sign_of_wire
    return matrix
