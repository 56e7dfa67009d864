"""Every kind of file that people have: the same twelve pictures of three classes, written in each way, come out the
same. docs/pictures.md lists the kinds."""

import gzip
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mark1.errors import Mark1Error, StimulusError
from mark1.stimuli.library import load
from mark1.stimuli.reading import Reading

SIDE, N = 8, 30
RNG = np.random.default_rng(3)
PIXELS = RNG.integers(0, 256, (N, SIDE, SIDE)).astype(np.uint8)
PIXELS[:, 0, 0], PIXELS[:, 0, 1] = 0, 255  # every picture has the whole range
Y = np.arange(N) % 3
LABELS = [str(label) for label in Y]
FLAT = PIXELS.reshape(N, -1)
IDX_KINDS = {8: "u1", 12: "i4", 13: "f4", 14: "f8"}


def idx(array: np.ndarray, code: int = 8, order: str = ">") -> bytes:
    """An IDX file."""
    head = bytes([0, 0, code, array.ndim]) + struct.pack(f"{order}{array.ndim}I", *array.shape)
    return head + array.astype(f"{order}{IDX_KINDS[code]}").tobytes()


def pair(pictures: str, x: bytes, labels: str, y: bytes = idx(Y)) -> Callable[[Path], Path]:
    """Two files, of which the first is named."""

    def write(place: Path) -> Path:
        (place / pictures).write_bytes(x)
        (place / labels).write_bytes(y)
        return place / pictures

    return write


def npz(name: str = "mine.npz", **arrays: np.ndarray) -> Callable[[Path], Path]:
    """A npz file."""

    def write(place: Path) -> Path:
        np.savez(place / name, **arrays)  # type: ignore[arg-type]
        return place / name

    return write


def two_npz(place: Path) -> Path:
    np.savez(place / "k49-train-imgs.npz", PIXELS)
    np.savez(place / "k49-train-labels.npz", Y)
    return place / "k49-train-imgs.npz"


def two_npy(place: Path) -> Path:
    np.save(place / "x_train.npy", PIXELS)
    np.save(place / "y_train.npy", Y)
    return place / "x_train.npy"


def table(
    name: str = "t.csv", order: str = "first", separator: str = ",", header: str = "", encoding: str = "utf-8",
    index: bool = False, labels: list[str] = LABELS, point: str = ".",
) -> Callable[[Path], Path]:  # fmt: skip
    """A text file of numbers."""

    def write(place: Path) -> Path:
        lines = [header] if header else []
        for i, (row, label) in enumerate(zip(FLAT, labels, strict=True)):
            cells = [f"{value / 255:.6f}".replace(".", point) if point != "." else str(value) for value in row]
            cells = [label, *cells] if order == "first" else [*cells, label]
            lines.append(separator.join([str(i), *cells] if index else cells))
        data = ("\n".join(lines) + "\n").encode(encoding)
        (place / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return place / name

    return write


ONE_HOT = [" ".join("1" if k == label else "0" for k in range(3)) for label in Y]
RGBA = np.concatenate([np.repeat(PIXELS[..., np.newaxis], 3, axis=3), np.full((N, SIDE, SIDE, 1), 255, np.uint8)], 3)
MANGLED = ",".join(["0"] + [f"0.{k}" for k in range(1, SIDE * SIDE + 1)])

KINDS: dict[str, Callable[[Path], Path]] = {
    "npz, keras": npz(x_train=PIXELS, y_train=Y),
    "npz, MedMNIST": npz(train_images=PIXELS, train_labels=Y[:, np.newaxis]),
    "npz, flat rows": npz(data=FLAT, target=Y),
    "npz, (n, 1, h, w)": npz(x=PIXELS[:, np.newaxis], y=Y),
    "npz, (n, 3, h, w)": npz(x=np.repeat(PIXELS[:, np.newaxis], 3, axis=1), y=Y),
    "npz, (n, h, w, 4)": npz(x=RGBA, y=Y),
    "npz, (h, w, n)": npz(x=np.moveaxis(PIXELS, 0, -1), y=Y),
    "npz, -1 to 1, one-hot": npz(x=PIXELS / 127.5 - 1, y=np.eye(3)[Y]),
    "npz, int64": npz(x=PIXELS.astype(np.int64), y=Y.astype(np.int64)),
    "npz, pictures and labels in two files": two_npz,
    "npy, two files": two_npy,
    "idx": pair("a-images-idx3-ubyte", idx(PIXELS), "a-labels-idx1-ubyte"),
    "idx, gzip": pair("a-images-idx3-ubyte.gz", gzip.compress(idx(PIXELS)), "a-labels-idx1-ubyte"),
    "idx, float": pair("a-images-idx3-float", idx(PIXELS / 255, 13), "a-labels-idx1-ubyte"),
    "idx, little-endian": pair(
        "a-images-idx3-ubyte", idx(PIXELS, order="<"), "a-labels-idx1-ubyte", idx(Y, 12, "<")
    ),
    "idx, little-endian, gzip": pair(
        "a-images-idx3-ubyte.gz", gzip.compress(idx(PIXELS, order="<")), "a-labels-idx1-ubyte", idx(Y, order="<")
    ),
    "idx, QMNIST": pair(
        "qmnist-train-images-idx3-ubyte", idx(PIXELS), "qmnist-train-labels-idx2-int",
        idx(np.column_stack([Y, *RNG.integers(0, 3000, (7, N))]), 12),
    ),
    "csv, label first": table(),
    "csv, label last": table(order="last"),
    "csv, packed": table("t.csv.gz", order="last"),
    "csv, semicolons and decimal commas": table(order="last", separator=";", point=","),
    "csv, tabs": table("t.tsv", order="last", separator="\t"),
    "csv, UTF-16": table(encoding="utf-16", header=",".join(["Label", *(f"p{k}" for k in range(64))])),
    "csv, header of the Kaggle A-Z set": table(header=MANGLED),
    "csv, an index and a header": table(index=True, header=",".join(["", "class", *(f"p{k}" for k in range(64))])),
    "csv, an index without header": table(index=True),
    "numbers with blanks, .tra": table("digits.tra", order="last", separator=" "),
    "numbers with commas, .tes": table("digits.tes", order="last"),
    "numbers, .data": table("t.data", order="last", separator="  "),
    "numbers, .txt, one-hot columns": table("semeion.txt", order="last", separator=" ", labels=ONE_HOT),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_pictures_in_every_kind_of_file(kind: str, tmp_path: Path, eye) -> None:
    stimuli = load(str(KINDS[kind](tmp_path)), eye, rng=np.random.default_rng(0))
    assert stimuli.labels == LABELS
    expected = eye.project_all(PIXELS)
    np.testing.assert_allclose(stimuli.light, expected, atol=2e-6)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("npz, -1 to 1, one-hot", "pixel values from -1 to 1"),
        ("npz, (h, w, n)", "the last axis counts"),
        ("npz, pictures and labels in two files", "the labels are in k49-train-labels.npz"),
        ("csv, label last", "the labels are in the last column (--label-column overrides)"),
        ("csv, an index without header", "column 1 only counts the rows"),
        ("csv, semicolons and decimal commas", "decimal commas"),
        ("idx, QMNIST", "the first of 8 columns"),
        ("numbers, .txt, one-hot columns", "the last 3 columns are one-hot"),
    ],
)
def test_what_was_assumed_is_said(kind: str, said: str, tmp_path: Path, eye) -> None:
    report = load(str(KINDS[kind](tmp_path)), eye, rng=np.random.default_rng(0)).report
    assert report is not None and any(said in text for text in report.assumed)


