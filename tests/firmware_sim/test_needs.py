"""What the firmware's tests do without their tools: skip and say what to install; in .ci/run they must not."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from scripted_board import need, need_header

CI = Path(__file__).parents[2] / ".ci" / "run"
WITHOUT = [
    pytest.param(lambda: need("make", "no-such-tool"), "apt-get install no-such-tool", id="tool"),
    pytest.param(lambda: need_header("no/such.h", "no-such-dev"), "apt-get install no-such-dev", id="header"),
]


@pytest.fixture(autouse=True)
def make_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripted_board.shutil.which", lambda tool: None if tool == "no-such-tool" else tool)
    monkeypatch.setattr("scripted_board.subprocess.run", lambda *_, **__: subprocess.CompletedProcess([], 1))


@pytest.mark.parametrize(("test", "says"), WITHOUT)
def test_without_a_tool_a_test_skips_and_says_what_to_install(
    test: Callable[[], None], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MARK1_NO_SKIPS", raising=False)
    with pytest.raises(pytest.skip.Exception, match=says):
        test()


@pytest.mark.parametrize(("test", "says"), WITHOUT)
def test_where_nothing_may_skip_it_fails(test: Callable[[], None], says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARK1_NO_SKIPS", "1")
    with pytest.raises(pytest.fail.Exception, match=says):
        test()


def test_ci_lets_nothing_skip_and_installs_what_is_needed() -> None:
    text = CI.read_text("utf-8")
    assert "export MARK1_NO_SKIPS=1" in text
    (packages,) = [line for line in text.splitlines() if line.strip().startswith("debian=(")]
    needed = {"g++", "make", "gcc-avr", "avr-libc", "libsimavr-dev", "libelf-dev", "ngspice"}
    assert needed <= set(packages.strip()[8:-1].split())
    assert text.index("apt-get install") < text.index("pip install")
