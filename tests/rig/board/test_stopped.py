"""A stop of somebody else stays: in the board's own time, with every race between his stop byte and his HELLO."""

import pytest
from virtual_rig import BAD_CABLE, VirtualRig
from witness import STOP, THEIRS, Witness, hello

from firmware_sim.virtual_board.fault_events import FaultEvent
from mark1.errors import StoppedError
from mark1.rig.board.board import Board
from mark1.rig.wire import protocol
from mark1.rig.wire.framing import Frame
from mark1.rig.wire.protocol import Type


def until_stopped(virtual: VirtualRig) -> None:
    with pytest.raises(StoppedError, match="another program stopped it") as stopped:
        for target in range(300, 800, 50):
            virtual.board.seek(dict.fromkeys(range(4), target), 4)
    assert stopped.value.by == "another program"


@pytest.mark.parametrize("late_ms", [0, 1, 40, 150, 300, 380])
def test_another_programs_stop_stays_however_late_its_hello_is(late_ms):
    virtual = VirtualRig(pots=4)
    witness = Witness(virtual.session, (500, STOP), (500 + late_ms, hello()))
    until_stopped(virtual)
    assert witness.stopped_ms and not witness.driven_ms and not witness.armed_ms
    with pytest.raises(StoppedError):
        virtual.board.seek({0: 900}, 4)
    assert not witness.driven_ms
    virtual.board.arm()  # the user says so
    virtual.board.seek({0: 900}, 4)
    assert witness.driven_ms


@pytest.mark.parametrize("seq", range(95, 110))
def test_whatever_number_its_hello_has(seq):
    virtual = VirtualRig(pots=4)
    witness = Witness(virtual.session, (500, STOP + hello(seq=seq)))
    until_stopped(virtual)
    assert witness.stopped_ms and not witness.driven_ms


def test_a_single_byte_of_noise_ends_nothing_but_waits_for_a_hello():
    virtual = VirtualRig(pots=4)
    witness = Witness(virtual.session, (500, STOP[:1]))
    virtual.board.seek({0: 900}, 4)
    assert abs(virtual.world.wiper[0] - 900) <= 10
    assert 380 <= witness.armed_ms - witness.stopped_ms <= 450  # four tries of whoever stopped it


def test_a_hello_whose_answer_was_lost_forgets_nobody():
    """The second HELLO of ours finds our own session: the first has overwritten the other's."""
    virtual = VirtualRig(pots=4)
    witness = Witness(virtual.session, (500, STOP + hello()))
    lost = lose_hellos(virtual, 2)  # theirs, and the first of ours
    until_stopped(virtual)
    assert len(lost) == 2 and not witness.driven_ms


def lose_hellos(virtual: VirtualRig, count: int) -> list[Frame]:
    """The first answers to HELLO from now on get lost."""
    send, lost = virtual.session.board._send, []

    def lose(reply: Frame) -> None:
        if reply.type == Type.HELLO | protocol.REPLY and len(lost) < count:
            lost.append(reply)
        else:
            send(reply)

    virtual.session.board._send = lose
    return lost


def test_nor_does_one_that_nothing_was_heard_of():
    """After a reset it is greeted anew: the stop in between shows in the board's state."""
    virtual = VirtualRig(pots=4, events=[FaultEvent(600, "reset")])
    witness = Witness(virtual.session, (640, STOP + hello()))
    lost = lose_hellos(virtual, 2)  # theirs, and the first of ours
    until_stopped(virtual)
    assert len(lost) == 2 and witness.stopped_ms and not witness.driven_ms


def test_our_own_stop_is_no_sign_of_another():
    """The line was gone for longer than an answer may take: we stopped the board, and the first HELLO is lost too."""
    virtual = VirtualRig(pots=4)
    virtual.board.seek({0: 300}, 4)
    put = virtual.session.to_host.put
    virtual.session.to_host.put = lambda data: put(b"" if virtual.session.now_ms < 5000 else data)
    lost = lose_hellos(virtual, 3)
    virtual.board.seek({0: 600}, 4)
    assert len(lost) == 3 and virtual.session.now_ms > 5000 and abs(virtual.world.wiper[0] - 600) <= 10


LOOKER = 0x9000


