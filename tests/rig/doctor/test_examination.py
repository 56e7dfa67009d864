"""The doctor and a board: each finding on a virtual board, in its own time, or on a port that says what it is told."""

import re

import pytest

from firmware_sim.virtual_board.faults import FaultConfig
from firmware_sim.virtual_board.session import new_session
from firmware_sim.virtual_board.session_port import SessionPort
from mark1.errors import RigError
from mark1.rig.doctor.doctor import Finding, Severity
from mark1.rig.doctor.examination import Examination, is_text
from mark1.rig.wire import protocol
from mark1.rig.wire.framing import Decoder, Frame, encode
from mark1.rig.wire.protocol import ErrorCode, Refusal, State, StopReason, Type
from mark1.rig.wire.serial_port import Port

ALL = ["opens", "answers", "state", "last reset", "wiring", "line"]


class SaysPort:
    """A port that says the same on every read, after a tenth of a second; ``answer`` makes it of what was written."""

    name = "port"

    def __init__(self, says: bytes = b"", answer=None) -> None:
        self.says, self.answer = says, answer
        self.time_s, self.closed, self.wrote = 0.0, False, b""

    def now_s(self) -> float:
        return self.time_s

    def write(self, data: bytes) -> None:
        self.wrote = data

    def read(self, timeout_s: float) -> bytes:
        self.time_s += min(max(timeout_s, 0.01), 0.1)
        wrote, self.wrote = self.wrote, b""
        return self.answer(wrote) if self.answer else self.says

    def close(self) -> None:
        self.closed = True


def examined(port: Port) -> dict[str, Finding]:
    examination = Examination(lambda name: port, 7, port.now_s)
    return {finding.check: finding for finding in examination(port.name)}


def virtual(**session) -> SessionPort:
    return SessionPort(new_session(**session))


def test_a_healthy_board_is_told_check_by_check():
    seen = examined(virtual())
    assert list(seen) == ALL
    assert {finding.verdict for finding in seen.values()} == {Severity.fine}
    assert "mark1_rig 1.1.0" in seen["answers"].found
    assert "50 round trips" in seen["line"].found and "no errors" in seen["line"].found


def test_the_doctor_never_arms():
    port = virtual()
    examined(port)
    assert port.session.board.state == State.SAFE and port.session.board.stops == 0


def test_a_port_that_does_not_open():
    def opened(name):
        raise RigError(f"the cable: port {name} cannot be opened: nobody serves that address")

    (finding,) = Examination(opened, 7)("socket://h:1")
    expected = "port socket://h:1 cannot be opened: nobody serves that address"
    assert finding == Finding("opens", Severity.wrong, expected, "the cable")


def unanswered(port: SaysPort) -> Finding:
    seen = examined(port)
    assert list(seen) == ["opens", "answers"] and port.closed
    assert 5.0 <= port.now_s() <= 5.2
    assert seen["answers"].verdict == Severity.wrong
    return seen["answers"]


def test_silence():
    finding = unanswered(SaysPort())
    assert "no byte received" in finding.found and finding.side == "the board"
    assert all(word in finding.todo for word in ("mark1 rig ports", "power", "mark1 rig build", "RX to TX"))


def test_garbage_of_another_baud_rate():
    finding = unanswered(SaysPort(bytes(range(128, 160))))
    assert "no good frame: a baud rate other than 115200/250000," in finding.found


def test_another_sketch():
    finding = unanswered(SaysPort(b"Temperature: 21.5\r\n"))
    assert "it sends text, 'Temperature: 21.5" in finding.found and "another sketch" in finding.found
    assert "mark1 rig build" in finding.todo


def test_what_we_say_comes_back():
    finding = unanswered(SaysPort(answer=lambda wrote: wrote))
    assert "good frames received, but no answer to HELLO" in finding.found and "RX and TX" in finding.todo


@pytest.mark.parametrize(("text", "so"), [(b"abc\r\n", True), (b"abc\xff\xfe", False), (b"\x00\x80", False)])
def test_text(text, so):
    assert is_text(text) is so


