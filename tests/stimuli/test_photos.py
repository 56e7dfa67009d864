"""Photographs, pages and drawings: read with the library of the format, or called by name."""

import io
import re
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mark1.errors import PictureError
from mark1.stimuli import photos
from mark1.stimuli.folders import load_folder
from mark1.stimuli.pictures import frame_note, read_picture
from mark1.stimuli.wrong_files import PHOTOS, found_instead, passed_over

STEPS = np.kron(np.array([[0, 255], [128, 64]], np.uint8), np.ones((32, 32), np.uint8))


def quarters(picture: np.ndarray) -> list[float]:
    """The mean of each quarter."""
    h, w = (side // 2 for side in picture.shape)
    return [float(part.mean()) for part in (picture[:h, :w], picture[:h, w:], picture[h:, :w], picture[h:, w:])]


def pdf(path: Path, *pictures: np.ndarray) -> Path:
    """A PDF with a picture on every page."""
    first, *rest = (Image.fromarray(picture) for picture in pictures)
    first.save(path, "PDF", save_all=True, append_images=rest)
    return path


@pytest.fixture
def heic(tmp_path: Path) -> Path:
    import pillow_heif

    pillow_heif.from_pillow(Image.fromarray(STEPS).convert("RGB")).save(tmp_path / "IMG_1.HEIC", quality=95)
    return tmp_path / "IMG_1.HEIC"


def test_a_heic_photograph(heic: Path) -> None:
    np.testing.assert_allclose(quarters(read_picture(heic)), np.array([0, 255, 128, 64]) / 255, atol=0.03)


@pytest.mark.parametrize("suffix", ["avif", "webp", "jp2", "tif"])
def test_other_formats_that_pillow_reads(tmp_path: Path, suffix: str) -> None:
    Image.fromarray(STEPS).convert("RGB").save(tmp_path / f"a.{suffix}")
    np.testing.assert_allclose(quarters(read_picture(tmp_path / f"a.{suffix}")), [0, 1, 0.5, 0.25], atol=0.05)


def test_the_pages_of_a_pdf(tmp_path: Path) -> None:
    path = pdf(tmp_path / "scan.pdf", STEPS, STEPS[::-1])
    for frame, rows in ((0, [0, 255, 128, 64]), (1, [128, 64, 0, 255])):
        page = read_picture(path, frame=frame)
        assert max(page.shape) <= 2048
        np.testing.assert_allclose(quarters(page), np.array(rows) / 255, atol=0.03)
    with pytest.raises(PictureError, match=r"scan\.pdf' has pages 0 to 1, not page 2"):
        read_picture(path, frame=2)


def test_without_the_library_the_error_says_what_to_install(
    tmp_path: Path, heic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "find_spec", lambda name: None)
    pdf(tmp_path / "scan.pdf", STEPS)
    with pytest.raises(PictureError, match="a PDF document: " + re.escape(PHOTOS)):
        read_picture(tmp_path / "scan.pdf")
    heic.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100))
    assert found_instead(heic.read_bytes()) == f"a HEIC photograph: {PHOTOS} reads it"


def test_photographs_are_counted_where_they_cannot_be_read(
    tmp_path: Path, eye, monkeypatch: pytest.MonkeyPatch
) -> None:
    for k, name in enumerate("AB"):
        (tmp_path / "set" / name).mkdir(parents=True)
        Image.fromarray(np.roll(STEPS, k)).save(tmp_path / "set" / name / "0.png")
        for i in range(4):
            (tmp_path / "set" / name / f"IMG_{i}.HEIC").write_bytes(b"\0\0\0\x18ftypheic")
    monkeypatch.setattr(photos, "readable_suffixes", frozenset)
    report = load_folder(tmp_path / "set", eye).report
    assert report is not None and report.passed_over == {f"HEIC photographs ({PHOTOS})": 8}
    monkeypatch.undo()
    report = load_folder(tmp_path / "set", eye).report
    assert report is not None and report.passed_over == {"HEIC files that cannot be read": 8}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing: export it as PNG"),
        (b"<?xml version='1.0'?>\n<!-- made -->\n<svg/>", "an SVG drawing"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>403", "a web page"),
        (b'{"error": "no"}', "a JSON text"),
        (b"this is text", "a text file"),
    ],
)
def test_what_is_called_png_and_is_not(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(PictureError, match=rf"a\.png' is not a picture but {said}"):
        read_picture(tmp_path / "a.png")


def test_frames_are_counted_from_0(tmp_path: Path) -> None:
    blank = Image.new("L", (64, 64), 255)
    for suffix, how in (("gif", {}), ("webp", {"lossless": True}), ("tif", {}), ("png", {})):
        path = tmp_path / f"fade.{suffix}"
        blank.save(path, save_all=True, append_images=[Image.fromarray(STEPS)], **how)
        assert np.ptp(read_picture(path)) == 0
        np.testing.assert_allclose(quarters(read_picture(path, frame=1)), [0, 1, 0.5, 0.25], atol=0.02)
        with pytest.raises(PictureError, match="has frames 0 to 1, not frame 2"):
            read_picture(path, frame=2)
        assert frame_note(path) == " (frame 0 of 2, counted from 0; --frame N reads another)"
    blank.save(tmp_path / "one.bmp")
    assert frame_note(tmp_path / "one.bmp") == ""
    with pytest.raises(PictureError, match="has one frame, number 0, not frame 1"):
        read_picture(tmp_path / "one.bmp", frame=1)


@pytest.mark.parametrize("suffix", ["heic", "pdf", "svg", "jxl", "eps", "cr2", "mov"])
def test_what_is_passed_over_has_a_name(suffix: str) -> None:
    assert "(" in passed_over(f"a.{suffix.upper()}")


def test_libraries_are_loaded_only_for_their_format(tmp_path: Path) -> None:
    assert find_spec("pillow_heif") is not None
    before = set(sys.modules)
    Image.fromarray(STEPS).save(tmp_path / "a.png")
    read_picture(tmp_path / "a.png")
    assert photos.page_of(io.BytesIO(b""), b"\x89PNG", 0, "a") is None
    assert not {"pillow_heif", "pypdfium2"} & (set(sys.modules) - before)
