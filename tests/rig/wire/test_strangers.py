"""Whose HELLO, and what it left behind: as a table."""

import pytest

from mark1.rig.wire.protocol import Hello, State, StopReason
from mark1.rig.wire.strangers import LOOKERS, Strangers, looks, new_session

OURS, DRIVER, LOOKER = 77, 0x5151, 0x9000
HELLO = Hello(*[0] * len(Hello._fields))
ARMED, SAFE = (State.ARMED, StopReason.NONE), (State.SAFE, StopReason.RESET)
BYTE, SILENCE = (State.STOPPED, StopReason.STOP_BYTE), (State.STOPPED, StopReason.SILENCE)
DISARMED, ENDED = (State.SAFE, StopReason.NONE), (State.STOPPED, StopReason.HOST_ENDED)


@pytest.mark.parametrize(
    ("last", "left", "spoke"),
    [
        (OURS, ARMED, False), (OURS, BYTE, False), (0, SAFE, False), (0, BYTE, False),
        (DRIVER, ARMED, True), (DRIVER, SAFE, True), (DRIVER, SILENCE, True),
        (LOOKER, ARMED, False), (LOOKER, SAFE, False), (LOOKER, SILENCE, False),
        (LOOKER, BYTE, True), (LOOKER, DISARMED, True), (LOOKER, ENDED, True),
    ],
)  # fmt: skip
def test_who_meddled(last, left, spoke):
    strangers = Strangers(OURS)
    strangers.answered(HELLO._replace(last_session=last, state=left[0], reason=left[1]))
    assert strangers.spoke is spoke


@pytest.mark.parametrize(
    ("left", "suspected", "our_stop", "spoke"),
    [(ARMED, False, False, False), (ARMED, True, False, True), (BYTE, False, False, True), (BYTE, False, True, False),
     (BYTE, True, True, True), (SILENCE, False, False, False)],
)  # fmt: skip
def test_after_an_answer_of_ours_was_lost(left, suspected, our_stop, spoke):
    strangers = Strangers(OURS)
    strangers.hello_sent(5)
    strangers.suspected, strangers.our_stop = suspected, our_stop
    strangers.answered(HELLO._replace(last_session=OURS, last_seq=5, state=left[0], reason=left[1]))
    assert strangers.spoke is spoke


def test_sessions_tell_who_only_looks():
    drawn = {looks_only: [new_session(looks_only) for _ in range(2000)] for looks_only in (False, True)}
    for looks_only, sessions in drawn.items():
        assert len(set(sessions)) > 1900 and all(looks(one) is looks_only for one in sessions)
    assert min(drawn[False]) >= 1 and max(drawn[True]) <= 0xFFFF and LOOKERS == 32768
