"""Who a board is, in words and for programs."""

from mark1.rig.doctor import identity
from mark1.rig.wire.protocol import Capability, Hello, State, StopReason

BOARD = Hello(
    protocol=1, major=1, minor=2, patch=3, board_id=0xABCD, capabilities=0xFF, rows=20, cols=20, pots=64, a_lamps=64,
    r_lamps=8, adc_bits=10, wiring=0x1234, rx_buffer=256, window=4, max_payload=136, last_session=0, last_seq=0,
    state=State.STOPPED, reason=StopReason.SILENCE, reset=StopReason.WATCHDOG,
)  # fmt: skip


def test_in_words():
    words = identity.in_words(BOARD)
    assert words["firmware"] == "1.2.3, protocol 1"
    assert words["board"] == "number 0000abcd"
    assert words["photocells"] == "20 x 20"
    assert words["wipers"] == "10 bits: 0 to 1023"
    assert words["wiring"] == "00001234"
    assert words["state"].startswith("stopped: motors are off") and words["state"].endswith("(no frames from its host)")
    assert words["last reset"] == "its watchdog reset it"


def test_what_a_board_has_not():
    bare = BOARD._replace(board_id=0, rows=0, cols=0, pots=0, capabilities=Capability.LAMPS | Capability.SEEK)
    words = identity.in_words(bare)
    assert (words["board"], words["photocells"], words["potentiometers"]) == (
        "no number",
        "none",
        "none",
    )
    assert words["can"] == "seek, lamps"
    assert words["cannot"] == "pulse, wipers, scan_values, scan_bits, stop_input, watchdog"


def test_for_programs():
    facts = identity.facts(BOARD)
    assert set(facts) == {*Hello._fields, "firmware"}
    assert (facts["state"], facts["reason"], facts["reset"]) == ("stopped", "silence", "watchdog")
    assert (facts["wiring"], facts["pots"]) == (0x1234, 64)
    assert facts["capabilities"][0] == "pulse" and len(facts["capabilities"]) == 8


def test_what_only_a_newer_board_has_is_told_by_number():
    newer = BOARD._replace(capabilities=0x8001, state=9, reason=99, reset=50)
    assert identity.capabilities(newer) == ["pulse", "capability 32768"]
    assert identity.standing(newer.state, newer.reason) == "state 9 (reason 99)"
    assert identity.facts(newer)["state"] == "state 9" and identity.in_words(newer)["last reset"] == "reason 50"


def test_every_state_and_reason_has_words():
    assert set(identity.STATES) == set(State) and set(identity.REASONS) == set(StopReason)
    assert identity.standing(State.ARMED, StopReason.NONE) == "armed: motors may run"
