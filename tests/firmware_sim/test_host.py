"""The firmware's sources on this PC: the table of frames, and the rules of the sketch."""

import re
import subprocess
from pathlib import Path

import pytest
from scripted_board import FRAMES, HOST

SKETCH = HOST.parent / "mark1_rig"
SOURCES = sorted(path for path in SKETCH.iterdir() if path.suffix in {".cpp", ".h", ".ino"})


def test_the_table_of_frames(pc_build: Path) -> None:
    done = subprocess.run([pc_build / "test_frames", FRAMES], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("damage", [("6e", "6f"), ("7d5e", "7e"), ("018d", "008d")])
def test_a_table_with_a_wrong_byte_is_noticed(pc_build: Path, tmp_path: Path, damage: tuple[str, str]) -> None:
    wrong = tmp_path / "frames.txt"
    row = "ping_special > 02027e7d18201100ff5ee3bf 7e02027d5e7d5d7d38201100ff5ee3bf7e every special byte\n"
    plain = "ping > 01028d35 7e01028d357e nothing\nping_long > 0202016e8d35 7e0202016e8d357e wrong already\n"
    wrong.write_text((row + plain).replace(*damage))
    assert subprocess.run([pc_build / "test_frames", wrong], capture_output=True).returncode == 1


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
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
