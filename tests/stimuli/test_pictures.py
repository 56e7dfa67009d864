"""read_picture: every kind of picture, and every kind of bad file."""

import io
import os
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import EpsImagePlugin, Image

from mark1.errors import PictureError
from mark1.stimuli import pictures
from mark1.stimuli.pictures import read_picture

# Three rows, two columns: no two corners alike, so that a turned or mirrored picture is noticed.
STEPS = np.array([[0, 50], [100, 150], [200, 255]], np.uint8)
LIGHT = STEPS / np.float32(255)


def saved(folder: Path, picture: Image.Image, name: str = "p.png", **options: object) -> Path:
    path = folder / name
    picture.save(path, **options)
    return path


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_header_only(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", b"") + png_chunk(b"IEND", b"")


# --- kinds of pictures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["p.png", "p.bmp", "p.tif", "p.gif", "p.pgm", "p.tga", "p.pcx"])
def test_grey_levels_come_out_as_luminance_in_every_lossless_format(tmp_path: Path, name: str) -> None:
    light = read_picture(saved(tmp_path, Image.fromarray(STEPS), name))
    assert light.dtype == np.float32 and light.flags.c_contiguous
    np.testing.assert_allclose(light, LIGHT, atol=1e-6)


def test_path_may_be_a_string(tmp_path: Path) -> None:
    assert read_picture(str(saved(tmp_path, Image.fromarray(STEPS)))).shape == (3, 2)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_obeyed(tmp_path: Path, orientation: int) -> None:
    """What is stored, shown upright: e.g. 6 means that the camera lay on its left side, turn it 90 deg clockwise."""
    upright = {
        1: STEPS,
        2: np.fliplr(STEPS),
        3: np.rot90(STEPS, 2),
        4: np.flipud(STEPS),
        5: STEPS.T,
        6: np.rot90(STEPS, -1),
        7: np.rot90(STEPS, 2).T,
        8: np.rot90(STEPS, 1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    light = read_picture(saved(tmp_path, Image.fromarray(STEPS), exif=exif))
    np.testing.assert_allclose(light, upright / 255, atol=1e-6)


def test_colour_becomes_luminance(tmp_path: Path) -> None:
    """BT.601: red 0.299, green 0.587, blue 0.114."""
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8)
    light = read_picture(saved(tmp_path, Image.fromarray(colours)))
    np.testing.assert_allclose(light, [[0.299, 0.587, 0.114, 1.0]], atol=0.003)


def test_one_bit_and_palette_pictures(tmp_path: Path) -> None:
    ink = np.array([[True, False], [False, True]])
    np.testing.assert_array_equal(read_picture(saved(tmp_path, Image.fromarray(ink))), ink)
    palette = Image.new("P", (2, 1))
    palette.putpalette([255, 255, 255, 0, 0, 0])
    palette.putdata([0, 1])
    np.testing.assert_array_equal(read_picture(saved(tmp_path, palette)), [[1, 0]])


def test_sixteen_bit_pictures(tmp_path: Path) -> None:
    deep = np.array([[0, 32768, 65535]], np.uint16)
    for name in ("p.png", "p.tif"):
        light = read_picture(saved(tmp_path, Image.fromarray(deep), name))
        np.testing.assert_allclose(light, [[0, 32768 / 65535, 1]], atol=1e-6)


def test_levels_beyond_sixteen_bits_are_stretched(tmp_path: Path) -> None:
    deep = np.array([[-100, 0, 100_000]], np.int32)
    light = read_picture(saved(tmp_path, Image.fromarray(deep), "p.tif"))
    np.testing.assert_allclose(light, [[0, 100 / 100_100, 1]], atol=1e-6)


def test_float_pictures(tmp_path: Path) -> None:
    """0..1 as it is; up to 255 as 8-bit levels; anything else stretched end to end; one level only: black."""
    for levels, light in (([0, 0.25, 1], [0, 0.25, 1]), ([0, 51, 255], [0, 0.2, 1]), ([-1, 0, 3], [0, 0.25, 1])):
        path = saved(tmp_path, Image.fromarray(np.array([levels], np.float32)), "p.tif")
        np.testing.assert_allclose(read_picture(path), [light], atol=1e-6)
    flat = saved(tmp_path, Image.fromarray(np.full((2, 2), -7, np.float32)), "p.tif")
    np.testing.assert_array_equal(read_picture(flat), np.zeros((2, 2)))


def test_cmyk_and_ycbcr_and_lab_pictures(tmp_path: Path) -> None:
    inks = Image.merge("CMYK", [Image.new("L", (2, 1), 0)] * 3 + [Image.fromarray(np.array([[0, 255]], np.uint8))])
    np.testing.assert_allclose(read_picture(saved(tmp_path, inks, "p.tif")), [[1, 0]], atol=0.01)
    jpeg = saved(tmp_path, Image.new("RGB", (8, 8), (255, 255, 255)), "p.jpg")
    np.testing.assert_allclose(read_picture(jpeg), np.ones((8, 8)), atol=0.02)
    lab = saved(tmp_path, Image.new("LAB", (2, 2), (51, 0, 0)), "p.tif")
    np.testing.assert_allclose(read_picture(lab), np.full((2, 2), 0.2), atol=0.01)


def test_first_frame_of_an_animation(tmp_path: Path) -> None:
    black, white = Image.new("L", (3, 3), 0), Image.new("L", (3, 3), 255)
    path = saved(tmp_path, black, "p.gif", save_all=True, append_images=[white])
    np.testing.assert_array_equal(read_picture(path), np.zeros((3, 3)))


# --- transparency -------------------------------------------------------------------------------------------------


def transparent(grey: int, mode: str = "LA") -> Image.Image:
    """One opaque pixel of a grey level, one half and one wholly transparent; the hidden level is the opposite."""
    levels = Image.fromarray(np.array([[grey, grey, 255 - grey]], np.uint8))
    alpha = Image.fromarray(np.array([[255, 128, 0]], np.uint8))
    return Image.merge("LA", [levels, alpha]).convert(mode)


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_dark_ink_is_laid_over_white(tmp_path: Path, mode: str) -> None:
    light = read_picture(saved(tmp_path, transparent(0, mode)))
    np.testing.assert_allclose(light, [[0, 127 / 255, 1]], atol=1e-6)


def test_light_ink_that_white_would_swallow_is_laid_over_black(tmp_path: Path) -> None:
    light = read_picture(saved(tmp_path, transparent(255, "RGBA")))
    np.testing.assert_allclose(light, [[1, 128 / 255, 0]], atol=1e-6)


def test_a_light_page_with_dark_ink_stays_over_white(tmp_path: Path) -> None:
    page = np.full((10, 10, 2), 255, np.uint8)
    page[4:6, 4:6, 0], page[0, 0, 1] = 0, 0
    assert read_picture(saved(tmp_path, Image.fromarray(page)))[0, 0] == 1


def test_transparent_palette_and_key_colours(tmp_path: Path) -> None:
    palette = Image.new("P", (2, 1))
    palette.putpalette([0, 0, 0, 10, 10, 10])
    palette.putdata([0, 1])
    light = read_picture(saved(tmp_path, palette, transparency=1))
    np.testing.assert_array_equal(light, [[0, 1]])
    key = saved(tmp_path, Image.fromarray(np.array([[0, 10]], np.uint8)), transparency=10)
    np.testing.assert_array_equal(read_picture(key), [[0, 1]])


def test_wholly_transparent_is_a_white_page(tmp_path: Path) -> None:
    np.testing.assert_array_equal(read_picture(saved(tmp_path, Image.new("RGBA", (2, 2)))), np.ones((2, 2)))


# --- large pictures -----------------------------------------------------------------------------------------------


def test_a_long_picture_is_reduced_by_averaging_blocks(tmp_path: Path) -> None:
    """6,000 / 2,048 = 2.93: blocks of 3 x 3. Columns 0 255 0 | 255 0 255 ... average to 1/3, 2/3, 1/3 ..."""
    stripes = np.tile(np.array([0, 255], np.uint8), (3, 3000))
    light = read_picture(saved(tmp_path, Image.fromarray(stripes)))
    assert light.shape == (1, 2000)
    np.testing.assert_allclose(light[0, :2], [1 / 3, 2 / 3], atol=1e-3)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16", "I", "F", "CMYK"])
def test_every_mode_can_be_reduced(tmp_path: Path, mode: str) -> None:
    zeros = {"I;16": np.uint16, "I": np.int32, "F": np.float32}
    shape = (4, 4100)
    picture = Image.fromarray(np.zeros(shape, zeros[mode])) if mode in zeros else Image.new(mode, shape[::-1])
    assert read_picture(saved(tmp_path, picture, "p.tif")).shape == (2, 1367)


def test_a_large_jpeg_is_decoded_small(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.new("L", (8192, 4096), 128), "p.jpg")
    light = read_picture(path)
    assert light.shape == (1024, 2048)
    np.testing.assert_allclose(light, 128 / 255, atol=0.01)


# --- bad files ----------------------------------------------------------------------------------------------------


def complaint(path: str | Path) -> str:
    """The text of the PictureError for ``path``: one line that names the file and says what to do."""
    with pytest.raises(PictureError) as caught:
        read_picture(path)
    text = str(caught.value)
    assert "\n" not in text and Path(path).name.split("\0")[0][:60] in text and ":" in text
    return text


def test_no_such_file(tmp_path: Path) -> None:
    assert "no such picture" in complaint(tmp_path / "missing.png")
    with pytest.raises(ValueError, match="no such"):
        read_picture(tmp_path / "missing.png")


def test_a_directory(tmp_path: Path) -> None:
    assert "is a directory" in complaint(tmp_path)


def test_a_path_through_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    complaint(tmp_path / "file" / "p.png")


def test_names_no_file_can_have(tmp_path: Path) -> None:
    complaint(str(tmp_path / "a\0b.png"))
    complaint(tmp_path / ("x" * 5000))


def test_a_device_is_not_waited_for() -> None:
    assert "device" in complaint(os.devnull)


@pytest.mark.parametrize("fault", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")])
def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: OSError) -> None:
    path = saved(tmp_path, Image.fromarray(STEPS))

    def refuse(*_: object) -> None:
        raise fault

    monkeypatch.setattr("builtins.open", refuse)
    text = complaint(path)
    assert ("may not be read" if isinstance(fault, PermissionError) else "Input/output error") in text


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(b"")
    assert "is empty (0 bytes)" in complaint(tmp_path / "p.png")


def test_text_is_not_a_picture(tmp_path: Path) -> None:
    (tmp_path / "p.png").write_text("this is a letter, but not that kind\n")
    assert "is not a picture" in complaint(tmp_path / "p.png")


@pytest.mark.parametrize("name", ["p.png", "p.jpg", "p.gif", "p.bmp", "p.tif", "p.webp"])
def test_truncated_anywhere(tmp_path: Path, name: str) -> None:
    rng = np.random.default_rng(0)
    whole = saved(tmp_path, Image.fromarray(rng.integers(0, 256, (40, 40), np.uint8)), name).read_bytes()
    for length in range(1, len(whole) // 2, max(1, len(whole) // 50)):
        (tmp_path / name).write_bytes(whole[:length])
        complaint(tmp_path / name)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["PNG", "JPEG", "GIF", "TIFF", "BMP", "PPM", "ICO", "TGA", "PCX"]), st.data())
def test_damaged_bytes_are_a_picture_or_a_picture_error(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    packed = io.BytesIO()
    Image.new("RGB", (16, 16), (9, 99, 199)).save(packed, kind)
    damaged = bytearray(packed.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, min(len(damaged), 120) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged"
    path.write_bytes(bytes(damaged))
    try:
        light = read_picture(path)
    except PictureError as fault:
        assert "\n" not in str(fault)
    else:
        assert light.ndim == 2 and light.min() >= 0 and light.max() <= 1


def test_no_pixels(tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(png_header_only(0, 0))
    complaint(tmp_path / "p.png")
    gif = b"GIF89a" + struct.pack("<HHBBB", 0, 0, 0, 0, 0) + b";"
    (tmp_path / "p.gif").write_bytes(gif)
    complaint(tmp_path / "p.gif")


@pytest.mark.parametrize("side", [8001, 9500, 13_000, 2**31 - 1])
def test_a_decompression_bomb_is_refused_by_its_header(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, side: int
) -> None:
    """8,001^2 passes Pillow's own limit, 9,500^2 is its warning, and 13,000^2 its error. Nothing is decoded."""

    def explode(*_: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(pictures, "_luminance", explode)
    (tmp_path / "p.png").write_bytes(png_header_only(side, side))
    text = complaint(tmp_path / "p.png")
    assert "too large" in text and "64,000,000 pixels" in text


def test_out_of_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhaust(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(pictures, "_luminance", exhaust)
    assert "too large" in complaint(saved(tmp_path, Image.fromarray(STEPS)))


@pytest.mark.parametrize("level", [np.nan, np.inf, -np.inf])
def test_levels_that_are_no_numbers(tmp_path: Path, level: float) -> None:
    path = saved(tmp_path, Image.fromarray(np.array([[0, level]], np.float32)), "p.tif")
    assert "NaN or infinite" in complaint(path)


# --- nothing is executed ------------------------------------------------------------------------------------------

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\nshowpage\n"


def iptc(tag: tuple[int, int], body: bytes) -> bytes:
    return b"\x1c" + bytes(tag) + struct.pack(">H", len(body)) + body


def iptc_around(picture: bytes) -> bytes:
    """An IPTC file whose JPEG part is ``picture``: Pillow would open it with every decoder it has."""
    header = iptc((3, 60), b"\x01\x00") + iptc((3, 20), b"\x0a") + iptc((3, 30), b"\x0a") + iptc((3, 120), b"\x05")
    return header + iptc((8, 10), picture)


@pytest.mark.parametrize("packed", [EPS, b"\n" + EPS, b"\xc5\xd0\xd3\xc6" + b"\0" * 40 + EPS, iptc_around(EPS)])
def test_postscript_is_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bytes) -> None:
    ran: list[object] = []
    monkeypatch.setattr(EpsImagePlugin, "Ghostscript", lambda *a, **k: ran.append(a))
    monkeypatch.setattr("subprocess.check_call", lambda *a, **k: ran.append(a))
    (tmp_path / "p.png").write_bytes(packed)
    complaint(tmp_path / "p.png")
    assert not ran


def test_pillow_is_imported_only_when_a_picture_is_read() -> None:
    import subprocess

    check = "import sys, mark1.stimuli.pictures; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
