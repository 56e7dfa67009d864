"""Jobs and their rows: reproducible alone, in any company, and by the commands they stand for."""

from pathlib import Path
from typing import Any

import pytest
from sweeps import SMALL, jobs, sweep_of

from mark1.panel.control_panel import ControlPanel
from mark1.sweep import batch_rows as sweep_together
from mark1.sweep.batch_rows import rows_of
from mark1.sweep.jobs import jobs_of
from mark1.sweep.row import RESULTS, row_of
from mark1.sweep.spec import parsed


def untimed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in ("took_s", "pictures")} for row in rows]


def test_a_grid_and_its_seeds() -> None:
    found = jobs()
    assert len(found) == 8
    assert [(job.value("a-units"), job.value("ideal")) for job in found[::2]] == [
        (64, True), (64, False), (96, True), (96, False),
    ]  # fmt: skip
    assert len({job.seed for job in found}) == 8


def test_seeds_that_are_listed_are_those_of_the_machine() -> None:
    assert [job.seed for job in jobs(seeds=[7, 3])] == [7, 3] * 4


def test_a_seed_belongs_to_its_job_not_to_its_position() -> None:
    few = {job.setting: job.seed for job in jobs(seeds=1)}
    grown = jobs(seeds=3, grid={"a-units": [32, 96, 64], "ideal": [False, True]})
    first_of = {job.setting: job.seed for job in reversed(grown)}
    assert all(first_of[setting] == seed for setting, seed in few.items())
    assert {job.seed for job in jobs(seed=1)}.isdisjoint({job.seed for job in jobs()})


def test_several_data_sets_are_an_axis_with_the_jobs_of_each() -> None:
    several = jobs(data=["digits", "letters"], epochs=[1, 4])
    of_each = [job for data in ("digits", "letters") for epochs in (1, 4) for job in jobs(data=data, epochs=epochs)]
    assert several == of_each and len({job.seed for job in several}) == 4 * 8


def test_draws_are_the_same_however_many() -> None:
    random = {"theta": {"from": 1, "to": 4}, "a-units": {"from": 32, "to": 300}, "rule": ["quantized", "nonquantized"]}
    settings = [list(dict.fromkeys(job.setting for job in jobs({"random": {**random, "draws": n}}))) for n in (3, 9)]
    assert settings[1][:3] == settings[0] and len(set(settings[1])) == 9
    drawn = [dict(setting) for setting in settings[1]]
    assert all(1 <= one["theta"] <= 4 and 32 <= one["a-units"] <= 300 for one in drawn)
    assert all(type(one["a-units"]) is int and one["theta"] == float(f"{one['theta']:.6g}") for one in drawn)


def test_draws_on_a_log_scale() -> None:
    random = {"draws": 60, "mlp": {"rate": {"from": 1e-4, "to": 1.0, "log": True}}}
    rates = [float(job.value("mlp.rate") or 0) for job in jobs({"settings": {"backend": "mlp"}, "random": random})]
    assert min(rates) >= 1e-4 and max(rates) <= 1
    assert sum(rate < 1e-2 for rate in rates) == pytest.approx(30, abs=12)


def test_options_of_another_back_end_make_no_jobs() -> None:
    grid = {"backend": ["mark1", "mlp"], "mlp": {"hidden": [8, 16]}}
    found = jobs({"seeds": 1, "grid": grid})
    assert [(job.value("backend"), job.value("mlp.hidden")) for job in found] == [
        ("mark1", None), ("mlp", "8"), ("mlp", "16"),
    ]  # fmt: skip


def test_a_job_is_a_list_of_panel_commands() -> None:
    table = {
        "test-split": 0.25,
        "seeds": [4],
        "settings": {
            "retina": {"noise": 0.1},
            "backend": "mlp",
            "mlp": {"hidden": [8, 4], "input": "a-units"},
            "damage": {"a": "10%", "cells": 3},
        },
    }
    assert jobs(table)[0].lines() == [
        "machine retina.noise 0.1 seed 4",
        "backend mlp hidden 8,4 input a-units",
        "damage a 10%",
        "damage cells 3",
        "train letters epochs 100 test-split 0.25",
    ]


def test_places_are_looked_for_beside_the_spec() -> None:
    def data(name: str) -> str:
        return jobs_of(parsed({"data": name}, "x", Path("/specs")))[0].data

    assert data("my set/train.csv") == "/specs/my set/train.csv"
    assert data("letters:fonts/a.ttf") == "letters:/specs/fonts/a.ttf"
    assert data("plane:points.csv") == "plane:/specs/points.csv"
    assert [data(name) for name in ("letters:all", "/x/y.npz", "shapes")] == ["letters:all", "/x/y.npz", "shapes"]


