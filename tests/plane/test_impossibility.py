"""The certificate of xor, and none where there are weights or nobody has shown that there are not."""

import pytest

from mark1.plane.experiment import learn
from mark1.plane.impossibility import impossibility
from mark1.plane.record import PlaneConfig
from mark1.stimuli.plane import load


@pytest.mark.parametrize(
    "name, words, says",
    [
        ("xor", {}, "taken 1, 1, 1, 1 times"),
        ("near-xor", {"epochs": 20}, ""),
        ("and", {}, ""),
        ("xor", {"features": "poly"}, ""),
        ("xor", {"backend": "logistic", "epochs": 3}, ""),
        ("rings", {"epochs": 2}, ""),
    ],
)
def test_a_certificate_is_told_where_there_is_one(name, words, says):
    told = impossibility(learn(load(name, None), PlaneConfig(**words)))
    assert says in told and bool(says) == bool(told)
