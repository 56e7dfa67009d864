"""The library: every DATA an operator may type, seen by the real optics."""

import gzip
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from loops import each
from PIL import Image

from mark1.errors import Mark1Error, PictureError, StimulusError, StorageError
from mark1.install_hint import install
from mark1.machine.config import OpticsConfig
from mark1.machine.optics import Optics
from mark1.stimuli import characters, fonts, shapes
from mark1.stimuli.library import OWN, PICTURES, files_of, load, picture_of, set_names
from mark1.stimuli.stimulus_set import StimulusSet


@pytest.fixture
def optics() -> Optics:
    """The camera before a retina of 20 x 20."""
    return Optics(OpticsConfig(), 20, 20)


def loaded(data: str, optics: Optics, seed: int = 0) -> StimulusSet:
    """What ``load`` makes of the text, checked."""
    return load(data, optics, rng=np.random.default_rng(seed)).checked()


def test_letters_are_the_26_capitals_of_the_first_face(optics: Optics) -> None:
    stimuli = loaded("letters", optics)
    assert "".join(stimuli.labels) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert stimuli.name == "letters"
    assert stimuli.sources[:2] == ("A grotesque", "B grotesque")
    np.testing.assert_array_equal(stimuli.light[0], characters.glyphs("grotesque")["A"])


def test_digits_are_the_ten_of_the_first_face(optics: Optics) -> None:
    stimuli = loaded("digits", optics)
    assert stimuli.labels == list("0123456789")
    np.testing.assert_array_equal(stimuli.light[7], characters.glyphs("grotesque")["7"])


def test_another_face_by_name(optics: Optics) -> None:
    stimuli = loaded("letters:roman", optics)
    assert stimuli.name == "letters:roman"
    np.testing.assert_array_equal(stimuli.light[25], characters.glyphs("roman")["Z"])


@pytest.mark.parametrize(("data", "n_classes"), [("letters:all", 26), ("digits:all", 10)])
def test_all_faces_share_their_classes(optics: Optics, data: str, n_classes: int) -> None:
    stimuli = loaded(data, optics)
    assert len(stimuli) == n_classes * len(characters.FACES)
    assert len(stimuli.classes) == n_classes
    assert np.bincount(stimuli.class_of).tolist() == [len(characters.FACES)] * n_classes


