"""Build: the sketch with a rig's sizes written into it, compiled with avr-gcc alone. The same sketch, the same bytes.

::

    mark1_rig  +  RigSizes, board id  -->  sketch  -->  avr-g++  -->  ELF, hex
                                              |
                                              +--> a folder for the Arduino IDE

In a checkout ``mark1_rig`` is in ``firmware_sim``, of which nothing is imported.
"""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mark1 import package_data, storage
from mark1.errors import ConfigError, RigError, StorageError, expected
from mark1.rig.workshop.arduinos import ARDUINOS
from mark1.rig.workshop.rig_file import RigSizes

SKETCH, BOARD = "mark1_rig", "board.h"
IN_BOARD_H = ("ROWS", "COLS", "POTS", "A_LAMPS", "R_LAMPS")
BOARD_IDS = range(1, 2**32)
# What the Arduino core adds to a sketch.
MAIN = "void setup();\nvoid loop();\n\nint main() {\n    setup();\n    for (;;) loop();\n}\n"
# Those of ``firmware_sim/host/Makefile``: a test compares the bytes that come out.
FLAGS = (
    *("-std=gnu++11", "-Os", "-DF_CPU=16000000UL", "-ffunction-sections", "-fdata-sections"),
    *("-fno-exceptions", "-fno-threadsafe-statics", "-Wl,--gc-sections"),
)
TIMEOUT_S = 120
INSTALL = (
    "Debian, Ubuntu: sudo apt install gcc-avr avr-libc; macOS: brew install osx-cross/avr/avr-gcc; Windows: install "
    "the Arduino IDE and add packages\\arduino\\tools\\avr-gcc\\...\\bin of its Arduino15 folder to PATH. Or write the "
    "sketch with --sketch and open it in the Arduino IDE"
)


class Image(NamedTuple):
    """What was built, and the bytes it takes: ``ram`` without the stack."""

    elf: Path
    hex: Path
    flash: int
    ram: int


def sizes_for(mcu: str) -> RigSizes:
    """The largest rig with the usual Arduino for a chip."""
    return RigSizes(board=next(board for board, arduino in ARDUINOS.items() if arduino.mcu == mcu))


def source(sizes: RigSizes, board_id: int, mcu: str | None = None) -> dict[str, str]:
    """Every file of the sketch, by name, with sizes and board id in board.h.

    Raises ConfigError for an id, or a chip other than that of the rig's Arduino; StorageError.
    """
    if mcu not in (None, sizes.arduino.mcu):
        raise ConfigError(f"--mcu {mcu}: the {sizes.arduino.name} of this rig has an {sizes.arduino.mcu}: leave it out")
    if board_id not in BOARD_IDS:
        raise ConfigError(expected("--id", f"a number from 1 to {BOARD_IDS[-1]}", board_id))
    files = {path.name: storage.read_text(path) for path in sorted(_sources().iterdir()) if path.is_file()}
    defined = f"#define MARK1_BOARD_ID {board_id}\n#define MARK1_BAUD {sizes.baud}"
    board = files[BOARD].replace("#pragma once", f"#pragma once\n\n{defined}", 1)
    for name in IN_BOARD_H:
        board, found = re.subn(rf"\b{name} = \d+", f"{name} = {getattr(sizes, name.lower())}", board)
        if found != 1:
            raise StorageError(f"{_sources() / BOARD}: {name} was not found where it belongs: install mark1 again")
    return {**files, BOARD: board}


def write_sketch(files: dict[str, str], out: Path) -> Path:
    """The sketch as a folder that the Arduino IDE opens. Raises StorageError."""
    folder = out / SKETCH
    storage.make_folder(folder)
    for name, text in files.items():
        storage.write_text(folder / name, text)
    return folder


def compile_sketch(files: dict[str, str], mcu: str, out: Path) -> Image:
    """ELF and hex in ``out``, which is made if it is not there. Raises RigError, StorageError."""
    if shutil.which("avr-g++") is None:
        raise RigError(f"this computer: avr-g++ was not found. {INSTALL}")
    storage.make_folder(out)
    elf, ihex = (out / f"{SKETCH}_{mcu}.{kind}" for kind in ("elf", "hex"))
    for path in (elf, ihex):
        storage.require_writable(path)
    with _workshop(out) as folder:
        sources = [name for name in files if name.endswith(".cpp")] + ["sketch.cpp", "main.cpp"]
        for name, text in {**files, "sketch.cpp": files[f"{SKETCH}.ino"], "main.cpp": MAIN}.items():
            storage.write_text(folder / name, text)
        _run(folder, "avr-g++", f"-mmcu={mcu}", *FLAGS, *sources, "-o", elf.name)
        _run(folder, "avr-objcopy", "-O", "ihex", "-R", ".eeprom", elf.name, ihex.name)
        code, data, zeroed = map(int, _run(folder, "avr-size", elf.name).splitlines()[1].split()[:3])
        for path in (elf, ihex):
            _put(folder / path.name, path)
    return Image(elf, ihex, code + data, data + zeroed)


def _sources() -> Path:
    """The sketch that comes with mark1. Raises StorageError."""
    return package_data.folder(package_data.SKETCH)


@contextlib.contextmanager
def _workshop(out: Path) -> Iterator[Path]:
    """A folder to compile in, on the disk of the result, gone afterwards. Raises StorageError."""
    try:
        folder = tempfile.TemporaryDirectory(prefix=".mark1-", dir=out)
    except OSError as error:
        raise StorageError(f"{out}: cannot be written in ({error.strerror}); name another folder") from error
    with folder:
        yield Path(folder.name).resolve()


def _run(folder: Path, *command: str) -> str:
    """What a tool prints. Raises RigError with its first complaint."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=TIMEOUT_S)
    except FileNotFoundError as error:
        raise RigError(f"this computer: {command[0]} was not found beside avr-g++. {INSTALL}") from error
    except subprocess.TimeoutExpired as error:
        raise RigError(f"this computer: {command[0]} did not end within {TIMEOUT_S} s: try again") from error
    if done.returncode:
        told = next(
            (line for line in done.stderr.splitlines() if "error" in line), done.stderr.strip() or "no reason given"
        )
        raise RigError(f"this computer: {command[0]} failed: {told}")
    return done.stdout


def _put(came: Path, target: Path) -> None:
    try:
        os.replace(came, target)
    except OSError as error:
        raise StorageError(f"{target}: cannot be written ({error.strerror}); write it elsewhere") from error
