"""A rig from the command line: trained, asked, measured, held pictures up to; in its own time, and once over TCP."""

import io
import json
import threading

import numpy as np
import pytest
from witness import STOP, Witness, hello

from firmware_sim.virtual_board.ports import serve
from firmware_sim.virtual_board.session import new_session
from firmware_sim.virtual_board.session_port import SessionPort
from firmware_sim.virtual_board.sizes import Sizes
from firmware_sim.virtual_board.tcp_host import TcpHost
from mark1.cli.rig.calibrate import What, calibrate
from mark1.rig.board import joined as rig
from mark1.rig.board.board import Board
from mark1.rig.wire import serial_port
from mark1.rig.wire.protocol import StopReason


@pytest.fixture
def board(monkeypatch):
    """A board of 12 pots: its port's name, and the session behind it, whose time passes only when somebody waits."""
    session = new_session(Sizes(pots=12))
    port = SessionPort(session)
    for module in (serial_port, rig):
        monkeypatch.setattr(module, "SerialPort", lambda name, shared=False: port)
    defaults = list(Board.__init__.__defaults__)
    defaults[3:5] = port.now_s, lambda seconds: session.run(max(1, round(seconds * 1000)))
    monkeypatch.setattr(Board.__init__, "__defaults__", tuple(defaults))
    return "virtual", session


@pytest.fixture
def by_tcp():
    """The port's name of a board in real time, and the session behind it."""
    host, session, over = TcpHost(0), new_session(Sizes(pots=12)), threading.Event()
    serving = threading.Thread(target=serve, args=(session, host, lambda: not over.is_set()))
    serving.start()
    yield host.name, session
    over.set()
    serving.join()
    host.unplug()


@pytest.fixture
def stops(board, monkeypatch):
    """Why the board was told to stop, also when it had stopped already: on a busy computer silence may come first."""
    virtual, told = board[1].board, []
    stop = virtual.stop
    monkeypatch.setattr(virtual, "stop", lambda reason, *more: (told.append(reason), stop(reason, *more))[1])
    return told


def sees(session, where) -> None:
    light = np.zeros((20, 20))
    light[where] = 1.0
    session.board.physics.light = light


def test_training_with_a_rig_reports_where_the_weights_live(mark1, board, stops, tmp_path):
    port, session = board
    file = tmp_path / "rigged.mark1"
    ended = mark1("train", "letters", "--epochs", 1, "--rig", port, "--save", file)
    assert (ended.code, ended.err.count("\n")) == (0, 1)
    assert "pots 0 to 11 (R-unit 0) live on the board, 500 are simulated, not calibrated" in ended.out
    assert " motions, armed " in ended.out and ", 0 resets" in ended.out
    trained = session.board.physics.wiper.copy()
    assert np.abs(trained - 511.5).max() > 15
    assert not session.board.drive.any()
    assert stops[-1] == StopReason.HOST_ENDED  # the program ended: it says so to the board
    ended = mark1("evaluate", file, "letters", "--rig", port, "--json")
    assert json.loads(ended.out)["accuracy"] > 0.05
    assert np.abs(session.board.physics.wiper - trained).max() <= 8  # it was where the file has it already


def test_a_stop_of_another_program_is_the_last_word(mark1, board, tmp_path):
    port, session = board
    witness, file = Witness(session, (6000, STOP + hello())), tmp_path / "stopped.mark1"
    ended = mark1("train", "letters", "--rig", port, "--save", file)
    last = ended.err.splitlines()[-1]
    assert ended.code == 1 and last.startswith("mark1: stopped by another program after ")
    assert last.endswith(f"the machine is saved in {file}") and "motors are off" in ended.out
    assert witness.stopped_ms and not witness.driven_ms
    assert mark1("inspect", file, "--json").value["presentations"] > 0


def test_shadow_is_told_in_lines_and_in_json(mark1, board):
    port, session = board
    session.board.physics.stuck[3] = True
    ended = mark1("train", "letters", "--epochs", 1, "--rig", port, "--shadow")
    assert "1 pot diverged\n    pot   3 from motion" in ended.out
    ended = mark1("train", "letters", "--epochs", 1, "--rig", port, "--shadow", "--json")
    (parting,) = json.loads(ended.out)["rig"]["partings"]
    assert parting["pot"] == 3 and parting["apart_v"] > 0.2


class Hands(io.StringIO):
    """Somebody who holds up what was asked for, or says another word than Enter."""

    def __init__(self, session, *acts) -> None:
        super().__init__()
        self.session, self.acts = session, iter(acts)

    def readline(self) -> str:
        act = next(self.acts, "")
        if isinstance(act, str):
            return act
        sees(self.session, act)
        return "\n"


LEFT, RIGHT = np.s_[:, :8], np.s_[:, 12:]


def test_pictures_held_up_to_the_rig_are_learned_and_recognized(mark1, board, stops, monkeypatch, tmp_path):
    port, session = board
    monkeypatch.setattr("sys.stdin", Hands(session, LEFT, "s\n", "s\n", RIGHT, "q\n"))
    file = tmp_path / "seen.mark1"
    ended = mark1("train", "left-right", "--rig", port, "--rig-pots", 0, "--retina", "rig", "--save", file)
    assert ended.code == 0 and "album: " in ended.out and "0 errors" in ended.out
    assert "1 of 150: " in ended.err and ended.err.count("160 of 400 photocells are on") == 2
    assert "photocells and lamps only" in ended.out and not stops  # nothing was armed
    for where, label in ((LEFT, "left"), (RIGHT, "right")):
        sees(session, where)
        ended = mark1("recognize", file, "--rig", port, "--retina", "rig")
        assert ended.out.startswith(f"what the rig sees  {label}  margin +")


def test_an_input_that_ends_is_said(mark1, by_tcp, monkeypatch):
    port, session = by_tcp
    monkeypatch.setattr("sys.stdin", Hands(session, LEFT))
    ended = mark1("train", "left-right", "--rig", port, "--rig-pots", 0, "--retina", "rig")
    assert ended.code == 2 and "the input ended before all pictures were held up" in ended.err


def test_a_board_is_measured_and_the_measure_used(board, capsys, mark1):
    port, session = board
    session.board.physics.stuck[2] = True
    assert calibrate(port) == 1
    out = capsys.readouterr().out
    assert "does not turn, or its wiper is not read" in out and "11 of 12 pots usable as weights" in out
    sees(session, np.s_[:0])
    assert calibrate(port, What.dark) == 0
    assert "400 photocells measured: dark" in capsys.readouterr().out
    ended = mark1("train", "letters", "--epochs", 1, "--rig", port)
    assert "pots 0 to 10 (R-unit 0) live on the board, 501 are simulated, calibrated" in ended.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("train", "letters", "--rig", "socket://127.0.0.1:9"),
            "the cable: port socket://127.0.0.1:9 cannot be opened",
        ),
        (("train", "letters", "--retina", "rig"), "requires --rig PORT"),
        (("train", "letters", "--rig-pots", 3), "requires --rig PORT"),
        (("train", "letters", "--shadow"), "requires --rig PORT"),
        (("train", "letters", "--motion", "walk"), "walk"),
    ],
)
def test_mistakes_are_one_line(mark1, arguments, says):
    ended = mark1(*arguments)
    assert ended.code in (1, 2) and ended.err.count("\n") <= 2 and says in ended.err
