"""The limits of the built image, measured in simavr, in cycles at 16 MHz."""

import random
import re
import subprocess
from pathlib import Path

import pytest
from scripted_board import MCUS, SCAN, SEEK, WIPERS, ScriptedBoard, frame, frames_in

MS = 16_000  # cycles
FLASH_BYTES, RAM_BYTES = 20 * 1024, 1616
RAM_END = {"atmega328p": 0x8FF, "atmega2560": 0x21FF}
PAGE = Path(__file__).parents[3] / "docs" / "rig.md"


def on_the_page(mcu: str) -> list[int]:
    """Flash, RAM and deepest stack of an image, bytes, as docs/rig.md tells them."""
    (row,) = re.findall(rf"^\| {mcu} \| (.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return [int(cell.split()[0].replace(",", "")) for cell in row.split(" | ")]


def sizes(image: Path) -> tuple[int, int]:
    """Flash and RAM without the stack, bytes."""
    text, data, bss = subprocess.check_output(["avr-size", image], text=True).splitlines()[1].split()[:3]
    return int(text) + int(data), int(data) + int(bss)


def symbols(image: Path) -> dict[str, int]:
    lines = subprocess.check_output(["avr-nm", "-C", image], text=True).splitlines()
    return {name: int(address, 16) for address, _, name in (line.split(" ", 2) for line in lines)}


def watch(board: ScriptedBoard, image: Path, **functions: str) -> None:
    addresses = symbols(image)
    for name, function in functions.items():
        board.tell("watch", name, f"{addresses[function]:x}")


def watched(board: ScriptedBoard, name: str) -> tuple[int, ...]:
    """Calls; cycle of the first and of the last; least and most cycles between two."""
    return tuple(map(int, board.tell("watched", name).split()))


def scan_all(board: ScriptedBoard) -> None:
    """All cells, as values: four requests."""
    for first in range(0, 400, 100):
        board.send(frame(board.seq, SCAN, first.to_bytes(2, "little") + b"\x64\x00\x00\x00"))
        board.seq = board.seq + 1 & 0xFF


def test_power_is_seen_to_go_at_once_whether_somebody_watches_or_not(simulated: tuple[ScriptedBoard, Path]) -> None:
    board, image = simulated
    board.hello()
    late_us = []
    for watching in (False, True):
        if watching:
            watch(board, image, step="motors_step()")
        board.tell("stop", 0)
        board.run(10)
        board.arm()
        board.tell("stop", 1)
        since_us = board.now_us
        board.run(1)
        assert not board.power[0]
        late_us.append(board.power[1] - since_us)
    assert max(late_us) <= 20


@pytest.mark.parametrize("mcu", MCUS)
def test_the_image_fits(avr_build: Path, mcu: str) -> None:
    flash, ram = sizes(avr_build / f"mark1_rig_{mcu}.elf")
    assert flash <= FLASH_BYTES and ram <= RAM_BYTES
    assert [flash, ram] == pytest.approx(on_the_page(mcu)[:2], rel=0.03)  # compilers differ
    assert (avr_build / f"mark1_rig_{mcu}.hex").read_text().startswith(":")


def test_a_scan_of_20_x_20_takes_at_most_60_ms(simulated: tuple[ScriptedBoard, Path]) -> None:
    board, image = simulated
    watch(board, image, begun="sampler_scan(unsigned int, unsigned int)", ended="frame_end()")
    board.hello()
    board.ask(SCAN, b"\x00\x00\x90\x01\x00\x02", ms=100)
    assert watched(board, "begun")[0] == 1
    assert watched(board, "ended")[2] - watched(board, "begun")[1] <= 60 * MS


def test_the_values_of_20_x_20_cells_keep_the_line_busy(simulated: tuple[ScriptedBoard, Path]) -> None:
    board, _ = simulated
    board.hello()
    for cell in range(400):
        board.tell("light", cell, (cell * 37 + 5) % 1024)
    scan_all(board)
    came = board.run(60)
    assert [len(payload) for _, _, payload in came] == [129] * 4


def test_64_motors_a_scan_and_a_full_line_keep_the_loop_at_1_khz(simulated: tuple[ScriptedBoard, Path]) -> None:
    board, image = simulated
    board.hello()
    board.arm()
    for pot in range(64):
        board.tell("wiper", pot, 100)
        board.tell("speed", pot, 200)
    board.run(15)
    for pots in (range(44), range(44, 64)):
        board.ask(SEEK, b"\x04\x60\xea" + b"".join(bytes((pot,)) + b"\x84\x03" for pot in pots), ms=40)
    watch(board, image, step="motors_step()", sample="sampler_take(unsigned int)")
    for _ in range(20):
        scan_all(board)
        board.run(60)
    calls, first, last, _, most = watched(board, "step")
    assert (last - first) / (calls - 1) <= 1.001 * MS
    assert most <= 2 * MS  # a late step is made up for
    samples, first, last, _, _ = watched(board, "sample")
    assert (last - first) / (samples - 1) * 64 * 5 / 2 <= 10 * MS  # during a scan two turns of five are wipers'
    bottom, end = int(board.tell("stack")), symbols(image)["__bss_end"] - 0x800000
    assert bottom - end >= 128  # bytes that the stack has never reached
    mcu = image.stem.removeprefix("mark1_rig_")
    assert RAM_END[mcu] - bottom == pytest.approx(on_the_page(mcu)[2], rel=0.1)


CYCLES_PER_BYTE = 8 * 17 * 11  # the clock divided by 8 and 17: 117,647 baud; simavr takes 11 bits for a byte
VALUES = {  # request, and bytes of values in its reply
    "wipers": (WIPERS, b"\x00\x40", 64 * 10 // 8),
    "scan": (SCAN, b"\x00\x00\x64\x00\x00\x00", 100 * 10 // 8),
}


@pytest.mark.parametrize("name", VALUES)
def test_nine_tenths_of_the_line_are_values(simulated: tuple[ScriptedBoard, Path], name: str) -> None:
    """While requests wait: of the time that passes, how much goes by with bytes of values on the line."""
    kind, payload, n_values = VALUES[name]
    board, _ = simulated
    board.hello()
    luck = random.Random(1)
    for place in range(100):
        board.tell("light", place, luck.randrange(1024))
        board.tell("wiper", place % 64, luck.randrange(1024))
    board.run(20)
    board.send(b"".join(frame(board.seq + place, kind, payload) for place in range(20)))
    before, during, after = (bytes.fromhex(board.tell("run", ms * 1000)) for ms in (10, 100, 200))
    whole = before + during + after
    assert len(frames_in(whole)) == 20
    values = len(during) * 20 * n_values / len(whole)
    assert len(during) * CYCLES_PER_BYTE >= 0.99 * 100 * MS  # the line is never idle
    assert values * CYCLES_PER_BYTE >= 0.9 * 100 * MS
