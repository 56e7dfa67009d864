"""The table of frames fed to the firmware on this PC and to the image in simavr, as to Python and to frame.cpp."""

from collections.abc import Callable

import pytest
from frame_table import rows
from scripted_board import ERROR, NOTICE, PING, REPLY, SCAN, STATUS, ScriptedBoard, frame

GOOD = [row for row in rows() if row.direction != "x"]
BAD = [row for row in rows() if row.direction == "x"]
GARBAGE = bytes.fromhex("00ff7d0133")
STOP = b"\x18"  # up to the next flag everything is ignored then, as after a reset

Answers = list[tuple[int, int]]


def heard(board: ScriptedBoard, data: bytes, ms: float = 25) -> Answers:
    """Sequence and type of what the board answers, with its reply or with an error."""
    board.send(data)
    came = [one for one in board.run(ms) if one[1] != NOTICE]
    return [(seq, payload[1] if kind == ERROR else kind ^ REPLY) for seq, kind, payload in came]


def byte_by_byte(board: ScriptedBoard, wire: bytes) -> Answers:
    answers = [heard(board, wire[place : place + 1], ms=0.3) for place in range(len(wire))]
    return [one for some in answers for one in some] + heard(board, b"")


def with_garbage_around(board: ScriptedBoard, wire: bytes) -> Answers:
    return heard(board, GARBAGE + wire + GARBAGE)


def good_frames(board: ScriptedBoard) -> int:
    """As STATUS counts them, itself and a HELLO included."""
    board.hello()
    return int.from_bytes(board.ask(STATUS)[1][6:8], "little")


@pytest.mark.parametrize("say", [heard, byte_by_byte, with_garbage_around])
def test_every_good_frame_is_heard_once(board: ScriptedBoard, say: Callable[..., Answers]) -> None:
    before = good_frames(board)
    for row in GOOD:
        answers = say(board, row.wire)
        if row.content[1] == SCAN:
            answers += heard(board, b"", ms=60)
        assert (row.name, answers) == (row.name, [tuple(row.content[:2])])
    assert good_frames(board) - before == len(GOOD) + 2


def test_what_is_good_for_nothing_is_not_heard_and_hides_nothing(board: ScriptedBoard) -> None:
    before = good_frames(board)
    for row in BAD:
        assert (row.name, heard(board, STOP + row.wire)) == (row.name, [])
        assert heard(board, STOP + row.wire + frame(9, PING)) == [(9, PING)], row.name
    assert good_frames(board) - before == len(BAD) + 2


def test_the_table_has_both_kinds() -> None:
    assert len(GOOD) >= 40 and len(BAD) >= 5
