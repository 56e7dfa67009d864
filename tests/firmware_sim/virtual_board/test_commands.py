"""What is typed at a board: it is done, or it is a mistake of one line that changes nothing."""

import numpy as np
import pytest

from firmware_sim.virtual_board.commands import COMMANDS, as_typed, done
from firmware_sim.virtual_board.fault_events import FAULT_KINDS
from firmware_sim.virtual_board.session import BoardSession, new_session
from firmware_sim.virtual_board.sizes import Sizes
from mark1.errors import Mark1Error
from mark1.rig.wire.protocol import State, StopReason
from mark1.stimuli.library import picture_of


@pytest.fixture
def session() -> BoardSession:
    return new_session(Sizes(pots=20))


def do(session: BoardSession, line: str) -> str:
    return done(session, COMMANDS, line)


def snapshot(session: BoardSession) -> list[bytes]:
    world = session.board.physics
    arrays = [part.tobytes() for part in (world.light, world.wiper, world.shaft, world.stuck, world.lie)]
    return [*arrays, repr((session.plugged, session.board.stop_input_open, session.board.uptime_ms)).encode()]


@pytest.mark.parametrize("what", FAULT_KINDS)
def test_every_fault_event_can_be_typed_and_does_what_the_option_does(session, what):
    other = new_session(Sizes(pots=20))
    for one in (session, other):
        one.run(5)
        for before in ("stuck", "lie", "open-stop"):
            FAULT_KINDS[before].do(one, 7)
    FAULT_KINDS[what].do(other, 7)
    assert what in do(session, f"{what} 7" if FAULT_KINDS[what].to_pot else what)
    assert snapshot(session) == snapshot(other)


# ---- light


def test_a_letter_of_the_shipped_face_is_put_on_the_photocells(session):
    assert do(session, "show A").endswith("of 400 cells are lit")
    assert np.array_equal(session.board.physics.light, picture_of("letter", "A"))
    do(session, "show 7 roman")
    assert np.array_equal(session.board.physics.light, picture_of("digit", "7", "roman"))


def test_a_letter_fills_the_cells_there_are():
    session = new_session(Sizes(rows=10, cols=10))
    do(session, "show L")
    light = session.board.physics.light
    quarters = picture_of("letter", "L").reshape(10, 2, 10, 2).mean(axis=(1, 3))
    assert light.shape == (10, 10) and np.abs(light - quarters).max() < 0.35
    assert ((light > 0.5) == (quarters > 0.5)).mean() > 0.95


@pytest.mark.parametrize(("plain", "level"), [("dark", 0.0), ("light", 1.0)])
def test_plain_light_and_darkness(session, plain, level):
    do(session, "show A")
    do(session, f"show {plain}")
    assert (session.board.physics.light == level).all()


def test_a_text_picture_is_light_where_it_has_marks(session, tmp_path):
    (tmp_path / "corner of mine.txt").write_text("#...\n....\n....\n....\n")
    do(session, f"show {tmp_path / 'corner of mine.txt'}")
    assert np.array_equal(np.argwhere(session.board.physics.light), [(y, x) for y in range(5) for x in range(5)])


def test_a_picture_file_is_seen_as_the_camera_sees_it(session, tmp_path):
    from PIL import Image

    paper = np.full((40, 40), 255, np.uint8)
    paper[:, 10:20] = 0
    Image.fromarray(paper).save(tmp_path / "bar.png")
    do(session, f"show {tmp_path / 'bar.png'}")
    assert (session.board.physics.light[:, 5:10] == 1).all() and session.board.physics.light.mean() == 0.25


def test_what_is_shown_is_kept_as_levels_and_is_then_the_same(session):
    do(session, "show Q")
    line = COMMANDS["show"].kept(session, "show Q")
    other = new_session(Sizes(pots=20))
    do(other, line)
    assert np.array_equal(session.board.physics.light, other.board.physics.light)


# ---- knobs and state


@pytest.mark.parametrize(("to", "counts"), [("700", 700), ("0", 0), ("1023", 1023), ("2.5V", 511.5), ("5v", 1023)])
def test_a_visitor_turns_a_knob(session, to, counts):
    do(session, f"turn 3 {to}")
    session.run(3)
    assert session.board.physics.wiper[3] == counts
    assert abs(session.board.readings[3] - counts) <= 4
    assert (np.delete(session.board.physics.wiper, 3) == 511.5).all()


def test_state_tells_the_board_and_its_world(session):
    board = session.board
    session.run(1500)
    do(session, "show light")
    for line in ("stuck 4", "lie 5", "turn 2 123", "open-stop"):
        do(session, line)
    session.run(10)
    board.drive[[6, 9]] = 1, -1
    lines = do(session, "state").splitlines()
    assert board.state == State.STOPPED and board.reason == StopReason.STOP_INPUT
    assert lines[:5] == [
        "board   STOPPED, reason STOP_INPUT, 1.510 s since reset",
        "cable   plugged in, stop input open",
        "light   400 of 400 cells are lit",
        "motors  6 up, 9 down",
        "pots    4 stuck, 5 lying",
    ]
    assert lines[5].split()[:5] == ["0", "..", "511.5", "511.5", "123.0"]
    assert len(lines) == 7


@pytest.mark.parametrize(
    "line",
    [
        "explode", "stuck", "stuck 20", "stuck -1", "stuck ٣", "stuck 7 8", "reset 7", "turn", "turn 3", "turn 3 1024",
        "turn 3 -1", "turn 3 5.1V", "turn 3 V", "turn 3 nan", "turn 20 5", "show", "show A gothic", "show !", "show AB",
        "show no/such.png", "show ~nobody/x.png", "show a\0b", "show .", "levels 00", "levels xy", "state 3",
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_and_changes_nothing(session, line):
    before = snapshot(session)
    with pytest.raises(Mark1Error) as mistake:
        do(session, line)
    assert "\n" not in str(mistake.value) and str(mistake.value)
    assert snapshot(session) == before


@pytest.mark.parametrize("text", ["", "##\n#\n", "#a\n..\n", "....\n....\n"])
def test_a_text_picture_that_is_none_is_a_mistake(session, tmp_path, text):
    (tmp_path / "wrong.txt").write_text(text)
    with pytest.raises(Mark1Error):
        do(session, f"show {tmp_path / 'wrong.txt'}")


def test_a_board_without_photocells_shows_nothing():
    with pytest.raises(Mark1Error, match="no photocells"):
        do(new_session(Sizes(rows=0)), "show A")


def test_a_recording_keeps_all_that_changes_something():
    kept = {name: command.kept for name, command in COMMANDS.items()}
    assert kept.pop("state") is None
    assert kept.pop("show") not in (None, as_typed)
    assert set(kept.values()) == {as_typed}
