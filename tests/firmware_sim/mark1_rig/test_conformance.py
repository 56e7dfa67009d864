"""The self-test of boards against the firmware itself: on this PC with sanitizers, and as the built image in simavr.

The checks in the board's own time; some of them in real time too, through a pseudo-terminal and pyserial, as against a
maker's board.
"""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scripted_board import MCUS, ScriptedBoard, make_once
from scripted_port import ScriptedPort

from mark1.rig.selftest.run import CheckOutcome, run
from mark1.rig.selftest.table import CHECKS
from mark1.rig.wire.serial_port import SerialPort

LONG = {"pulses", "end"}  # in seconds of the board; on the second chip, test_board runs its motors to an end


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


def test_the_firmware_keeps_the_protocol(
    new_board: Callable[[], ScriptedBoard], request: pytest.FixtureRequest
) -> None:
    port = ScriptedPort(new_board())
    left_out = LONG if MCUS[1] in request.node.name else set()
    checks = [check for check in CHECKS if check.name not in left_out]
    results = list(run(port, 0xBEEF, port.now_s, only=[check.name for check in checks]))
    assert [f"{one.check.name}: {one.text}" for one in results if one.verdict == CheckOutcome.failed] == []
    assert [one.check.name for one in results if one.verdict == CheckOutcome.skipped] == ["absent"]
    assert [one.check for one in results] == checks


def test_some_checks_through_a_pseudo_terminal(served: subprocess.Popen[str]) -> None:
    assert served.stdout and served.stderr
    port = SerialPort(served.stdout.readline().strip())
    some = ("before-hello", "hello", "ping", "window", "stop-byte", "stop-motion")
    results = {
        one.check.name: one.text if one.verdict == CheckOutcome.failed else "" for one in run(port, 0xBEEF, only=some)
    }
    port.close()
    fault = served.stderr.read() if served.poll() is not None else ""  # of a sanitizer, or of simavr
    assert (fault, results) == ("", dict.fromkeys(some, ""))


@pytest.mark.ci
def test_the_firmware_keeps_the_protocol_at_250000_baud(simavr_build: Path, run_folder: Path) -> None:
    build = make_once(run_folder / "exact", "BAUD=250000", "avr", "simavr")
    with ScriptedBoard(build / f"rig_simavr_{MCUS[0]}", build / f"mark1_rig_{MCUS[0]}.elf") as board:
        port = ScriptedPort(board)
        results = list(run(port, 0xBEEF, port.now_s))
    assert [f"{one.check.name}: {one.text}" for one in results if one.verdict == CheckOutcome.failed] == []
    assert len(results) == len(CHECKS)
