"""The soak: a good board on a bad cable is never wrong, and one that does a command twice, or drifts, is caught."""

from collections.abc import Callable
from types import MethodType

import numpy as np
import pytest

from firmware_sim.__main__ import main
from firmware_sim.virtual_board.board import VirtualBoard
from firmware_sim.virtual_board.faults import FaultConfig
from firmware_sim.virtual_board.sizes import Sizes
from firmware_sim.virtual_board.soak import Soak
from mark1.errors import RigError
from mark1.rig.wire.protocol import Type

BAD = FaultConfig(flip=0.005, drop=0.005, duplicate=0.001)
FAR_WORSE = FaultConfig(flip=0.01, drop=0.01)


def soaked(
    commands: int, faults: FaultConfig = BAD, spoil: Callable[[VirtualBoard], None] | None = None, events: float = 0.02
) -> Soak:
    soak = Soak(Sizes(pots=8), faults, events, seed=3)
    if spoil:
        spoil(soak.session.board)
    for _ in range(commands):
        soak.step()
    return soak


@pytest.mark.parametrize(("commands", "faults"), [(120, BAD), (120, FAR_WORSE)], ids=("bad", "worse"))
def test_no_position_is_ever_wrong(commands: int, faults: FaultConfig) -> None:
    """``python -m benchmarks long soak`` gives 100,000 commands."""
    soak = soaked(commands, faults, events=0.05)
    tally = soak.tally
    assert (tally.wrong, tally.commands) == (0, commands)
    assert tally.seeks + tally.pulses + tally.looks == commands
    assert min(tally.seeks, tally.pulses, tally.looks, tally.retries) > commands / 10
    assert min(tally.resets, tally.unplugs, tally.stops) > 0
    assert tally.cut_short < 8 * tally.pulses / 20  # of all pots: what is left open must be rare
    assert tally.longest_s < 60


def does_repeats_again(board: VirtualBoard) -> None:
    old = board._reply

    def reply(board: VirtualBoard, request):
        again = request.seq in board.remembered and request.type == Type.PULSE
        return board._do(request._replace(seq=request.seq)) if again and not any_moves(board) else old(request)

    board._reply = MethodType(reply, board)


def any_moves(board: VirtualBoard) -> bool:
    return any(motor.moving for motor in board.motors)


def drifts(board: VirtualBoard) -> None:
    old = board.physics.step

    def step(drive):
        old(drive)
        board.physics.shaft[2] = np.clip(board.physics.shaft[2] + 0.001, 0, board.sizes.full)

    board.physics.step = step


def misreads(board: VirtualBoard) -> None:
    board.physics.lie[5] = 20


@pytest.mark.parametrize("spoil", [does_repeats_again, drifts, misreads])
def test_a_board_that_is_wrong_is_caught(spoil: Callable[[VirtualBoard], None]) -> None:
    soak = soaked(0, spoil=spoil)
    for _ in range(300):
        soak.step()
        if soak.tally.wrong:
            return
    pytest.fail("300 commands, and nothing was noticed")


def test_a_board_that_goes_away_for_good_is_no_hang() -> None:
    soak = soaked(0)
    soak.session.unplug()
    with pytest.raises(RigError, match="did not come back in 60 s"):
        soak.step()


def test_the_command_tells_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["soak", "--commands", "40", "--pots", "3", "--mishaps", "0.1"]) == 0
    told = dict(line.split() for line in capsys.readouterr().out.splitlines())
    assert (told["commands"], told["wrong"]) == ("40", "0")
    assert {"retries", "resets", "unplugs", "stops", "longest_s"} <= set(told)


def test_a_board_that_is_wrong_ends_with_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("firmware_sim.virtual_board.soak.NOISE", -1.0)
    assert main(["soak", "--commands", "10", "--pots", "3"]) == 1
    assert "wrong     0" not in capsys.readouterr().out


def test_sizes_that_cannot_be_are_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["soak", "--pots", "500"])
    assert ended.value.code == 2
