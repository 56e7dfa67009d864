"""The firmware behind a pseudo-terminal, and somebody who types at its bench meanwhile: on this PC and in simavr."""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripted_board import MCUS
from typed_process import WITHIN_S, TypedProcess

from mark1.errors import BoardResetError
from mark1.rig.wire import protocol
from mark1.rig.wire.bits import unpack_values
from mark1.rig.wire.link import Link
from mark1.rig.wire.protocol import ArmRequest, Pulse, SeekHead, State, Target, Type, WipersRequest
from mark1.rig.wire.serial_port import SerialPort

SESSION = 5


@pytest.fixture(params=("pc", *MCUS))
def command(request: pytest.FixtureRequest) -> list[str]:
    """What starts a board behind a pseudo-terminal."""
    if request.param == "pc":
        return [str(request.getfixturevalue("pc_build") / "rig_pc"), "--pty"]
    build: Path = request.getfixturevalue("simavr_build")
    return [str(build / f"rig_simavr_{request.param}"), str(build / f"mark1_rig_{request.param}.elf"), "--pty"]


@pytest.fixture
def rig(command: list[str]) -> Iterator[TypedProcess]:
    with TypedProcess(*command) as running:
        yield running


@pytest.fixture
def link(rig: TypedProcess) -> Iterator[Link]:
    link = Link(SerialPort(rig.name), SESSION)
    link.hello(WITHIN_S)
    yield link
    link.close()


def arm(link: Link) -> None:
    link.ask(Type.ARM, protocol.pack(ArmRequest(SESSION)), within_s=WITHIN_S)


def status(link: Link) -> protocol.Status:
    return protocol.unpack_status(link.ask(Type.STATUS, within_s=WITHIN_S), 64)


def rest(link: Link) -> None:
    deadline_s = time.monotonic() + WITHIN_S
    while status(link).moving:
        assert time.monotonic() < deadline_s


def true_wiper(rig: TypedProcess, pot: int) -> float:
    ok, wiper, _ = rig.ask("pot", pot).split()
    assert ok == "ok"
    return float(wiper)


def test_the_true_wipers_are_read_while_a_host_moves_them(rig: TypedProcess, link: Link) -> None:
    arm(link)
    link.ask(Type.PULSE, protocol.pack_pulses([Pulse(3, 1, 200), Pulse(60, -1, 200)]), within_s=WITHIN_S)
    rest(link)
    assert true_wiper(rig, 3) > 560 and true_wiper(rig, 60) < 463 and true_wiper(rig, 4) == 511.5
    reading = link.ask(Type.WIPERS, protocol.pack(WipersRequest(3, 1)), within_s=WITHIN_S)
    assert abs(unpack_values(reading[2:], 1, 10)[0] - true_wiper(rig, 3)) <= 2


def test_a_reset_in_the_middle_ends_a_motion_and_the_next_hello_begins_anew(rig: TypedProcess, link: Link) -> None:
    for _ in range(3):
        arm(link)
        seek = protocol.pack_seek(SeekHead(4, 60_000), [Target(pot, 900) for pot in range(44)])
        link.ask(Type.SEEK, seek, within_s=WITHIN_S)
        assert rig.ask("reset") == "ok "
        with pytest.raises(BoardResetError):
            while True:
                status(link)
        found = link.hello(WITHIN_S)
        assert (found.state, found.reason) == (State.SAFE, protocol.StopReason.RESET)
        assert status(link).moving == []
        assert rig.ask("power").startswith("ok 0 ")


def test_what_is_typed_happens_to_the_bench(rig: TypedProcess, link: Link) -> None:
    for words in ("light 7 1000", "wiper 9 100", "stuck 8 1", "stop 1"):
        assert rig.ask(words) == "ok "
    deadline_s = time.monotonic() + WITHIN_S
    while status(link).counters.state != State.STOPPED:
        assert time.monotonic() < deadline_s
    assert true_wiper(rig, 9) == 100


@pytest.mark.parametrize("mistake", ["explode", "light 400 1", "pot", "stuck 3 2", ""])
def test_a_mistake_is_one_line(rig: TypedProcess, mistake: str) -> None:
    assert rig.ask(mistake).startswith("error ")
    assert rig.ask("time").startswith("ok ")


@pytest.mark.parametrize("shell", ["</dev/null", "<&-"])
def test_without_anybody_who_types_it_goes_on_serving(command: list[str], shell: str) -> None:
    line = f"exec {' '.join(command)} {shell}"
    with subprocess.Popen(line, shell=True, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        link = Link(SerialPort(running.stdout.readline().strip()), SESSION)
        assert link.hello(WITHIN_S).pots == 64
        link.close()
        running.kill()


def test_a_line_that_comes_in_pieces_waits_for_its_end(rig: TypedProcess) -> None:
    assert rig.process.stdin
    for piece in (b"ti", b"me\nti", b"me\n"):
        os.write(rig.process.stdin.fileno(), piece)
    assert rig.line().startswith("ok ") and rig.line().startswith("ok ")
