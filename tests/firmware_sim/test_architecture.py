"""What the virtual board may know of the program: the wire, the errors, pictures. Only its ports look at a clock."""

import ast
from pathlib import Path

from loops import each

import firmware_sim

ROOT = Path(firmware_sim.__file__).parent
KNOWN = ("mark1.errors", "mark1.rig", "firmware_sim")
SHOWN = {"pictures.py": ("mark1.stimuli", "mark1.machine")}
OUTSIDE = {"time", "socket", "select", "os", "serial", "threading", "random", "signal"}


def imported(path: Path) -> set[str]:
    """Every module the file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@each("path", sorted(ROOT.glob("*.py")))
def test_a_file_knows_the_wire_and_no_more(path):
    modules = imported(path)
    ours = {module for module in modules if module.split(".")[0] in ("mark1", "firmware_sim", "tests")}
    assert {module for module in ours if not module.startswith(KNOWN + SHOWN.get(path.name, ()))} == set()
    if path.name not in ("ports.py", "typist.py", "__main__.py"):
        assert {module.split(".")[0] for module in modules} & OUTSIDE == set()


def test_the_check_sees_imports():
    assert {"time", "firmware_sim.recording"} <= imported(ROOT / "ports.py")
