"""``mark1 rig doctor``: a healthy board, none, several, one that is stopped."""

import json
import time
from collections.abc import Callable
from typing import Any

from firmware_sim.virtual_board.session import BoardSession
from mark1.rig.wire.protocol import State

Run = Callable[..., Any]
Plugged = Callable[..., None]


def test_doctor_and_a_healthy_board(mark1: Run, board: str) -> None:
    told = mark1("rig", "doctor", "--port", board, "--json").value
    assert told.pop(0)["check"] == "versions"
    assert [(one["port"], one["check"]) for one in told] == [
        (None, "brltty"), (None, "ModemManager"), (board, "opens"), (board, "answers"), (board, "state"),
        (board, "last reset"), (board, "wiring"), (board, "line"),
    ]  # fmt: skip
    assert all(one["verdict"] == "fine" for one in told), told
    facts = {one["check"]: one["facts"] for one in told if one["facts"]}
    assert facts["answers"]["pots"] == 64
    assert facts["line"]["loss"] == facts["line"]["corruption"] == 0 < facts["line"]["round_trip_ms"]
    ended = mark1("rig", "doctor", "--port", board)
    assert (ended.code, ended.err) == (0, "")
    assert (
        ended.out.startswith("this computer\n  fine      versions      mark1 ")
        and f"\n{board}\n  fine      opens" in ended.out
    )


def test_doctor_looks_at_all_candidates(mark1: Run, plugged: Plugged, board: str) -> None:
    plugged(ttyACM0="GPS", ttyUSB0="CH340", **{board: "UNO"})
    ended = mark1("rig", "doctor", "--json")
    told = json.loads(ended.out)
    assert list(dict.fromkeys(one["port"] for one in told)) == [None, board, "ttyUSB0"]
    assert (ended.code, {one["port"] for one in told if one["verdict"] == "wrong"}) == (1, {"ttyUSB0"})


def test_doctor_without_a_candidate(mark1: Run) -> None:
    ended = mark1("rig", "doctor")
    assert (ended.code, ended.err) == (1, "")
    assert "wrong     ports         the cable: none of 0 ports looks like a board\n" in ended.out
    assert "-> plug in the board" in ended.out


def test_doctor_and_an_open_stop_input(mark1: Run, board: str, session: BoardSession) -> None:
    session.board.stop_input_open = True
    deadline_s = time.monotonic() + 600
    while session.board.state != State.STOPPED:  # the board looks at its stop input once in each of its milliseconds
        assert time.monotonic() < deadline_s
        time.sleep(0.01)
    ended = mark1("rig", "doctor", "--port", board)
    assert ended.code == 1 and "wrong     state         the board: stopped" in ended.out
