"""The link against the virtual board, in the board's own time: deadlines, retries, window, and what it says then."""

import contextlib
import os
import socket
import sys
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from firmware_sim.virtual_board.fault_events import FaultEvent
from firmware_sim.virtual_board.session import new_session
from firmware_sim.virtual_board.session_port import SessionPort
from mark1.errors import BoardResetError, RefusedError, RigError
from mark1.rig.wire import protocol
from mark1.rig.wire.in_flight import Request
from mark1.rig.wire.link import Link
from mark1.rig.wire.protocol import (
    Ack,
    ArmRequest,
    ErrorCode,
    Pulse,
    ScanRequest,
    State,
    StopReason,
    Type,
    WipersRequest,
)
from mark1.rig.wire.refusals import refused
from mark1.rig.wire.serial_port import ListedPort, SerialPort, listed_ports

SESSION = 0x1234


def linked(**session) -> Link:
    port = SessionPort(new_session(**session))
    return Link(port, SESSION, port.now_s)


def greeted(arm: bool = False, **session) -> Link:
    link = linked(**session)
    link.hello()
    if arm:
        link.ask(Type.ARM, protocol.pack(ArmRequest(SESSION)))
    return link


def pulse(pot: int, way: int = 1, ms: int = 50) -> Request:
    return Request(Type.PULSE, protocol.pack_pulses([Pulse(pot, way, ms)]))


def test_hello_and_an_answer():
    link = linked()
    assert link.hello().pots == 64
    assert link.ask(Type.PING, b"mark") == b"mark"
    assert link.counters.answered == 1 and link.counters.retries == 0
    assert link.counters.notices[0].reason == StopReason.RESET


def test_nobody_there_is_said_within_the_deadline():
    link = linked()
    link.port.session.to_board.put = lambda data: None
    with pytest.raises(RigError, match="the board: nothing on virtual answered HELLO in 2 s"):
        link.hello(within_s=2.0)
    assert 2.0 <= link.now_s() <= 2.01


def test_hello_comes_first():
    with pytest.raises(RigError, match="our message: say hello first"):
        linked().ask(Type.PING)


def test_many_requests_are_answered_in_order():
    link = greeted()
    requests = [Request(Type.PING, bytes((number,))) for number in range(300 - 44)]
    assert link.ask_all(requests) == [request.payload for request in requests]


def test_a_refusal_is_told_with_its_code_and_the_rest_of_the_batch_is_done():
    link = greeted()
    with pytest.raises(RefusedError, match=r"the board: virtual refused PULSE: NOT_ARMED, detail 256") as refused:
        link.ask_all([pulse(0), Request(Type.PING), pulse(1)])
    assert refused.value.code == ErrorCode.NOT_ARMED
    assert link.ask(Type.PING) == b""


def test_lost_requests_and_lost_replies_pulse_once():
    quiet = greeted(arm=True, seed=3)
    noisy = greeted(seed=3)
    for line in (noisy.port.session.to_board, noisy.port.session.to_host):
        break_pieces(line, np.random.default_rng(11))
    noisy.ask(Type.ARM, protocol.pack(ArmRequest(SESSION)))
    batch = [pulse(pot, ms=40) for pot in range(12)]
    for link in (quiet, noisy):
        assert link.ask_all(batch, within_s=20) == [protocol.pack(Ack(State.ARMED, 0))] * 12
        link.port.session.run(300)
    shafts = [link.port.session.board.physics.shaft[:12] for link in (quiet, noisy)]
    assert shafts[0].tolist() == pytest.approx(shafts[1].tolist(), abs=0.01)
    assert noisy.counters.retries > 0 == quiet.counters.retries


