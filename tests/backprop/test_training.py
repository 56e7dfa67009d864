"""Training: same seed same bits, going on where one left, stopping at the best, and saying so when numbers run away."""

import json
import tracemalloc
import warnings
from dataclasses import replace

import numpy as np
import pytest
from loops import each

from mark1.backprop.network import Network, NetworkConfig
from mark1.backprop.optimizers import OPTIMIZERS
from mark1.backprop.training import SCHEDULES, Training, TrainingConfig
from mark1.errors import ConfigError, DivergedError


def rng(seed=0):
    return np.random.Generator(np.random.PCG64(seed))


def blobs(n=90, n_in=4, n_classes=3, spread=0.4, seed=5):
    """Points around one corner a class."""
    luck = rng(seed)
    corners, classes = luck.normal(size=(n_classes, n_in)), np.arange(n) % n_classes
    return (corners[classes] + luck.normal(0, spread, (n, n_in))).astype(np.float32), classes


def training(seed=0, network=None, **settings):
    luck = rng(seed)
    made = Network(NetworkConfig(**{"n_in": 4, "n_out": 3, "hidden": (6,)} | (network or {})), luck)
    return Training(made, TrainingConfig(**{"batch": 16, "rate": 0.01} | settings), luck)


X, CLASSES = blobs()


# ---- learning


def test_one_step_by_hand():
    """Linear, all weights 0, x = 2 of class 1: p = 1/2, 1/2; dw = 2 (1/2, -1/2), db = (1/2, -1/2)."""
    made = training(
        network={"n_in": 1, "n_out": 2, "hidden": (), "dtype": "float64"}, optimizer="gradient_descent", rate=0.1
    )
    made.network.values[:] = 0
    assert made.step(np.array([[2.0]]), np.array([1])) == pytest.approx(np.log(2))
    assert made.network.parameters["w1"].tolist() == [[pytest.approx(-0.1), pytest.approx(0.1)]]
    assert made.network.parameters["b1"].tolist() == [pytest.approx(-0.05), pytest.approx(0.05)]


@each("optimizer", OPTIMIZERS)
@each("loss", ["softmax", "hinge", "squared", "logistic"])
def test_every_optimizer_learns_with_every_loss(optimizer, loss):
    made = training(network={"loss": loss}, optimizer=optimizer, rate=0.02)
    losses = [done.loss for done in made.fit(X, CLASSES, 30)]
    assert losses[-1] < 0.7 * losses[0]
    assert made.network.judge(X, CLASSES)[1] > 0.9


def test_a_single_output_learns_too():
    made = training(network={"n_out": 1, "loss": "logistic"}, rate=0.02)
    for _ in made.fit(X, CLASSES % 2, 60):
        pass
    assert made.network.judge(X, CLASSES % 2)[1] > 0.9


def test_an_epoch_shows_every_picture_once():
    """With rate 0 the mean over batches of 16, the last of 10, is the loss over all 90."""
    made = training(rate=0, optimizer="gradient_descent", network={"dtype": "float64", "l2": 0.01})
    before = made.network.values.copy()
    assert made.epoch(X, CLASSES) == pytest.approx(made.network.judge(X, CLASSES)[0])
    assert made.optimizer.steps == 6
    assert np.array_equal(made.network.values, before)


def test_batches_are_what_step_is_given_one_by_one():
    made, by_hand = training(), training()
    made.epoch(X, CLASSES)
    order = by_hand.rng.permutation(90)
    for first in range(0, 90, 16):
        batch = order[first : first + 16]
        by_hand.step(X[batch], CLASSES[batch])
    assert np.array_equal(made.network.values, by_hand.network.values)


def test_without_shuffling_batches_come_in_the_given_order():
    made, by_hand = training(shuffle=False), training()
    made.epoch(X, CLASSES)
    for first in range(0, 90, 16):
        by_hand.step(X[first : first + 16], CLASSES[first : first + 16])
    assert np.array_equal(made.network.values, by_hand.network.values)


def test_a_batch_larger_than_the_set():
    assert np.isfinite(training(batch=1000).epoch(X, CLASSES))


