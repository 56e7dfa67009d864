"""Recording: the wall in a file: PNG of one moment, GIF, WebP, MP4 or WebM of a run.

    film --> palette, chosen once from the rehearsal --> frames of 255 colours --> Pillow --> complete file

One palette for all frames and no dithering: unchanged pixels take no space in the file. PyAV, if installed, writes MP4
and WebM frame by frame.
"""

import io
import os
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from itertools import chain, pairwise
from typing import IO, TYPE_CHECKING, Any

import pygame

from mark1 import storage
from mark1.errors import CommandError, expected
from mark1.gui.base.ui_state import PanelState
from mark1.gui.film.film import Film
from mark1.gui.screen import headless, opened
from mark1.install_hint import install
from mark1.panel.control_panel import ControlPanel

if TYPE_CHECKING:
    from PIL import Image

COLOURS = 255  # one less than in a GIF: the last one marks unchanged pixels
SHADES = 32  # levels of red, green and blue when colours are counted
REST_S = 1.0
MOST_PX = 400_000_000  # of all frames together, which are kept in memory at one or two bytes per pixel


def require(path: str, size: tuple[int, int], seconds: float, fps: int) -> None:
    """Check the extension, the number of pixels and the path before the work. Raises CommandError, StorageError."""
    if writer(path) in (_gif, _webp) and round(seconds * fps) * size[0] * size[1] > MOST_PX:
        raise CommandError(
            f"record: {round(seconds * fps)} frames of {size[0]} x {size[1]} exceed the limit of "
            f"{MOST_PX:,} pixels in total; use a smaller --size, --seconds or --fps"
        )
    storage.prepare(path)


def record(
    panel: ControlPanel, line: str, path: str, state: PanelState, size: tuple[int, int], seconds: float, fps: int
) -> None:
    """Run a line and record the wall; ``seconds`` is the total length, including the rest at its end. Raises what
    ``require`` and the line raise.
    """
    require(path, size, seconds, fps)
    resting = round(min(REST_S, seconds / 2) * fps)
    running = max(1, round(seconds * fps) - resting)
    headless()
    film, held = Film(panel, line, opened(size), fps, running, resting), io.BytesIO()
    writer(path)(film, state, held)
    storage.write_bytes(path, held.getvalue())


def writer(path: str) -> Callable[[Film, PanelState, IO[bytes]], None]:
    """The function that writes a file of this extension. Raises CommandError."""
    ending = os.path.splitext(path)[1].lower()
    if ending not in WRITERS:
        raise CommandError(expected(f"--out {path}", f"a name that ends in {', '.join(WRITERS)}", ending))
    if ending == ".webp":
        from PIL import features

        if not features.check("webp"):
            raise CommandError("--out: this Pillow was built without WebP: use .gif, or install another Pillow")
    if ending in CODECS and find_spec("av") is None:
        raise CommandError(
            f"--out: {ending} needs PyAV, which is not installed: {install('video')}, or use .gif or .webp"
        )
    return WRITERS[ending]


def _png(film: Film, state: PanelState, file: IO[bytes]) -> None:
    """Write the last frame."""
    for _ in chain(film.rehearsed(state), film.frames(state)):
        pass
    pygame.image.save(film.screen, file, "wall.png")


def _gif(film: Film, state: PanelState, file: IO[bytes]) -> None:
    """Write a GIF, which measures time in hundredths of a second."""
    _animation(film, state, file, format="GIF", optimize=True, disposal=1, tick_ms=10)


def _webp(film: Film, state: PanelState, file: IO[bytes]) -> None:
    _animation(film, state, file, format="WEBP", lossless=True, quality=0, method=0, kmin=2, kmax=10_000, tick_ms=1)


def _mp4(film: Film, state: PanelState, file: IO[bytes]) -> None:
    _video(film, state, file, "mp4")


def _webm(film: Film, state: PanelState, file: IO[bytes]) -> None:
    _video(film, state, file, "webm")


def _video(film: Film, state: PanelState, file: IO[bytes], kind: str) -> None:
    """Write a video with the frame rate of the film; a side with an odd number of pixels loses the last one."""
    av: Any = import_module("av")
    width, height = (side // 2 * 2 for side in film.screen.get_size())
    for _ in film.rehearsed(state):
        pass
    with av.open(file, "w", format=kind) as container:
        stream = container.add_stream(CODECS[f".{kind}"], rate=film.fps, options={"crf": "18"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for surface in film.frames(state):
            whole = pygame.surfarray.array3d(surface).swapaxes(0, 1)[:height, :width]
            container.mux(stream.encode(av.VideoFrame.from_ndarray(whole.copy(), format="rgb24")))
        container.mux(stream.encode())


CODECS = {".mp4": "libx264", ".webm": "libvpx-vp9"}
WRITERS: dict[str, Callable[[Film, PanelState, IO[bytes]], None]] = {
    ".gif": _gif, ".webp": _webp, ".png": _png, ".mp4": _mp4, ".webm": _webm,
}  # fmt: skip


def _animation(film: Film, state: PanelState, file: IO[bytes], tick_ms: int, **how: Any) -> None:
    """Write all frames, repeated forever; durations are rounded without drift."""
    palette = _palette(_image(surface) for surface in film.rehearsed(state))
    first, *others = (_coloured(surface, palette) for surface in film.frames(state))
    ends = [round(k * 1000 / film.fps / tick_ms) * tick_ms for k in range(len(others) + 2)]
    shown_ms = [end - start for start, end in pairwise(ends)]
    first.save(file, save_all=True, append_images=others, duration=shown_ms, loop=0, **how)


def _image(surface: pygame.Surface) -> "Image.Image":
    from PIL import Image

    return Image.frombytes("RGB", surface.get_size(), pygame.image.tobytes(surface, "RGB"))


def _coloured(surface: pygame.Surface, palette: "Image.Image") -> "Image.Image":
    from PIL import Image

    return _image(surface).quantize(palette=palette, dither=Image.Dither.NONE)


def _palette(images: Iterable["Image.Image"]) -> "Image.Image":
    """The colours for all frames.

    They are chosen among those that occur, each weighted by the root of its pixel count: otherwise small lamps would
    get no colour.
    """
    import numpy as np
    from PIL import Image

    count, colour = np.zeros(SHADES**3, np.int64), np.zeros((SHADES**3, 3), np.uint8)
    for image in images:
        pixels = np.asarray(image).reshape(-1, 3)
        red, green, blue = (pixels // (256 // SHADES)).astype(np.uint16).T
        shade = (red * SHADES + green) * SHADES + blue
        count += np.bincount(shade, minlength=len(count))
        colour[shade] = pixels
    chosen = np.repeat(colour, np.ceil(np.sqrt(count)).astype(np.int64), axis=0)
    return Image.fromarray(chosen[np.newaxis]).quantize(COLOURS)
