"""Sweeps as a whole: any number of workers, killed at any moment, the table is the same."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sweeps import SMALL, TOML, sweep_of, untimed

from mark1.errors import ConfigError, StorageError
from mark1.sweep import run as sweep
from mark1.sweep import workers as sweep_workers
from mark1.sweep.curves import curves_of
from mark1.sweep.jobs import jobs_of
from mark1.sweep.table import Table
from mark1.sweep.workers import Here, WorkerLostError

DEADLINE_S = 600
MANY = TOML.replace("seeds = 2", "seeds = 10\nbatch = 1")
KILLS = {1: 2, 2: 1}  # how often, by the number of workers


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spec") / "many.toml"
    path.write_text(MANY)
    return path


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    out = tmp_path_factory.mktemp("whole") / "table.csv"
    outcome = sweep.run(sweep_of(SMALL, seeds=10, batch=1), out, processes=1)
    assert (outcome.jobs, outcome.before, outcome.failed) == (40, 0, 0)
    return untimed(out)


def started(spec: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "mark1", "sweep", str(spec), "--out", str(out), *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def n_rows(path: Path) -> int:
    return max(0, path.read_bytes().count(b"\n") - 1) if path.exists() else 0


def wait_for_rows(path: Path, n: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + DEADLINE_S
    while n_rows(path) < n and process.poll() is None:
        assert time.monotonic() < end, f"{n_rows(path)} of {n} rows after {DEADLINE_S} s"
        time.sleep(0.01)


@pytest.mark.parametrize("jobs", KILLS)
def test_killed_again_and_again(spec: Path, tmp_path: Path, uninterrupted: list[list[str]], jobs: int) -> None:
    out, chance, kept = tmp_path / "table.csv", random.Random(jobs), set[str]()
    for _ in range(KILLS[jobs]):
        process = started(spec, out, "--jobs", str(jobs))
        wait_for_rows(out, n_rows(out) + 1, process)
        time.sleep(chance.uniform(0, 0.2))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=DEADLINE_S)
        kept |= {line for line in out.read_text().splitlines(keepends=True) if line.endswith("\n")}
    assert len(kept) > 1
    assert sweep.run(sweep_of(SMALL, seeds=10, batch=1), out, processes=jobs).before >= len(kept) - 1
    assert untimed(out) == uninterrupted
    assert kept <= set(out.read_text().splitlines(keepends=True))  # with their times: nothing ran twice


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "table.csv"
    process = started(spec, out, "--jobs", "2")
    wait_for_rows(out, 1, process)
    process.send_signal(signal.SIGINT)
    _, complained = process.communicate(timeout=DEADLINE_S)
    if process.returncode:  # it may have been done already
        assert process.returncode == 130
        assert b"jobs are in the table; repeat the command to resume" in complained and complained.count(b"\n") == 1
    assert n_rows(out) >= 1


@pytest.mark.parametrize("more", [{}, {"batch": 8}, {"batch": 3}])
def test_workers_and_batches_do_not_matter(
    tmp_path: Path, uninterrupted: list[list[str]], more: dict[str, Any]
) -> None:
    out = tmp_path / "table.csv"
    sweep.run(sweep_of(SMALL, seeds=10, **more), out, processes=2)
    assert untimed(out) == uninterrupted


def test_any_order_does(tmp_path: Path, uninterrupted: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    class Backwards(Here):
        def carried_out(self, portions: Any) -> Any:
            for number, rows in super().carried_out(portions[::-1]):
                yield len(portions) - 1 - number, rows

    monkeypatch.setattr(sweep, "Here", Backwards)
    out = tmp_path / "table.csv"
    sweep.run(sweep_of(SMALL, seeds=10, batch=1), out, processes=1)
    assert untimed(out) == uninterrupted


def test_what_is_there_is_not_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, heard = tmp_path / "table.csv", list[tuple[int, int]]()
    sweep.run(sweep_of(SMALL), out, processes=1)
    monkeypatch.setattr(sweep_workers, "rows_of", lambda portion: pytest.fail("run again"))
    outcome = sweep.run(sweep_of(SMALL), out, processes=1, progress=lambda done, total: heard.append((done, total)))
    assert (outcome.jobs, outcome.before) == (8, 8)
    assert heard == [(8, 8)]


def test_a_table_of_one_data_set_goes_on_with_others(tmp_path: Path) -> None:
    pictures = tmp_path / "two.csv"
    pictures.write_text("label,a,b,c,d\none,9,0,0,9\nother,0,9,9,0\n")
    table, few = tmp_path / "table.csv", {"epochs": 2, "seeds": 2, "settings": {"a-units": 64}}
    sweep.run(sweep_of({**few, "data": str(pictures)}), table, processes=1)
    first = table.read_text().splitlines()[1:]
    both = sweep_of({**few, "data": ["letters", str(pictures)]})
    outcome = sweep.run(both, table, processes=1)
    assert (outcome.jobs, outcome.before, outcome.failed) == (4, 2, 0)
    rows = table.read_text().splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == ["letters"] * 2 + [str(pictures)] * 2 and rows[2:] == first
    assert [point.x for point in curves_of(table, "data", "wrong").curves[0].points] == [str(pictures), "letters"]
    pictures.write_text(pictures.read_text().replace("9", "8"))
    with pytest.raises(StorageError, match=rf"{pictures} has changed since"):
        sweep.run(both, table, processes=1)
    assert table.read_text().splitlines()[1:] == rows


def test_progress_counts_jobs(tmp_path: Path) -> None:
    heard = list[tuple[int, int]]()
    sweep.run(sweep_of(SMALL, batch=1), tmp_path / "t.csv", processes=1, progress=lambda *now: heard.append(now))
    assert heard == [(done, 8) for done in range(9)]


def test_ctrl_c_between_a_row_and_the_word_of_it_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add, heard = Table.add, list[tuple[int, int]]()

    def interrupted(table: Table, jobs: Any, rows: Any) -> None:
        add(table, jobs, rows)
        raise KeyboardInterrupt

    monkeypatch.setattr(Table, "add", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sweep.run(sweep_of(SMALL, batch=1), tmp_path / "t.csv", processes=1, progress=lambda *now: heard.append(now))
    assert heard == [(0, 8), (1, 8)] and n_rows(tmp_path / "t.csv") == 1


def test_a_killed_worker_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_workers, "_done", _killed)
    with pytest.raises(WorkerLostError, match="fewer --jobs"):
        sweep.run(sweep_of(SMALL, batch=1), tmp_path / "t.csv", processes=2)
    monkeypatch.undo()
    assert sweep.run(sweep_of(SMALL), tmp_path / "t.csv", processes=1).jobs == 8


def _killed(number: int, portion: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_portions_are_of_one_setting_and_enough_for_all() -> None:
    jobs = jobs_of(sweep_of(SMALL, seeds=10))
    assert [len(portion) for portion in sweep.portions_of(jobs, 8, 1)] == [8, 2] * 4
    assert [len(portion) for portion in sweep.portions_of(jobs, 8, 2)] == [5, 5] * 4
    assert {len(portion) for portion in sweep.portions_of(jobs, 8, 64)} == {1}
    assert [job for portion in sweep.portions_of(jobs, 8, 2) for job in portion] == jobs


def test_so_many_workers() -> None:
    assert Here(None).n >= 1 and Here(3).n == 3
    with pytest.raises(ConfigError, match="--jobs"):
        Here(0)
    with pytest.raises(ConfigError, match="does not apply to --cluster"):
        sweep.workers(2, "tcp://127.0.0.1:1")
