"""``mark1 rig``: its commands, and one line for every mistake."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mark1.rig.wire.link import Link

Run = Callable[..., Any]
Plugged = Callable[..., None]


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
    assert text.startswith(f"the board: nothing on {silent} answered HELLO in 0.1 s (no byte received)")


@pytest.mark.parametrize("command", ["hello", "monitor", "stop"])
def test_a_host_that_vanishes(command: str, mark1: Run, vanishing: str) -> None:
    assert one_line(mark1("rig", command, "--port", vanishing)).startswith(f"the cable: port {vanishing} ")


@pytest.mark.parametrize("command", ["hello", "monitor", "stop"])
def test_no_port_to_choose_or_too_many(command: str, mark1: Run, plugged: Plugged) -> None:
    assert one_line(mark1("rig", command)).startswith("the cable: no port looks like a board: plug one in")
    plugged(ttyUSB0="CH340", ttyACM0="UNO")
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
