"""``mark1 rig build``: compile the firmware for a rig."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mark1.cli.options import Json
from mark1.cli.output import as_json, say
from mark1.cli.rig.sizes import RigFile, sizes_of

if TYPE_CHECKING:
    from mark1.rig.workshop.build import Image
    from mark1.rig.workshop.rig_file import RigSizes


class Mcu(StrEnum):
    """The chip of an Arduino."""

    atmega328p = "atmega328p"
    atmega2560 = "atmega2560"


def build(
    rig: RigFile = None,
    out: Annotated[Path, typer.Option("--out", help="Folder for the ELF and hex files.")] = Path("mark1-rig"),
    mcu: Annotated[
        Mcu | None, typer.Option("--mcu", help="Microcontroller (default: that of the rig's Arduino).")
    ] = None,
    board_id: Annotated[int, typer.Option("--id", help="Board number, 1 or higher.")] = 1,
    sketch: Annotated[bool, typer.Option("--sketch", help="Also write the sketch for the Arduino IDE.")] = False,
    json: Json = False,
) -> None:
    """Compile the firmware for a rig to ELF and hex. Needs avr-g++; or use --sketch and the Arduino IDE."""
    from mark1.rig.workshop.build import compile_sketch, sizes_for, source, write_sketch

    sizes = sizes_for(mcu) if rig is None and mcu is not None else sizes_of(rig)
    files = source(sizes, board_id, mcu)
    folder = write_sketch(files, out) if sketch else None
    if folder and not json:
        say(f"sketch  {folder} (open {folder.name}.ino in the Arduino IDE)")
    image = compile_sketch(files, sizes.arduino.mcu, out)
    if json:
        as_json(_record(sizes, image, board_id, folder), [image.elf, image.hex, *([folder] if folder else [])])
    else:
        _print_image(sizes, image, board_id)


def _print_image(sizes: "RigSizes", image: "Image", board_id: int) -> None:
    from mark1.rig.workshop.wiring_tables import title

    arduino = sizes.arduino
    say(f"{title(sizes)}; board {board_id}")
    say(f"  flash   {image.flash:,} of {arduino.flash:,} bytes ({image.flash / arduino.flash:.0%})")
    say(f"  RAM     {image.ram:,} of {arduino.ram:,} bytes ({image.ram / arduino.ram:.0%}); the stack uses the rest")
    say(f"  files   {image.elf}, {image.hex}")
    say("Upload with (for PORT see mark1 rig ports):")
    for upload, line in zip(arduino.uploads, arduino.upload_lines(image.hex), strict=True):
        say(f"  {line}{f'    # {upload.boot_loader}' if upload.boot_loader else ''}")


def _record(sizes: "RigSizes", image: "Image", board_id: int, folder: Path | None) -> dict[str, object]:
    """The facts of a build, for ``--json``."""
    return {
        "board": sizes.board,
        "mcu": sizes.arduino.mcu,
        "id": board_id,
        "elf": str(image.elf),
        "hex": str(image.hex),
        "flash": [image.flash, sizes.arduino.flash],
        "ram": [image.ram, sizes.arduino.ram],
        "sketch": str(folder) if folder else None,
        "upload": sizes.arduino.upload_lines(image.hex),
    }
