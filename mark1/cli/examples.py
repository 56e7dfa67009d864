"""``mark1 examples``: copy the sample pictures, scripts and sweeps that the documentation uses."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from mark1 import package_data
from mark1.cli.options import Json
from mark1.cli.output import as_json, say
from mark1.errors import StorageError
from mark1.text import counted

COPIED = ("pictures/*", "*.mark1-script", "*.sweep.toml")
FOLDER = Path("examples")


def examples(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to copy to.")] = FOLDER,
    json: Json = False,
) -> None:
    """Copy the sample pictures, scripts and sweeps that the documentation uses."""
    from mark1 import storage

    source = package_data.folder(package_data.EXAMPLES)
    found = sorted(path for pattern in COPIED for path in source.glob(pattern))
    copies = {out / path.relative_to(source): path.read_bytes() for path in found}
    for path, data in copies.items():
        if path.exists() and not (path.is_file() and path.read_bytes() == data):
            raise StorageError(f"{path}: exists, and is not the example; use --out DIR")
    for path, data in copies.items():
        if not path.exists():
            storage.make_folder(path.parent)
            storage.write_bytes(path, data)
    if json:
        as_json([str(path) for path in copies])
    else:
        folders = Counter(path.parent for path in copies)
        say(*(f"{folder}: {counted(number, 'file')}" for folder, number in sorted(folders.items())))
