"""IDX files: real ones, and every way in which one can lie."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loops import each

from mark1.errors import PictureError, StimulusError, StorageError
from mark1.stimuli.idx import label_names, load_idx, looks_like_idx, read_idx
from mark1.stimuli.reading import Reading

CODES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}


def header(code: int, *lengths: int) -> bytes:
    """The first bytes of an IDX file."""
    return bytes([0, 0, code, len(lengths)]) + struct.pack(f">{len(lengths)}I", *lengths)


def idx_bytes(array: np.ndarray) -> bytes:
    """An array as an IDX file."""
    kind = array.dtype.str[1:]
    return header(CODES[kind], *array.shape) + array.astype(">" + kind).tobytes()


@pytest.fixture
def pictures() -> np.ndarray:
    """Three pictures of 5 x 6 bytes."""
    return np.random.default_rng(0).integers(0, 256, (3, 5, 6)).astype(np.uint8)


@each("kind", list(CODES))
@each("shape", [(4,), (2, 3), (2, 3, 4), (0,), (0, 5)])
@each("packed", [False, True])
def test_an_array_written_is_the_array_read(tmp_path: Path, kind: str, shape: tuple[int, ...], packed: bool) -> None:
    array = (np.arange(np.prod(shape)) * 3 % 120).reshape(shape).astype(kind)
    data = idx_bytes(array)
    path = tmp_path / "any.name"
    path.write_bytes(gzip.compress(data) if packed else data)
    back = read_idx(path)
    assert back.dtype == np.dtype(kind)
    assert back.dtype.isnative
    np.testing.assert_array_equal(back, array)


LIES = {
    "nothing": b"",
    "two zeros": b"\0\0",
    "wrong first byte": b"\1" + header(8, 1)[1:] + b"x",
    "unknown type": header(0x0A, 1) + b"x",
    "no axes": b"\0\0\x08\0" + b"x",
    "too many axes": b"\0\0\x08\xff" + b"\0\0\0\1" * 255 + b"x",
    "header cut": b"\0\0\x08\3\0\0\0\1",
    "values missing": header(8, 2, 3, 3) + b"x" * 17,
    "values left over": header(8, 2, 3, 3) + b"x" * 19,
    "huge": header(8, 2**32 - 1, 2**32 - 1, 2**32 - 1) + b"x",
    "large": header(0x0E, 2**28) + b"x",
    "product wraps to zero": header(8, 2**31, 2**31, 4) + b"",
    "zero times huge": header(8, 0, 2**32 - 1, 2**32 - 1),
    "text": b"label,p0,p1\n1,2,3\n",
    "zip": b"PK\x03\x04" + b"\0" * 40,
}


@each("packed", [False, True])
@each("lie", list(LIES))
def test_a_header_that_lies_is_refused_by_name(tmp_path: Path, lie: str, packed: bool) -> None:
    path = tmp_path / "lying-images-idx3-ubyte"
    path.write_bytes(gzip.compress(LIES[lie]) if packed else LIES[lie])
    with pytest.raises(StimulusError, match="lying-images") as caught:
        read_idx(path)
    assert "\n" not in str(caught.value)


def test_the_error_says_what_was_asked_for_and_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "short"
    path.write_bytes(LIES["values missing"])
    with pytest.raises(StimulusError, match=r"asks for 18 bytes of values \(2 x 3 x 3\), the file holds 17"):
        read_idx(path)


@pytest.mark.parametrize("keep", [3, 12, 20, -9, -4, -1])
def test_gzip_cut_short_is_refused(tmp_path: Path, pictures: np.ndarray, keep: int) -> None:
    path = tmp_path / "cut.gz"
    path.write_bytes(gzip.compress(idx_bytes(pictures))[:keep])
    with pytest.raises(StimulusError, match=r"cut\.gz"):
        read_idx(path)


def test_gzip_with_a_wrong_checksum_is_refused(tmp_path: Path, pictures: np.ndarray) -> None:
    data = bytearray(gzip.compress(idx_bytes(pictures)))
    data[-8] ^= 1
    (tmp_path / "bad.gz").write_bytes(data)
    with pytest.raises(StimulusError, match="damaged"):
        read_idx(tmp_path / "bad.gz")


def test_a_gzip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked = 0
    read = gzip.GzipFile.read

    def counting(file: gzip.GzipFile, size: int | None = -1) -> bytes:
        nonlocal unpacked
        data = read(file, size)
        unpacked += len(data)
        return data

    monkeypatch.setattr(gzip.GzipFile, "read", counting)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(header(8, 1, 2, 2) + b"\0" * 20_000_000))
    with pytest.raises(StimulusError, match="holds more"):
        read_idx(tmp_path / "bomb.gz")
    (tmp_path / "claim.gz").write_bytes(gzip.compress(header(8, 2**29, 8) + b"\0" * 20_000_000))
    with pytest.raises(StimulusError, match="asks for 4294967296 bytes"):
        read_idx(tmp_path / "claim.gz")
    assert unpacked < 100


def test_more_than_is_allowed_is_refused_even_if_it_might_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pictures: np.ndarray
) -> None:
    monkeypatch.setenv("MARK1_MAX_SIZE", "89")
    (tmp_path / "large").write_bytes(idx_bytes(pictures))
    with pytest.raises(StimulusError, match="at most 89 are allowed"):
        read_idx(tmp_path / "large")


def test_what_cannot_be_opened_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="absent"):
        read_idx(tmp_path / "absent")
    with pytest.raises(StorageError):
        read_idx(tmp_path)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), packed=st.booleans())
def test_mutated_bytes_give_an_array_or_a_stimulus_error(tmp_path: Path, data: st.DataObject, packed: bool) -> None:
    whole = idx_bytes(np.arange(24, dtype=np.uint8).reshape(2, 3, 4))
    content = bytearray(gzip.compress(whole) if packed else whole)
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    gap = data.draw(st.integers(0, len(content) - 1))
    del content[gap : gap + data.draw(st.integers(0, 4))]
    content = content[: data.draw(st.integers(0, len(content)))] + data.draw(st.binary(max_size=6))
    path = tmp_path / "mutated"
    path.write_bytes(content)
    try:
        array = read_idx(path)
    except StimulusError as error:
        assert "mutated" in str(error)
    else:
        assert array.nbytes <= len(content) * 1032


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=80), start=st.sampled_from([b"", b"\0\0", b"\0\0\x08\2", b"\x1f\x8b", b"\x1f\x8b\x08\0"])
)
def test_any_bytes_give_an_array_or_a_stimulus_error(tmp_path: Path, content: bytes, start: bytes) -> None:
    (tmp_path / "any").write_bytes(start + content)
    try:
        read_idx(tmp_path / "any")
    except StimulusError as error:
        assert "any" in str(error)


@pytest.mark.parametrize(
    ("pictures_name", "labels_name"),
    [
        ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
        ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"),
        ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte"),
        ("train-images-idx3-ubyte", "train-labels-idx1-ubyte.gz"),
        ("train-images.idx3-ubyte", "train-labels.idx1-ubyte"),
        ("train-images.idx3-ubyte", "train-labels-idx1-ubyte.gz"),
        ("t10k-images-idx3-ubyte", "t10k-labels.idx1-ubyte"),
        ("images-of-2-images-idx3-ubyte", "images-of-2-labels-idx1-ubyte"),
        ("my-images.idx", "my-labels.idx"),
    ],
)
def test_labels_are_found_by_name(
    tmp_path: Path, eye, pictures: np.ndarray, pictures_name: str, labels_name: str
) -> None:
    (tmp_path / pictures_name).write_bytes(packed_if_gz(pictures_name, idx_bytes(pictures)))
    (tmp_path / labels_name).write_bytes(packed_if_gz(labels_name, idx_bytes(np.array([10, 2, 10], np.uint8))))
    stimuli = load_idx(tmp_path / pictures_name, eye)
    assert stimuli.labels == ["10", "2", "10"]
    assert stimuli.classes == ("2", "10")
    assert stimuli.name == pictures_name
    assert eye.asked == [("whole", "auto", "uint8", 3)]
    np.testing.assert_array_equal(stimuli.light, eye.project_all(pictures))


def packed_if_gz(name: str, data: bytes) -> bytes:
    """The data, gzipped if the name says so."""
    return gzip.compress(data) if name.endswith(".gz") else data


def test_labels_in_a_file_called_gz_that_is_not_packed(tmp_path: Path, eye, pictures: np.ndarray) -> None:
    (tmp_path / "a-images-idx3-ubyte.gz").write_bytes(idx_bytes(pictures))
    (tmp_path / "a-labels-idx1-ubyte").write_bytes(gzip.compress(idx_bytes(np.array([1, 2, 3], np.uint8))))
    assert load_idx(tmp_path / "a-images-idx3-ubyte.gz", eye).labels == ["1", "2", "3"]


def test_missing_labels_name_what_was_looked_for(tmp_path: Path, eye, pictures: np.ndarray) -> None:
    path = tmp_path / "train-images-idx3-ubyte.gz"
    path.write_bytes(idx_bytes(pictures))
    with pytest.raises(StimulusError) as caught:
        load_idx(path, eye)
    for name in label_names(path.name):
        assert name in str(caught.value)
    assert label_names(path.name)[:2] == ["train-labels-idx1-ubyte.gz", "train-labels-idx1-ubyte"]
    assert label_names("pictures.idx") == []


def test_a_name_that_leads_to_no_labels_is_refused(tmp_path: Path, eye, pictures: np.ndarray) -> None:
    (tmp_path / "pictures.idx").write_bytes(idx_bytes(pictures))
    with pytest.raises(StimulusError, match="must be called like train-images-idx3-ubyte"):
        load_idx(tmp_path / "pictures.idx", eye)


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (np.zeros(2, np.uint8), "2 labels for the 3 pictures of a-images"),
        (np.zeros((3, 1, 1), np.uint8), "shape"),
        (np.zeros(3, "f4"), "whole numbers"),
    ],
)
def test_labels_that_do_not_fit_are_refused(
    tmp_path: Path, eye, pictures: np.ndarray, labels: np.ndarray, words: str
) -> None:
    (tmp_path / "a-images-idx3-ubyte").write_bytes(idx_bytes(pictures))
    (tmp_path / "a-labels-idx1-ubyte").write_bytes(idx_bytes(labels))
    with pytest.raises(StimulusError, match=words):
        load_idx(tmp_path / "a-images-idx3-ubyte", eye)


@pytest.mark.parametrize("array", [np.zeros(3, np.uint8), np.zeros((3, 4), np.uint8), np.zeros((0, 5, 6), np.uint8)])
def test_what_are_no_pictures_is_refused(tmp_path: Path, eye, array: np.ndarray) -> None:
    (tmp_path / "a-images-idx3-ubyte").write_bytes(idx_bytes(array))
    with pytest.raises(StimulusError, match=r"\(n, rows, cols\)"):
        load_idx(tmp_path / "a-images-idx3-ubyte", eye)


def test_a_blank_picture_is_named_by_its_number(tmp_path: Path, eye, pictures: np.ndarray) -> None:
    pictures[1] = 7
    (tmp_path / "a-images-idx3-ubyte").write_bytes(idx_bytes(pictures))
    (tmp_path / "a-labels-idx1-ubyte").write_bytes(idx_bytes(np.zeros(3, np.uint8)))
    with pytest.raises(PictureError, match=r"a-images-idx3-ubyte: 1 of 3 .* picture 1 \(from 0\): blank"):
        load_idx(tmp_path / "a-images-idx3-ubyte", eye, reading=Reading(bad="fail"))


def test_many_pictures_go_to_the_eye_in_batches(tmp_path: Path, eye) -> None:
    many = np.random.default_rng(1).integers(0, 256, (2500, 4, 4)).astype(np.uint8)
    (tmp_path / "a-images-idx3-ubyte").write_bytes(idx_bytes(many))
    (tmp_path / "a-labels-idx1-ubyte").write_bytes(idx_bytes((np.arange(2500) % 10).astype("i4")))
    told: list[tuple[int, int]] = []
    stimuli = load_idx(tmp_path / "a-images-idx3-ubyte", eye, progress=lambda done, total: told.append((done, total)))
    assert told == [(1024, 2500), (2048, 2500), (2500, 2500)]
    assert max(n for *_, n in eye.asked) == 1024
    np.testing.assert_array_equal(stimuli.light, many.astype(np.float32) / np.float32(255))


def test_what_looks_like_idx(tmp_path: Path, pictures: np.ndarray) -> None:
    packed, table = gzip.compress(idx_bytes(pictures)), gzip.compress(b"1,2")
    for content, looks in [(idx_bytes(pictures), 1), (packed, 1), (table, 0), (b"", 0), (b"\0\0\7\1", 0)]:
        (tmp_path / "file").write_bytes(content)
        assert looks_like_idx(tmp_path / "file") == bool(looks)