def refusing(code: ErrorCode, detail: int) -> SaysPort:
    """A board that refuses HELLO."""
    decoder = Decoder()

    def answer(wrote: bytes) -> bytes:
        said = protocol.pack(Refusal(code, Type.HELLO, detail))
        return b"".join(encode(Frame(found.seq, Type.ERROR, said)) for found in decoder.feed(wrote))

    return SaysPort(answer=answer)


def test_old_firmware():
    finding = examined(refusing(ErrorCode.BAD_PROTOCOL, 0))["answers"]
    assert (finding.verdict, finding.side) == (Severity.wrong, "the board")
    assert "speaks protocol 0, we speak 1" in finding.found and "mark1 rig build" in finding.todo


def test_an_old_program():
    finding = examined(refusing(ErrorCode.BAD_PROTOCOL, 2))["answers"]
    assert (finding.verdict, finding.side) == (Severity.wrong, "our message")
    assert "speaks protocol 2, we speak 1" in finding.found and "pip install --upgrade mark1" in finding.todo


def test_another_refusal():
    finding = examined(refusing(ErrorCode.BAD_LENGTH, 3))["answers"]
    assert finding.verdict == Severity.wrong and "refused HELLO: BAD_LENGTH" in finding.found


def test_a_cable_that_is_pulled_while_hello_is_said():
    port = virtual()
    port.session.to_host.put = lambda data: port.session.unplug()
    seen = examined(port)
    assert list(seen) == ["opens", "answers"]
    assert (seen["answers"].side, seen["answers"].found) == ("the cable", "port virtual is gone")


def test_a_cable_that_is_pulled_later():
    port, steps = virtual(), iter(range(10**6))
    step = port.session.step
    port.session.step = lambda: port.session.unplug() or b"" if next(steps) > 60 else step()
    seen = examined(port)
    assert list(seen) == ALL
    assert (seen["line"].verdict, seen["line"].side) == (Severity.wrong, "the cable")


def test_an_open_stop_input():
    port = virtual()
    port.session.board.stop_input_open = True
    port.session.run(10)
    finding = examined(port)["state"]
    assert finding.verdict == Severity.wrong and "its stop input is open" in finding.found
    assert "release the emergency stop" in finding.todo


def test_a_board_that_was_stopped_is_well():
    port = virtual()
    port.session.board.stop(StopReason.STOP_BYTE)
    assert examined(port)["state"].verdict == Severity.fine


def test_a_board_that_somebody_armed():
    port = virtual()
    port.session.board.state = State.ARMED
    finding = examined(port)["state"]
    assert finding.verdict == Severity.doubtful and finding.todo == "mark1 rig stop"


def test_a_reset_by_the_watchdog():
    port = virtual()
    port.session.board.reset(StopReason.WATCHDOG)
    finding = examined(port)["last reset"]
    assert (finding.verdict, finding.side) == (Severity.doubtful, "the board")
    assert "its watchdog reset it" in finding.found


def test_a_reset_by_a_weak_supply():
    port = virtual()
    port.session.board.reset(StopReason.BROWN_OUT)
    finding = examined(port)["last reset"]
    assert (finding.verdict, finding.side) == (Severity.doubtful, "the board")
    assert finding.found == "its 5 V supply sagged, and it was reset" and "a supply of their own" in finding.todo


def test_a_converter_that_gives_no_readings():
    port = virtual()
    assert "converter" not in examined(port)
    port.session.board.physics.adc_dead = True
    port.session.board.reset()
    finding = examined(port)["converter"]
    assert (finding.verdict, finding.side) == (Severity.wrong, "the board")
    assert finding.found == "its converter gives no readings" and "AVCC" in finding.todo


def test_a_noisy_cable_is_counted_on_both_sides():
    finding = examined(virtual(seed=4, faults=FaultConfig(flip=0.003)))["line"]
    assert (finding.verdict, finding.side) == (Severity.doubtful, "the cable")
    broken = re.search(r"to the board (\d+), from it (\d+); resent (\d+)$", finding.found)
    assert broken and all(int(count) > 0 for count in broken.groups())
