"""The firmware's sources on this PC: the table of frames, the fuzzer, the board's id."""

import shutil
import subprocess
from pathlib import Path

import pytest
from scripted_board import (
    ARM,
    DISARM,
    FRAMES,
    HELLO,
    HOST,
    LAMPS,
    PING,
    PULSE,
    SCAN,
    SEEK,
    STATUS,
    STOP,
    WIPERS,
    ScriptedBoard,
    make,
)

SKETCH = HOST.parent / "mark1_rig"
RUNS, MOST_S = 3000, 60  # of the fuzzer


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


# ---- the fuzzer


def fuzzed(build: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([build / "fuzz_frames", *map(str, words)], capture_output=True, text=True)


def test_a_short_run_of_the_fuzzer_finds_nothing_and_reaches_everything(fuzz_build: Path) -> None:
    done = fuzzed(fuzz_build, FRAMES, MOST_S, 1, RUNS)
    assert done.returncode == 0, done.stdout + done.stderr
    first, *lines = done.stdout.splitlines()
    times = {what: int(number) for what, number in (line.split(": ") for line in lines)}
    assert first == f"{RUNS} runs"
    kinds = [f"type {kind}" for kind in (HELLO, PING, STATUS, ARM, DISARM, STOP, PULSE, SEEK, WIPERS, SCAN, LAMPS)]
    errors = [f"error {code}" for code in (1, 2, 3, 4, 5, 6, 8, 9, 11, 12, 13)]  # nothing is absent, no stop input open
    assert {what for what in (*kinds, *errors, "armed at the end", "notice 2") if times.get(what, 0) < 10} == set()


def test_the_fuzzer_notices_a_stop_byte_that_does_not_stop(fuzz_build: Path, tmp_path: Path) -> None:
    sketch = shutil.copytree(SKETCH, tmp_path / "sketch")
    line = sketch / "line.cpp"
    line.write_text(line.read_text().replace("safety_stop(Reason::stop_byte);", ""))
    build = shutil.copytree(fuzz_build, tmp_path / "build")  # only what is newer is compiled
    make(build, f"SKETCH={sketch}", str(build / "fuzz_frames"))
    done = fuzzed(build, FRAMES, MOST_S, 1, RUNS)
    assert done.returncode and "does not hold: " in done.stderr
    again = fuzzed(build, *done.stderr.split("fuzz_frames ")[1].split())
    assert again.returncode and "does not hold: " in again.stderr


# ---- the board's id


def id_of(*command: Path) -> int:
    """What a board says that it is."""
    with ScriptedBoard(*command) as board:
        board.run(10)
        return int.from_bytes(board.hello()[4:8], "little")


def test_a_board_says_the_id_it_was_built_with(pc_build: Path, simavr_build: Path, tmp_path: Path) -> None:
    assert id_of(pc_build / "rig_pc") == 1
    image = make(tmp_path, "BOARD_ID=7", str(tmp_path / "mark1_rig_atmega328p.elf")) / "mark1_rig_atmega328p.elf"
    assert id_of(simavr_build / "rig_simavr_atmega328p", image) == 7


def test_values_that_would_overflow_a_frame_are_not_built(pc_build: Path, tmp_path: Path) -> None:
    sketch = shutil.copytree(SKETCH, tmp_path / "sketch")
    board = sketch / "board.h"
    board.write_text(board.read_text().replace("ADC_BITS = 10", "ADC_BITS = 12"))
    command = ["make", "-C", HOST, f"BUILD={tmp_path}", f"SKETCH={sketch}", str(tmp_path / "rig_pc")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode and "are more than a frame holds" in done.stderr
