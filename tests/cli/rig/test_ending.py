"""What ends a program ends its motors first: every command that drives a board, and every signal."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from firmware_sim.virtual_board.session import BoardSession, new_session
from firmware_sim.virtual_board.sizes import Sizes
from mark1.rig.wire.protocol import State, StopReason

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals to a child")
COMMANDS = {
    "calibrate": ("rig", "calibrate", "--port", "PORT"),
    "selftest": ("rig", "selftest", "--port", "PORT"),
    "run": ("run", "script.txt"),
    "gui": ("gui", "script.txt"),
    "evaluate": ("evaluate", "letters.mark1", "letters", "--rig", "PORT"),
}


@pytest.fixture
def session() -> BoardSession:
    return new_session(Sizes(pots=4))


def ended(place: Path, port: str, session: BoardSession, command: str, name: str) -> int:
    """The exit code of a command that a signal ends as soon as motors turn; its words go to ``place``."""
    (place / "script.txt").write_text(f"rig {port}\ntrain letters\n")
    words = [word.replace("PORT", port) for word in COMMANDS[command]]
    settings = {"SDL_VIDEODRIVER": "dummy", "MARK1_STATE": str(place / "state"), "MARK1_NO_SOUND": "1"}
    with (place / "words").open("w") as said:
        process = subprocess.Popen([sys.executable, "-m", "mark1", *words], cwd=place, stdout=said, stderr=said,
                                   env={**os.environ, **settings}, preexec_fn=hear_interrupts)  # fmt: skip
        try:
            while not session.board.drive.any():
                assert process.poll() is None, (place / "words").read_text()
            process.send_signal(getattr(signal, name))
            return process.wait(60)
        finally:
            process.kill()
            process.wait()


def hear_interrupts() -> None:
    """Ctrl-C is heard, also where the tests themselves were started with it shut off."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def require_off(code: int, session: BoardSession, place: Path) -> None:
    """The board was told: it did not come to its stop by silence."""
    said = (place / "words").read_text()
    assert (code, "Traceback" in said) == (130, False), said
    board = session.board
    assert (board.state, board.reason) == (State.STOPPED, StopReason.STOP_BYTE) and not board.drive.any()


def test_a_calibration_that_the_system_ends(board: str, session: BoardSession, tmp_path: Path) -> None:
    require_off(ended(tmp_path, board, session, "calibrate", "SIGTERM"), session, tmp_path)


@pytest.mark.ci
@pytest.mark.parametrize(
    ("command", "name"),
    [("calibrate", "SIGINT"), ("selftest", "SIGHUP"), ("run", "SIGHUP"), ("run", "SIGINT"), ("gui", "SIGTERM"),
     ("gui", "SIGHUP")],
)  # fmt: skip
def test_every_command_that_drives_motors(
    board: str, session: BoardSession, tmp_path: Path, command: str, name: str
) -> None:
    require_off(ended(tmp_path, board, session, command, name), session, tmp_path)


@pytest.mark.ci
def test_what_only_asks_the_machine(board: str, session: BoardSession, tmp_path: Path, lettered: Path) -> None:
    (tmp_path / "letters.mark1").write_bytes(lettered.read_bytes())
    require_off(ended(tmp_path, board, session, "evaluate", "SIGTERM"), session, tmp_path)
