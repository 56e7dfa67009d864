"""Threads of matrix products: one while a network is taught, unless more are asked for; afterwards as before."""

import numpy as np
import pytest

from mark1 import blas_threads as threads
from mark1.backprop.network import Network, NetworkConfig
from mark1.backprop.training import Training, TrainingConfig


class Library:
    """Stands in for the library that numpy multiplies with."""

    def __init__(self, num_threads: int) -> None:
        self.num_threads = num_threads

    def set_num_threads(self, n: int) -> None:
        self.num_threads = n


def test_no_more_than_asked_for_and_afterwards_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(8)
    monkeypatch.setattr(threads, "_libraries", lambda: [library])
    for asked, now in ((1, 1), (2, 2), (8, 8), (9, 8)):
        with threads.ThreadLimit(asked):
            assert library.num_threads == now
        assert library.num_threads == 8
    with pytest.raises(KeyboardInterrupt), threads.ThreadLimit(1):
        raise KeyboardInterrupt
    assert library.num_threads == 8
    library.num_threads = 1  # the user's own limit
    with threads.ThreadLimit(4):
        assert library.num_threads == 1


def test_whatever_teaches_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    x, class_of = np.random.default_rng(0).random((8, 5), np.float32), np.arange(8) % 2
    for asked in (1, 3):
        library, seen = Library(8), set[int]()
        monkeypatch.setattr(threads, "_libraries", lambda library=library: [library])
        rng = np.random.default_rng(0)
        training = Training(Network(NetworkConfig(5, 2, (3,)), rng), TrainingConfig(threads=asked, held_out=0.25), rng)
        step = training.optimizer.step
        monkeypatch.setattr(
            training.optimizer,
            "step",
            lambda rate, of=(step, seen, library): (of[1].add(of[2].num_threads), of[0](rate)),
        )
        training.step(x, class_of)
        training.epoch(x, class_of)
        for _ in training.fit(x, class_of, 2):
            assert library.num_threads == 8, "between epochs it is the caller's again"
        assert seen == {asked}


def test_the_real_library_is_found() -> None:
    with threads.ThreadLimit(1):
        assert all(library.num_threads == 1 for library in threads._libraries())
