"""Wrong files: what a file is instead of what its name says, by its first bytes and by its name.

first bytes --> "a web page: fetch the file itself"        name --> "an SVG drawing: export it as PNG"
"""

import re
from pathlib import PurePath

from mark1.install_hint import install

GLANCE_BYTES = 512
PHOTOS = install("photos")

# What begins like this, blanks and a byte order mark left aside: what it is, and what to do.
STARTS: tuple[tuple[str, str], ...] = (
    (r"version https://git-lfs", "a Git LFS pointer, not the file itself: run 'git lfs pull'"),
    (r"<!doctype html|<html|<head|<body", "a web page, not the file itself: fetch the file again"),
    (r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype svg[^>]*>\s*)?<svg", "an SVG drawing: export it as PNG"),
    (r"<\?xml|<error", "an XML text, often a server's error: fetch the file again"),
    (r"%pdf-", f"a PDF document: {PHOTOS} reads its pages"),
    (r"%!ps", "PostScript, a program and not a picture: save it as PNG"),
    (r"\{\s*\"|\[\s*[\{\[]", "a JSON text: use PNG, JPEG, TIFF, BMP or GIF"),
)
# Formats of photographs: the brand that follows ``ftyp``.
BRANDS = dict.fromkeys((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"), "HEIC")
BRANDS |= dict.fromkeys((b"avif", b"avis"), "AVIF")
JXL_STARTS = (b"\xff\x0a", b"\0\0\0\x0cJXL ")
# Suffixes of files that are passed over in a folder of pictures, and what they are.
PASSED_OVER = {
    ".heic": f"HEIC photographs ({PHOTOS})",
    ".heif": f"HEIC photographs ({PHOTOS})",
    ".pdf": f"PDF documents ({PHOTOS})",
    ".svg": "SVG drawings (export them as PNG)",
    ".svgz": "SVG drawings (export them as PNG)",
    ".eps": "PostScript programs (save them as PNG)",
    ".ps": "PostScript programs (save them as PNG)",
    ".jxl": "JPEG XL pictures (pip install pillow-jxl-plugin)",
    ".avif": "AVIF pictures (this Pillow was built without AVIF)",
    ".webp": "WebP pictures (this Pillow was built without WebP)",
    ".cr2": "raw photographs (export them as JPEG)",
    ".nef": "raw photographs (export them as JPEG)",
    ".dng": "raw photographs (export them as JPEG)",
    ".arw": "raw photographs (export them as JPEG)",
    ".mp4": "films (save frames as PNG)",
    ".mov": "films (save frames as PNG)",
}


def found_instead(start: bytes) -> str:
    """What a file that begins like this is, in words, and what to do; empty if it is nothing of the tables."""
    if start[4:8] == b"ftyp" and start[8:12] in BRANDS:
        kind = BRANDS[start[8:12]]
        return f"a HEIC photograph: {PHOTOS} reads it" if kind == "HEIC" else "an AVIF picture"
    if start.startswith(JXL_STARTS):
        return "a JPEG XL picture: pip install pillow-jxl-plugin reads it"
    text = start.removeprefix(b"\xef\xbb\xbf").decode("latin-1").lstrip()
    for pattern, kind in STARTS:
        if re.match(pattern, text, re.IGNORECASE | re.DOTALL):
            return kind
    return "a text file: use PNG, JPEG, TIFF, BMP or GIF" if is_text(start) else ""


def is_text(start: bytes) -> bool:
    """Whether bytes are plain text of some length: printable characters and line ends, in UTF-8."""
    try:
        text = start[: GLANCE_BYTES - 4].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(text) > 3 and all(character.isprintable() or character in "\t\r\n\f" for character in text)


def passed_over(name: str) -> str:
    """What a file in a folder of pictures is instead of a picture that can be read, in words."""
    suffix = PurePath(name).suffix.lower()
    return PASSED_OVER.get(suffix, f"{suffix} files" if suffix else "files without a suffix")
