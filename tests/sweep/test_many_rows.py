"""Rows of many small machines, beside the row of each job alone."""

from pathlib import Path
from typing import Any

import pytest

from mark1.errors import StorageError
from mark1.sweep import run as study
from mark1.sweep.batch_rows import rows_of
from mark1.sweep.jobs import Job, jobs_of
from mark1.sweep.many_rows import FEWEST, rows_from_seeds
from mark1.sweep.row import Row, row_of
from mark1.sweep.spec import parsed


def jobs(**changed: Any) -> list[Job]:
    spec = {"data": "digits", "epochs": 4, "seeds": FEWEST, "settings": {"a-units": 60}, **changed}
    return jobs_of(parsed(spec, "small", Path(".")))


def untimed(rows: list[Row]) -> list[Row]:
    return [{name: value for name, value in row.items() if name not in ("took_s", "pictures")} for row in rows]


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"test-split": 0.3, "data": "digits:all"},
        {"settings": {"a-units": 60, "potentiometers.decay_per_s": 0.01, "pots": "shared"}, "epochs": 2},
    ],
)
def test_rows_are_those_of_jobs_alone(changed: dict[str, Any]) -> None:
    found = rows_from_seeds(jobs(**changed))
    assert found is not None
    some = slice(None, None, 9)
    assert untimed(found[some]) == untimed([row_of(job) for job in jobs(**changed)[some]])


@pytest.mark.parametrize(
    "changed",
    [
        {"seeds": FEWEST - 1},
        {"backend": "logistic", "settings": {}},
        {"settings": {"a-units": 3000}},
        {"settings": {"a-units": 60, "retina.noise": 0.1}},
        {"settings": {"a-units": 60, "damage.a": "5"}},
        {"settings": {"a-units": 60, "rule": "forced"}},
        {"data": "digits.csv"},
    ],
)
def test_other_jobs_are_made_one_by_one(changed: dict[str, Any]) -> None:
    assert rows_from_seeds(jobs(**changed)) is None


def test_portions_of_small_jobs_are_large_and_rows_are_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    many = jobs(seeds=4 * 600)
    portions = study.portions_of(many, batch=8, workers=1)
    assert [len(portion) for portion in portions] == [512, 512, 512, 512, 352]
    assert [len(portion) for portion in study.portions_of(jobs(seeds=100), batch=8, workers=1)] == [8] * 12 + [4]
    monkeypatch.setattr("mark1.sweep.batch_rows.rows_from_seeds", lambda jobs: None)
    assert len(rows_of(many[:3])) == 3


def test_a_disk_without_room_is_noticed_before_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sweep = parsed({"data": "digits", "seeds": 1_000_000, "limit": 1_000_000}, "large", Path("."))
    assert 100e6 < study.bytes_of(sweep) < 300e6
    study.require_room(parsed({"data": "digits", "seeds": 2}, "small", Path(".")), tmp_path / "t.csv")

    class Full:
        free = 250_000_000

    monkeypatch.setattr("shutil.disk_usage", lambda folder: Full)
    with pytest.raises(StorageError, match=r"1,000,000 rows need about \d+ MB, .* 250 MB are free on this disk"):
        study.require_room(sweep, tmp_path / "t.csv")
