"""Picture files: one file in, its luminance out.

```
file --> header --> decoder --> grey, over paper --> upright --> luminance (height, width), 0 black .. 1 white
         size?      (Pillow)    alpha, palettes,     EXIF
         allowed?               16 bits, floats
```

A picture is data from outside. Its size is judged from the header before anything is decoded; formats that are
programs, or that are handed on to one (PostScript, and two that can carry or call it), are refused; and whatever a
decoder trips over becomes one line of ``PictureError``. Pillow is imported when a picture is read, not before.
"""

import math
import os
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments
from mark1.errors import PictureError
from mark1.quiet import without_stderr
from mark1.stimuli import photos
from mark1.stimuli.wrong_files import GLANCE_BYTES, found_instead

if TYPE_CHECKING:
    from PIL import Image

Luminance = NDArray[np.float32]

MAX_PIXELS = 64_000_000
MAX_DECODED = 2**27  # bytes that Pillow holds: 33 million pixels in colour, 134 million in grey
WIDER = {"JPEG2000": 4, "AVIF": 2, "WEBP": 2}  # times that a decoder holds besides
LONGEST_SIDE_PX = 2048
CHANNELS = ("grey", "red", "green", "blue")  # what the photocells see of a picture in colour

# EPS is a program for Ghostscript, IPTC files may wrap one, and WMF is drawn by the operating system.
REFUSED_FORMATS = frozenset({"EPS", "IPTC", "WMF"})
TIFF_STARTS = (b"II", b"MM")  # libtiff prints its errors to stderr, from C
POSTSCRIPT_STARTS = (b"%!PS", b"\xc5\xd0\xd3\xc6")

# What decoders raise on damaged data, besides Pillow's own decompression bomb (an Exception of its own).
DECODER_FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
)

# EXIF orientation: how the stored rows and columns become the upright picture.
UPRIGHT: dict[int, Callable[[Luminance], Luminance]] = {
    1: lambda p: p,
    2: lambda p: p[:, ::-1],
    3: lambda p: p[::-1, ::-1],
    4: lambda p: p[::-1, :],
    5: lambda p: p.T,
    6: lambda p: p.T[:, ::-1],
    7: lambda p: p.T[::-1, ::-1],
    8: lambda p: p.T[::-1, :],
}


def read_picture(path: str | os.PathLike[str], channel: str = "grey", frame: int = 0) -> Luminance:
    """Luminance of the picture in file ``path``, 0 black .. 1 white.

    One frame, or page, counted from 0; upright (EXIF), transparent parts laid over white (over black when white would
    swallow what is opaque). ``channel``: the luminance, or one of the colours ``CHANNELS`` as a filter of that colour
    before the camera would show it. A picture longer than 2048 pixels is reduced by averaging square blocks of pixels
    until it is not.

    Returns:
        ndarray of shape (height, width), float32, 0..1.

    Raises:
        PictureError: no such file, a directory, unreadable, not a picture, damaged, without pixels, too large, or
            without this frame.
    """
    name, frame = repr(arguments.path("picture", path)), arguments.whole("frame", frame)
    arguments.word("channel", channel, CHANNELS)
    _check_is_file(path, name)
    try:
        with open(path, "rb") as file:
            return decoded(file, name, frame, channel)
    except PictureError:
        raise
    except PermissionError as fault:
        raise PictureError(f"{name} may not be read: allow reading it, or copy it elsewhere") from fault
    except OSError as fault:
        raise PictureError(f"{name} cannot be read ({_one_line(fault)}): check the disk, or copy it again") from fault


def decoded(file: BinaryIO, name: str, frame: int = 0, channel: str = "grey") -> Luminance:
    """Luminance of one frame of an open picture file; ``name`` is for messages. Raises PictureError, OSError."""
    start = file.read(GLANCE_BYTES)
    file.seek(0)
    if not start:
        raise PictureError(f"{name} is empty (0 bytes): copy the picture again")
    if start[:4] in POSTSCRIPT_STARTS:
        raise PictureError(f"{name} is PostScript, a program and not a picture: save it as PNG first")
    with without_stderr() if start[:2] in TIFF_STARTS else nullcontext():
        return _decode(file, name, start, frame, channel)


