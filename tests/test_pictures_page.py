"""docs/pictures.md: every kind has a picture, which the retina sees of such a file, and every output is real."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from documents import ROOT, shown
from PIL import Image

PAGE = "docs/pictures.md"


@pytest.fixture(scope="module")
def scripts() -> Iterator[ModuleType]:
    """The script that draws the pictures of the page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(ROOT / "docs"), *sys.path])
        import write_pictures

        yield write_pictures


def test_every_picture_is_what_the_retina_sees_of_such_a_file(scripts: ModuleType, tmp_path: Path) -> None:
    for name, make in scripts.KINDS.items():
        place = tmp_path / name
        place.mkdir()
        now = np.asarray(scripts.strip(make(place)), np.int16)
        with Image.open(ROOT / f"docs/images/pictures/{name}.png") as image:
            stored = np.asarray(image.convert("L"), np.int16)
        assert now.shape == stored.shape and np.abs(now - stored).max() <= 17, f"{name}: python docs/write_pictures.py"


def test_every_kind_has_a_picture_and_every_picture_a_kind(scripts: ModuleType) -> None:
    page = (ROOT / PAGE).read_text("utf-8")
    pictures = re.findall(r"\(images/pictures/([\w-]+)\.png\)", page)
    assert sorted(pictures) == sorted(scripts.KINDS)
    assert sorted(path.stem for path in (ROOT / "docs/images/pictures").iterdir()) == sorted(scripts.KINDS)


def without_times(page: str) -> list[str]:
    """The words of the page; lines may be broken elsewhere, as the terminal is wide."""
    return re.sub(r"^  elapsed .*$", "", page, flags=re.MULTILINE).split()


def test_every_command_of_the_page_prints_what_is_shown(scripts: ModuleType) -> None:
    page = (ROOT / PAGE).read_text("utf-8")
    assert len(list(shown(PAGE))) >= 6
    assert without_times(scripts.with_outputs(page)) == without_times(page), "python docs/write_pictures.py writes it"
