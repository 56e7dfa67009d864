"""``mark1 rig``: what looks at a board, against a virtual one behind TCP. The ports of this machine are never seen."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from firmware_sim.virtual_board.ports import TcpHost, serve
from firmware_sim.virtual_board.session import Session, new_session
from mark1.cli.rig import monitor
from mark1.rig.doctor.computer import Computer
from mark1.rig.wire.link import Link
from mark1.rig.wire.protocol import Reason, State

Run = Callable[..., Any]


@contextmanager
def served(session: Session, port: int = 0) -> Iterator[str]:
    """The name of the port behind which the session runs."""
    host, over = TcpHost(port), threading.Event()
    running = threading.Thread(target=serve, args=(session, host, lambda: not over.is_set()))
    running.start()
    try:
        yield host.name
    finally:
        over.set()
        running.join()
        host.unplug()


@pytest.fixture
def session() -> Session:
    return new_session()


@pytest.fixture
def board(session: Session) -> Iterator[str]:
    with served(session) as name:
        yield name


def plugged(monkeypatch: pytest.MonkeyPatch, **usb: tuple[int, int]) -> None:
    """The ports that the system lists, and no others: ``ttyUSB0=(vendor, product)``."""
    found = [
        SimpleNamespace(device=name, vid=usb[0], pid=usb[1], serial_number="A1", description="Serial", hwid="USB")
        for name, usb in usb.items()
    ]
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: found)


UNO, CH340, GPS = (0x2341, 0x0043), (0x1A86, 0x7523), (0x1546, 0x01A8)


@pytest.fixture(autouse=True)
def bare_computer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A Linux system without ports, programs and rules."""
    plugged(monkeypatch)
    monkeypatch.setattr("mark1.rig.doctor.computer.Computer", lambda: Computer(tmp_path / "system", "linux"))


# ---- ports


