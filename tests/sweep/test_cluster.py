"""Sweeps on a dask cluster: a real scheduler and two workers on loopback, one of which is killed half-way."""

import contextlib
import json
import os
import re
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
from mark1.install_hint import install
from mark1.sweep import cluster as sweep_cluster
from mark1.sweep import run as sweep
from mark1.sweep import scheduler as sweep_scheduler
from mark1.sweep.cluster import ClusterError, differing

DEADLINE_S = 600


def dask(tool: str, folder: Path, *options: str, **environment: str) -> subprocess.Popen[bytes]:
    """A process of dask's: ``dask_scheduler`` or ``dask_worker``; those of one folder know one another."""
    command = [sys.executable, "-m", f"distributed.cli.{tool}", "--scheduler-file", str(folder / "scheduler.json")]
    return subprocess.Popen(
        [*command, "--no-dashboard", *options],
        env={**os.environ, **environment},
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


class Scheduler:
    """A scheduler that was just started, and its workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = dask("dask_scheduler", folder, "--host", "127.0.0.1", "--port", "0")
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = ""
        wait_until(self._has_address)

    def _has_address(self) -> bool:
        with contextlib.suppress(OSError, ValueError, KeyError):
            self.address = str(json.loads((self.folder / "scheduler.json").read_text())["address"])
        return bool(self.address)

    def worker(self, **environment: str) -> subprocess.Popen[bytes]:
        scratch = ("--local-directory", str(self.folder / "scratch"))
        self.workers.append(dask("dask_worker", self.folder, "--no-nanny", "--nthreads", "1", *scratch, **environment))
        return self.workers[-1]

    def end_workers(self) -> None:
        while self.workers:
            end(self.workers.pop())


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(DEADLINE_S)


def wait_until(ready: Callable[[], bool]) -> None:
    until = time.monotonic() + DEADLINE_S
    while not ready():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scheduler]:
    """A scheduler for all tests that leave it alive."""
    scheduler = Scheduler(tmp_path_factory.mktemp("dask"))
    yield scheduler
    end(scheduler.process)


@pytest.fixture
def scheduler(lasting: Scheduler) -> Iterator[Scheduler]:
    """A scheduler without workers."""
    yield lasting
    lasting.end_workers()
    wait_until(lambda: not sweep_scheduler.n_threads(lasting.address))


def mark1(*words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "mark1", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_worker_is_killed_half_way_and_the_table_is_the_same(scheduler: Scheduler, tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(TOML.replace("seeds = 2", "seeds = 10\nbatch = 1"))
    first, _ = scheduler.worker(), scheduler.worker()
    out = tmp_path / "table.csv"
    wait_until(lambda: sweep_scheduler.n_threads(scheduler.address) == 2)
    process = mark1("sweep", tmp_path / "small.toml", "--out", out, "--cluster", scheduler.address)
    wait_until(lambda: process.poll() is not None or (out.exists() and out.read_bytes().count(b"\n") >= 6))
    assert process.poll() is None, process.communicate()
    os.kill(first.pid, signal.SIGKILL)
    assert process.communicate(timeout=DEADLINE_S) == (f"40 jobs in {out}\n", "")
    here = tmp_path / "here.csv"
    sweep.run(sweep_of(SMALL, seeds=10), here, processes=1)
    assert untimed(out) == untimed(here)


def test_a_worker_with_another_mark1_is_refused(scheduler: Scheduler, tmp_path: Path) -> None:
    stranger = tmp_path / "other" / "mark1"
    stranger.mkdir(parents=True)
    (stranger / "__init__.py").write_text("__version__ = '9.9'\n")
    scheduler.worker(PYTHONPATH=str(stranger.parent))
    with pytest.raises(ClusterError, match="has mark1 9.9, here it is 0.1.0") as told:
        sweep.run(sweep_of(SMALL), tmp_path / "t.csv", cluster=scheduler.address)
    assert "\n" not in str(told.value)


def test_no_scheduler(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(ClusterError, match="no answer from a dask scheduler") as told:
        sweep.run(sweep_of(SMALL), tmp_path / "t.csv", cluster=nobody)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "nonsense", ["", "nowhere", "tcp://", "foo:bar:9", "udp://127.0.0.1:1", "tcp://127.0.0.1:port"]
)
def test_no_address(tmp_path: Path, nonsense: str) -> None:
    with pytest.raises(ClusterError, match="no answer from a dask scheduler"):
        sweep.run(sweep_of(SMALL), tmp_path / "t.csv", cluster=nonsense)


def test_somebody_else_at_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_scheduler, "CONNECT_S", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(ClusterError, match="no answer from a dask scheduler within"):
            sweep.run(sweep_of(SMALL), tmp_path / "t.csv", cluster=f"tcp://127.0.0.1:{silent.getsockname()[1]}")


def test_no_worker(scheduler: Scheduler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_cluster, "GONE_S", 0.1)
    with pytest.raises(ClusterError, match="no worker appeared within 0.1 s"):
        sweep.run(sweep_of(SMALL), tmp_path / "t.csv", cluster=scheduler.address)


def test_what_was_done_is_kept_when_the_workers_are_gone(
    scheduler: Scheduler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_after_the_loss_of(scheduler.worker(), "its workers are gone", scheduler, tmp_path, monkeypatch)


def test_what_was_done_is_kept_when_the_scheduler_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scheduler = Scheduler(tmp_path)
    scheduler.worker()
    try:
        kept_after_the_loss_of(scheduler.process, "its scheduler is gone", scheduler, tmp_path, monkeypatch)
    finally:
        scheduler.end_workers()
        end(scheduler.process)


def kept_after_the_loss_of(
    victim: subprocess.Popen[bytes], says: str, scheduler: Scheduler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "t.csv"

    def kill_it(done: int, total: int) -> None:
        if done:
            monkeypatch.setattr(sweep_cluster, "GONE_S", 1.0)
            victim.kill()

    with pytest.raises(ClusterError, match=says):
        sweep.run(sweep_of(SMALL, seeds=10, batch=1), out, cluster=scheduler.address, progress=kill_it)
    assert out.read_bytes().count(b"\n") > 1
    assert sweep.run(sweep_of(SMALL, seeds=10), out, processes=1).before >= 1


def test_without_dask_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigError, match=re.escape(install("cluster"))):
        sweep.run(sweep_of(SMALL), tmp_path / "t.csv", cluster="tcp://127.0.0.1:1")


def test_what_must_be_alike() -> None:
    ours = eval(sweep_cluster.VERSIONS)
    assert differing(ours) == ""
    assert differing(("9.9", *ours[1:])) == "has mark1 9.9, here it is 0.1.0"
    assert differing((ours[0], "3.8", ours[2])).startswith("has Python 3.8, here it is 3.")
    assert differing((*ours[:2], "1.0")).startswith("has numpy 1.0")
    assert "has no mark1 (No module" in differing(ModuleNotFoundError("No module named 'mark1'"))
