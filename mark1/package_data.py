"""Package data: folders that come with the program and hold no Python. Each is found here, however mark1 was installed.

::

    checkout, editable install        wheel (pyproject.toml, force-include)
    assets/                      -->  mark1/assets/
    docs/lecture/                -->  mark1/lecture/
    examples/                    -->  mark1/examples/ (without the notebooks)
    firmware_sim/mark1_rig/      -->  mark1/rig/workshop/mark1_rig/
"""

from pathlib import Path

from mark1.errors import StorageError

PACKAGE = Path(__file__).parent
ASSETS, LECTURE, EXAMPLES, SKETCH = "assets", "lecture", "examples", "rig/workshop/mark1_rig"
IN_CHECKOUT = {ASSETS: "assets", LECTURE: "docs/lecture", EXAMPLES: "examples", SKETCH: "firmware_sim/mark1_rig"}


def folder(name: str) -> Path:
    """Where the package data ``name`` lies: inside mark1, or in the checkout that mark1 is imported from.

    Raises StorageError if it is in neither place.
    """
    places = (PACKAGE / name, PACKAGE.parent / IN_CHECKOUT[name])
    for place in places:
        if place.is_dir():
            return place
    raise StorageError(f"{places[0]}: this folder of mark1 is missing: install mark1 again")
