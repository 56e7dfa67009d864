"""A folder that holds a package as pip would install it, without pip: its modules and the metadata of its pyproject."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

EXAMPLE = Path(__file__).parent.parent / "examples" / "plugin"


def installed(source: Path, folder: Path) -> Path:
    """Install the package in ``source`` into ``folder``."""
    project = tomllib.loads((source / "pyproject.toml").read_text("utf-8"))["project"]
    modules = {path.name: path.read_text("utf-8") for path in source.glob("*.py")}
    return written(folder, project["name"], project["version"], modules, project["entry-points"])


def written(
    folder: Path, name: str, version: str, modules: Mapping[str, str], points: Mapping[str, Mapping[str, str]]
) -> Path:
    """Install a package of these modules, with these entry points by group, into ``folder``."""
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    for file, text in modules.items():
        (folder / file).write_text(text, "utf-8")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    groups = [
        f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in of.items()) for group, of in points.items()
    ]
    (info / "entry_points.txt").write_text("".join(groups))
    return folder