def test_sets_of_any_size_one_after_the_other():
    made = training()
    for n in (90, 3, 1, 40):
        made.epoch(X[:n], CLASSES[:n])
    assert made.epochs == 4


def test_same_seed_same_bits():
    one, other, different = training(3), training(3), training(4)
    for made in (one, other, different):
        list(made.fit(X, CLASSES, 3))
    assert np.array_equal(one.network.values, other.network.values)
    assert not np.array_equal(one.network.values, different.network.values)


def test_logistic_regression_is_scikit_learns():
    """scikit-learn: C sum of losses + w^2 / 2; here: mean loss + l2 w^2, so C = 1 / (2 l2 n)."""
    from sklearn.linear_model import LogisticRegression

    x, classes = blobs(60, 3, 3, spread=1.0)
    peer = LogisticRegression(C=1 / (2 * 0.01 * 60), tol=1e-8, max_iter=2000).fit(x.astype(float), classes)
    made = training(
        network={"n_in": 3, "hidden": (), "l2": 0.01, "dtype": "float64"}, optimizer="momentum", rate=0.1, batch=60
    )
    for _ in range(800):
        made.epoch(x, classes)
    assert np.abs(made.network.probabilities(x) - peer.predict_proba(x)).max() < 1e-3
    assert np.abs(made.network.parameters["w1"].T - peer.coef_).max() < 1e-3


def test_momentum_reaches_the_optimizer():
    assert training(optimizer="momentum", momentum=0.3).optimizer.momentum == 0.3


# ---- the rate


@pytest.mark.parametrize(
    ("schedule", "rates"),
    [("constant", [1, 1, 1, 1, 1, 1]), ("step", [1, 1, 1, 1, 0.5, 0.5]),
     ("cosine", [1, 0.5 + 0.5 * (2 + 2**0.5) / 4, 0.75, 0.5 + 0.5 * (2 - 2**0.5) / 4, 0.5, 0.5])],
)  # fmt: skip
def test_the_rate_of_every_epoch(schedule, rates):
    made = training(schedule=schedule, schedule_epochs=4, factor=0.5, rate=0.1)
    assert [done.rate for done in made.fit(X, CLASSES, 6)] == pytest.approx([0.1 * rate for rate in rates])


def test_the_rate_is_what_the_step_takes():
    """Gradient descent: a hundredth of the rate moves the weights a hundredth as far."""
    far, near = (training(optimizer="gradient_descent", schedule="step", factor=factor, schedule_epochs=1,
                          network={"dtype": "float64"}) for factor in (1, 0.01))  # fmt: skip
    start = far.network.values.copy()
    for made in (far, near):
        made.epochs = 1
        made.step(X, CLASSES)
    assert np.allclose(near.network.values - start, 0.01 * (far.network.values - start))


# ---- stopping early


def overfitting(**settings):
    """Few pictures, no order in their classes: what is learned does not help with the held-out ones."""
    x, classes = rng(1).normal(size=(40, 4)).astype(np.float32), rng(2).integers(0, 3, 40)
    made = training(network={"hidden": (40,)}, rate=0.02, **{"held_out": 0.3, "patience": 4} | settings)
    return made, x, classes


def test_patience_runs_out_and_the_best_weights_come_back():
    made, x, classes = overfitting()
    seen, weights = [], []
    for done in made.fit(x, classes, 200):
        seen.append(done)
        weights.append(made.network.values.copy())
    losses = [done.held_out_loss for done in seen]
    best = int(np.argmin(losses))
    assert len(seen) == best + 1 + 4 < 200
    assert [done.settled for done in seen] == [False] * (len(seen) - 1) + [True]
    assert seen[best].best and not any(done.best for done in seen[best + 1 :])
    assert np.array_equal(made.network.values, weights[best])
    assert not np.array_equal(weights[best], weights[-2])
    assert made.network.judge(x[made.held_out], classes[made.held_out])[0] == pytest.approx(losses[best])


def test_another_fit_after_settling_has_its_patience_anew():
    made, x, classes = overfitting()
    (*_, last) = made.fit(x, classes, 200)
    assert last.settled
    assert [done.settled for done in made.fit(x, classes, 3)] == [False] * 3


