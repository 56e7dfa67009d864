"""Photos: formats that Pillow reads only with another library: HEIC, JPEG XL, and the pages of a PDF.

first bytes --> which format? --> its library, if it is installed (the extra ``photos``) --> a picture of Pillow's
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, BinaryIO

from mark1.errors import PictureError
from mark1.stimuli.wrong_files import BRANDS, JXL_STARTS, PHOTOS

if TYPE_CHECKING:
    from PIL import Image

PAGE_PX = 2048  # longest side of a page when it is drawn
LARGEST_FILE = 2**28  # bytes of a PDF, which is read whole
HEIC_SUFFIXES, JXL_SUFFIXES, PDF_SUFFIXES = (".heic", ".heif"), (".jxl",), (".pdf",)
LIBRARIES = {"pillow_heif": HEIC_SUFFIXES, "pillow_jxl": JXL_SUFFIXES, "pypdfium2": PDF_SUFFIXES}


@cache
def readable_suffixes() -> frozenset[str]:
    """Suffixes of the formats whose library is installed."""
    return frozenset(suffix for name, suffixes in LIBRARIES.items() if find_spec(name) for suffix in suffixes)


def is_optional(suffix: str) -> bool:
    """Whether files with this suffix are read only with another library."""
    return any(suffix.lower() in suffixes for suffixes in LIBRARIES.values())


def page_of(file: BinaryIO, start: bytes, frame: int, name: str) -> "Image.Image | None":
    """A page of a PDF, drawn; None for any other file, for which Pillow is made ready.

    Raises PictureError for a PDF without its library or without this page, and what the library raises.
    """
    if start.startswith(b"%PDF-"):
        return _page(file, frame, name)
    if start[4:8] == b"ftyp" and BRANDS.get(start[8:12]) == "HEIC":
        _plug_in("pillow_heif")
    if start.startswith(JXL_STARTS):
        _plug_in("pillow_jxl")
    return None


@cache
def _plug_in(name: str) -> None:
    """Let Pillow know a format, if its library is installed."""
    if find_spec(name) is None:
        return
    library: Any = import_module(name)
    if name == "pillow_heif":
        library.register_heif_opener()


def _page(file: BinaryIO, frame: int, name: str) -> "Image.Image":
    """A page of a PDF in shades of grey. Raises PictureError, RuntimeError."""
    if find_spec("pypdfium2") is None:
        raise PictureError(f"{name} is a PDF document: {PHOTOS} reads its pages")
    pdfium: Any = import_module("pypdfium2")
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise PictureError(f"{name} is too large: at most {LARGEST_FILE:,} bytes are allowed for a PDF")
    document = pdfium.PdfDocument(content)
    try:
        n = len(document)
        if frame >= n:
            has = f"pages 0 to {n - 1}" if n > 1 else "one page, number 0" if n else "no pages"
            raise PictureError(f"{name} has {has}, not page {frame}")
        page = document[frame]
        width, height = page.get_size()
        image: Image.Image = page.render(scale=PAGE_PX / max(width, height, 1.0), grayscale=True).to_pil()
        return image
    finally:
        document.close()
