"""The benchmark of networks in small: all learn the same, and a disagreement gives no number. Nothing is timed."""

import json

import numpy as np
import pytest

from benchmarks import mlp
from benchmarks.rounds import DisagreementError

SMALL = {"n": 70, "hidden": 5, "batch": 16, "epochs": 3}
ALWAYS = {"name", "ours", "peer", "unit", "ratio", "ours_median", "peer_median", "rounds", "target", "torch"}
ALWAYS |= {"shuffled", "load", "cpu", "versions", "checks", "threads", "last_loss"}


def test_the_report():
    result = mlp.run(**SMALL, rounds=1)
    assert result.keys() >= ALWAYS
    assert result["checks"].keys() >= {"same_losses_by_hand", "same_losses_peer"}
    assert all(value is True for value in result["checks"].values())
    assert json.loads(json.dumps(result)) == result
    assert result["unit"] == "epochs/s"
    assert result["ratio"] == pytest.approx(result["ours"] / result["peer"])
    assert result["ours"] == max(result["threads"]["ours"].values())


def test_without_pytorch_the_report_says_so(monkeypatch):
    monkeypatch.setattr(mlp, "torch_is_there", lambda: False)
    result = mlp.run(**SMALL, rounds=1)
    assert result["torch"] == "absent"
    assert "torch_ratio" not in result
    assert set(result["threads"]) == {"ours", "peer", "ours_shuffled", "peer_shuffled"}


def test_pytorch_learns_the_same():
    pytest.importorskip("torch")
    lesson = mlp.lesson_of(**SMALL)
    assert np.allclose(mlp.torch_losses(lesson), mlp.our_losses(lesson), atol=1e-4)


@pytest.mark.parametrize("learner", ["losses_by_hand", "peer_losses"])
def test_other_losses_give_no_number(monkeypatch, learner):
    right = getattr(mlp, learner)
    monkeypatch.setattr(mlp, learner, lambda lesson: [loss + 2e-4 for loss in right(lesson)])
    with pytest.raises(DisagreementError, match="same_losses"):
        mlp.run(**SMALL, rounds=1)


def test_slopes_by_hand():
    """x = 2; h = relu(2 * 1 + 0) = 2; scores 2, 0; right is the second.

    p = e^2 / (e^2 + 1) and its rest; ds = (p, -p); dw2 = 2 ds; dh = p * 1 - p * 0; dw1 = 2 dh.
    """
    parameters = {"w1": np.array([[1.0]]), "b1": np.zeros(1), "w2": np.array([[1.0, 0.0]]), "b2": np.zeros(2)}
    loss, slopes = mlp.slopes_by_hand(parameters, np.array([[2.0]]), np.array([1]))
    p = np.e**2 / (np.e**2 + 1)
    assert loss == pytest.approx(np.log(np.e**2 + 1))
    assert np.allclose(slopes["b2"], [p, -p])
    assert np.allclose(slopes["w2"], [[2 * p, -2 * p]])
    assert np.allclose(slopes["w1"], 2 * p)
    assert np.allclose(slopes["b1"], p)


def test_the_lesson_is_not_changed_by_learning():
    lesson = mlp.lesson_of(**SMALL)
    before = {name: array.copy() for name, array in lesson.start.items()}
    mlp.our_losses(lesson)
    mlp.losses_by_hand(lesson)
    mlp.peer_losses(lesson)
    assert all(np.array_equal(lesson.start[name], before[name]) for name in before)


def test_the_number_of_threads_is_as_before_afterwards():
    threadpoolctl = pytest.importorskip("threadpoolctl")
    threads = lambda: [pool["num_threads"] for pool in threadpoolctl.threadpool_info()]  # noqa: E731
    mlp.with_limit(lambda threads: None, 1)  # PyTorch, where it is installed, is loaded now
    before, inside = threads(), []
    mlp.with_limit(lambda limit: inside.extend(threads()), 1)
    assert set(inside) == {1}
    assert threads() == before
