"""Sessions written down and said again: the same board says the same, another does not."""

import signal
import sys

import pytest
from typed_process import WITHIN_S, virtual

from firmware_sim.__main__ import main
from firmware_sim.virtual_board.commands import COMMANDS, done
from firmware_sim.virtual_board.recording import TYPED, Difference, Said, replay, said_in
from firmware_sim.virtual_board.session import new_session
from firmware_sim.virtual_board.sizes import Sizes
from mark1.errors import CommandError, RigError
from mark1.rig.wire import protocol
from mark1.rig.wire.framing import Frame, encode
from mark1.rig.wire.link import Link
from mark1.rig.wire.protocol import HelloRequest, Type, WipersRequest
from mark1.rig.wire.serial_port import SerialPort

HELLO = encode(Frame(0, Type.HELLO, protocol.pack(HelloRequest(1, 9))))
WIPERS = encode(Frame(1, Type.WIPERS, protocol.pack(WipersRequest(0, 4))))
FOUR = Sizes(pots=4)


def recorded(seed: int = 0) -> list[Said]:
    session, said = new_session(FOUR, seed), []
    asked = {10: HELLO, 30: WIPERS}
    for ms in range(100):
        if ms == 20:
            said.append(Said(ms, TYPED, b"turn 2 900"))
            done(session, COMMANDS, "turn 2 900")
        if ms in asked:
            said.append(Said(ms, ">", asked[ms]))
            session.send(asked[ms])
        if data := session.step():
            said.append(Said(session.now_ms, "<", data))
    return said


def test_a_recording_goes_through_text():
    said = recorded()
    assert list(said_in(["# --pots 4", *map(str, said), ""])) == said


def test_the_same_board_says_it_again():
    assert replay(new_session(FOUR), recorded()) is None


def test_another_board_is_told_apart():
    difference = replay(new_session(FOUR, seed=1), recorded())
    assert difference and difference.at_ms > 30 and difference.recorded != difference.replayed


def test_what_was_not_recorded_and_what_did_not_come_are_differences():
    said = recorded()
    assert replay(new_session(FOUR), [one for one in said if one.at_ms > 5]).recorded == b""
    assert replay(new_session(FOUR), [*said, Said(500, "<", b"more")]) == Difference(500, b"more", b"")
    assert str(Difference(500, b"more", b"")) == "after 500 ms: 6d6f7265 was recorded, nothing was replayed"


def test_what_was_typed_is_done_again():
    said = recorded()
    assert replay(new_session(FOUR), [one for one in said if one.direction != TYPED]).at_ms > 30
    gone = [Said(5, TYPED, b"unplug"), Said(60, TYPED, b"replug")]
    assert replay(new_session(FOUR), [*gone, *said]).replayed == b""


def test_what_another_board_cannot_do_is_told():
    with pytest.raises(CommandError, match="pot: expected 0 to 3, got 7"):
        replay(new_session(FOUR), [*recorded(), Said(200, TYPED, b"stuck 7")])


@pytest.mark.parametrize("line", ["12 ! 7e", "12 !", "soon > 7e", "12 > 7", "12 >"])
def test_a_line_that_is_none_is_refused(line):
    with pytest.raises(RigError, match="line 2 of the recording: expected .*, got"):
        list(said_in(["# --pty", line]))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for a child")
def test_a_board_in_real_time_records_and_is_replayed(tmp_path, capsys):
    file = tmp_path / "said.txt"
    with virtual("--tcp", "0", "--pots", "8", "--flip", "0.001", "--show", "A", "--record", file) as running:
        link = Link(SerialPort(running.name), 5)
        link.hello(WITHIN_S)
        running.ask("turn 3 800")
        for _ in range(20):
            link.ask(Type.WIPERS, protocol.pack(WipersRequest(0, 8)), within_s=WITHIN_S)
        running.ask("reset")
        with pytest.raises(RigError):
            while True:
                link.ask(Type.WIPERS, protocol.pack(WipersRequest(0, 8)), within_s=WITHIN_S)
        link.close()
        running.process.send_signal(signal.SIGINT)
        assert "virtual board stopped" in running.complaint()
        assert running.ends() == 0
    typed = [one.data.decode().split()[0] for one in said_in(file.read_text().splitlines()) if one.direction == TYPED]
    assert typed == ["levels", "turn", "reset"]
    assert main(["replay", str(file)]) == 0
    assert "identical for" in capsys.readouterr().out
    file.write_text(file.read_text().replace("--pots 8", "--pots 9"))
    assert main(["replay", str(file)]) == 1
    assert "was recorded" in capsys.readouterr().out