def break_pieces(line, rng: np.random.Generator) -> None:
    """One piece in five that is put on the line breaks in the middle."""
    put = line.put
    line.put = lambda data: put(data[: len(data) // 2] if data and rng.random() < 1 / 5 else data)


def test_one_lost_request_is_made_good_once():
    link = greeted()
    put, pieces = link.port.session.to_board.put, iter(range(1000))
    link.port.session.to_board.put = lambda data: put(b"" if data and next(pieces) == 1 else data)
    started_s = link.now_s()
    link.ask_all([Request(Type.PING, bytes((number,))) for number in range(4)])
    assert link.counters.retries == 3  # the lost one and the two that came too early, each once
    assert link.now_s() - started_s < 0.05  # told by BAD_SEQUENCE, not waited for


def test_it_gives_up_within_the_deadline_and_stops_the_board():
    link = greeted(arm=True)
    link.port.session.to_host.put = lambda data: None
    started_s = link.now_s()
    with pytest.raises(RigError, match=r"the cable: no answer to PING on virtual after \d+ tries .* say hello"):
        link.ask(Type.PING, within_s=1.0)
    assert link.now_s() - started_s == pytest.approx(1.0, abs=0.02)
    link.port.session.run(5)
    assert link.port.session.board.reason == StopReason.STOP_BYTE


def test_retries_are_bounded():
    link = greeted()
    link.port.session.to_board.put = lambda data: None
    with pytest.raises(RigError, match="after 20 tries"):
        link.ask(Type.PING, within_s=60.0)
    assert link.now_s() < 3


def test_a_reset_board_is_told_and_hello_begins_anew():
    link = greeted(events=[FaultEvent(100, "reset")])
    with pytest.raises(BoardResetError, match="the board: virtual (says it was reset|answers NO_HELLO)"):
        for _ in range(1000):
            link.ask(Type.PING)
    assert link.hello().last_session in (0, SESSION)
    assert link.ask(Type.PING) == b""


def test_an_unplugged_board_is_told_and_found_again():
    link = greeted(events=[FaultEvent(100, "unplug"), FaultEvent(200, "replug")])
    with pytest.raises(RigError, match="the cable: port virtual is gone"):
        for _ in range(1000):
            link.ask(Type.PING)
    link.port.session.run(200)
    link.hello()
    assert link.ask(Type.PING) == b""


def test_an_interrupted_call_leaves_the_numbers_in_step():
    link = greeted()
    read = link.port.read

    def interrupt(timeout_s):
        raise KeyboardInterrupt

    link.port.read = interrupt
    with pytest.raises(KeyboardInterrupt):
        link.ask_all([Request(Type.PING, b"a"), Request(Type.PING, b"b")])
    link.port.read = read
    assert link.ask_all([Request(Type.PING, b"c"), Request(Type.PING, b"d")]) == [b"c", b"d"]


def test_an_unknown_code_of_a_newer_board_is_told_by_number():
    refusal = refused("virtual", 0x44, protocol.Refusal(99, 0x44, 5))
    assert str(refusal) == "the board: virtual refused code 68: code 99, detail 5"


@pytest.mark.parametrize(
    "request_of_board",
    [
        Request(Type.WIPERS, protocol.pack(WipersRequest(0, 64))),
        Request(Type.SCAN, protocol.pack(ScanRequest(100, 100, 0))),
    ],
    ids=["wipers", "scan"],
)
def test_bulk_reads_fill_the_line(request_of_board):
    """Values alone are 90 % of what a line of 115,200 baud carries, frames and waiting included."""
    link = greeted(seed=5)
    link.port.session.board.physics.light[:] = link.port.session.board.physics.rng.random((20, 20))
    link.port.session.board.physics.wiper[:] = link.port.session.board.physics.rng.uniform(20, 1000, 64)
    started_s = link.now_s()
    answers = link.ask_all([request_of_board] * 200, within_s=60)
    values = sum(len(answer) - len(answer) % 5 for answer in answers)
    share = values / ((link.now_s() - started_s) * 11_520)
    assert 0.90 <= share <= 1.0


def test_without_time_to_wait_an_empty_port_is_not_waited_for(monkeypatch):
    port = SerialPort("loop://")
    with monkeypatch.context() as without:
        without.setattr(port.serial, "read", None)
        assert port.read(0) == b""
    port.write(b"here")
    assert port.read(0) == b"here"
    port.close()


def test_ports_of_pyserial_open_by_url():
    port = SerialPort("loop://")
    port.write(b"mark")
    assert port.read(0.5) == b"mark"
    assert port.read(0.0) == b""
    port.close()


def test_a_port_that_is_not_there_is_said():
    with pytest.raises(RigError, match="the cable: port no-such-port cannot be opened"):
        SerialPort("no-such-port")
    with pytest.raises(RigError, match="cannot be opened"):
        SerialPort("nonsense://x")


def test_what_is_no_port_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RigError, match="the cable: port .* cannot be opened: it is a folder"):
        SerialPort(str(tmp_path))
    with pytest.raises(RigError, match="it is not a serial port"):
        SerialPort(str(tmp_path / "file"))


def test_a_port_has_one_program_at_a_time_unless_it_is_shared():
    near, far = pytest.importorskip("pty").openpty()
    name = os.ttyname(far)
    first = SerialPort(name)
    with pytest.raises(RigError, match=f"another program has it: mark1 rig doctor --port {name}"):
        SerialPort(name)
    SerialPort(name, shared=True).close()
    first.close()
    SerialPort(name).close()
    os.close(near)
    os.close(far)


def test_a_host_that_never_pauses_does_not_hold_us():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        flooding = threading.Thread(target=flood, args=(listening,))
        flooding.start()
        link = Link(SerialPort(f"socket://127.0.0.1:{listening.getsockname()[1]}"), SESSION)
        with pytest.raises(RigError, match=r"answered HELLO in 0.2 s \([0-9]+ bytes received, 0 good frames\)"):
            link.hello(within_s=0.2)
        link.close()
        flooding.join()


def flood(listening: socket.socket) -> None:
    """Bytes without end, to one caller, until it leaves."""
    caller, _ = listening.accept()
    with caller, contextlib.suppress(OSError):
        while True:
            caller.sendall(bytes(range(128, 256)) * 512)


def test_silence_is_told_from_garbage():
    link = linked()
    link.port.session.to_host.put = lambda data: None
    with pytest.raises(RigError, match=r"in 0.5 s \(no byte received\): .* mark1 rig doctor --port virtual"):
        link.hello(within_s=0.5)


@pytest.mark.parametrize(
    ("spoken", "says"),
    [(0, "the board: virtual speaks protocol 0, we speak 1: give it newer firmware"),
     (2, "our message: virtual speaks protocol 2, we speak 1: update mark1")],
)  # fmt: skip
def test_which_side_is_old(spoken, says):
    refusal = refused("virtual", Type.HELLO, protocol.Refusal(ErrorCode.BAD_PROTOCOL, Type.HELLO, spoken))
    assert str(refusal) == says and refusal.detail == spoken


def test_the_ports_of_the_system(monkeypatch):
    found = [SimpleNamespace(device="COM3", vid=0x2341, pid=0x43, serial_number=None, description="n/a", hwid="USB")]
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: found)
    assert listed_ports() == [ListedPort("COM3", 0x2341, 0x43, "", "", "USB")]


