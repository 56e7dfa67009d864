"""``mark1 examples``: the files are copied, none of the reader's is replaced, and the script that drew them is kept."""

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mark1.stimuli.library import load
from mark1.stimuli.pictures import read_picture

Run = Callable[..., Any]
CHECKOUT = Path(__file__).parents[2]


def copied(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_examples_are_copied_to_the_folder_that_the_documentation_names(mark1: Run, place: Path) -> None:
    listed = mark1("examples", "--json").value
    files = copied(place / "examples")
    assert sorted(Path(name).relative_to("examples").as_posix() for name in listed) == sorted(files)
    assert {name: (CHECKOUT / "examples" / name).read_bytes() for name in files} == files
    assert {"pictures/scan-of-an-H.jpg", "first_letter.mark1-script", "a_units.sweep.toml"} <= set(files)


def test_a_second_time_changes_nothing_and_a_file_of_the_readers_stays(mark1: Run, place: Path) -> None:
    said = mark1("examples", "--out", "new/here").out
    assert said == f"{Path('new/here')}: 6 files\n{Path('new/here/pictures')}: 5 files\n"
    mark1("examples", "--out", "new/here").tidy()
    script = place / "new/here/damage.mark1-script"
    script.write_text("my own")
    (place / "new/here/pictures/hand-drawn-A.png").unlink()
    end = mark1("examples", "--out", "new/here")
    assert end.code == 1 and end.err.startswith("mark1: ") and "damage.mark1-script: exists" in end.err
    assert script.read_text() == "my own" and not (place / "new/here/pictures/hand-drawn-A.png").exists()


def test_a_file_in_the_way_is_said(mark1: Run, place: Path) -> None:
    end = mark1("examples", "--out", "bar.png")
    assert end.code == 1 and end.err.count("\n") == 1 and "bar.png" in end.err


def test_the_pictures_are_those_of_their_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within what another version of Pillow may round or compress otherwise."""
    script = runpy.run_path(str(CHECKOUT / "docs/write_samples.py"))
    for name, folder in {"PICTURES": tmp_path / "pictures", "IMAGES": tmp_path}.items():
        monkeypatch.setitem(script["main"].__globals__, name, folder)
    script["main"]()
    written, stored = tmp_path / "pictures", CHECKOUT / "examples/pictures"
    assert sorted(path.name for path in written.iterdir()) == sorted(path.name for path in stored.iterdir())
    for path in [*written.glob("*.jpg"), *written.glob("*.png")]:
        assert np.abs(read_picture(path) - read_picture(stored / path.name)).mean() < 0.01
    ours, theirs = (load(str(folder / "digits-images-idx3-ubyte.gz")) for folder in (written, stored))
    assert len(ours) == 200 and [str(label) for label in ours.labels] == [str(label) for label in theirs.labels]
    assert np.abs(ours.light - theirs.light).mean() < 0.01