def test_a_font_of_the_users_own(optics: Optics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def drawn(path: fonts.FontSpec, wanted: str) -> dict[str, np.ndarray]:
        asked.append((path.path, wanted))
        return {character: np.pad(characters.glyphs("roman")[character], 10) for character in wanted}

    monkeypatch.setattr(fonts, "font_glyphs", drawn)
    stimuli = loaded(f"digits:{tmp_path}/My Font.TTF", optics)
    assert asked == [(tmp_path / "My Font.TTF", "0123456789")]
    assert stimuli.sources[3] == "3 My Font.TTF"


def test_a_font_that_is_not_there(optics: Optics, tmp_path: Path) -> None:
    with pytest.raises(StimulusError, match=r"none\.ttf"):
        loaded(f"letters:{tmp_path / 'none.ttf'}", optics)


def test_shapes_are_forty_of_each_and_follow_the_seed(optics: Optics) -> None:
    stimuli, again, other = (loaded("shapes", optics, seed) for seed in (1, 1, 2))
    assert stimuli.classes == ("bar", "circle", "cross", "square", "triangle")
    assert np.bincount(stimuli.class_of).tolist() == [40] * 5
    np.testing.assert_array_equal(stimuli.light, again.light)
    assert not np.array_equal(stimuli.light, other.light)


def test_left_right(optics: Optics) -> None:
    stimuli = loaded("left-right", optics)
    assert len(stimuli) == 150
    assert stimuli.classes == ("left", "right")
    left = stimuli.light[:, :, :10].sum(axis=(1, 2)) > stimuli.light[:, :, 10:].sum(axis=(1, 2))
    np.testing.assert_array_equal(left, stimuli.class_of == 0)


def test_exclusive_or_is_told_by_no_weights_of_single_cells(optics: Optics) -> None:
    stimuli = loaded("xor", optics)
    high, low, falling, rising = stimuli.light
    assert stimuli.labels == ["same", "same", "different", "different"]
    np.testing.assert_array_equal(high + low, falling + rising)
    np.testing.assert_array_equal(falling[::-1], rising)
    assert high[:10, :10].sum() > 10 and high[10:].max() == 0


def test_the_digits_of_scikit_learn_are_all_seen_the_right_way(optics: Optics) -> None:
    from sklearn.datasets import load_digits

    stimuli = loaded("sklearn-digits", optics)
    digits = load_digits()
    cells = np.kron(np.pad(digits.images, ((0, 0), (1, 1), (1, 1))), np.ones((2, 2)))
    alike = [np.corrcoef(seen.ravel(), stored.ravel())[0, 1] for seen, stored in zip(stimuli.light, cells, strict=True)]
    assert min(alike) > 0.8
    assert stimuli.labels == [str(label) for label in digits.target]


def test_the_same_digits_from_a_table_and_a_file_are_the_same(optics: Optics, tmp_path: Path) -> None:
    from sklearn.datasets import load_digits

    digits = load_digits()
    np.savez(tmp_path / "d.npz", data=digits.data, target=digits.target)
    np.savetxt(tmp_path / "d.csv", np.c_[digits.target, digits.data], "%d", ",")
    expected = loaded("sklearn-digits", optics)
    for name in ("d.npz", "d.csv"):
        stimuli = loaded(str(tmp_path / name), optics)
        np.testing.assert_array_equal(stimuli.light, expected.light)
        assert stimuli.labels == expected.labels


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two classes, A and B, dark on light."""
    for name in "AB":
        (tmp_path / "mine" / name).mkdir(parents=True)
        ink = np.pad(characters.glyphs("roman")[name], 8)
        Image.fromarray((255 * (1 - ink)).astype(np.uint8)).save(tmp_path / "mine" / name / "1.png")
    return tmp_path / "mine"


def test_a_folder(optics: Optics, folder: Path) -> None:
    told: list[tuple[int, int]] = []
    stimuli = load(
        str(folder), optics, rng=np.random.default_rng(0), progress=lambda done, total: told.append((done, total))
    )
    assert stimuli.labels == ["A", "B"]
    assert told == [(1, 2), (2, 2)]
    assert 0.05 < stimuli.light.mean() < 0.5


def test_a_name_of_the_library_comes_before_a_folder(
    optics: Optics, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.rename(folder.parent / "letters")
    monkeypatch.chdir(folder.parent)
    assert len(loaded("letters", optics)) == 26
    assert len(loaded("./letters", optics)) == 2


def test_a_home_folder(optics: Optics, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder.parent))
    monkeypatch.setenv("USERPROFILE", str(folder.parent))
    assert len(loaded("~/mine", optics)) == 2


@pytest.mark.parametrize("name", ["t-images-idx3-ubyte", "t-images-idx3-ubyte.gz", "t-images.bin"])
def test_an_idx_file_by_its_content(optics: Optics, tmp_path: Path, name: str) -> None:
    pictures = np.stack([np.pad(glyph, 4) for glyph in characters.glyphs("roman").values()])
    data = b"\0\0\x08\x03" + np.array(pictures.shape, ">u4").tobytes() + (pictures * 255).astype(np.uint8).tobytes()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    labels = b"\0\0\x08\x01" + np.array([36], ">u4").tobytes() + bytes(range(36))
    (tmp_path / name.replace("images", "labels").replace("idx3", "idx1")).write_bytes(labels)
    stimuli = loaded(str(tmp_path / name), optics)
    assert stimuli.labels[:11] == [str(i) for i in range(11)]
    assert len(stimuli) == 36


def test_a_single_picture_is_no_data_set(optics: Optics, folder: Path) -> None:
    with pytest.raises(StimulusError, match=r"one picture is no data set.*recognize.*folder"):
        loaded(str(folder / "A/1.png"), optics)


def test_a_blank_picture_in_a_folder_is_named(optics: Optics, folder: Path) -> None:
    Image.new("L", (30, 30), 255).save(folder / "A/blank.png")
    with pytest.raises(PictureError, match=r"A.blank\.png: no figure found: the picture is all one tone"):
        load(str(folder), optics, rng=np.random.default_rng(0), bad="fail")


@each(
    "data, words",
    [
        ("leters", "Did you mean 'letters'"),
        ("digit", "Did you mean 'digits'"),
        ("Letters", "Did you mean 'letters'"),
        ("leftright", "Did you mean 'left-right'"),
        ("letter:roman", "Did you mean 'letters'"),
        ("nowhere/at/all", "no data set, file or folder called 'nowhere/at/all'"),
        ("", "data sets: letters"),
        ("  ", "data sets: letters"),
        ("letters:", "'' cannot follow 'letters'; allowed are grotesque, roman, all, font.ttf"),
        ("letters:romna", "no face 'romna'; allowed are grotesque, roman, all.*Did you mean 'roman'"),
        ("shapes:square", "shapes takes none"),
        ("sklearn-digits:8", "takes none"),
        ("a\0b", "no name of a file|no data set"),
        ("x" * 5000, "no data set|cannot be read"),
    ],
)
def test_what_is_unknown_is_refused_with_what_is_allowed(optics: Optics, data: str, words: str) -> None:
    with pytest.raises(Mark1Error, match=words) as caught:
        loaded(data, optics)
    assert isinstance(caught.value, StimulusError | StorageError)
    assert "\n" not in str(caught.value)


def test_what_is_allowed_names_the_whole_table() -> None:
    assert set_names() == [*OWN]
    with pytest.raises(StimulusError, match=f"called 'nowhere' .data sets: {', '.join(OWN)}"):
        load("nowhere")
    with pytest.raises(StimulusError, match="called 'leters'. Did you mean 'letters'?"):
        load("leters")


@pytest.mark.parametrize("name", ["notes.txt", "thing", "machine.zip"])
def test_a_file_of_another_kind(optics: Optics, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"hello, this is text")
    with pytest.raises(StimulusError, match="not a kind of file"):
        loaded(str(tmp_path / name), optics)


def test_an_idx_file_without_idx_inside_is_told_so(optics: Optics, tmp_path: Path) -> None:
    (tmp_path / "train-images-idx3-ubyte").write_bytes(b"<html>404</html>")
    with pytest.raises(StimulusError, match="not an IDX file"):
        loaded(str(tmp_path / "train-images-idx3-ubyte"), optics)


def test_without_scikit_learn(optics: Optics, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(StimulusError, match=re.escape(install("sklearn"))):
        loaded("sklearn-digits", optics)


@pytest.mark.parametrize(
    ("words", "face", "character"),
    [
        (("letter", "A"), "grotesque", "A"),
        (("letter", "a"), "grotesque", "A"),
        (("letter A",), "grotesque", "A"),
        (("letter", "A", "roman"), "roman", "A"),
        (("letter A roman",), "roman", "A"),
        (("digit", "7"), "grotesque", "7"),
        (("digit 0 roman",), "roman", "0"),
    ],
)
def test_one_glyph_by_words(words: tuple[str, ...], face: str, character: str) -> None:
    np.testing.assert_array_equal(picture_of(*words), characters.glyphs(face)[character])


@pytest.mark.parametrize("shape", shapes.SHAPES)
def test_one_shape_by_words(shape: str) -> None:
    picture = picture_of("shape", shape)
    assert picture.shape == (20, 20)
    assert 0 < picture.mean() < 0.5


@each(
    "words, error",
    [
        (("",), "allowed are letter, digit, shape"),
        (("leter", "A"), "Did you mean 'letter'"),
        (("letter",), "as in 'letter A'"),
        (("letter", "A", "roman", "now"), "as in 'letter A'"),
        (("letter", "7"), "no letter '7'; allowed are A B C D"),
        (("letter", "AB"), "no letter 'AB'"),
        (("letter", "ß"), "no letter 'ß'"),
        (("letter", ""), "no letter ''"),
        (("digit", "A"), "no digit 'A'; allowed are 0 1 2"),
        (("letter", "A", "gothic"), "no face 'gothic'; allowed are grotesque, roman"),
        (("shape",), "no shape ''; allowed are square, circle"),
        (("shape", "sqare"), "Did you mean 'square'"),
    ],
)
def test_an_unknown_picture_is_refused_with_what_is_allowed(words: tuple[str, ...], error: str) -> None:
    with pytest.raises(StimulusError, match=error):
        picture_of(*words)


def test_the_pictures_by_words_are_a_table() -> None:
    assert list(PICTURES) == ["letter", "digit", "shape"]


# ---- the files behind a name


def test_what_the_library_draws_itself_has_no_files() -> None:
    assert [files_of(data) for data in ("letters", "letters:all", "digits:roman", "plane:moons:3", "shapes")] == [
        []
    ] * 5


def test_the_files_of_a_folder_are_its_pictures(tmp_path: Path) -> None:
    for name in ("b/2.png", "b/10.png", "a/1.png", "a/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert [str(file.relative_to(tmp_path)) for file in files_of(str(tmp_path))] == ["a/1.png", "b/2.png", "b/10.png"]


def test_the_files_of_idx_are_the_pictures_and_their_labels(tmp_path: Path) -> None:
    pictures, labels = tmp_path / "t10k-images-idx3-ubyte", tmp_path / "t10k-labels-idx1-ubyte"
    for file in (pictures, labels):
        file.write_bytes(b"\0\0\x08\x01")
    assert files_of(str(pictures)) == [pictures, labels]


def test_the_file_of_a_font_of_points_and_of_a_table(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("")
    assert [files_of(data) for data in (str(table), f"plane:{table}", "letters:a.ttf")] == [
        [table], [table], [Path("a.ttf")],
    ]  # fmt: skip
    with pytest.raises(StimulusError, match="no data set, file or folder called 'nowhere'"):
        files_of("nowhere")