def test_a_system_that_does_not_tell_its_ports(monkeypatch):
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: int(None, 16))  # type: ignore[call-overload]
    with pytest.raises(RigError, match="the cable: the system does not list its ports .* --port"):
        listed_ports()


def test_a_reply_of_a_wrong_length_is_noise_and_asked_for_again():
    link = greeted()
    board = link.port.session.board
    send, sent = board._send, []

    def cut_once(frame):
        sent.append(frame)
        send(frame._replace(payload=frame.payload[:-1]) if len(sent) == 1 else frame)

    board._send = cut_once
    assert link.ask(Type.PING, b"mark") == b"mark"
    assert (len(sent), link.counters.retries) == (2, 1)


def test_a_board_whose_replies_are_always_of_a_wrong_length_is_told_so():
    link = greeted()
    board = link.port.session.board
    send = board._send
    board._send = lambda frame: send(frame._replace(payload=frame.payload + b"\0"))
    with pytest.raises(RigError, match="the board: its reply to STATUS has 51 bytes, 50 are right: old firmware"):
        link.ask(Type.STATUS, within_s=1.0)


def test_a_board_that_heard_another_message_is_greeted_anew():
    link = greeted()
    board = link.port.session.board
    hear = board._hear

    def mishear(frame):
        hear(frame._replace(payload=frame.payload[:-1]) if frame.type == Type.PULSE else frame)

    board._hear = mishear
    with pytest.raises(BoardResetError, match="the board: virtual heard another message than ours: hello"):
        link.ask_all([pulse(0)])
    board._hear = hear
    link.hello()
    assert link.ask(Type.PING) == b""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty")
@pytest.mark.parametrize("shared", [True, False])
def test_bytes_that_another_program_took_end_a_port_that_is_not_shared(shared, monkeypatch):
    import pty

    near, far = pty.openpty()
    port = SerialPort(os.ttyname(far), shared)
    monkeypatch.setattr("serial.serialposix.os.read", lambda file, most: b"")  # between select and read
    os.write(near, b"x")
    if shared:
        assert port.read(0.01) == b""
    else:
        with pytest.raises(RigError, match="multiple access on port"):
            port.read(0.01)
    monkeypatch.undo()
    assert port.read(1.0) == b"x"
    port.close()
    os.close(near)
    os.close(far)