def test_ports(mark1: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plugged(monkeypatch, ttyUSB10=CH340, ttyUSB2=UNO, ttyACM0=GPS)
    told = mark1("rig", "ports", "--json").value
    assert [(port["device"], port["candidate"]) for port in told] == [
        ("ttyACM0", False), ("ttyUSB2", True), ("ttyUSB10", True),
    ]  # fmt: skip
    assert told[1]["usb"] == "2341:0043" and told[1]["serial_number"] == "A1" and told[1]["why"] == "Arduino Uno"
    lines = mark1("rig", "ports").out.splitlines()
    assert lines[0] == "no  ttyACM0  1546:01a8  A1  Serial" and "GPS" in lines[1]
    assert lines[2].startswith("yes ttyUSB2")


def test_no_ports(mark1: Run) -> None:
    assert mark1("rig", "ports", "--json").value == []
    ended = mark1("rig", "ports")
    assert (ended.code, ended.out) == (0, "") and "plug a board in" in ended.err


# ---- hello


def test_hello(mark1: Run, board: str) -> None:
    told = mark1("rig", "hello", "--port", board, "--json").value
    assert (told["firmware"], told["pots"], told["rows"], told["state"]) == ("1.0.0", 64, 20, "safe")
    ended = mark1("rig", "hello", "--port", board)
    assert (ended.code, ended.err) == (0, "")
    assert "potentiometers  64\n" in ended.out and "state           safe: motors are off" in ended.out


def test_the_only_candidate_is_used_and_said(mark1: Run, board: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plugged(monkeypatch, ttyACM0=GPS, **{board: UNO})
    ended = mark1("rig", "hello", "--json")
    assert (ended.code, json.loads(ended.out)["pots"]) == (0, 64)
    assert ended.err == f"mark1: port {board}: Arduino Uno\n"


# ---- doctor


def test_doctor_and_a_healthy_board(mark1: Run, board: str) -> None:
    told = mark1("rig", "doctor", "--port", board, "--json").value
    assert [(one["port"], one["check"]) for one in told] == [
        (None, "brltty"), (None, "ModemManager"), (board, "opens"), (board, "answers"), (board, "state"),
        (board, "last reset"), (board, "wiring"), (board, "line"),
    ]  # fmt: skip
    assert all(one["verdict"] == "fine" for one in told), told
    ended = mark1("rig", "doctor", "--port", board)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("this computer\n  fine      brltty") and f"\n{board}\n  fine      opens" in ended.out


def test_doctor_looks_at_all_candidates(mark1: Run, board: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plugged(monkeypatch, ttyACM0=GPS, ttyUSB0=CH340, **{board: UNO})
    ended = mark1("rig", "doctor", "--json")
    told = json.loads(ended.out)
    assert list(dict.fromkeys(one["port"] for one in told)) == [None, board, "ttyUSB0"]
    assert (ended.code, {one["port"] for one in told if one["verdict"] == "wrong"}) == (1, {"ttyUSB0"})


def test_doctor_without_a_candidate(mark1: Run) -> None:
    ended = mark1("rig", "doctor")
    assert (ended.code, ended.err) == (1, "")
    assert "wrong     ports         the cable: none of 0 looks like a board\n" in ended.out
    assert "-> plug the board in" in ended.out


def test_doctor_and_an_open_stop_input(mark1: Run, board: str, session: Session) -> None:
    session.board.stop_input_open = True
    deadline_s = time.monotonic() + 600
    while session.board.state != State.STOPPED:  # the board looks at its stop input once in each of its milliseconds
        assert time.monotonic() < deadline_s
        time.sleep(0.01)
    ended = mark1("rig", "doctor", "--port", board)
    assert ended.code == 1 and "wrong     state         the board: stopped" in ended.out


# ---- monitor


def test_monitor_a_line_each_look(mark1: Run, board: str, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor, "EVERY_S", 0.01)
    session.board.motors[3].stalled = True
    ended = mark1("rig", "monitor", "--port", board, "--lines", 3)
    assert (ended.code, ended.err, ended.out.count("\n")) == (0, "", 3)
    assert ended.out.startswith("state safe (reset)  up 0 s  to board ") and "stalled 3" in ended.out
    assert session.board.state == State.SAFE


def test_monitor_json_is_a_value_a_line(mark1: Run, board: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor, "EVERY_S", 0.01)
    lines = mark1("rig", "monitor", "--port", board, "--lines", 2, "--json").out.splitlines()
    assert [json.loads(line)["answered"] for line in lines] == [2, 4]


def test_monitor_for_some_seconds(mark1: Run, board: str) -> None:
    assert mark1("rig", "monitor", "--port", board, "--seconds", 0).out.count("\n") == 1


def pauses(monkeypatch: pytest.MonkeyPatch, *happens: Callable[[], object]) -> None:
    """What happens between the looks of a monitor."""
    steps = iter(happens)
    monkeypatch.setattr(monitor, "time", SimpleNamespace(monotonic=time.monotonic, sleep=lambda s: next(steps)()))


def test_monitor_ends_well_at_ctrl_c(mark1: Run, board: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    pauses(monkeypatch, lambda: None, interrupt)
    ended = mark1("rig", "monitor", "--port", board)
    assert (ended.code, ended.err, ended.out.count("\n")) == (0, "", 2)


def test_monitor_waits_for_a_board_that_is_unplugged(mark1: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    first, again = served(new_session()), None
    name = first.__enter__()
    again = served(new_session(), int(name.rpartition(":")[2]))
    pauses(monkeypatch, lambda: first.__exit__(None, None, None), lambda: None, again.__enter__)
    ended = mark1("rig", "monitor", "--port", name, "--lines", 4)
    again.__exit__(None, None, None)
    lines = ended.out.splitlines()
    assert (ended.code, ended.err) == (0, "")
    assert [line.split()[0] for line in lines] == ["state", "away", "away", "state"]
    assert f"port {name} is gone" in lines[1] and "cannot be opened" in lines[2]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_monitor_on_a_terminal_stays_in_place(board: str) -> None:
    import pty

    near, far = pty.openpty()
    command = [sys.executable, "-m", "mark1", "rig", "monitor", "--port", board]
    settings = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    running = subprocess.Popen(command, stdout=far, stderr=subprocess.PIPE, env=settings, preexec_fn=hear_interrupts)
    os.close(far)
    shown = b""
    while shown.count(b"round trip") < 3:
        shown += os.read(near, 4096)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate()
    os.close(near)
    assert (running.returncode, err) == (0, b"")
    assert b"\x1b[1A" in shown  # the cursor goes up again
    assert b"safe (reset)" in shown


def hear_interrupts() -> None:
    """Ctrl-C is heard, also where the tests themselves were started with it shut off."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


# ---- stop


def test_stop(mark1: Run, board: str, session: Session) -> None:
    ended = mark1("rig", "stop", "--port", board)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == f"{board}: the board says that it is stopped\n"
    assert (session.board.state, session.board.reason) == (State.STOPPED, Reason.STOP_BYTE)
    assert mark1("rig", "stop", "--port", board, "--json").value == {"port": board, "stopped": True}


def test_stop_that_nobody_confirms(mark1: Run, silent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRST_WITHIN_S", "AGAIN_WITHIN_S"):
        monkeypatch.setattr(f"mark1.rig.wire.stopping.{name}", 0.1)
    ended = mark1("rig", "stop", "--port", silent)
    assert (ended.code, ended.out) == (1, "")
    assert "no word came that it is stopped: switch the motors' power off" in ended.err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="who has a port open is told on Linux only")
def test_stop_reaches_a_port_that_another_program_has(mark1: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import pty

    from mark1.rig.wire.link import SerialPort

    near, far = pty.openpty()
    os.set_blocking(near, False)
    name = os.ttyname(far)
    training = SerialPort(name)
    for within in ("FIRST_WITHIN_S", "AGAIN_WITHIN_S"):
        monkeypatch.setattr(f"mark1.rig.wire.stopping.{within}", 0.05)
    ended = mark1("rig", "stop", "--port", name)
    assert ended.code == 1 and os.read(near, 3) == b"\x18\x18\x18"
    training.close()
    os.close(near)
    os.close(far)


# ---- mistakes


@pytest.fixture
def silent() -> Iterator[str]:
    """A port behind which nobody says anything."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"socket://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def vanishing() -> Iterator[str]:
    """A port whose other end hangs up on everybody."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        over = threading.Event()
        listening.settimeout(0.05)

        def hang_up() -> None:
            while not over.is_set():
                try:
                    caller, _ = listening.accept()
                except TimeoutError:
                    continue
                caller.close()

        running = threading.Thread(target=hang_up)
        running.start()
        yield f"socket://127.0.0.1:{listening.getsockname()[1]}"
        over.set()
        running.join()


def one_line(ended: Any, code: int = 1) -> str:
    assert (ended.code, ended.out, ended.err.count("\n")) == (code, "", 1), ended
    assert ended.err.startswith("mark1: ")
    return str(ended.err.removeprefix("mark1: "))


@pytest.mark.parametrize("command", ["hello", "monitor", "stop"])
@pytest.mark.parametrize(
    ("port", "says"),
    [
        ("/dev/no-such-port", "the cable: port /dev/no-such-port cannot be opened: there is no such port"),
        ("{place}", "it is a folder, not a port"),
        ("{place}/bar.png", "it is not a serial port"),
        ("socket://127.0.0.1:1", "nobody serves that address"),
        ("socket://127.0.0.1", "a URL is socket://HOST:PORT"),
        ("nonsense://x", "protocol 'nonsense' not known"),
        ("", "there is no such port"),
    ],
)  # fmt: skip
def test_a_port_that_is_none(command: str, port: str, says: str, mark1: Run, place: Path) -> None:
    text = one_line(mark1("rig", command, "--port", port.format(place=place)))
    assert text.startswith("the cable: port ") and says in text


@pytest.mark.parametrize("command", ["hello", "monitor"])
def test_a_port_that_says_nothing(command: str, mark1: Run, silent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Link.hello, "__defaults__", (0.1,))
    monkeypatch.setattr("mark1.rig.doctor.monitor.Monitor.hello.__defaults__", (0.1,))
    text = one_line(mark1("rig", command, "--port", silent))
    assert text.startswith(f"the board: nothing on {silent} answered HELLO in 0.1 s (no byte came)")


@pytest.mark.parametrize("command", ["hello", "monitor", "stop"])
def test_a_host_that_vanishes(command: str, mark1: Run, vanishing: str) -> None:
    assert one_line(mark1("rig", command, "--port", vanishing)).startswith(f"the cable: port {vanishing} ")


@pytest.mark.parametrize("command", ["hello", "monitor", "stop"])
def test_no_port_to_choose_or_too_many(command: str, mark1: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert one_line(mark1("rig", command)).startswith("the cable: no port looks like a board: plug one in")
    plugged(monkeypatch, ttyUSB0=CH340, ttyACM0=UNO)
    assert "give --port, one of ttyACM0, ttyUSB0" in one_line(mark1("rig", command))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("rig nothing", "No such command 'nothing'"),
        ("rig hello --prt x", "No such option"),
        ("rig hello --port", "--port"),
        ("rig monitor --lines 0", "--lines"),
        ("rig monitor --seconds -1", "--seconds"),
        ("rig monitor --seconds soon", "--seconds"),
    ],
)
def test_misuse(words: str, says: str, mark1: Run) -> None:
    assert says in one_line(mark1(*words.split()), code=2)


def test_rig_alone_shows_its_commands(mark1: Run) -> None:
    ended = mark1("rig")
    assert all(command in ended.out for command in ("ports", "doctor", "hello", "monitor", "stop"))
    assert ended.err == ""
    assert "Opening the port resets most boards" in " ".join(mark1("rig", "stop", "--help").out.split())
