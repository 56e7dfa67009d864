"""Files read on several cores: the same light, in the same order, with the same faults."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mark1.machine.config import OpticsConfig
from mark1.machine.optics import Optics
from mark1.stimuli import decoding
from mark1.stimuli.library import load
from mark1.stimuli.pictures import read_picture


@pytest.mark.ci
@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_two_processes_give_what_one_gives(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng, place = np.random.default_rng(0), tmp_path / "set"
    place.mkdir()
    for k in range(60):
        file = place / "ABC"[k % 3] / f"{k}.png"
        file.parent.mkdir(exist_ok=True)
        picture = np.full((24, 24), 255, np.uint8)
        picture[4 : rng.integers(8, 20), 6 : rng.integers(9, 20)] = 0
        Image.fromarray(picture).save(file)
    (place / "B" / "bad.png").write_bytes(b"")
    data = str(place) if kind == "folder" else shutil.make_archive(str(tmp_path / "packed"), "zip", place)
    optics, told = Optics(OpticsConfig(), 20, 20), list[tuple[int, int]]()
    one = load(data, optics, rng=rng)
    monkeypatch.setattr(decoding, "FEWEST", 1)
    monkeypatch.setattr(decoding, "PORTION", 7)
    monkeypatch.setattr(decoding, "cores", lambda: 2)
    two = load(data, optics, rng=rng, progress=lambda done, total: told.append((done, total)))
    assert two.sources == one.sources and two.labels == one.labels and two.report == one.report
    np.testing.assert_array_equal(two.light, one.light)
    assert told[-1] == (61, 61) and len(told) == 9


def test_pictures_read_together_are_seen_as_each_alone(tmp_path: Path) -> None:
    rng, files = np.random.default_rng(1), list[Path]()
    for k in range(24):
        ink = np.kron(rng.random((5, 4)) < 0.5, np.ones((4, 4), np.uint8)) * (k % 5 > 0)  # every fifth is blank
        page = 255 - 200 * np.pad(ink, 4 + 20 * (k % 3 == 1)).astype(np.uint8)
        files.append(tmp_path / f"{k}.png")
        Image.fromarray(page if k % 2 else 255 - page).save(files[k])
    files.insert(7, tmp_path / "missing.png")
    eye = Optics(OpticsConfig(), 20, 20)
    reader = decoding.PictureReader(read_picture, lambda file: f" (note on {file.stem})", eye, "fit", "auto")
    together, alone = reader.at(files), [reader.at([file])[0] for file in files]
    assert [glimpse.fault for glimpse in together] == [glimpse.fault for glimpse in alone]
    assert together[0].fault.endswith("(note on 0)") and "missing" in together[7].fault and not together[1].fault
    for one, other in zip(together, alone, strict=True):
        assert one.odds == other.odds
        np.testing.assert_array_equal(one.light, other.light)
