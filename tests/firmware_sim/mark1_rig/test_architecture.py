"""The rules of the sketch: who knows the chip, what includes what, how long an interrupt is."""

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from loops import each
from scripted_board import HOST

SKETCH = HOST.parent / "mark1_rig"
SOURCES = sorted(path for path in SKETCH.iterdir() if path.suffix in {".cpp", ".h", ".ino"})


@each("path", SOURCES)
def test_only_the_board_knows_the_chip_and_every_include_says_what_it_brings(path: Path) -> None:
    text = path.read_text()
    includes = re.findall(r"^#include .*$", text, re.MULTILINE)
    own = f'#include "{path.stem}.h"'
    assert all("  //" in line for line in includes if line != own), path
    assert path.name == "board_avr.cpp" or "<avr/" not in text
    assert not re.search(r"\b(new|malloc|String|delay)\b *[(<]", text)


def test_interrupts_have_at_most_three_lines() -> None:
    bodies = re.findall(r"^ISR\(.*?\) \{(.*?)\}$", (SKETCH / "board_avr.cpp").read_text(), re.MULTILINE | re.DOTALL)
    assert len(bodies) == 5
    assert all(len([line for line in body.splitlines() if line.strip()]) <= 3 for body in bodies)


def includes_in(text: str) -> set[str]:
    """The modules whose headers are included."""
    return set(re.findall(r'^#include "(\w+)\.h"', text, re.MULTILINE))


def test_no_include_leads_back_to_where_it_began() -> None:
    """A module is x.h and x.cpp together."""
    graph: dict[str, set[str]] = {}
    for path in SOURCES:
        graph.setdefault(path.stem, set()).update(includes_in(path.read_text()) - {path.stem})
    assert "motors" in graph["commands"] and set.union(*graph.values()) <= set(graph)
    TopologicalSorter(graph).prepare()
    graph["motors"].add("commands")
    with pytest.raises(CycleError, match="nodes are in a cycle"):
        TopologicalSorter(graph).prepare()