def test_without_patience_the_best_weights_come_back_after_the_last_epoch():
    made, x, classes = overfitting(patience=0)
    losses = [done.held_out_loss for done in made.fit(x, classes, 30)]
    assert len(losses) == 30
    assert made.network.judge(x[made.held_out], classes[made.held_out])[0] == pytest.approx(min(losses))


def test_the_held_out_part_is_not_learned_from():
    made, other = training(held_out=0.2), training(held_out=0.2)
    next(made.fit(X, CLASSES, 9))
    spoiled = X.copy()
    spoiled[made.held_out] = 100
    next(other.fit(spoiled, CLASSES, 9))
    assert len(made.held_out) == 18
    assert np.array_equal(made.network.values, other.network.values)


def test_the_held_out_part_stays_for_a_set_of_the_same_size():
    made = training(held_out=0.2)
    list(made.fit(X, CLASSES, 1))
    kept = made.held_out
    list(made.fit(X, CLASSES, 1))
    assert made.held_out is kept
    list(made.fit(X[:50], CLASSES[:50], 1))
    assert len(made.held_out) == 10


def test_without_a_held_out_part_nothing_is_said_of_it():
    (done,) = training().fit(X, CLASSES, 1)
    assert (done.held_out_loss, done.held_out_accuracy, done.best, done.settled) == (None, None, False, False)


def test_a_course_that_is_left_stays_where_it_is():
    made, x, classes = overfitting()
    for done in made.fit(x, classes, 200):
        last = made.network.values.copy()
        if done.number == 3:
            break
    assert np.array_equal(made.network.values, last)
    assert made.epochs == 3


# ---- keep and go on


def through_json(captured):
    plain, arrays = captured
    return json.loads(json.dumps(plain)), {name: array.copy() for name, array in arrays.items()}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("held_out", [0.0, 0.3])
def test_a_restored_course_goes_on_with_the_same_bits(optimizer, held_out):
    whole = training(optimizer=optimizer, held_out=held_out, schedule="cosine")
    captured, records = None, []
    for done in whole.fit(X, CLASSES, 6):
        records.append(done)
        captured = through_json(whole.capture()) if done.number == 3 else captured
    other = training(seed=9, optimizer=optimizer, held_out=held_out, schedule="cosine")
    other.restore(*captured)
    assert list(other.fit(X, CLASSES, 3)) == records[3:]
    assert np.array_equal(other.network.values, whole.network.values)
    assert through_json(other.capture())[0] == through_json(whole.capture())[0]


def test_a_capture_is_a_copy():
    made = training()
    _, arrays = made.capture()
    kept = {name: array.copy() for name, array in arrays.items()}
    made.epoch(X, CLASSES)
    assert all(np.array_equal(arrays[name], kept[name]) for name in kept)


def test_patience_is_part_of_the_state():
    made, x, classes = overfitting()
    course = made.fit(x, classes, 200)
    while made.waited != 2:
        next(course)
    other, _, _ = overfitting()
    other.restore(*through_json(made.capture()))
    assert list(other.fit(x, classes, 100)) == list(course)


WRONG = {
    "epochs": lambda plain, arrays: plain.update(epochs=-1),
    "steps": lambda plain, arrays: plain.update(steps=1.5),
    "best_loss": lambda plain, arrays: plain.update(best_loss=float("nan")),
    "KeyError": lambda plain, arrays: plain.pop("rng"),
    "not the state": lambda plain, arrays: plain["rng"].update(bit_generator="MT19937"),
    "another network: hidden": lambda plain, arrays: plain["network"].update(hidden=[7]),
    "w1: expected float32 of shape": lambda plain, arrays: arrays.update(w1=np.zeros((4, 7), np.float32)),
    "b1: expected finite numbers": lambda plain, arrays: arrays["b1"].fill(np.nan),
    "optimizer.m": lambda plain, arrays: arrays.pop("optimizer.m"),
    "held_out: expected numbers from 0 to": lambda plain, arrays: arrays.update(held_out=np.array([90])),
    "held_out: expected the numbers": lambda plain, arrays: arrays.update(held_out=np.array([2, 1])),
}