def loaded(path: Path, eye, **how: object):
    return load(str(path), eye, rng=np.random.default_rng(0), reading=Reading(**how))  # type: ignore[arg-type]


@pytest.mark.parametrize(("column", "right"), [("first", True), ("1", True), ("k", True), ("last", False)])
def test_the_column_of_the_labels_is_named_by_hand(column: str, right: bool, tmp_path: Path, eye) -> None:
    path = table(header=",".join(["k", *(f"p{i}" for i in range(64))]))(tmp_path)
    assert (loaded(path, eye, label_column=column).labels == LABELS) == right


@pytest.mark.parametrize("column", ["0", "66", "lable"])
def test_a_column_that_is_not_there_is_refused(column: str, tmp_path: Path, eye) -> None:
    with pytest.raises(StimulusError, match="label-column"):
        loaded(table()(tmp_path), eye, label_column=column)


def test_latin_1_labels(tmp_path: Path, eye) -> None:
    words = ["è", "à", "ù"]
    path = table(encoding="latin-1", labels=[words[y] for y in Y])(tmp_path)
    assert loaded(path, eye).classes == ("à", "è", "ù")


def test_emnist_is_known_by_its_name(tmp_path: Path, eye) -> None:
    turned = np.swapaxes(PIXELS, 1, 2)
    name = "emnist-letters-train-{}-idx{}-ubyte"
    path = pair(name.format("images", 3), idx(turned), name.format("labels", 1), idx(Y + 1))(tmp_path)
    stimuli = loaded(path, eye)
    assert stimuli.classes == ("A", "B", "C")
    np.testing.assert_array_equal(stimuli.light, eye.project_all(PIXELS))
    as_stored = loaded(path, eye, transpose="off").light
    np.testing.assert_array_equal(as_stored, eye.project_all(turned))


def test_pictures_are_transposed_and_labels_named_by_hand(tmp_path: Path, eye) -> None:
    path = npz(x=np.swapaxes(PIXELS, 1, 2), y=Y + 1)(tmp_path)
    stimuli = loaded(path, eye, transpose="on", labels="X-Z")
    assert stimuli.labels == ["XYZ"[y] for y in Y]
    np.testing.assert_array_equal(stimuli.light, eye.project_all(PIXELS))
    with pytest.raises(StimulusError, match="2 names for labels from 1 to 3"):
        loaded(path, eye, labels="A-B")


