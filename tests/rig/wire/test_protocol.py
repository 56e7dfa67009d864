"""Messages <-> payloads: round trips, worked examples, and what does not fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loops import each

from mark1.errors import RigError
from mark1.rig.wire import protocol
from mark1.rig.wire.bits import pack_values, packed_size, unpack_values
from mark1.rig.wire.protocol import (
    Ack,
    ArmRequest,
    Counters,
    Hello,
    Pulse,
    Refusal,
    ScanRequest,
    SeekHead,
    Status,
    Target,
)  # fmt: skip

SIZES = {"B": 0xFF, "H": 0xFFFF, "I": 0xFFFF_FFFF}


@each("kind", protocol.FIXED)
def test_every_message_has_a_field_for_every_number(kind):
    numbers = range(1, len(kind._fields) + 1)
    payload = protocol.pack(kind(*numbers))
    assert protocol.unpack(kind, payload) == kind(*numbers)
    assert len(payload) == protocol.FIXED[kind].size


def test_hello_is_laid_out_as_the_page_says():
    payload = protocol.pack(
        Hello(1, 2, 3, 4, 0xA1B2C3D4, 0x0102, 20, 21, 64, 0x0203, 8, 10, 0x11223344, 256, 4, 136, 0xBEEF, 5, 1, 0, 6)
    )
    assert len(payload) == 31
    assert payload.hex(" ") == (
        "01 02 03 04 d4 c3 b2 a1 02 01 14 15 40 03 02 08 0a 44 33 22 11 00 01 04 88 ef be 05 01 00 06"
    )


@pytest.mark.parametrize("payload", [b"", b"\x01", b"\x01\x02\x03"])
def test_a_message_of_another_length_is_refused(payload):
    with pytest.raises(RigError, match=f"the board: Ack must be 2 bytes, got {len(payload)}"):
        protocol.unpack(Ack, payload)


@pytest.mark.parametrize("message", [ArmRequest(-1), ArmRequest(65536), ScanRequest(0, 70000, 0)])
def test_a_number_that_does_not_fit_is_refused(message):
    with pytest.raises(RigError, match="our message"):
        protocol.pack(message)


# ---- motions


def test_a_pulse_by_hand():
    # pot 5, up: 0x8000 + 50 = 0x8032, low byte first; pot 6, down: 0x0001
    assert protocol.pack_pulses([Pulse(5, 1, 50), Pulse(6, -1, 1)]).hex(" ") == "05 32 80 06 01 00"


@given(
    st.lists(
        st.builds(Pulse, st.integers(0, 255), st.sampled_from([1, -1]), st.integers(1, 32767)), min_size=1, max_size=44
    )
)
def test_pulses_go_round(pulses):
    assert protocol.unpack_pulses(protocol.pack_pulses(pulses)) == pulses


@given(
    st.builds(SeekHead, st.integers(0, 255), st.integers(0, 65535)),
    st.lists(st.builds(Target, st.integers(0, 255), st.integers(0, 65535)), min_size=1, max_size=44),
)
def test_seeks_go_round(head, targets):
    assert protocol.unpack_seek(protocol.pack_seek(head, targets)) == (head, targets)


def test_the_largest_motions_fit_a_frame():
    assert len(protocol.pack_pulses([Pulse(0, 1, 1)] * protocol.MAX_MOTIONS)) <= protocol.MAX_PAYLOAD
    assert len(protocol.pack_seek(SeekHead(1, 1), [Target(0, 0)] * protocol.MAX_MOTIONS)) <= protocol.MAX_PAYLOAD


@pytest.mark.parametrize(
    "pulse", [Pulse(0, 1, 0), Pulse(0, 1, 32768), Pulse(0, 0, 5), Pulse(256, 1, 5), Pulse(-1, 1, 5)]
)
def test_a_pulse_out_of_range_is_refused(pulse):
    with pytest.raises(RigError, match="our message: expected 1 to 32767 ms"):
        protocol.pack_pulses([pulse])


@pytest.mark.parametrize("count", [0, 45])
def test_no_pots_or_too_many_are_refused(count):
    with pytest.raises(RigError, match=f"1 to 44 pots, got {count}"):
        protocol.pack_pulses([Pulse(0, 1, 1)] * count)
    with pytest.raises(RigError, match=f"1 to 44 pots, got {count}"):
        protocol.pack_seek(SeekHead(1, 1), [Target(0, 1)] * count)


# ---- packed


def test_packing_by_hand():
    # 1023 is 11_1111_1111, 0, 513 is 10_0000_0001: bits 0-9 set, 10-19 clear, 20 and 29 set
    assert pack_values([1023, 0, 513], 10).hex(" ") == "ff 03 10 20"
    assert pack_values([1, 0, 1, 1, 0, 0, 0, 0, 1], 1).hex(" ") == "0d 01"


@given(st.integers(1, 16), st.data())
def test_packed_values_go_round(bits, data):
    values = data.draw(st.lists(st.integers(0, (1 << bits) - 1), max_size=100))
    packed = pack_values(values, bits)
    assert len(packed) == -(-len(values) * bits // 8)
    assert unpack_values(packed, len(values), bits) == values


@pytest.mark.parametrize("value", [-1, 1024])
def test_a_value_of_too_many_bits_is_refused(value):
    with pytest.raises(RigError, match=f"10 bits hold 0 to 1023, got {value}"):
        pack_values([value], 10)


def test_packed_values_of_another_length_are_refused():
    with pytest.raises(RigError, match="the board: 4 values of 10 bits must be 5 bytes, got 4"):
        unpack_values(bytes(4), 4, 10)


@pytest.mark.parametrize("pots", [0, 1, 8, 9, 64])
def test_status_goes_round(pots):
    all_pots, odd = list(range(pots)), list(range(1, pots, 2))
    status = Status(Counters(2, 4, 70000, 1, 2, 3, 4, 5, 6), all_pots, odd, [], all_pots[:1])
    payload = protocol.pack_status(status, pots)
    assert len(payload) == 18 + 4 * -(-pots // 8)
    assert protocol.unpack_status(payload, pots) == status
    with pytest.raises(RigError, match="the board: STATUS"):
        protocol.unpack_status(payload + b"\0", pots)


def test_every_reply_and_the_largest_scan_fit_a_frame():
    assert 4 + packed_size(protocol.MAX_VALUES, 10) <= protocol.MAX_PAYLOAD
    assert 4 + packed_size(protocol.MAX_BITS, 1) <= protocol.MAX_PAYLOAD
    assert protocol.pack(Refusal(13, 0x20, 65535)).hex() == "0d20ffff"


def test_no_type_is_its_own_reply():
    requests = [kind for kind in protocol.Type if kind < protocol.REPLY]
    assert not {kind | protocol.REPLY for kind in requests} & set(protocol.Type)