@pytest.mark.parametrize("says", WRONG)
def test_what_is_no_state_is_refused_and_changes_nothing(says):
    made = training(held_out=0.2)
    list(made.fit(X, CLASSES, 1))
    wrong = through_json(made.capture())
    WRONG[says](*wrong)
    before = through_json(made.capture())
    with pytest.raises(ConfigError, match=says):
        made.restore(*wrong)
    after = through_json(made.capture())
    assert after[0] == before[0]
    assert all(np.array_equal(after[1][name], before[1][name]) for name in before[1])


def test_a_state_of_another_optimizer_is_refused():
    with pytest.raises(ConfigError, match="not the state of a training with adam"):
        training().restore(*training(optimizer="momentum").capture())


# ---- running away


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("loss", ["softmax", "hinge", "squared", "logistic"])
def test_numbers_that_run_away_are_said_in_words(dtype, loss):
    made = training(network={"dtype": dtype, "loss": loss, "l2": 1.0}, optimizer="gradient_descent", rate=1000)
    with pytest.raises(DivergedError, match=r"diverged in epoch \d+: .* a smaller rate .100 in place of 1000."):
        list(made.fit(X, CLASSES, 300))


def test_a_step_that_runs_away_says_so_at_once():
    made = training(network={"dtype": "float32"}, optimizer="gradient_descent", rate=1000)
    with pytest.raises(DivergedError) as caught:
        for _ in range(100):
            made.step(1e20 * X, CLASSES)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 1


def test_the_very_step_that_breaks_the_weights_says_so():
    """The loss, some 1e37, is a number of float32; the step of 1e40 is none."""
    made = training(network={"loss": "hinge", "hidden": ()}, optimizer="gradient_descent", rate=1000)
    with pytest.raises(DivergedError, match="the weights are not finite"):
        made.step(np.full((6, 4), 1e37), np.arange(6) % 3)


def test_pictures_that_are_no_numbers_are_not_called_divergence():
    spoiled = X.copy()
    spoiled[7, 2] = np.nan
    with pytest.raises(ConfigError, match="expected finite numbers in the pictures"):
        training().epoch(spoiled, CLASSES)


# ---- settings and memory


@each(
    "settings, says",
    [
        ({"optimizer": "adma"}, "training.optimizer: .*did you mean 'adam'"),
        ({"rate": -1}, "training.rate"),
        ({"rate": float("inf")}, "training.rate"),
        ({"momentum": 1.0}, "training.momentum"),
        ({"shuffle": 1}, "training.shuffle: expected True or False"),
        ({"batch": 0}, "training.batch: expected a whole number from 1"),
        ({"schedule": "linear"}, "training.schedule: expected one of constant, step, cosine"),
        ({"held_out": 1.0}, "training.held_out"),
        ({"patience": 3}, "training.patience: expected 0 where held_out is 0"),
    ],
)
def test_a_setting_outside_its_range_is_named(settings, says):
    with pytest.raises(ConfigError, match=says):
        TrainingConfig(**settings)


def test_too_few_pictures_to_hold_some_out():
    with pytest.raises(ConfigError, match="held_out: expected 2 pictures or more"):
        next(training(held_out=0.5).fit(X[:1], CLASSES[:1], 1))


def test_schedules_stay_between_the_rate_and_the_factor():
    for schedule in SCHEDULES:
        config = replace(TrainingConfig(), schedule=schedule, rate=1.0, factor=0.1, schedule_epochs=5)
        assert config.rate_in(0) == 1
        assert all(0 < config.rate_in(epoch) <= 1 for epoch in range(20))


def test_steps_make_no_new_memory():
    made = training(network={"loss": "logistic", "n_in": 4, "hidden": (64,)}, held_out=0.2)
    x, classes = blobs(400)
    list(made.fit(x, classes, 2))
    tracemalloc.start()
    try:
        made.epoch(x, classes)
        low = tracemalloc.get_traced_memory()[0]
        for _ in range(5):
            made.epoch(x, classes)
        high = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert high - low < 2000


def test_nothing_is_warned_of():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        list(training(rate=1.0, optimizer="momentum", held_out=0.1).fit(X, CLASSES, 5))
