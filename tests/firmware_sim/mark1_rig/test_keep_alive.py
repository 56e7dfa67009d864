"""The link's keep-alive, on the firmware: heard, refused, forgotten."""

from scripted_board import ERROR, PULSE, REPLY, ScriptedBoard

from mark1.rig.wire.in_flight import InFlight
from mark1.rig.wire.protocol import ErrorCode, Type

RUN_MS = 0x8000 | 1000  # upwards


def test_motors_keep_their_power_and_numbers_stay_in_step(armed: ScriptedBoard) -> None:
    assert armed.ask(PULSE, bytes((3,)) + RUN_MS.to_bytes(2, "little"))[0] == PULSE | REPLY
    for _ in range(10):  # four times as long as a board bears silence
        armed.send(InFlight(armed.seq).keep_alive())
        ((_, kind, payload),) = armed.run(200)
        assert (kind, payload[:2]) == (ERROR, bytes((ErrorCode.BAD_SEQUENCE, Type.PING)))
        assert payload[2] == armed.seq  # what it expects is what comes next
    assert armed.power[0] is True and armed.pot(3)[1] >= 999
    assert armed.ask(Type.PING, b"next") == (Type.PING | REPLY, b"next")