def frame_note(path: str | os.PathLike[str], frame: int = 0) -> str:
    """For a picture in which nothing is seen: which of several frames that was; empty for a single one."""
    from PIL import Image

    try:
        with _quiet_decoders(), Image.open(path) as image:
            n = getattr(image, "n_frames", 1)
    except (*DECODER_FAULTS, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return ""
    return f" (frame {frame} of {n}, counted from 0; --frame N reads another)" if n > 1 else ""


def _check_is_file(path: str | os.PathLike[str], name: str) -> None:
    """Raise PictureError unless ``path`` is an ordinary file: opening a pipe or a device could wait for ever."""
    try:
        place = Path(path)
        if place.is_dir():
            raise PictureError(f"{name} is a directory: give one picture in it, or load it as a folder of classes")
        if not place.exists():
            raise PictureError(f"no such picture: {name} (looked from {os.getcwd()!r}): check the name")
        if not place.is_file():
            raise PictureError(f"{name} is a device or pipe: save the picture to an ordinary file first")
    except (OSError, ValueError) as fault:
        if isinstance(fault, PictureError):
            raise
        raise PictureError(
            f"{name} cannot be opened ({_one_line(fault)}): check the name and who may read it"
        ) from fault


def _decode(file: BinaryIO, name: str, start: bytes, frame: int, channel: str) -> Luminance:
    """Luminance of an open picture file, with every fault of a decoder turned into PictureError."""
    from PIL import Image, UnidentifiedImageError

    try:
        page = photos.page_of(file, start, frame, name)
        with _quiet_decoders(), page or _opened(file) as image:
            _check_size(image.size, name)
            if page is None:
                _go_to_frame(image, frame, name)
            return _luminance(image, name, channel)
    except PictureError:
        raise
    except UnidentifiedImageError as fault:
        kind = found_instead(start)
        if ":" in kind:
            raise PictureError(f"{name} is not a picture but {kind}") from fault
        raise PictureError(f"{name} is not a picture that can be read: use PNG, JPEG, TIFF, BMP or GIF") from fault
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as fault:
        raise PictureError(
            f"{name} is too large to decode: at most {MAX_PIXELS:,} pixels are allowed; save it smaller"
        ) from fault
    except DECODER_FAULTS as fault:
        raise PictureError(
            f"{name} is a damaged or incomplete picture ({_one_line(fault)}): copy it or save it again"
        ) from fault


@contextmanager
def _quiet_decoders() -> Iterator[None]:
    """Decoders' remarks are silenced; Pillow's warning of a decompression bomb becomes an error."""
    from PIL import Image

    with warnings.catch_warnings(action="ignore"):
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


def _opened(file: BinaryIO) -> "Image.Image":
    """The picture with its header read and its pixels still packed, in any format that is only data."""
    from PIL import Image

    Image.init()
    return Image.open(file, formats=[name for name in Image.ID if name not in REFUSED_FORMATS])


def _go_to_frame(image: "Image.Image", frame: int, name: str) -> None:
    """Raises PictureError for a frame that the file does not have."""
    if frame == 0:
        return
    n = getattr(image, "n_frames", 1)
    if frame >= n:
        has = f"frames 0 to {n - 1}" if n > 1 else "one frame, number 0"
        raise PictureError(f"{name} has {has}, not frame {frame}")
    image.seek(frame)


def _check_size(size: tuple[int, int], name: str) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise PictureError(f"{name} has no pixels ({width} x {height}): expected at least 1 x 1; save it again")
    if width * height > MAX_PIXELS:
        raise PictureError(
            f"{name} is too large: at most {MAX_PIXELS:,} pixels are allowed, not {width} x {height}; save it smaller"
        )


def _check_decoded(image: "Image.Image", name: str) -> None:
    """Raise PictureError for a picture that takes too much memory; a JPEG was drafted, so its decoder reduces it."""
    width, height = image.size
    pixel_bytes = 1 if image.mode in ("1", "L", "P") else 4
    most = MAX_DECODED // (pixel_bytes * WIDER.get(image.format or "", 1))
    if width * height > most:
        raise PictureError(
            f"{name} is too large: at most {most:,} pixels of this kind are allowed, not {width} x {height}; "
            "save it smaller, in grey, or as JPEG"
        )


def _luminance(image: Any, name: str, channel: str) -> Luminance:
    """Luminance of an opened picture: decode, reduce, take grey, set upright."""
    image.draft(None, (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    _check_decoded(image, name)
    image.load()
    _check_size(image.size, name)
    orientation = image.getexif().get(0x0112, 1)
    if channel != CHANNELS[0] and not image.mode.startswith(("I", "F")):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB").getchannel(channel[0].upper())
    grey = _grey(image, name)
    upright = UPRIGHT.get(orientation, UPRIGHT[1])(grey)
    return np.ascontiguousarray(np.clip(upright, 0.0, 1.0), dtype=np.float32)


def _grey(image: "Image.Image", name: str) -> Luminance:
    """Grey levels 0..1 of a decoded picture in any of Pillow's modes."""
    if image.mode == "F":
        return _measured(np.asarray(_reduced(image), np.float32), 255.0, name)
    if image.mode.startswith("I"):
        return _measured(np.asarray(_reduced(image.convert("I")), np.float32), 65535.0, name)
    if image.has_transparency_data:
        return _over_paper(np.asarray(_reduced(image.convert("RGBA")).convert("LA"), np.float32) / 255.0)
    if image.mode == "LAB":
        return _eight_bits(image.getchannel(0))
    return _eight_bits(image if image.mode == "L" else image.convert("L"))


def _eight_bits(image: "Image.Image") -> Luminance:
    levels: Luminance = np.asarray(_reduced(image), np.float32)
    return np.asarray(levels / 255.0, np.float32)


def _reduced(image: "Image.Image") -> "Image.Image":
    """The picture with square blocks of pixels averaged, until its longest side is at most 2048 pixels."""
    factor = math.ceil(max(image.size) / LONGEST_SIDE_PX)
    return image.reduce(factor) if factor > 1 else image


def _over_paper(grey_and_alpha: Luminance) -> Luminance:
    """A transparent picture laid over white paper, or over black when white would swallow all that is opaque.

    White swallows it when not one opaque pixel in a hundred is darker than middle grey.
    """
    grey, alpha = grey_and_alpha[..., 0], grey_and_alpha[..., 1]
    opaque = grey[alpha > 0.5]
    paper = 0.0 if opaque.size and np.percentile(opaque, 1.0) > 0.5 else 1.0
    return np.asarray(grey * alpha + paper * (1.0 - alpha), np.float32)


def _measured(levels: Luminance, white: float, name: str) -> Luminance:
    """Luminance from levels without a fixed white: 0..1 as they are, else 0..``white``, else stretched end to end.

    Assumed: whole numbers up to 65,535 are 16-bit levels; real numbers up to 255 are 8-bit levels.
    """
    if not np.isfinite(levels).all():
        raise PictureError(f"{name} holds NaN or infinite levels: expected finite levels; save it again")
    low, high = float(levels.min()), float(levels.max())
    if low < 0.0 or high > white:
        return np.asarray((levels - low) / ((high - low) or 1.0), np.float32)
    return levels if high <= 1.0 and white == 255.0 else np.asarray(levels / white, np.float32)


def _one_line(fault: BaseException) -> str:
    """What went wrong in the decoder's own words, on one line and not too long."""
    reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
    return " ".join(reason.split())[:120] or type(fault).__name__
