"""A bad cable between a host and a port: what comes out at either end, and what is lost while it is unplugged."""

import numpy as np
import pytest

from firmware_sim.virtual_board.cable import CABLE_COMMANDS, Cable, new_cable
from firmware_sim.virtual_board.commands import done
from firmware_sim.virtual_board.fault_events import FaultEvent
from firmware_sim.virtual_board.faults import FaultConfig
from firmware_sim.virtual_board.session import new_session
from firmware_sim.virtual_board.session_port import SessionPort
from mark1.errors import Mark1Error, RigError
from mark1.rig.wire import protocol
from mark1.rig.wire.bits import unpack_values
from mark1.rig.wire.link import Link
from mark1.rig.wire.protocol import Type, WipersRequest

BYTES = bytes(range(256)) * 40


class FarPort:
    """A port that says what it is told to, and writes down what it hears."""

    name = "far"

    def __init__(self) -> None:
        self.says, self.heard, self.gone = b"", b"", False

    def write(self, data: bytes) -> None:
        self.heard += data

    def read(self, timeout_s: float) -> bytes:
        assert timeout_s == 0
        if self.gone:
            raise RigError("the cable: port far is gone")
        says, self.says = self.says, b""
        return says

    def close(self) -> None: ...


class CablePort(SessionPort):
    """The host's end of a cable, without a clock of ours."""

    def __init__(self, cable: Cable) -> None:
        self.session, self.name = cable, "near"


@pytest.fixture
def far() -> FarPort:
    return FarPort()


def both_ways(cable: Cable, far: FarPort) -> tuple[bytes, bytes]:
    """What arrives of BYTES at the far end, and at the near one."""
    far.heard, far.says = b"", BYTES
    cable.send(BYTES)
    came = b"".join(cable.step() for _ in range(500))
    return far.heard, came


def test_a_good_cable_passes_everything_at_once(far):
    cable = new_cable(far)
    far.says = BYTES
    cable.send(BYTES)
    assert cable.step() == BYTES == far.heard


@pytest.mark.parametrize("fault", ["flip", "drop", "duplicate"])
def test_faults_spoil_both_ways_and_not_alike(far, fault):
    cable = new_cable(far, 3, FaultConfig(**{fault: 0.01}))
    up, down = both_ways(cable, far)
    assert BYTES != up != down != BYTES
    changes = {"flip": 0, "drop": -1, "duplicate": 1}[fault]
    for arrived in (up, down):
        assert np.sign(len(arrived) - len(BYTES)) == changes
    assert both_ways(new_cable(far, 3, FaultConfig(**{fault: 0.01})), far) == (up, down)


def test_delay_holds_up_and_loses_nothing(far):
    assert both_ways(new_cable(far, 0, FaultConfig(delay=0.01)), far) == (BYTES, BYTES)
    cable = new_cable(far, 0, FaultConfig(delay=1.0, delay_ms=7))
    cable.send(b"a")
    cable.step()
    cable.send(b"b")
    far.heard = b""
    steps = 0
    while not far.heard:
        cable.step()
        steps += 1
    assert steps == 8


def test_unplugged_bytes_are_lost_both_ways_until_replug(far):
    cable = new_cable(far, events=[FaultEvent(5, "unplug"), FaultEvent(10, "replug")])
    for _ in range(5):
        cable.step()
    assert not cable.plugged
    far.says = b"lost"
    cable.send(b"lost")
    assert [cable.step() for _ in range(5)] == [b""] * 5
    assert cable.plugged and far.heard == b""
    far.says = b"again"
    cable.send(b"back")
    assert (cable.step(), far.heard) == (b"again", b"back")


def test_what_is_on_its_way_when_it_is_unplugged_is_lost(far):
    cable = new_cable(far, 0, FaultConfig(delay=1.0, delay_ms=50))
    for _ in range(2):
        far.says = b"lost"
        cable.send(b"lost")
        cable.step()
        far.heard = b""
    cable.unplug()
    cable.replug()
    assert b"".join(cable.step() for _ in range(200)) == far.heard == b""


def test_a_far_port_that_is_gone_is_told(far):
    far.gone = True
    with pytest.raises(RigError, match="far is gone"):
        new_cable(far).step()


def test_a_host_drives_a_board_through_a_bad_cable():
    board = SessionPort(new_session())
    port = CablePort(new_cable(board, 1, FaultConfig(flip=0.005, drop=0.005, duplicate=0.002, delay=0.001)))
    link = Link(port, 5, port.now_s)
    assert link.hello(60).pots == 64
    for _ in range(80):
        asked = WipersRequest(0, 64)
        reply = link.ask(Type.WIPERS, protocol.pack(asked), within_s=60)
        assert np.abs(np.subtract(unpack_values(reply[2:], 64, 10), 511.5)).max() <= 5
    assert link.counters.retries > 0 < board.session.board.decoder.bad_fcs


def test_typed_at_a_cable(far):
    cable = new_cable(far)
    both_ways(cable, far)
    assert (
        done(cable, CABLE_COMMANDS, "state")
        == f"plugged in, {len(BYTES)} bytes passed to the board, {len(BYTES)} to the host"
    )
    assert done(cable, CABLE_COMMANDS, "unplug") == "0.500 s: unplug" and not cable.plugged
    assert done(cable, CABLE_COMMANDS, "state").startswith("unplugged")
    assert done(cable, CABLE_COMMANDS, "replug") == "0.500 s: replug" and cable.plugged
    for mistake in ("reset", "unplug 3", "state 1"):
        with pytest.raises(Mark1Error):
            done(cable, CABLE_COMMANDS, mistake)
    assert cable.plugged
