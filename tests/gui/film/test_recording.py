"""Films of a run: timing, file size, reproducible bits; and an unchanged machine."""

import re
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageChops

from mark1.errors import CommandError, StorageError
from mark1.gui.base.ui_state import PanelState
from mark1.gui.film.film import Film
from mark1.gui.film.recording import record, require
from mark1.gui.operator.operator import PREPARING
from mark1.gui.screen import opened
from mark1.gui.wall.wall import Wall
from mark1.install_hint import install
from mark1.panel.control_panel import ControlPanel

SIZE = (1024, 640)


def small(path, line="train letters epochs 2", lines=(), seconds=1.0, fps=5):
    panel = ControlPanel()
    for first in lines:
        panel.execute(first)
    record(panel, line, str(path), PanelState(), SIZE, seconds, fps)
    return panel


@pytest.fixture(scope="module")
def gif(tmp_path_factory):
    path = tmp_path_factory.mktemp("films") / "a.gif"
    return path, small(path)


def frames_of(path):
    with Image.open(path) as film:
        for number in range(film.n_frames):
            film.seek(number)
            yield film.convert("RGB"), film.info["duration"]


def test_a_film_has_the_requested_length_and_moves(gif):
    frames = list(frames_of(gif[0]))
    assert sum(shown_ms for _, shown_ms in frames) == 1000
    assert frames[0][0].size == SIZE
    assert all(ImageChops.difference(a, b).getbbox() for (a, _), (b, _) in pairwise(frames))


def test_a_film_does_not_mention_compiled_passes(monkeypatch):
    film = Film(ControlPanel(), "train letters epochs 2", opened(SIZE), fps=6, running=4, resting=1)
    seen = []
    monkeypatch.setattr(Wall, "draw", lambda wall, screen, dt_s: seen.append(wall.operator.progress))
    for _ in (*film.rehearsed(PanelState()), *film.frames(PanelState())):
        pass
    assert any(seen) and all(progress is None or progress.what != PREPARING for progress in seen)


def test_two_films_have_the_same_bits(gif, tmp_path):
    small(tmp_path / "b.gif")
    assert (tmp_path / "b.gif").read_bytes() == gif[0].read_bytes()


def test_unchanged_pixels_take_no_space(gif):
    """A frame takes a few ten kB; a whole picture several hundred."""
    frames = list(frames_of(gif[0]))
    assert gif[0].stat().st_size < len(frames) * 100_000


def test_filming_leaves_the_machine_as_an_unfilmed_run_does(gif):
    alone = ControlPanel()
    alone.execute("train letters epochs 2")
    mine, theirs = (panel.machine.potentiometers.wiper for panel in (alone, gif[1]))
    assert np.array_equal(mine, theirs)
    assert gif[1].history == ["train letters epochs 2"]


def test_webp_shows_what_the_gif_shows(gif, tmp_path):
    small(tmp_path / "a.webp")
    mine, theirs = list(frames_of(gif[0])), list(frames_of(tmp_path / "a.webp"))
    assert len(mine) == len(theirs)
    for (a, _), (b, _) in zip(mine, theirs, strict=True):
        assert ImageChops.difference(a, b).getbbox() is None


def test_a_png_is_the_last_frame(gif, tmp_path):
    small(tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as end:
        *_, (last, _) = frames_of(gif[0])
        apart = np.abs(np.asarray(end.convert("RGB"), int) - np.asarray(last, int))
        assert end.size == SIZE and apart.mean() < 6  # it has all colours, the film 255


def test_motors_turn_through_time():
    """In between, wipers are neither at their first nor at their last position."""
    panel = ControlPanel()
    panel.execute("course letters")
    before = panel.machine.potentiometers.wiper.copy()
    film, wipers = Film(panel, "step 2", opened(SIZE), 12, 8, 2), []
    for _ in film.rehearsed(PanelState()):
        assert panel.machine.corrections == 0
    for _ in film.frames(PanelState()):
        wipers.append(panel.machine.potentiometers.wiper.copy())
    assert len(wipers) == 10
    assert any((wiper != before).any() and (wiper != wipers[-1]).any() for wiper in wipers)


@pytest.mark.parametrize("backend", ["mlp", "logistic"])
def test_other_back_ends_are_filmed_too(backend, tmp_path):
    small(tmp_path / "a.gif", "train letters epochs 3", [f"backend {backend}"])
    assert len(list(frames_of(tmp_path / "a.gif"))) > 2


@pytest.mark.parametrize("name", ["film.avi", "film", "film.jpg"])
def test_an_unknown_extension_is_an_error(name, tmp_path):
    with pytest.raises(CommandError, match=r"\.gif, \.webp, \.png, \.mp4, \.webm"):
        require(str(tmp_path / name), SIZE, 1, 1)


def test_a_folder_is_created_or_the_error_reported_before_the_work(tmp_path):
    require(str(tmp_path / "new" / "newer" / "a.gif"), SIZE, 1, 1)
    assert (tmp_path / "new" / "newer").is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot create directory"):
        require(str(tmp_path / "file" / "a.gif"), SIZE, 1, 1)


def test_a_film_too_large_for_memory_is_refused(tmp_path):
    with pytest.raises(CommandError, match="smaller --size"):
        require(str(tmp_path / "a.gif"), (3840, 2160), 600, 50)


# ---- videos


def test_a_video_has_the_requested_length(tmp_path):
    av = pytest.importorskip("av")
    for kind, codec in (("mp4", "h264"), ("webm", "vp9")):
        path = tmp_path / "new" / f"film.{kind}"
        small(path, "step 2", ("course letters",), seconds=1.0, fps=5)
        with av.open(str(path)) as film:
            (stream,) = film.streams.video
            pictures = [frame.to_ndarray(format="rgb24") for frame in film.decode(stream)]
            assert codec in stream.codec_context.name
        assert len(pictures) == 5 and pictures[0].shape == (SIZE[1], SIZE[0], 3)
        assert np.any(pictures[0] != pictures[-1])


def test_without_pyav_the_error_says_what_to_install_or_use_instead(monkeypatch, tmp_path):
    monkeypatch.setattr("mark1.gui.film.recording.find_spec", lambda name: None)
    for path in ("a.mp4", "a.webm"):
        with pytest.raises(CommandError, match=re.escape(install("video")) + ", or use .gif or .webp"):
            require(str(tmp_path / path), SIZE, 1.0, 5)
    require(str(tmp_path / "a.gif"), SIZE, 1.0, 5)