def test_only_some_classes(tmp_path: Path, eye) -> None:
    stimuli = loaded(npz(x=PIXELS, y=Y)(tmp_path), eye, only="0,2")
    assert stimuli.classes == ("0", "2")
    assert len(stimuli) == 20
    with pytest.raises(StimulusError, match="only: unknown class '7'"):
        loaded(tmp_path / "mine.npz", eye, only="7")


def test_one_npy_per_class_as_quick_draw_has_them(tmp_path: Path, eye) -> None:
    for name, rows in (("cat", FLAT[:10]), ("dog", FLAT[10:])):
        np.save(tmp_path / f"full_numpy_bitmap_{name}.npy", rows)
    stimuli = loaded(tmp_path, eye)
    assert stimuli.labels == ["cat"] * 10 + ["dog"] * 20
    np.testing.assert_array_equal(stimuli.light, eye.project_all(PIXELS))


def folder(place: Path, classes: str = "AB", n: int = 2) -> Path:
    for k, name in enumerate(classes):
        (place / name).mkdir(parents=True)
        for i in range(n):
            Image.fromarray(PIXELS[k * n + i]).save(place / name / f"{i}.png")
    return place


def test_a_zip_of_a_folder_is_the_folder(tmp_path: Path, eye) -> None:
    place = folder(tmp_path / "set")
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        for file in sorted(place.rglob("*.png")):
            archive.write(file, file.relative_to(tmp_path))
        archive.writestr("__MACOSX/set/A/._0.png", b"no picture")
        archive.writestr("set/A/bad.png", b"no picture")
    packed, plain = loaded(tmp_path / "set.zip", eye), loaded(place, eye)
    assert packed.sources == ("A/0.png", "A/1.png", "B/0.png", "B/1.png")
    assert packed.labels == plain.labels
    np.testing.assert_array_equal(packed.light, plain.light)
    assert packed.report is not None and [bad.file for bad in packed.report.bad] == ["A/bad.png"]


def test_an_empty_class_that_is_allowed_is_no_bad_picture(tmp_path: Path, eye) -> None:
    (folder(tmp_path / "set") / "C").mkdir()
    assert loaded(tmp_path / "set", eye, bad="fail", empty="allow").classes == ("A", "B", "C")
    with pytest.raises(StimulusError, match="a class without pictures"):
        loaded(tmp_path / "set", eye, bad="fail")


def test_a_damaged_zip_is_one_line(tmp_path: Path, eye) -> None:
    with zipfile.ZipFile(tmp_path / "set.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder(tmp_path / "set").rglob("*.png")):
            archive.write(file, file.relative_to(tmp_path))
    data = bytearray((tmp_path / "set.zip").read_bytes())
    for at in range(0, len(data), 29):
        broken = data.copy()
        broken[at] ^= 255
        (tmp_path / "broken.zip").write_bytes(broken)
        try:
            loaded(tmp_path / "broken.zip", eye)
        except Mark1Error as error:
            assert "\n" not in str(error)


def test_training_and_test_set_in_one_folder(tmp_path: Path, eye) -> None:
    folder(tmp_path / "root/train")
    folder(tmp_path / "root/test", n=1)
    train, test = loaded(tmp_path / "root", eye), loaded(tmp_path / "root", eye, part="test")
    assert (len(train), len(test)) == (4, 2)
    assert train.report is not None and "--test DATA" in train.report.assumed[0]


def test_unicode_blanks_and_case_of_class_folders(tmp_path: Path, eye) -> None:
    names = [unicodedata.normalize(form, "é") for form in ("NFC", "NFD")]
    for k, name in enumerate((*names, "a", "A", "b ")):
        (tmp_path / name).mkdir()
        Image.fromarray(PIXELS[k]).save(tmp_path / name / "0.png")
    stimuli = loaded(tmp_path, eye)
    assert set(stimuli.classes) == {"é", "a", "A", "b"}
    assert stimuli.report is not None and len(stimuli.report.odd) == 2


def test_an_empty_class_is_left_out_or_kept(tmp_path: Path, eye) -> None:
    (folder(tmp_path / "set") / "C").mkdir()
    left_out, kept = loaded(tmp_path / "set", eye), loaded(tmp_path / "set", eye, empty="allow")
    assert left_out.classes == ("A", "B")
    assert kept.classes == ("A", "B", "C") and len(kept) == 4
    assert left_out.report is not None and "class 'C' has no pictures" in left_out.report.odd[0]


WRONG = {
    "page.csv": (b"<!DOCTYPE html><title>403</title>", "a web page"),
    "train-images-idx3-ubyte.gz": (b"<html>no</html>", "a web page"),
    "set.zip": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "git lfs pull"),
    "notes.txt": (b"hello, this is text", "not a kind of file"),
    "x.bin": (bytes(range(200, 250)), "not a kind of file"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_called_what_it_is(name: str, tmp_path: Path, eye) -> None:
    content, said = WRONG[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(StimulusError, match=said):
        loaded(tmp_path / name, eye)
