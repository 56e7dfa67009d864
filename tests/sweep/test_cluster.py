"""Sweeps on a dask cluster: a real scheduler and two workers on loopback, one of which is killed half-way."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sweeps import SMALL, TOML, sweep_of, untimed

from mark1.errors import ConfigError
from mark1.sweep import cluster as sweep_cluster
from mark1.sweep import run as sweep
from mark1.sweep import scheduler as sweep_scheduler
from mark1.sweep.cluster import ClusterError, differing

DEADLINE_S = 600
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """``start("dask_worker", ...)``: a process of dask's, killed at the end of the test."""
    processes: list[subprocess.Popen[bytes]] = []

    def started(tool: str, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            f"distributed.cli.{tool}",
            "--scheduler-file",
            str(tmp_path / "scheduler.json"),
        ]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(
            [*command, "--no-dashboard", *options], env={**os.environ, **environment}, cwd=tmp_path, **quiet
        )
        processes.append(process)
        return process

    started.processes = processes  # type: ignore[attr-defined]
    yield started
    for process in processes:
        process.kill()
        process.wait(DEADLINE_S)


@pytest.fixture
def worker(start: Start, tmp_path: Path) -> Start:
    return lambda **environment: start(
        "dask_worker", "--no-nanny", "--nthreads", "1", "--local-directory", str(tmp_path / "scratch"), **environment
    )


@pytest.fixture
def address(start: Start, tmp_path: Path) -> str:
    """Of a scheduler that was just started."""
    start("dask_scheduler", "--host", "127.0.0.1", "--port", "0")
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        with contextlib.suppress(OSError, ValueError, KeyError):
            return str(json.loads((tmp_path / "scheduler.json").read_text())["address"])
        time.sleep(0.05)
    raise AssertionError("dask's scheduler did not start")


def mark1(*words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "mark1", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_worker_is_killed_half_way_and_the_table_is_the_same(address: str, worker: Start, tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(TOML.replace("seeds = 2", "seeds = 10\nbatch = 1"))
    first, _ = worker(), worker()
    out, end = tmp_path / "table.csv", time.monotonic() + DEADLINE_S
    while sweep_scheduler.n_threads(address) < 2:
        assert time.monotonic() < end, "two workers did not come"
        time.sleep(0.05)
    process = mark1("sweep", tmp_path / "small.toml", "--out", out, "--cluster", address)
    while not out.exists() or out.read_bytes().count(b"\n") < 6:
        assert process.poll() is None and time.monotonic() < end, process.communicate()
        time.sleep(0.01)
    os.kill(first.pid, signal.SIGKILL)
    assert process.communicate(timeout=DEADLINE_S) == (f"40 cells in {out}\n", "")
    here = tmp_path / "here.csv"
    sweep.run(sweep_of(SMALL, seeds=10), here, jobs=1)
    assert untimed(out) == untimed(here)


def test_a_worker_with_another_mark1_is_refused(address: str, worker: Start, tmp_path: Path) -> None:
    stranger = tmp_path / "other" / "mark1"
    stranger.mkdir(parents=True)
    (stranger / "__init__.py").write_text("__version__ = '9.9'\n")
    worker(PYTHONPATH=str(stranger.parent))
    (tmp_path / "small.toml").write_text(TOML)
    process = mark1("sweep", tmp_path / "small.toml", "--out", tmp_path / "t.csv", "--cluster", address)
    said, complained = process.communicate(timeout=DEADLINE_S)
    assert (process.returncode, said) == (1, "")
    assert "has mark1 9.9, here it is 0.1.0" in complained and complained.count("\n") == 1


def test_no_scheduler(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(ClusterError, match="no dask scheduler answers there") as told:
        sweep.run(sweep_of(SMALL), tmp_path / "t.csv", cluster=nobody)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "nonsense", ["", "nowhere", "tcp://", "foo:bar:9", "udp://127.0.0.1:1", "tcp://127.0.0.1:port"]
)
def test_no_address(tmp_path: Path, nonsense: str) -> None:
    with pytest.raises(ClusterError, match="no dask scheduler"):
        sweep.run(sweep_of(SMALL), tmp_path / "t.csv", cluster=nonsense)


def test_somebody_else_at_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_scheduler, "CONNECT_S", 1.0)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(ClusterError, match="no dask scheduler answers there within"):
            sweep.run(sweep_of(SMALL), tmp_path / "t.csv", cluster=f"tcp://127.0.0.1:{silent.getsockname()[1]}")


def test_no_worker(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_cluster, "GONE_S", 0.5)
    with pytest.raises(ClusterError, match="no worker came within 0.5 s"):
        sweep.run(sweep_of(SMALL), tmp_path / "t.csv", cluster=address)


@pytest.mark.parametrize(
    ("victim", "says"), [("worker", "its workers are gone"), ("scheduler", "its scheduler is gone")]
)
def test_what_was_done_is_kept_when_all_is_gone(
    victim: str, says: str, address: str, start: Start, worker: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, victims = tmp_path / "t.csv", {"worker": worker(), "scheduler": start.processes[0]}  # type: ignore[attr-defined]

    def kill_it(done: int, total: int) -> None:
        if done:
            monkeypatch.setattr(sweep_cluster, "GONE_S", 1.0)
            victims[victim].kill()

    with pytest.raises(ClusterError, match=says):
        sweep.run(sweep_of(SMALL, seeds=10, batch=1), out, cluster=address, progress=kill_it)
    assert out.read_bytes().count(b"\n") > 1
    assert sweep.run(sweep_of(SMALL, seeds=10), out, jobs=1).before >= 1


def test_without_dask_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigError, match=r"pip install 'mark1\[cluster\]'"):
        sweep.run(sweep_of(SMALL), tmp_path / "t.csv", cluster="tcp://127.0.0.1:1")


def test_what_must_be_alike() -> None:
    ours = eval(sweep_cluster.VERSIONS)
    assert differing(ours) == ""
    assert differing(("9.9", *ours[1:])) == "has mark1 9.9, here it is 0.1.0"
    assert differing((ours[0], "3.8", ours[2])).startswith("has Python 3.8, here it is 3.")
    assert differing((*ours[:2], "1.0")).startswith("has numpy 1.0")
    assert "has no mark1 (No module" in differing(ModuleNotFoundError("No module named 'mark1'"))
