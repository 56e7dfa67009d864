"""What the virtual board may know of the program: the wire, the errors, pictures. Only its ports look at a clock."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from loops import each

import firmware_sim

ROOT = Path(firmware_sim.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
KNOWN = ("mark1.errors", "mark1.rig", "mark1.deprecated", "firmware_sim")
SHOWN = {"pictures.py": ("mark1.stimuli", "mark1.machine")}
OUTSIDE = {"time", "socket", "select", "os", "serial", "threading", "random", "signal"}


def imported(path: Path) -> set[str]:
    """Every module the file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@each("path", FILES)
def test_a_file_knows_the_wire_and_no_more(path):
    modules = imported(path)
    ours = {module for module in modules if module.split(".")[0] in ("mark1", "firmware_sim", "tests")}
    assert {module for module in ours if not module.startswith(KNOWN + SHOWN.get(path.name, ()))} == set()
    if path.name not in ("ports.py", "tcp_host.py", "stdin_lines.py", "__main__.py"):
        assert {module.split(".")[0] for module in modules} & OUTSIDE == set()


def test_the_check_sees_imports():
    assert {"time", "firmware_sim.virtual_board.recording"} <= imported(ROOT / "virtual_board" / "ports.py")


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")


def ours_in(path: Path, modules: set[str]) -> set[str]:
    return imported(path) & modules - {module_of(path)}


def test_no_import_leads_back_to_where_it_began():
    modules = {module_of(path) for path in FILES}
    graph = {module_of(path): ours_in(path, modules) for path in FILES}
    assert "firmware_sim.virtual_board.ports" in graph["firmware_sim.__main__"]
    TopologicalSorter(graph).prepare()
    graph["firmware_sim.virtual_board.ports"].add("firmware_sim.__main__")
    with pytest.raises(CycleError):
        TopologicalSorter(graph).prepare()
