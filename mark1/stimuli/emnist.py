"""EMNIST: what its own files do not say. They hold every picture with rows and columns exchanged, and number classes.

    emnist-letters-train-images-idx3-ubyte --> transposed, 1 is A
    labels named by hand (--labels A-Z)    --> the first number is the first name

Source: G. Cohen et al., EMNIST: an extension of MNIST to handwritten letters, 2017; the mapping files of each part.
"""

import os
import re
from collections.abc import Sequence

from mark1.errors import StimulusError, unknown
from mark1.stimuli.reading import Reading, spelled_out
from mark1.stimuli.reading_report import ReadingReport
from mark1.text import counted

_MERGED = "0-9A-Z,a,b,d,e,f,g,h,n,q,r,t"  # small letters that look like their capitals are one class with them
NAMES_OF_PART = {
    "byclass": "0-9A-Za-z",
    "bymerge": _MERGED,
    "balanced": _MERGED,
    "letters": "A-Z",
    "digits": "0-9",
    "mnist": "0-9",
}
_FILE = re.compile(rf"emnist-({'|'.join(NAMES_OF_PART)})[-_.]", re.IGNORECASE)


def part_of(source: str) -> str:
    """Which part of EMNIST a file's name says it is; empty for another file."""
    match = _FILE.search(os.path.basename(source))
    return match[1].lower() if match else ""


def is_transposed(source: str, reading: Reading, report: ReadingReport) -> bool:
    """Whether rows and columns of the pictures are to be exchanged."""
    if reading.transpose == "auto" and part_of(source):
        report.assume("rows and columns are exchanged, as EMNIST's own files need it", "--no-transpose")
        return True
    return reading.transpose == "on"


def named(labels: Sequence[str], source: str, reading: Reading, report: ReadingReport) -> list[str]:
    """The labels with their names instead of numbers, where there are names. Raises StimulusError."""
    names = reading.named_classes or spelled_out(NAMES_OF_PART.get(part_of(source), ""))
    if not names:
        return list(labels)
    numbers = sorted({_number(label, source) for label in labels})
    first = 1 if numbers[0] > 0 and (numbers[-1] == len(names) or part_of(source) == "letters") else 0
    if not first <= numbers[0] <= numbers[-1] < first + len(names):
        told = f"{counted(len(names), 'name')} for labels from {numbers[0]} to {numbers[-1]}"
        raise StimulusError(f"{source}: {told}; --labels needs one per class, as in --labels A-Z")
    if not reading.labels or first:
        report.assume(f"label {first} is {names[0]}, and so on to {names[-1]}", "--labels")
    by_text = {label: names[_number(label, source) - first] for label in set(labels)}
    return [by_text[label] for label in labels]


def _number(label: str, source: str) -> int:
    """A label as the number of a class. Raises StimulusError."""
    if not label.isdecimal():
        raise StimulusError(f"{source}: --labels names numbered classes; {unknown('number', label, ())}")
    return int(label)
