"""The command ``record``: a file, nothing else; and one line when something is wrong."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image


def test_a_run_becomes_a_film(mark1: Any, tmp_path: Path) -> None:
    script, out = tmp_path / "s.txt", tmp_path / "out.gif"
    script.write_text("course letters\n")
    ended = mark1("record", "step", "2", "--script", script, "--out", out, "--seconds", "1", "--fps", "5")
    assert (ended.code, ended.out, ended.err) == (0, f"Recording: {out}\n", "")
    with Image.open(out) as film:
        assert film.size == (1024, 640) and film.n_frames > 1


@pytest.mark.parametrize(
    ("arguments", "name", "code", "says"),
    [
        ((), "out.avi", 2, "expected a name that ends in .gif, .webp, .png, .mp4, .webm"),
        ((), "film.txt/out.gif", 1, "cannot create directory"),
        (("--size", "9000x9000"), "out.gif", 2, "smaller --size"),
        (("--seconds", "0"), "out.gif", 2, "--seconds"),
        (("--script", "nowhere.txt"), "out.gif", 1, "nowhere.txt"),
        (("much",), "out.gif", 2, "'much'"),
    ],
)
def test_misuse_is_one_line(
    arguments: tuple[str, ...], name: str, code: int, says: str, mark1: Any, tmp_path: Path
) -> None:
    (tmp_path / "film.txt").touch()
    ended = mark1("record", "train", "letters", *arguments, "--out", tmp_path / name)
    assert ended.code == code, ended.err
    assert says in ended.err and ended.err.count("\n") == 1
    assert not (tmp_path / name).exists()
