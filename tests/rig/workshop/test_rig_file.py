"""The rig file: what may stand in it, and what is said of what may not."""

import pytest

from mark1.errors import ConfigError, StorageError
from mark1.rig.workshop import rig_file
from mark1.rig.workshop.rig_file import KEYS, LIMITS, RigSizes, read


@pytest.fixture
def rig(tmp_path):
    """Writes a rig file: its path."""

    def write(text):
        path = tmp_path / "rig.toml"
        path.write_text(text, "utf-8")
        return path

    return write


def test_an_empty_file_is_the_largest_rig(rig):
    assert read(rig("# nothing yet\n")) == RigSizes()


def test_the_example_in_the_documentation_is_a_rig_file(rig):
    text = "\n".join(line[4:] for line in rig_file.__doc__.split("\n") if line.startswith("    "))
    sizes = read(rig(text))
    assert {name for name in KEYS if name in text} == set(KEYS)
    assert (sizes.board, sizes.rows, sizes.cols, sizes.pots, sizes.cells) == ("nano", 4, 4, 8, 16)
    assert sizes.arduino.mcu == "atmega328p"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rwos = 4", "unknown key 'rwos'. Did you mean 'rows'?"),
        ("Pots = 4", "unknown key 'Pots'. Did you mean 'pots'?"),
        ("alamps = 4", "unknown key 'alamps'. Did you mean 'a_lamps'?"),
        ("[sizes]\nrows = 4", "unknown key 'sizes' (valid: board, rows,"),
        ("rows = 25", "rows: expected a whole number from 1 to 24, got 25"),
        ("cols = 33", "cols: expected a whole number from 1 to 32, got 33"),
        ("pots = 65", "pots: expected a whole number from 1 to 64, got 65"),
        ("a_lamps = -1", "a_lamps: expected a whole number from 0 to 64, got -1"),
        ("r_lamps = 9", "r_lamps: expected a whole number from 0 to 8, got 9"),
        ("rows = 4.0", "rows: expected a whole number from 1 to 24, got 4.0"),
        ("rows = true", "rows: expected a whole number from 1 to 24, got True"),
        ('rows = "4"', "rows: expected a whole number from 1 to 24, got '4'"),
        ('board = "due"', "board: expected one of uno, nano, mega, got 'due'"),
        ("board = [1]", "board: expected one of uno, nano, mega, got [1]"),
        ('photocell = ""', "photocell: expected a name of up to 40 letters, got ''"),
        ('photocell = "a\\nb"', "photocell: expected a name of up to 40 letters"),
        ("motor_ma = 2000", "motor_ma: expected a whole number from 10 to 1000, got 2000"),
        ("motor_stall_ma = 100", "motor_stall_ma: expected at least the 150 mA of motor_ma, got 100"),
        ("motor_stall_ma = 1801", "motor_stall_ma: expected a whole number from 0 to 1800, got 1801"),
        ("baud = 9600", "baud: expected one of 115200, 250000, got 9600"),
        ("baud = true", "baud: expected one of 115200, 250000, got True"),
        ("rows =", "not TOML: Invalid value (at"),
        ("rows = 1\nrows = 2", "not TOML: Cannot overwrite a value"),
    ],
)
def test_one_line_says_what_is_wrong_and_where(rig, text, says):
    path = rig(text)
    with pytest.raises(ConfigError) as came:
        read(path)
    told = str(came.value)
    assert told.startswith(f"{path}: {says}") and "\n" not in told


@pytest.mark.parametrize("name", LIMITS)
def test_the_limits_themselves_are_allowed(name):
    for value in LIMITS[name]:
        assert getattr(RigSizes(**{name: value}), name) == value


def test_a_motor_that_stands_still_takes_six_times_its_current_if_nobody_says_otherwise():
    stalls = [RigSizes(motor_ma=ma, motor_stall_ma=stall).stall_ma for ma, stall in ((150, 0), (1000, 0), (150, 700))]
    assert stalls == [900, 1800, 700]  # no driver gives more


def test_what_is_no_file_to_read(tmp_path, rig):
    with pytest.raises(StorageError, match="no such file"):
        read(tmp_path / "none.toml")
    with pytest.raises(StorageError, match="too large"):
        read(rig("#" * 100_000))
    with pytest.raises(ConfigError, match="not TOML"):
        read(rig("rows = " + "[" * 5000))
