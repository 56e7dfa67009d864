"""Frames <-> bytes: the table in both directions, whole, byte by byte, in garbage; every flipped bit; the stop byte."""

import binascii

import pytest
from frame_table import rows
from hypothesis import given
from hypothesis import strategies as st
from loops import each

from mark1.errors import RigError
from mark1.rig.wire.framing import FLAG, GOOD_FCS, STOP, STOP_BYTE, Decoder, Frame, content_of, encode, fcs_of, register
from mark1.rig.wire.protocol import MAX_PAYLOAD

GOOD = [row for row in rows() if row.direction in "<>"]
BAD = [row for row in rows() if row.direction == "x"]
NAMES = [row.name for row in GOOD]
PING = Frame(1, 2)
frames = st.builds(Frame, st.integers(0, 255), st.integers(0, 255), st.binary(max_size=MAX_PAYLOAD))


def frame_of(content: bytes) -> Frame:
    return Frame(content[0], content[1], content[2:-2])


def mirrored(byte: int) -> int:
    return int(f"{byte:08b}"[::-1], 2)


def fcs_by_the_standard_library(data: bytes) -> bytes:
    """Python's CRC has the same polynomial, high bit first: mirror the bits going in and coming out."""
    crc = binascii.crc_hqx(bytes(map(mirrored, data)), 0xFFFF) ^ 0xFFFF
    return bytes((mirrored(crc >> 8), mirrored(crc & 0xFF)))


# ---- the table


def test_the_table_has_something_of_everything():
    assert len(GOOD) > 35 and len(BAD) >= 7 and len(set(NAMES)) == len(NAMES)


@each("row", GOOD)
def test_the_table_is_written(row):
    assert content_of(frame_of(row.content)) == row.content
    assert encode(frame_of(row.content)) == row.wire
    assert row.content[-2:] == fcs_by_the_standard_library(row.content[:-2])


@each("row", GOOD)
def test_the_table_is_read_whole_byte_by_byte_and_in_garbage(row):
    frame = frame_of(row.content)
    assert Decoder().feed(row.wire) == [frame]
    decoder = Decoder()
    assert [found for byte in row.wire for found in decoder.feed(bytes((byte,)))] == [frame]
    for garbage in (b"\x00\xff", b"\x7d", b"\x7e\x01", b"Optiboot 8\r\n", bytes(300)):
        assert Decoder().feed(garbage + row.wire + garbage + row.wire) == [frame, frame]


def test_all_of_the_table_in_one_stream_with_single_flags_between():
    stream = bytes((FLAG,)) + b"".join(encode(frame_of(row.content), opening=False) for row in GOOD)
    decoder = Decoder()
    assert decoder.feed(stream) == [frame_of(row.content) for row in GOOD]
    assert (decoder.good, decoder.bad_fcs, decoder.too_long) == (len(GOOD), 0, 0)


@pytest.mark.parametrize("row", BAD, ids=[row.name for row in BAD])
def test_what_is_good_for_nothing_gives_nothing_and_the_next_frame_is_read(row):
    decoder = Decoder()
    found = decoder.feed(row.wire + encode(PING))
    assert found == [STOP, PING] if row.name.startswith("stop") else [PING]


@pytest.mark.parametrize(
    ("name", "counted"),
    [("wrong_fcs", (1, 0)), ("too_short", (1, 0)), ("aborted", (1, 0)), ("stop_inside", (0, 0)), ("too_long", (0, 1))],
)
def test_what_is_dropped_is_counted(name, counted):
    (row,) = [row for row in BAD if row.name == name]
    decoder = Decoder()
    decoder.feed(row.wire)
    assert (decoder.bad_fcs, decoder.too_long) == counted


# ---- the FCS


def test_the_check_value_of_the_standard():
    assert fcs_of(b"123456789").hex() == "6e90"
    assert register(b"123456789\x6e\x90") == GOOD_FCS


@given(st.binary(max_size=200))
def test_the_fcs_is_that_of_the_standard_library(data):
    assert fcs_of(data) == fcs_by_the_standard_library(data)


@each("row", GOOD)
def test_every_flipped_bit_is_refused(row):
    for bit in range(8 * len(row.wire)):
        wire = bytearray(row.wire)
        wire[bit // 8] ^= 1 << bit % 8
        assert [found for found in Decoder().feed(bytes(wire)) if isinstance(found, Frame)] == []


# ---- round trips


@given(st.lists(frames, max_size=5), st.data())
def test_frames_go_round_in_pieces_of_any_size(sent, data):
    stream = b"".join(map(encode, sent))
    decoder, found = Decoder(), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        found += decoder.feed(stream[:size])
        stream = stream[size:]
    assert found == sent


@given(frames)
def test_nothing_but_flags_and_escapes_is_special_on_the_wire(frame):
    inside = encode(frame)[1:-1]
    assert FLAG not in inside and STOP_BYTE not in inside
    assert len(inside) <= 2 * len(content_of(frame)) <= 280


@given(frames, st.data())
def test_the_stop_byte_is_seen_anywhere_and_drops_the_frame_it_is_in(frame, data):
    wire = encode(frame)
    at = data.draw(st.integers(0, len(wire)))
    found = Decoder().feed(wire[:at] + bytes((STOP_BYTE,)) + wire[at:] + encode(PING))
    whole = [frame] if at == len(wire) else []
    after = [frame] if at == 0 else []
    assert found == [*whole, STOP, *after, PING]


@given(st.binary(max_size=600))
def test_garbage_never_breaks_the_decoder(garbage):
    decoder = Decoder()
    decoder.feed(garbage)
    assert decoder.feed(bytes((FLAG,)) + encode(PING))[-1] == PING


def test_too_much_to_say_is_refused():
    with pytest.raises(RigError, match="our message: expected a payload of at most 136 bytes, got 137"):
        encode(Frame(0, 1, bytes(137)))
