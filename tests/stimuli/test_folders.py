"""Folders of pictures: one sub-folder per class, and every way a folder can be otherwise."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mark1.errors import PictureError, StimulusError
from mark1.stimuli.folders import is_picture_name, load_folder
from mark1.stimuli.reading import Reading

FAIL = Reading(bad="fail")


def save(path: Path, seed: int = 0, side: int = 8) -> Path:
    """A picture file of noise; its kind follows the suffix."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.random.default_rng(seed).integers(0, 256, (side, side)).astype(np.uint8)).save(path)
    return path


@pytest.fixture
def greek(tmp_path: Path) -> Path:
    """Two classes, three pictures of different kinds and sizes."""
    save(tmp_path / "greek/alpha/2.png", 1)
    save(tmp_path / "greek/alpha/10.BMP", 2, 5)
    save(tmp_path / "greek/beta/1.gif", 3, 16)
    return tmp_path / "greek"


def test_each_sub_folder_is_a_class(greek: Path, eye) -> None:
    stimuli = load_folder(greek, eye)
    assert stimuli.name == "greek"
    assert stimuli.classes == ("alpha", "beta")
    assert stimuli.labels == ["alpha", "alpha", "beta"]
    assert [Path(source).name for source in stimuli.sources] == ["2.png", "10.BMP", "1.gif"]
    assert stimuli.light.shape == (3, 4, 4)
    assert eye.asked[0][:2] == ("fit", "auto")


def test_loaded_twice_it_is_the_same(greek: Path, eye) -> None:
    first, again = load_folder(greek, eye), load_folder(str(greek), eye)
    np.testing.assert_array_equal(first.light, again.light)
    assert first.sources == again.sources


def test_classes_stand_in_natural_order(tmp_path: Path, eye) -> None:
    for name in ("class10", "class9", "Class1"):
        save(tmp_path / name / "a.png")
    assert load_folder(tmp_path, eye).classes == ("Class1", "class9", "class10")


def test_framing_and_polarity_are_handed_on(greek: Path, eye) -> None:
    load_folder(greek, eye, framing="whole", polarity="dark")
    assert set(eye.asked) == {("whole", "dark", "float32", 1)}


def test_progress_counts_the_pictures(greek: Path, eye) -> None:
    told: list[tuple[int, int]] = []
    load_folder(greek, eye, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_hidden_files_and_what_is_no_picture_are_passed_over(greek: Path, eye) -> None:
    for name in ("README", "README.md", ".DS_Store", "alpha/Thumbs.db", "alpha/.DS_Store", "beta/notes.txt"):
        (greek / name).write_bytes(b"no picture")
    (greek / "alpha/._2.png").write_bytes(b"what a Mac leaves beside 2.png on a stick")
    (greek / ".git").mkdir()
    (greek / "__MACOSX").mkdir()
    assert len(load_folder(greek, eye)) == 3


def test_folders_inside_a_class_are_not_searched(greek: Path, eye) -> None:
    save(greek / "alpha/more/3.png")
    assert len(load_folder(greek, eye)) == 3


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n cut"])
def test_a_file_called_a_picture_that_is_none_is_named(greek: Path, eye, content: bytes) -> None:
    (greek / "beta/broken.png").write_bytes(content)
    with pytest.raises(PictureError, match=r"broken\.png"):
        load_folder(greek, eye, reading=FAIL)


def test_a_picture_cut_short_is_named(greek: Path, eye) -> None:
    data = save(greek / "beta/cut.png", side=64).read_bytes()
    (greek / "beta/cut.png").write_bytes(data[: len(data) // 2])
    with pytest.raises(PictureError, match=r"cut\.png"):
        load_folder(greek, eye, reading=FAIL)


def test_a_blank_picture_is_named(greek: Path, eye) -> None:
    Image.new("L", (9, 9), 255).save(greek / "beta/white.png")
    with pytest.raises(PictureError, match=r"white\.png: blank"):
        load_folder(greek, eye, reading=FAIL)


def test_pictures_without_sub_folders_are_told_where_to_go(tmp_path: Path, eye) -> None:
    save(tmp_path / "a.png")
    with pytest.raises(StimulusError, match=r"expected one sub-folder per class .* 1 picture and no sub-folder"):
        load_folder(tmp_path, eye)


def test_a_picture_beside_the_classes_is_not_lost_in_silence(greek: Path, eye) -> None:
    save(greek / "stray.png")
    with pytest.raises(StimulusError, match=r"stray\.png belongs to no class"):
        load_folder(greek, eye)


def test_an_empty_folder(tmp_path: Path, eye) -> None:
    with pytest.raises(StimulusError, match=r"one sub-folder per class .* it is empty"):
        load_folder(tmp_path, eye)


def test_a_folder_of_other_files(tmp_path: Path, eye) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(StimulusError, match="it holds neither"):
        load_folder(tmp_path, eye)


def test_a_class_without_pictures_is_named(greek: Path, eye) -> None:
    (greek / "gamma").mkdir()
    with pytest.raises(StimulusError, match="gamma: a class without pictures"):
        load_folder(greek, eye, reading=FAIL)


def test_classes_one_floor_too_deep(greek: Path, eye) -> None:
    with pytest.raises(
        StimulusError, match=r"greek: a class without pictures.*folders inside a class are not searched"
    ):
        load_folder(greek.parent, eye)


def test_what_is_no_folder(greek: Path, eye) -> None:
    for path in (greek / "absent", greek / "alpha/2.png"):
        with pytest.raises(StimulusError, match="not a folder"):
            load_folder(path, eye)


def test_one_class_may_be_loaded_but_not_trained(tmp_path: Path, eye) -> None:
    save(tmp_path / "only/1.png")
    with pytest.raises(StimulusError, match="only one class"):
        load_folder(tmp_path, eye).require_trainable()


def test_the_big_pictures_are_not_kept(tmp_path: Path, eye, monkeypatch: pytest.MonkeyPatch) -> None:
    import weakref

    from mark1.stimuli import folders

    for i in range(4):
        save(tmp_path / "a" / f"{i}.png", i)
    alive: list[weakref.ref[np.ndarray]] = []
    most = 0

    def watched(path: Path, frame: int) -> np.ndarray:
        nonlocal most
        picture = np.random.default_rng(1).random((64, 64)).astype(np.float32)
        alive.append(weakref.ref(picture))
        most = max(most, sum(1 for ref in alive if ref() is not None))
        return picture

    monkeypatch.setattr(folders, "read_picture", watched)
    load_folder(tmp_path, eye)
    assert most <= 2


def test_what_is_called_a_picture() -> None:
    assert all(is_picture_name(name) for name in ("a.png", "a.JPG", "b.c.tiff", "x.bmp"))
    assert not any(is_picture_name(name) for name in ("README", "a.txt", "png", ".DS_Store", "Thumbs.db", "a.svg"))
