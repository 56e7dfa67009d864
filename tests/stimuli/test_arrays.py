"""Arrays of pictures from npz files and scikit-learn."""

import io
import os
import re
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mark1.errors import PictureError, StimulusError, StorageError
from mark1.install_hint import install
from mark1.stimuli.arrays import load_npz, load_sklearn_digits, read_npz
from mark1.stimuli.layout import label_texts
from mark1.stimuli.reading import Reading

BYTES = np.random.default_rng(0).integers(0, 256, (3, 4, 4)).astype(np.uint8)
Y = np.array([7, 0, 7])


def saved(path: Path, **arrays: object) -> Path:
    """An npz file of the arrays."""
    np.savez(path, **arrays)  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize("x", ["x", "X", "images", "data", "pictures", "light", "x_train"])
@pytest.mark.parametrize("y", ["y", "labels", "target", "classes", "y_train"])
def test_arrays_are_found_by_name(tmp_path: Path, eye, x: str, y: str) -> None:
    path = saved(tmp_path / "mine.npz", **{x: BYTES, y: Y, "other": np.zeros(2)})
    stimuli = load_npz(path, eye)
    assert stimuli.labels == ["7", "0", "7"]
    assert stimuli.classes == ("0", "7")
    assert stimuli.name == "mine.npz"
    assert eye.asked == [("whole", "auto", "uint8", 3)]
    np.testing.assert_array_equal(stimuli.light, BYTES.astype(np.float32) / np.float32(255))


@pytest.mark.parametrize("shape", [(3, 4, 4), (3, 16), (3, 4, 4, 1)])
@pytest.mark.parametrize("pack", [np.savez, np.savez_compressed])
def test_two_arrays_of_any_name_are_told_by_shape(tmp_path: Path, eye, shape: tuple[int, ...], pack) -> None:
    pack(tmp_path / "two.npz", a=Y, b=BYTES.reshape(shape))
    np.testing.assert_array_equal(load_npz(tmp_path / "two.npz", eye).light, BYTES.astype(np.float32) / 255)


def test_keras_names_give_the_training_part(tmp_path: Path, eye) -> None:
    path = saved(tmp_path / "mnist.npz", x_test=BYTES[:1], x_train=BYTES, y_train=Y, y_test=Y[:1])
    assert len(load_npz(path, eye)) == 3


def test_arrays_in_column_order_stay_what_they_are(tmp_path: Path, eye) -> None:
    path = saved(tmp_path / "f.npz", x=np.asfortranarray(BYTES), y=Y)
    np.testing.assert_array_equal(load_npz(path, eye).light, BYTES.astype(np.float32) / np.float32(255))


def test_colour_becomes_luminance(tmp_path: Path, eye) -> None:
    colour = np.stack([BYTES, BYTES, BYTES], axis=3)
    colour[0, 0, 0] = (255, 0, 0)
    light = load_npz(saved(tmp_path / "c.npz", x=colour, y=Y), eye).light
    assert light[0, 0, 0] == pytest.approx(0.299)
    np.testing.assert_allclose(light[1:], BYTES[1:] / 255, atol=1e-6)


def test_a_row_may_have_the_shape_of_the_retina(tmp_path: Path, wide_eye) -> None:
    path = saved(tmp_path / "r.npz", x=np.arange(20).reshape(2, 10), y=[0, 1])
    assert load_npz(path, wide_eye).light.shape == (2, 2, 5)


