"""A pytest plugin (``-p benchmarks.watch``): which tests use a thread, process, socket or clock, and their outcome.

Each process appends JSON lines to the folder named by MARK1_WATCH. MARK1_WATCH_ONLY names a file with the tests to run,
one node id per line; MARK1_WATCH_ROUNDS says how often each of them is run. A clock counts if the project asks for it
(sleep, monotonic: what waits and what sets deadlines; perf_counter only measures).
"""

import json
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

EVENTS = {
    "subprocess.Popen": "process",
    "os.fork": "process",
    "os.posix_spawn": "process",
    "socket.__new__": "socket",
}
CLOCKS = ("monotonic", "sleep")
ROUND = re.compile(r"\[round \d+\]|-round \d+(?=\])")
uses: set[str] = set()  # of the test under way


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(_audit)
    start = threading.Thread.start

    def noted(self: threading.Thread) -> None:
        uses.add("thread")
        start(self)

    threading.Thread.start = noted  # type: ignore[method-assign]
    for name in CLOCKS:
        setattr(time, name, Watched(getattr(time, name), str(config.rootpath)))


@pytest.fixture
def watched_round(request: pytest.FixtureRequest) -> int:
    """Which round of a test this is."""
    return int(request.param)


@pytest.hookimpl(trylast=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test so often, in one session: what tests share is made once."""
    rounds = range(int(os.environ.get("MARK1_WATCH_ROUNDS", "1")))
    if len(rounds) > 1:
        metafunc.fixturenames.append("watched_round")
        metafunc.parametrize("watched_round", rounds, indirect=True, ids=[f"round {number}" for number in rounds])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not asked for."""
    if only := os.environ.get("MARK1_WATCH_ONLY"):
        wanted = set(Path(only).read_text("utf-8").splitlines())
        config.hook.pytest_deselected(items=[item for item in items if name_of(item) not in wanted])
        items[:] = [item for item in items if name_of(item) in wanted]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    uses.clear()
    item.stash[REPORTS] = []
    result = yield
    reports = item.stash[REPORTS]
    failed = [report for report in reports if report.failed]
    outcome = "failed" if failed else "skipped" if any(report.skipped for report in reports) else "passed"
    why = failed[0].longreprtext.strip().splitlines()[-1:] if failed else []
    record = {"test": name_of(item), "uses": sorted(uses), "outcome": outcome, "why": "".join(why)}
    path = Path(os.environ["MARK1_WATCH"]) / f"{os.getpid()}.jsonl"
    with path.open("a", encoding="utf-8") as file:
        print(json.dumps(record), file=file)
    return result


REPORTS = pytest.StashKey[list[pytest.TestReport]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[REPORTS].append(report)
    return report


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event in EVENTS:
        uses.add(EVENTS[event])


def name_of(item: pytest.Item) -> str:
    """The test, whichever round it is."""
    return ROUND.sub("", item.nodeid)


class Watched:
    """A clock that notices whether the project asks for it. No function, which a class that holds it would bind."""

    def __init__(self, clock: Callable[..., Any], root: str) -> None:
        self.clock, self.root = clock, root

    def __call__(self, *arguments: float) -> Any:
        if sys._getframe(1).f_code.co_filename.startswith(self.root):
            uses.add("clock")
        return self.clock(*arguments)
