"""The stress trial on a suite of five tests: its list, its rounds, and a failure of either."""

import pytest

from benchmarks import trial

SUITE = """
import subprocess, sys, threading, time

def test_plain(): time.perf_counter()
def test_thread(): threading.Thread(target=int).start()
def test_process(): subprocess.run([sys.executable, "-c", ""])
def test_clock(): time.sleep(0)
def test_wrong(): assert time.monotonic() < 0
"""


def test_the_list_and_the_failures(monkeypatch: pytest.MonkeyPatch, tmp_path):
    stress = trial.trial("stress")
    monkeypatch.setattr(stress, "LOAD", ("sleep", "600"))
    monkeypatch.setattr(
        stress, "PYTEST", (*stress.PYTEST, "-n", "0", "-p", "no:hypothesispytest", "--rootdir", str(tmp_path))
    )
    (tmp_path / "test_five.py").write_text(SUITE)
    said: list[str] = []
    outcome = stress.run(1, 0, said.append, suite=(str(tmp_path / "test_five.py"),))
    uses = {test.partition("::")[2]: uses for test, uses in outcome["tests"].items()}
    assert uses == {
        "test_process": ["process"],
        "test_thread": ["thread"],
        "test_clock": ["clock"],
        "test_wrong": ["clock"],
    }
    assert (outcome["suite"], outcome["rounds"]) == ({"passed": 4, "failed": 1}, {"passed": 3, "failed": 1})
    assert len(outcome["failures"]) == 2
    assert all("test_wrong" in line for line in outcome["failures"])
    assert said == ["the suite: 1 failed, 4 passed", "round 1 of 1, 4 tests: 1 failed, 3 passed so far"]


def test_without_stress_ng_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    stress = trial.trial("stress")
    monkeypatch.setattr(stress, "LOAD", ("no-such-program",))
    with pytest.raises(RuntimeError, match=r"not found \(Debian, Ubuntu: apt-get install stress-ng\)"):
        stress.run(1, 0, print)