@pytest.mark.parametrize(
    ("dtype", "largest", "full"),
    [
        ("f4", 1.0, 1),
        ("f8", 0.4, 1),
        ("?", 1, 1),
        ("u1", 1, 1),
        ("f8", 16, 16),
        ("i8", 9, 16),
        ("u1", 16, 16),
        ("u1", 17, 255),
        ("f4", 255, 255),
        ("f2", 200, 255),
        ("u2", 65535, 65535),
        ("u2", 300, 65535),
    ],
)
def test_the_largest_value_tells_the_scale(tmp_path: Path, eye, dtype: str, largest: float, full: float) -> None:
    x = np.zeros((1, 4, 4), dtype)
    x[0, 0, 0] = largest
    light = load_npz(saved(tmp_path / "s.npz", x=x, y=[0]), eye).light
    assert light.max() == pytest.approx(float(x[0, 0, 0]) / full)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (float("nan"), r"picture 1 \(from 0\): a pixel is not a finite number, at \(2, 3\)"),
        (float("inf"), "finite"),
        (-0.1, "pixel values from 0 up, got -0.1"),
        (256.0, "pixel values from 0 to 1, 16 or 255, got 256"),
    ],
)
def test_impossible_values_are_refused(tmp_path: Path, eye, value: float, words: str) -> None:
    x = np.random.default_rng(0).random((3, 4, 4))
    x[1, 2, 3] = value
    with pytest.raises(StimulusError, match=words):
        load_npz(saved(tmp_path / "bad.npz", x=x, y=Y), eye, reading=Reading(bad="fail"))


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (BYTES, Y[:2], "3 pictures and 2 labels"),
        (BYTES[:0], Y[:0], "no pictures"),
        (BYTES[:, :0], Y, "no pictures"),
        (np.zeros((0, 16)), Y[:0], "no pictures"),
        (np.zeros((3, 0)), Y, "pixels per picture.*, got 0"),
        (np.zeros((3, 17)), Y, "expected a square number of pixels .* 16 = 4 x 4 of the retina, got 17"),
        (np.zeros((3, 4, 4, 2)), Y, "shape"),
        (np.zeros((3, 4, 4, 3, 1)), Y, "shape"),
        (np.zeros(3), Y, "shape"),
        (np.zeros((3, 4, 4), complex), Y, "pixels must be numbers"),
        (BYTES, np.zeros((3, 10)), "labels must be words or numbers"),
        (BYTES, np.array([0.5, 1, 2]), r"label 0 \(from 0\) is 0.5"),
        (BYTES, np.array([0, 1, float("nan")]), r"label 2 \(from 0\) is nan"),
        (BYTES, np.array(["a", " ", "b"]), r"label 1 \(from 0\) is empty"),
        (BYTES, np.zeros(3, complex), "labels must be words or numbers"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(tmp_path: Path, eye, x: np.ndarray, y: np.ndarray, words: str) -> None:
    with pytest.raises(StimulusError, match=words):
        load_npz(saved(tmp_path / "bad.npz", x=x, y=y), eye)


@pytest.mark.parametrize(
    ("y", "labels"),
    [
        (np.array([1, 2, 10]), ["1", "2", "10"]),
        (np.array([1.0, 2.0, 10.0], "f4"), ["1", "2", "10"]),
        (np.array([[1], [2], [3]]), ["1", "2", "3"]),
        (np.array(["a ", "b", "é"]), ["a", "b", "é"]),
        (np.array([b"a", b"b", b"\xff"]), ["a", "b", "\ufffd"]),
        (np.array([True, False]), ["True", "False"]),
    ],
)
def test_labels_become_words(y: np.ndarray, labels: list[str]) -> None:
    assert label_texts(y, "here") == labels


@pytest.mark.parametrize("arrays", [{}, {"a": BYTES}, {"a": BYTES, "b": BYTES}, {"x": BYTES, "b": Y, "c": Y}])
def test_arrays_that_cannot_be_told_are_listed(tmp_path: Path, eye, arrays: dict[str, np.ndarray]) -> None:
    with pytest.raises(StimulusError, match=r"expected an array x .* got") as caught:
        load_npz(saved(tmp_path / "odd.npz", **arrays), eye)
    assert all(f"{name} (" in str(caught.value) for name in arrays)


def test_objects_are_refused_in_one_line(tmp_path: Path, eye) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "sprung"),)

    for trap in (np.array([Trap(), None, None], object), np.zeros(3, [("a", object)])):
        with pytest.raises(StimulusError, match="Python objects") as caught:
            load_npz(saved(tmp_path / "trap.npz", x=BYTES, y=trap), eye)
        assert "\n" not in str(caught.value)
    assert not (tmp_path / "sprung").exists()


