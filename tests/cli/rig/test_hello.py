"""``mark1 rig hello``: who a board is."""

import json
from collections.abc import Callable
from typing import Any

Run = Callable[..., Any]
Plugged = Callable[..., None]


def test_hello(mark1: Run, board: str) -> None:
    told = mark1("rig", "hello", "--port", board, "--json").value
    assert (told["firmware"], told["pots"], told["rows"], told["state"]) == ("1.1.0", 64, 20, "safe")
    ended = mark1("rig", "hello", "--port", board)
    assert (ended.code, ended.err) == (0, "")
    assert "potentiometers  64\n" in ended.out and "state           safe: motors are off" in ended.out


def test_the_only_candidate_is_used_and_said(mark1: Run, plugged: Plugged, board: str) -> None:
    plugged(ttyACM0="GPS", **{board: "UNO"})
    ended = mark1("rig", "hello", "--json")
    assert (ended.code, json.loads(ended.out)["pots"]) == (0, 64)
    assert ended.err == f"mark1: port {board}: Arduino Uno\n"
