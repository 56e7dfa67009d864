"""``mark1 rig wiring``: pin assignment, parts list and schematic of a rig."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mark1.cli.options import Json
from mark1.cli.output import as_json, note, say
from mark1.cli.rig.sizes import RigFile, sizes_of
from mark1.install_hint import is_installed, missing

if TYPE_CHECKING:
    from mark1.rig.workshop.rig_file import RigSizes


def wiring(
    rig: RigFile = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for wiring.md, bom.csv, schematic.svg, schematic.png.")
    ] = None,
    json: Json = False,
) -> None:
    """Print the pin assignment and parts list; --out also writes a schematic."""
    from mark1.rig.workshop import wiring_tables

    sizes = sizes_of(rig)
    files = _write_wiring(sizes, out) if out is not None else []
    if json:
        as_json({**wiring_tables.as_values(sizes), "files": [str(path) for path in files]})
        return
    say(*wiring_tables.as_text(sizes).split("\n"))
    if files:
        say("", f"Written: {', '.join(map(str, files))}")


def _write_wiring(sizes: "RigSizes", out: Path) -> list[Path]:
    from mark1 import storage
    from mark1.figures import raster
    from mark1.rig.workshop import wiring_tables
    from mark1.rig.workshop.schematic.drawing import svg

    storage.make_folder(out)
    drawing = svg(sizes)
    texts = {
        "wiring.md": wiring_tables.as_markdown(sizes),
        "bom.csv": wiring_tables.as_csv(sizes),
        "schematic.svg": drawing,
    }
    contents = {name: text.encode() for name, text in texts.items()}
    if is_installed("matplotlib"):
        contents["schematic.png"] = raster.png(drawing)
    else:
        note(str(missing("matplotlib", "schematic.png was not written: it")))
    for name, data in contents.items():
        storage.write_bytes(out / name, data)
    return [out / name for name in contents]