def npy_with_header(text: bytes, values: bytes) -> bytes:
    """An npy file with the header ``text``."""
    text += b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + values


@pytest.mark.parametrize(
    "member",
    [
        b"",
        b"\x93NUMPY",
        b"\x93NUMPY\x09\x00",
        npy_with_header(b"{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999,)}", b"x"),
        npy_with_header(b"{'descr': '|u1', 'fortran_order': False, 'shape': (3, 4, 4)}", b"x" * 47),
        npy_with_header(b"{'descr': '|u1', 'fortran_order': False, 'shape': (3, 4, 4)}", b"x" * 49),
        npy_with_header(b"{'descr': '|u1', 'fortran_order': False, 'shape': (0, 99999999999999)}", b""),
        npy_with_header(b"{'descr': '|u1', 'fortran_order': False, 'shape': (-3, -4, 4)}", b"x" * 48),
        npy_with_header(b"{'descr': '|u9', 'fortran_order': False, 'shape': (3,)}", b"x" * 27),
        npy_with_header(b"{'descr': '|V0', 'fortran_order': False, 'shape': (3,)}", b""),
        npy_with_header(b"{'shape': ((((", b""),
        npy_with_header(b"__import__('os').mkdir('sprung')", b""),
    ],
)
def test_a_member_that_lies_is_refused(tmp_path: Path, eye, member: bytes) -> None:
    with zipfile.ZipFile(tmp_path / "lie.npz", "w") as archive:
        archive.writestr("x.npy", member)
    with pytest.raises(StimulusError, match=r"lie\.npz"):
        load_npz(tmp_path / "lie.npz", eye)


def test_a_zip_that_unpacks_to_too_much_is_refused_before(tmp_path: Path, eye, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARK1_MAX_SIZE", "100K")
    np.savez_compressed(tmp_path / "bomb.npz", x=np.zeros((1, 1000, 1000), np.uint8), y=np.zeros(1))
    with pytest.raises(StimulusError, match="1000000 bytes unpacked, at most 102400 are allowed.*--max-size 1M"):
        load_npz(tmp_path / "bomb.npz", eye)


def test_what_is_no_zip_is_refused(tmp_path: Path, eye) -> None:
    for content in (b"", b"text", b"PK\x03\x04 no more"):
        (tmp_path / "no.npz").write_bytes(content)
        with pytest.raises(StimulusError, match=r"not a readable \.npz"):
            load_npz(tmp_path / "no.npz", eye)
    with pytest.raises(StorageError, match="absent"):
        load_npz(tmp_path / "absent.npz", eye)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), compressed=st.booleans())
def test_mutated_bytes_give_arrays_or_a_stimulus_error(tmp_path: Path, data: st.DataObject, compressed: bool) -> None:
    memory = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(memory, x=BYTES, y=Y)
    content = bytearray(memory.getvalue())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    gap = data.draw(st.integers(0, len(content) - 1))
    del content[gap : gap + data.draw(st.integers(0, 4))]
    (tmp_path / "mutated.npz").write_bytes(content[: data.draw(st.integers(0, len(content)))] or content)
    try:
        read_npz(tmp_path / "mutated.npz")
    except StimulusError as error:
        assert "mutated" in str(error)


def test_a_blank_picture_is_named_by_its_number(tmp_path: Path, eye) -> None:
    x = BYTES.copy()
    x[2] = 0
    with pytest.raises(PictureError, match=r"b\.npz: 1 of 3 .*: picture 2 \(from 0\): blank"):
        load_npz(saved(tmp_path / "b.npz", x=x, y=Y), eye, reading=Reading(bad="fail"))


def test_the_digits_of_scikit_learn(eye) -> None:
    stimuli = load_sklearn_digits(eye)
    assert stimuli.light.shape == (1797, 4, 4)
    assert stimuli.classes == tuple("0123456789")
    assert stimuli.light.max() == 1.0
    assert {asked[:2] for asked in eye.asked} == {("whole", "light")}


def test_without_scikit_learn_the_error_says_what_to_install(eye, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(StimulusError, match=re.escape(install("sklearn"))):
        load_sklearn_digits(eye)
