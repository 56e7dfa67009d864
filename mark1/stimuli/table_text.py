"""TableText: a file of numbers as lines of cells, whatever its encoding, separator, packing and decimal mark.

bytes --> gzip? --> UTF-8, UTF-16 or Latin-1 --> lines --> , ; tab or blanks --> (line number, cells)
"""

import codecs
import csv
import gzip
import io
import os
import re
import zlib
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import BinaryIO, TextIO, cast

from mark1.errors import StimulusError, StorageError
from mark1.packed import max_size, require_modest
from mark1.stimuli.reading_report import ReadingReport
from mark1.stimuli.wrong_files import GLANCE_BYTES, STARTS
from mark1.storage import require_file

LONGEST_LINE = 2**22  # characters: a picture of a million pixels
GLANCE = 2**16
BLANK = " "
_SEPARATORS = (";", "\t", ",")
_GZIP = b"\x1f\x8b"
_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DECIMAL_COMMA = re.compile(r"(?<![\d,.])-?\d*,\d+(?![\d,.])")
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1f]")

Line = tuple[int, list[str]]


def lines_of(source: str, encoding: str, report: ReadingReport) -> Generator[Line, None, None]:
    """The number, from 1, and the cells of every line that is not blank.

    Raises UnicodeDecodeError for another encoding, csv.Error, StimulusError for what is unpacked too large or damaged,
    StorageError.
    """
    require_file(source)
    try:
        require_modest(os.path.getsize(source), source, StimulusError)
        with _opened(source) as file, io.TextIOWrapper(file, encoding, newline="") as text:
            yield from _cells(text, report, source)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        damaged = f"the gzip data is cut short or damaged ({error}); fetch the file again"
        raise StimulusError(f"{source}: {damaged}") from error
    except OSError as error:
        if isinstance(error, StorageError):
            raise
        raise StorageError(f"{source}: cannot be read ({error.strerror or error})") from error


def encodings_of(source: str) -> tuple[str, ...]:
    """The encodings a file may have, likeliest first, by its first bytes. Raises StimulusError, StorageError."""
    require_file(source)
    start = glance(source)
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if start.startswith(mark):
            return (encoding,)
    if len(start) > 3 and 0 in start[:4]:
        if start[1] == start[3] == 0:
            return ("utf-16-le",)
        if start[0] == start[2] == 0:
            return ("utf-16-be",)
    return "utf-8", "latin-1"


def glance(source: str | os.PathLike[str]) -> bytes:
    """The first bytes of a file, unpacked if it is gzipped; fewer if it is damaged. Raises StorageError."""
    try:
        with open(source, "rb") as file:
            start = file.read(GLANCE)
        if start.startswith(_GZIP):
            packed, start = io.BytesIO(start), b""
            with suppress(EOFError, OSError, zlib.error):
                start = gzip.GzipFile(fileobj=packed).read1(GLANCE)
        return start
    except OSError as error:
        raise StorageError(f"{source}: cannot be read ({error.strerror or error})") from error


def looks_like_table(source: str | os.PathLike[str]) -> bool:
    """Whether a file holds lines of numbers, by its first bytes. Raises StorageError."""
    start = glance(source)
    for encoding in encodings_of(str(source)):
        text = codecs.getincrementaldecoder(encoding)("ignore" if encoding != "utf-8" else "replace").decode(start)
        lines = [line for line in text.splitlines()[:-1] or text.splitlines() if line.strip()][:20]
        if not lines or _CONTROL.search(text[:GLANCE_BYTES]):
            continue
        separator = separator_of(lines[0])
        widths = {len(split(line, separator)) for line in lines}
        cells = [cell for line in lines[1:] or lines for cell in split(line, separator)]
        if len(widths) == 1 and widths.pop() > 1 and sum(map(is_number, cells)) > len(cells) / 2:
            return True
    return False


def separator_of(line: str) -> str:
    """What stands between the cells of a line."""
    return next((separator for separator in _SEPARATORS if separator in line), BLANK)


def split(line: str, separator: str) -> list[str]:
    """The cells of a line without quotes."""
    return line.split() if separator == BLANK else line.rstrip("\r\n").split(separator)


def is_number(cell: str) -> bool:
    """Whether a cell reads as a number, NaN included; a decimal comma counts as a point."""
    try:
        float(cell.replace(",", ".", 1))
    except ValueError:
        return False
    return True


def _opened(source: str) -> BinaryIO:
    """The file, unpacked as it is read if it is gzipped. Raises OSError."""
    with open(source, "rb") as file:
        packed = file.read(2) == _GZIP
    return cast(BinaryIO, gzip.open(source)) if packed else open(source, "rb")


def _cells(file: TextIO, report: ReadingReport, source: str) -> Iterator[Line]:
    """The lines as cells. Raises csv.Error, UnicodeDecodeError, StimulusError."""
    lines = _short(file, source)
    first = next((line for line in lines if line.strip()), "")
    for pattern, kind in STARTS:
        if re.match(pattern, first.lstrip(), re.IGNORECASE):
            raise StimulusError(f"{source}: not a table; it is {kind}")
    second = next(lines, "")
    separator = separator_of(first)
    commas = separator != "," and bool(_DECIMAL_COMMA.search(second or first)) and "." not in second
    if commas:
        report.assumed.append("decimal commas in the table are points")

    def plain() -> Iterator[str]:
        for line in (first, second):
            yield from filter(None, [line])
        yield from lines

    even = (" ".join(line.split()) if separator == BLANK else line for line in plain())
    pointed = (line.replace(",", ".") for line in even) if commas else even
    reader = csv.reader(pointed, delimiter=separator, skipinitialspace=True, strict=True)
    skipped = 0
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num + skipped, cells


def _short(file: TextIO, source: str) -> Iterator[str]:
    """The lines of a file. Raises csv.Error for one longer than a picture can be, StimulusError for too many."""
    room = max_size()
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise csv.Error(f"a line of more than {LONGEST_LINE} characters")
        room -= len(line)
        if room < 0:
            require_modest(max_size() + 1, source, StimulusError)
        yield line
