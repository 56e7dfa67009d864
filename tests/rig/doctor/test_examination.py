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
    assert seen["line"].found.endswith("ms, loss 0.0%, corruption 0.0%")


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


def numbers(port: SessionPort) -> dict[str, float]:
    found = examined(port)["line"].facts
    assert found is not None
    return found


@pytest.mark.parametrize("latency_ms", [0, 60, 300])
def test_the_round_trip_is_that_of_requests_sent_once(latency_ms):
    told = numbers(virtual(latency_ms=latency_ms))
    assert told["round_trip_ms"] == pytest.approx(2 * latency_ms + 3, abs=2)
    assert (told["loss"], told["corruption"], told["resent"]) == (0, 0, 0)


def test_a_bad_line_that_is_far_away_is_not_measured_by_its_retries():
    """Two of three requests are sent again; the others tell how far it is."""
    told = numbers(virtual(seed=4, latency_ms=60, faults=FaultConfig(flip=0.01)))
    assert told["resent"] > 20 and told["round_trip_ms"] == pytest.approx(123, abs=2)


def test_broken_frames_are_counted_on_both_sides():
    """By hand: a PING of 8 bytes, three of them escaped, is 17 bytes long; with 0.3 % of bytes flipped 5 % break."""
    port = virtual(seed=4, faults=FaultConfig(flip=0.003))
    finding = examined(port)["line"]
    assert (finding.verdict, finding.side) == (Severity.doubtful, "the cable")
    assert 0.01 < finding.facts["corruption"] < 0.12
    broken = re.search(r"broken (\d+) and (\d+)\)$", finding.found)
    assert broken and all(int(count) > 0 for count in broken.groups())
    assert finding.facts["broken_to_board"] == port.session.board.decoder.bad_fcs


def losing(take, every: int, lost: list):
    """``take`` hears all but one in ``every``; the banner and the first two frames pass."""
    count = iter(range(3, 10**6))

    def some(piece) -> None:
        if piece and next(count) % every == 0:
            lost.append(piece)
        else:
            take(piece)

    return some


def test_lost_frames_are_counted_on_both_sides():
    """Every tenth frame to the board and every seventh from it vanish, whole: those and no others are missed."""
    port, to_board, from_board = virtual(), [], []
    session = port.session
    session.run(100)
    session.to_board.put = losing(session.to_board.put, 10, to_board)
    session.board._send = losing(session.board._send, 7, from_board)
    told = numbers(port)
    assert told["lost_to_board"] == len(to_board) > 3 and told["lost_from_board"] == len(from_board) > 3
    assert told["corruption"] == 0 and 0.05 < told["loss"] < 0.3
