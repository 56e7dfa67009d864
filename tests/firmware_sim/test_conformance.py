"""The self-test of boards against the firmware itself: on this PC with sanitizers, and as the built image in simavr.

In real time, through a pseudo-terminal and pyserial, as against a maker's board.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripted_board import MCUS

from mark1.rig.checks import CHECKS
from mark1.rig.link import SerialPort
from mark1.rig.selftest import Verdict, run


@pytest.fixture(params=("pc", *MCUS))
def served(request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    """A board behind a port, whose name is the first line it prints."""
    command: list[Path | str]
    if request.param == "pc":
        command = [request.getfixturevalue("pc_build") / "rig_pc"]
    else:
        build = request.getfixturevalue("simavr_build")
        command = [build / f"rig_simavr_{request.param}", build / f"mark1_rig_{request.param}.elf"]
    with subprocess.Popen([*command, "--pty"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as board:
        yield board
        board.kill()


def test_the_firmware_keeps_the_protocol(served: subprocess.Popen[str]) -> None:
    assert served.stdout and served.stderr
    port = SerialPort(served.stdout.readline().strip())
    results = list(run(port, session=0xBEEF))
    port.close()
    fault = served.stderr.read() if served.poll() is not None else ""  # of a sanitizer, or of simavr
    assert fault == ""
    assert [f"{one.check.name}: {one.text}" for one in results if one.verdict == Verdict.failed] == []
    assert [one.check.name for one in results if one.verdict == Verdict.skipped] == ["absent"]
    assert [one.check for one in results] == list(CHECKS)
