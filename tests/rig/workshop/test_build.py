"""The firmware for a rig: sizes and id get into it, and it is the same each time."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from scripted_board import MCUS, ScriptedBoard, make_once, need, need_header

from mark1.cli import invocation
from mark1.cli.rig.build import build as build_command
from mark1.cli.rig.wiring import wiring
from mark1.errors import ConfigError, RigError, StorageError
from mark1.rig.workshop import build
from mark1.rig.workshop.arduinos import ARDUINOS
from mark1.rig.workshop.build import compile_sketch, sizes_for, source, write_sketch
from mark1.rig.workshop.rig_file import RigSizes
from mark1.rig.workshop.wiring import wiring_hash

SMALL = RigSizes(board="nano", rows=4, cols=5, pots=9, a_lamps=7, r_lamps=3)
SKETCH = Path(__file__).parents[3] / "firmware_sim" / "mark1_rig"


@pytest.fixture
def workshop(monkeypatch, capsys):
    """``workshop("build", ...)``: exit code and both outputs of ``mark1 rig build ...``."""
    rig = typer.Typer()
    for command in (wiring, build_command):
        rig.command()(command)
    alone = typer.Typer()
    alone.add_typer(rig, name="rig")
    monkeypatch.setattr(invocation, "app", alone)

    def run(*words):
        code = invocation.run(["rig", *map(str, words)], debug=False)
        return code, *capsys.readouterr()

    return run


# ---- the sketch


def test_only_board_h_differs_and_only_in_sizes_id_and_rate():
    files = source(replace(SMALL, baud=250_000), 7)
    assert set(files) == {path.name for path in SKETCH.iterdir() if path.is_file()}
    theirs = {name: (SKETCH / name).read_text("utf-8") for name in files}
    assert [name for name in files if files[name] != theirs[name]] == ["board.h"]
    added = [line for line in files["board.h"].splitlines() if line not in theirs["board.h"].splitlines()]
    assert added == [
        "#define MARK1_BOARD_ID 7",
        "#define MARK1_BAUD 250000",
        "constexpr uint8_t ROWS = 4, COLS = 5, POTS = 9, A_LAMPS = 7, R_LAMPS = 3, ADC_BITS = 10;",
    ]


def test_the_sketch_is_found_without_importing_the_package_it_lies_in():
    code = "import sys; from mark1.rig.workshop.build import source; from mark1.rig.workshop.rig_file import RigSizes; "
    code += "source(RigSizes(), 1); print('firmware_sim' in sys.modules, 'serial' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["False", "False"]


def test_a_sketch_for_the_arduino_ide(tmp_path):
    folder = write_sketch(source(SMALL, 1), tmp_path / "new" / "place")
    assert folder.name == "mark1_rig" and (folder / "mark1_rig.ino").is_file()
    assert "POTS = 9" in (folder / "board.h").read_text("utf-8")


def test_what_cannot_be_built(monkeypatch, tmp_path):
    with pytest.raises(ConfigError, match="--mcu atmega2560: the Nano of this rig has an atmega328p"):
        source(SMALL, 1, "atmega2560")
    for number in (0, -1, 2**32):
        with pytest.raises(ConfigError, match=f"--id: expected a number from 1 to 4294967295, got {number}"):
            source(SMALL, number)
    monkeypatch.setattr(build.package_data, "PACKAGE", tmp_path / "mark1")
    with pytest.raises(StorageError, match=r"mark1.rig.workshop.mark1_rig: this folder of mark1 is missing: install"):
        source(SMALL, 1)


def test_a_board_h_that_is_not_ours_is_noticed(monkeypatch, tmp_path):
    (tmp_path / "board.h").write_text("#pragma once\nconstexpr uint8_t ROWS = 20;\n")
    monkeypatch.setattr(build, "_sources", lambda: tmp_path)
    with pytest.raises(StorageError, match="COLS was not found where it belongs"):
        source(SMALL, 1)


def test_a_chip_has_a_usual_arduino():
    assert [sizes_for(mcu).board for mcu in MCUS] == ["uno", "mega"]


def test_upload_lines():
    uno, nano, mega = (ARDUINOS[name].upload_lines(Path("a.hex")) for name in ("uno", "nano", "mega"))
    assert uno == ["avrdude -c arduino -p atmega328p -P PORT -b 115200 -D -U flash:w:a.hex:i"]
    assert nano == [uno[0], uno[0].replace("115200", "57600")]
    assert mega == ["avrdude -c wiring -p atmega2560 -P PORT -b 115200 -D -U flash:w:a.hex:i"]
    assert '-U "flash:w:my rig/a.hex:i"' in ARDUINOS["uno"].upload_lines(Path("my rig") / "a.hex")[0].replace("\\", "/")


# ---- the compiler


def test_without_a_compiler_one_line_says_what_to_install(monkeypatch, tmp_path, workshop):
    monkeypatch.setenv("PATH", str(tmp_path))
    code, out, err = workshop("build", "--out", tmp_path / "built", "--sketch")
    assert code == 1 and err.count("\n") == 1
    assert err.startswith(
        "mark1: this computer: avr-g++ was not found. Debian, Ubuntu: sudo apt install gcc-avr avr-libc;"
    )
    assert "brew" in err and "Windows" in err and "Arduino IDE" in err
    assert (tmp_path / "built" / "mark1_rig" / "mark1_rig.ino").is_file() and "open mark1_rig.ino" in out


def test_a_compiler_that_complains_or_hangs(monkeypatch, tmp_path):
    monkeypatch.setattr(build.shutil, "which", lambda name: name)
    monkeypatch.setattr(build, "FLAGS", ("-c", "import sys; sys.exit('a\\nx.cpp: error: no\\nb')"))
    real = subprocess.run

    def complains(command, **how):
        return real([sys.executable, *build.FLAGS], **how)

    monkeypatch.setattr(build.subprocess, "run", complains)
    with pytest.raises(RigError, match="this computer: avr-g.. failed: x.cpp: error: no$"):
        compile_sketch(source(SMALL, 1), "atmega328p", tmp_path)

    def hangs(command, **how):
        raise subprocess.TimeoutExpired(command, how["timeout"])

    monkeypatch.setattr(build.subprocess, "run", hangs)
    with pytest.raises(RigError, match="did not end within 120 s"):
        compile_sketch(source(SMALL, 1), "atmega328p", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mcu", MCUS)
def test_the_usual_sizes_give_the_image_that_make_gives(mcu, tmp_path, run_folder):
    need("avr-g++", "make")
    image = compile_sketch(source(sizes_for(mcu), 1), mcu, tmp_path / "a")
    made = make_once(run_folder / "firmware", "avr") / f"mark1_rig_{mcu}.hex"
    assert image.hex.read_bytes() == made.read_bytes()


def test_the_same_rig_gives_the_same_bytes_in_any_place(tmp_path):
    need("avr-g++")
    one, other = (compile_sketch(source(SMALL, 3), "atmega328p", tmp_path / name) for name in ("a", "b b"))
    assert one.elf.read_bytes() == other.elf.read_bytes() and one.hex.read_bytes() == other.hex.read_bytes()
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [
        "mark1_rig_atmega328p.elf",
        "mark1_rig_atmega328p.hex",
    ]


@pytest.mark.parametrize(
    "sizes", [RigSizes(rows=1, cols=1, pots=1, a_lamps=0, r_lamps=0), RigSizes(board="mega", rows=24, cols=32)]
)
def test_the_smallest_and_the_largest_rig_fit(sizes, tmp_path):
    need("avr-g++")
    image = compile_sketch(source(sizes, 1), sizes.arduino.mcu, tmp_path)
    assert 4096 < image.flash < sizes.arduino.flash and 256 < image.ram < sizes.arduino.ram - 128


def test_the_image_tells_its_sizes_its_wiring_and_its_id(tmp_path, run_folder):
    need("avr-g++", "g++", "make")
    need_header("simavr/sim_avr.h", "libsimavr-dev")
    need_header("libelf.h", "libelf-dev")
    image = compile_sketch(source(SMALL, 70_007), "atmega328p", tmp_path / "rig")
    simulator = make_once(run_folder / "firmware", "simavr") / "rig_simavr_atmega328p"
    with ScriptedBoard(simulator, image.elf) as board:
        board.run(10)
        told = board.hello()
    assert int.from_bytes(told[4:8], "little") == 70_007
    assert (*told[10:13], int.from_bytes(told[13:15], "little"), told[15]) == (4, 5, 9, 7, 3)
    assert int.from_bytes(told[17:21], "little") == wiring_hash(SMALL)


# ---- the commands


def test_build_says_what_it_takes_and_how_to_upload(tmp_path, workshop):
    need("avr-g++")
    (tmp_path / "rig.toml").write_text('board = "nano"\npots = 8\n')
    code, out, err = workshop("build", tmp_path / "rig.toml", "--out", tmp_path, "--id", 5)
    assert (code, err) == (0, "")
    assert re.search(r"flash +[\d,]+ of 30,720 bytes \(\d+%\)", out) and re.search(r"RAM +[\d,]+ of 2,048 bytes", out)
    assert "-b 57600" in out and "board 5" in out
    code, out, err = workshop("build", "--mcu", "atmega2560", "--out", tmp_path, "--json")
    record = json.loads(out)
    assert (code, err, record["board"], record["flash"][1]) == (0, "", "mega", 253_952)
    assert Path(record["hex"]).is_file() and Path(record["elf"]).is_file()


def test_wiring_prints_writes_and_tells(tmp_path, workshop):
    (tmp_path / "rig.toml").write_text("rows = 1\ncols = 1\npots = 8\na_lamps = 0\nr_lamps = 0\n")
    code, out, err = workshop("wiring", tmp_path / "rig.toml", "--out", tmp_path / "w")
    assert (code, err) == (0, "") and "WIP0 I7 (leg 2)" in out
    names = sorted(path.name for path in (tmp_path / "w").iterdir())
    assert names == ["bom.csv", "schematic.png", "schematic.svg", "wiring.md"]
    assert "(schematic.svg)" in (tmp_path / "w" / "wiring.md").read_text("utf-8")
    code, out, err = workshop("wiring", "--json")
    assert (code, err) == (0, "") and len(json.loads(out)["pots"]) == 64


def test_misuse_is_one_line_and_writes_nothing(tmp_path, workshop):
    (tmp_path / "rig.toml").write_text("rowz = 4\n")
    code, out, err = workshop("wiring", tmp_path / "rig.toml", "--out", tmp_path / "w")
    assert (code, out) == (2, "") and err == f"mark1: {tmp_path}/rig.toml: unknown key 'rowz'. Did you mean 'rows'?\n"
    assert not (tmp_path / "w").exists()
    code, out, err = workshop("wiring", "--out", tmp_path / "rig.toml")
    assert (code, out) == (1, "") and "cannot create directory" in err