@pytest.mark.parametrize("events", [[], [FaultEvent(600, "reset")]], ids=["amid", "after a reset"])
def test_a_program_that_only_looks_ends_nothing(events):
    virtual = VirtualRig(pots=4, events=events)
    witness = Witness(virtual.session, (640, hello(LOOKER)), (700, hello(LOOKER)))
    for target in (300, 500, 700):
        virtual.board.seek(dict.fromkeys(range(4), target), 4)
    assert abs(virtual.world.wiper - 700).max() <= 10 and not witness.sent


def test_a_program_that_only_looks_hides_no_stop():
    virtual = VirtualRig(pots=4)
    witness = Witness(virtual.session, (500, STOP), (540, hello(LOOKER)))
    until_stopped(virtual)
    assert not witness.driven_ms


def test_silence_is_nobodys_stop():
    virtual = VirtualRig(pots=4)
    virtual.board.seek({0: 600}, 4)
    virtual.wait(1.0)
    virtual.session.send(hello(LOOKER))
    virtual.wait(0.1)
    virtual.board.seek({0: 900}, 4)
    assert abs(virtual.world.wiper[0] - 900) <= 10


def test_on_a_bad_cable_too():
    for at_ms in range(400, 1600, 100):
        virtual = VirtualRig(pots=4, faults=BAD_CABLE)
        session = virtual.session
        witness = Witness(virtual.session)
        witness.sent = [(at_ms + 300 * k, STOP * (k == 0) + hello()) for k in (2, 1, 0)]
        send = session.send
        session.send = lambda data, send=send, session=session: (
            session.board.receive(data) if data.endswith(hello()) else send(data)
        )
        until_stopped(virtual)
        assert not witness.driven_ms


def test_a_stop_while_it_was_unplugged():
    events = [FaultEvent(600, "unplug"), FaultEvent(3000, "replug")]
    virtual = VirtualRig(pots=4, events=events)
    witness = Witness(virtual.session, (3001, STOP + hello()))
    until_stopped(virtual)
    assert virtual.session.now_ms > 3000 and not witness.driven_ms


@pytest.mark.parametrize("late_ms", [20, 150, 300, 350])
def test_a_stop_that_resets_the_board_first(late_ms):
    """Opening the port of most boards resets them."""
    virtual = VirtualRig(pots=4, events=[FaultEvent(600, "reset")])
    witness = Witness(virtual.session, (600 + late_ms, hello()), (605 + late_ms, STOP + hello()))
    until_stopped(virtual)
    assert not witness.driven_ms


def test_the_stop_input_while_it_was_unplugged():
    events = [FaultEvent(600, "unplug"), FaultEvent(2000, "open-stop"), FaultEvent(3000, "replug")]
    virtual = VirtualRig(pots=4, events=events)
    with pytest.raises(StoppedError, match="the stop input is open") as stopped:
        virtual.board.seek({2: 1000}, 4)
    assert stopped.value.by == "the stop input"


def test_a_stop_from_here_between_the_question_and_the_power_is_not_forgotten():
    virtual = VirtualRig(pots=4)
    board = virtual.board
    board.seek({0: 600}, 4)
    virtual.wait(2.0)  # silence: it will be armed again
    pause, send = board.pause, virtual.session.send

    def stop_before_the_arm(data: bytes) -> None:
        if len(data) > 1 and data[2] == Type.ARM and not board.stopped:
            board.stop()
        send(data)

    virtual.session.send = stop_before_the_arm
    with pytest.raises(StoppedError, match="stopped from here"):
        board.seek({0: 900}, 4)
    pause(0.05)
    assert virtual.session.board.state == protocol.State.STOPPED and abs(virtual.world.wiper[0] - 600) < 10


def test_what_another_program_left_stopped_before_is_no_stop_of_ours():
    virtual = VirtualRig(pots=4)
    virtual.session.send(STOP + hello())
    virtual.wait(0.01)
    port = virtual.open_port()
    board = Board(lambda: port, now_s=port.now_s, pause=virtual.wait, session=88)
    assert (board.hello.state, board.hello.last_session) == (protocol.State.STOPPED, THEIRS)
    board.seek({0: 600}, 4)
    assert abs(virtual.world.wiper[0] - 600) <= 10
