"""Broken files: whatever is read, nothing but our one line reaches the process's stderr, not even from C."""

import io
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mark1.errors import StimulusError
from mark1.stimuli.eye import full_scale

COPIES = 5
KINDS = {
    "raw.tif": {"format": "TIFF"},
    "lzw.tif": {"format": "TIFF", "compression": "tiff_lzw"},
    "zip.tif": {"format": "TIFF", "compression": "tiff_adobe_deflate"},
    "jpeg.tif": {"format": "TIFF", "compression": "jpeg"},
    "bits.tif": {"format": "TIFF", "compression": "packbits"},
    "picture.png": {"format": "PNG"},
    "picture.gif": {"format": "GIF"},
    "picture.jpg": {"format": "JPEG"},
    "picture.webp": {"format": "WEBP"},
    "picture.jp2": {"format": "JPEG2000"},
}
ONE_BY_ONE = """
import sys
from mark1.__main__ import main
machine, *names = sys.argv[1:]
for number, words in enumerate([["recognize", machine, *[n for n in names if n.startswith("p")]],
                                *[["train", n, "--epochs", "1", "--json"] for n in names if n.startswith("d")]]):
    sys.argv[1:] = words
    try:
        main()
    except SystemExit as end:
        assert end.code in (None, 0, 1, 2), end.code
"""


def pictures() -> Iterator[tuple[str, bytes]]:
    """A picture in every kind of file, whole."""
    slope = Image.fromarray((np.indices((40, 40)).sum(0) * 3 % 256).astype(np.uint8))
    for name, how in KINDS.items():
        file = io.BytesIO()
        slope.save(file, **how)
        yield name, file.getvalue()
    for compression in ("group3", "group4"):
        file = io.BytesIO()
        slope.convert("1").save(file, "TIFF", compression=compression)
        yield f"{compression}.tif", file.getvalue()


def data() -> Iterator[tuple[str, bytes]]:
    """Labelled pictures as arrays, of types whose extremes overflow."""
    labels = np.array([0, 1, 0, 1])
    for kind in ("f2", "f4", "f8", "u2", "i8", "c8", "longdouble"):
        values = np.zeros((4, 6, 6), np.dtype(kind))
        values[1] = np.finfo(values.dtype).max if values.dtype.kind in "fc" else np.iinfo(values.dtype).max
        file = io.BytesIO()
        np.savez(file, x=values, y=labels)
        yield f"{kind}.npz", file.getvalue()
    yield "points.csv", b"x,y,label\n1e400,-1e308,0\n-1e308,nan,1\n"


def broken(whole: bytes, rng: random.Random) -> bytes:
    """The file cut short, or with a few bytes changed."""
    if rng.random() < 0.3:
        return whole[: rng.randrange(1, len(whole))]
    spoilt = bytearray(whole)
    for _ in range(rng.choice((1, 2, 8, 40))):
        spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
    return bytes(spoilt)


def test_only_our_own_line_reaches_stderr(lettered: Path, tmp_path: Path) -> None:
    rng, names = random.Random(0), []
    for name, whole in pictures():
        for number in range(COPIES):
            names.append(f"p{number}-{name}")
            (tmp_path / names[-1]).write_bytes(broken(whole, rng))
    for name, whole in data():
        for number in range(3):
            names.append(f"d{number}-{name}")
            (tmp_path / names[-1]).write_bytes(broken(whole, rng) if number else whole)
    ended = subprocess.run(
        [sys.executable, "-c", ONE_BY_ONE, str(lettered), *names], cwd=tmp_path, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    lines = ended.stderr.splitlines()
    assert lines and all(line.startswith("mark1: ") for line in lines), [x for x in lines if not x.startswith("mark1")]
    assert len(lines) <= len(names)
    answered = [name for name in names if name.startswith("p") and f"\n{name} " in f"\n{ended.stdout}"]
    told = [name for name in names if name.startswith("p") and any(repr(name) in line for line in lines)]
    assert sorted(answered + told) == sorted(name for name in names if name.startswith("p"))


def test_stderr_is_heard_again_after_a_broken_picture(tmp_path: Path) -> None:
    (tmp_path / "broken.tif").write_bytes(dict(pictures())["group4.tif"][:-40])
    program = (
        "import os, sys\nfrom mark1.stimuli.pictures import read_picture\n"
        "try:\n    read_picture('broken.tif')\nexcept ValueError:\n    os.write(2, b'heard')\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "heard")


def test_a_finite_number_beyond_double_precision_is_named() -> None:
    values = np.zeros((2, 3, 3), np.longdouble)
    values[1, 2, 0] = np.finfo(np.longdouble).max
    if np.isinf(float(values[1, 2, 0])):  # elsewhere a long double is a double
        with pytest.raises(StimulusError, match=r"picture 1 \(from 0\) at \(2, 0\)"):
            full_scale(values, "here")