TABLES: list[dict[str, Any]] = [
    {},
    {"data": "letters:all", "test-split": 0.3, "settings": {"potentiometers": {"noise_v": 0.2}}},
    {"settings": {"damage": {"a": "10%", "cells": 4, "motors": 5}, "rule": "nonquantized"}},
    {"settings": {"code": "onehot", "pots": "shared", "ideal": True}},
    {"settings": {"retina": {"noise": 0.1}}},
    {"data": "left-right"},
]


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_together_is_as_alone(table: dict[str, Any]) -> None:
    found = jobs({"epochs": 6, "seeds": 3, **table})
    together, alone = rows_of(found), [row_of(job) for job in found]
    assert untimed(together) == untimed(alone)
    assert all(tuple(row) == (*RESULTS, "pictures") for row in together)
    assert all(tuple(row) == RESULTS for row in alone)
    assert all(row["took_s"] > 0 for row in together + alone)
    assert alone[0]["corrections"] > 0


def test_together_in_small_groups_too(monkeypatch: pytest.MonkeyPatch) -> None:
    found = jobs({"epochs": 6, "seeds": 3, "data": "letters:all", "test-split": 0.3})
    rows = rows_of(found)
    monkeypatch.setattr(sweep_together, "MOST_BYTES", 1)
    assert untimed(rows_of(found)) == untimed(rows)


def test_a_row_is_what_the_commands_give() -> None:
    job = jobs()[3]
    panel = ControlPanel()
    for line in job.lines():
        panel.execute(line)
    row, course = row_of(job), panel.training_run
    assert course is not None
    assert (row["epochs"], row["corrections"]) == (course.epochs, sum(course.corrections))
    assert (row["train_accuracy"], row["settled"]) == (course.train_accuracy, course.settled)


def test_a_network_makes_no_corrections() -> None:
    row = row_of(jobs({"epochs": 3, "settings": {"backend": "mlp", "mlp": {"hidden": 4}}})[0])
    assert (row["corrections"], row["machine_time_s"], row["error"]) == (None, None, None)
    assert row["loss"] > 0


def test_a_job_that_fails_says_why_and_the_others_continue() -> None:
    impossible = {"seeds": 2, "epochs": 2, "settings": {"r-units": 8}, "grid": {"a-units": [4, 64]}}
    found = jobs(impossible)
    first, second = rows_of(found[:2]), rows_of(found[2:])
    assert all("at least as many A-units" in row["error"] and row["epochs"] is None for row in first)
    assert all(row["error"] is None and row["epochs"] == 2 for row in second)


@pytest.mark.parametrize("epochs", [1, 4])  # asked in the last epoch: the course is whole, but the sweep shall stop
def test_after_ctrl_c_there_is_no_row(monkeypatch: pytest.MonkeyPatch, epochs: int) -> None:
    job = jobs(epochs=epochs)[0]
    monkeypatch.setattr(
        "mark1.panel.stop_request.StopRequest.asked", property(lambda self: True, lambda self, v: None), raising=False
    )
    with pytest.raises(KeyboardInterrupt):
        row_of(job)


def test_the_spec_of_these_tests() -> None:
    assert sweep_of(SMALL).n_jobs == len(jobs())


def test_a_spec_of_before_has_the_seeds_and_draws_it_had() -> None:
    """Seeds of version 0.1.0 for a setting that says ``passes``: they come from the word that it was then."""
    old = {"passes" if name == "epochs" else name: value for name, value in SMALL.items()}
    assert jobs(old) == jobs()
    assert jobs(old, seeds=1)[0].seed == 3_028_998_142
    drawn = {"data": "letters", "seeds": 1}
    random = [jobs({**drawn, "random": {"draws": 3, name: {"from": 1, "to": 99}}}) for name in ("passes", "epochs")]
    assert random[0] == random[1]
    assert [job.value("epochs") for job in random[0]] == [55, 80, 38]


def test_no_two_machines_of_a_configuration_have_the_same_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With seeds of 8 bits many coincide; with those of 32 bits 109 of the first million of the letters did."""
    import mark1.sweep.jobs as sweep_jobs

    first = [job.seed for job in jobs({"seeds": 60})]
    monkeypatch.setattr(sweep_jobs, "_words", lambda digest: iter(digest))
    seeds = [job.seed for job in jobs({"seeds": 60})]
    assert len(set(seeds)) == 60 and max(seeds) < 256
    assert seeds[:20] == [job.seed for job in jobs({"seeds": 20})]  # a study that grows keeps its machines
    by_first_byte = [seed >> 24 for seed in first]
    new = [i for i, byte in enumerate(by_first_byte) if byte not in by_first_byte[:i] and byte not in seeds[:i]]
    assert [seeds[i] for i in new] == [by_first_byte[i] for i in new] and len(new) < 60
