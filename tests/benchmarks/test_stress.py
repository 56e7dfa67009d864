"""The stress trial on a suite of six tests: its list, its rounds, and a failure of either."""

import pytest

from benchmarks import trial

SUITE = """
import subprocess, sys, threading, time
import pytest

def test_plain(): time.perf_counter()
def test_thread(): threading.Thread(target=int).start()
def test_process(): subprocess.run([sys.executable, "-c", ""])
def test_clock(): time.sleep(0)
def test_wrong(): assert time.monotonic() < 0

class Clocked: clock = time.monotonic
@pytest.mark.parametrize("n", [1])
def test_clock_of_a_class(n): assert Clocked().clock() > 0
"""


def test_the_list_and_the_failures(monkeypatch: pytest.MonkeyPatch, tmp_path):
    stress = trial.trial("stress")
    monkeypatch.setattr(stress, "LOAD", ("sleep", "600"))
    monkeypatch.setattr(
        stress, "PYTEST", (*stress.PYTEST, "-n", "0", "-p", "no:hypothesispytest", "--rootdir", str(tmp_path))
    )
    (tmp_path / "test_five.py").write_text(SUITE)
    said: list[str] = []
    outcome = stress.run(2, 0, said.append, suite=(str(tmp_path / "test_five.py"),))
    uses = {test.partition("::")[2]: uses for test, uses in outcome["tests"].items()}
    assert uses == {
        "test_process": ["process"],
        "test_thread": ["thread"],
        "test_clock": ["clock"],
        "test_clock_of_a_class[1]": ["clock"],
        "test_wrong": ["clock"],
    }
    assert (outcome["suite"], outcome["rounds"]) == ({"passed": 5, "failed": 1}, {"passed": 8, "failed": 2})
    assert len(outcome["failures"]) == 3
    assert all("test_wrong" in line for line in outcome["failures"])
    assert said == ["the suite: 1 failed, 5 passed", "2 rounds of 5 tests: 2 failed, 8 passed"]


def test_without_stress_ng_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    stress = trial.trial("stress")
    monkeypatch.setattr(stress, "LOAD", ("no-such-program",))
    with pytest.raises(RuntimeError, match=r"not found \(Debian, Ubuntu: apt-get install stress-ng\)"):
        stress.run(2, 0, print)
