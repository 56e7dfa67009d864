"""Pictures of the window: each has a different name."""

from mark1.gui.film.snapshots import keep_picture
from mark1.gui.screen import opened

SIZE = (1024, 640)


def test_pictures_of_one_second_have_different_names(tmp_path):
    names = [keep_picture(opened(SIZE), tmp_path / "new", "s").name for _ in range(3)]
    assert names == ["mark1-s.png", "mark1-s-2.png", "mark1-s-3.png"]
