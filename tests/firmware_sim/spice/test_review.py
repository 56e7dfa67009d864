"""The electrical review: ngspice against formulas, the page against ngspice, one set of values everywhere."""

import math
import re
import runpy
from pathlib import Path

import pytest
from scripted_board import need

from firmware_sim.spice import lines, motors, ngspice, parts, retina, review
from firmware_sim.virtual_board.motors import START_GAP_MS
from firmware_sim.virtual_board.physics import PhysicsConfig
from mark1.errors import RigError
from mark1.rig.workshop import values
from mark1.rig.workshop.bill_of_materials import currents
from mark1.rig.workshop.rig_file import RigSizes

ROOT = Path(__file__).parents[3]


@pytest.fixture
def with_ngspice() -> None:
    need("ngspice")


def constant(path: str, name: str) -> float:
    """A constant of the C++ sources."""
    (value,) = re.findall(rf"\b{name} = ([0-9.]+)", (ROOT / "firmware_sim" / path).read_text("utf-8"))
    return float(value)


# ---- the page


def table_of_the_page() -> list[list[str]]:
    page = (ROOT / "docs/rig.md").read_text("utf-8")
    table = page.partition("| what | allowed | ngspice | verdict |\n")[2].partition("\n\n")[0]
    return [line.strip("| ").split(" | ") for line in table.splitlines()[1:]]


def test_the_table_of_the_page_is_what_ngspice_computes(with_ngspice: None) -> None:
    computed = [list(review.row(judgement)) for judgement in review.judged()]
    page = table_of_the_page()
    assert [row[:2] + row[3:] for row in page] == [row[:2] + row[3:] for row in computed]
    for row, expected in zip(page, computed, strict=True):
        assert float(row[2]) == pytest.approx(float(expected[2]), rel=0.03, abs=0.02), row[0]


def test_what_does_not_hold_says_what_follows_from_it(with_ngspice: None) -> None:
    judgements = list(review.judged())
    assert [one.claim.what for one in judgements if not one.holds and not one.claim.if_not] == []
    assert sum(not one.holds for one in judgements) == 10  # what the drawing and the firmware avoid


# ---- ngspice against formulas


@pytest.mark.parametrize("wires_pf", [values.BOARD_PF, values.COLUMN_PF])
def test_the_charge_of_a_bright_column(with_ngspice: None, wires_pf: float) -> None:
    """It is shared by both capacitances, and flows off through the column's resistor."""
    both = wires_pf + values.MUX_COMMON_PF
    shared_v = retina.BRIGHT_V * values.MUX_COMMON_PF / both
    left_v = shared_v * math.exp(-values.HASTY_US / (values.COLUMN_OHM * both * 1e-6))
    assert retina.carried_over(wires_pf, values.HASTY_US) == pytest.approx(parts.counts(left_v), rel=0.03)


def test_a_divider_with_a_diode(with_ngspice: None) -> None:
    """I = Is (exp(U / n Ut) - 1), solved by bisection."""
    low, high = 0.0, 5.0
    for _ in range(60):
        middle = (low + high) / 2
        amperes = middle / values.COLUMN_OHM
        diode_v = 1.752 * 0.025865 * math.log(amperes / 2.52e-9 + 1) + 0.568 * amperes
        drop_v = amperes * (parts.BRIGHT_OHM + values.ROW_DRIVER_MOST_OHM)
        low, high = (middle, high) if middle + diode_v + drop_v < 5 else (low, middle)
    assert retina.bright_at(5.0) == pytest.approx(parts.counts(low), abs=1)


def test_the_margin_of_the_clock(with_ngspice: None) -> None:
    """A square wave through a resistor onto a capacitor swings by tanh(T / 4RC) of its own swing."""
    rc_s = (parts.PIN_OHM + values.CHAIN_OHM) * 25 * parts.INPUT_PF * 1e-12
    high_v = 2.5 + 2.5 * math.tanh(1 / 8e6 / 4 / rc_s)
    assert lines.clock_margin(8) == pytest.approx(high_v - 3.5, abs=0.03)


def test_the_stop_input(with_ngspice: None) -> None:
    parallel = 1 / (1 / values.STOP_PULL_OHM + 1 / parts.PIN_PULL_OHM)
    assert lines.stop_seen_us() == pytest.approx(parallel * values.STOP_NF * 1e-3 * math.log(1 / 0.4), rel=0.01)


def test_motors_that_start_one_by_one_take_what_the_bill_of_materials_says(with_ngspice: None) -> None:
    """It neglects that the rail sags by a few percent, which lowers the current."""
    assert motors.peak_a(motors.one_by_one()) == pytest.approx(currents(RigSizes()).peak_a, rel=0.07)


# ---- one set of values


def test_the_bench_of_the_firmware_and_the_virtual_board_have_the_values_of_the_drawing() -> None:
    for name in ("COLUMN_OHM", "ROW_DRIVER_OHM", "COLUMN_PF", "MUX_COMMON_PF"):
        assert constant("host/bench.cpp", name) == getattr(values, name)
    assert constant("host/bench.cpp", "COAST_US") == 1000 * values.COAST_MS
    assert constant("mark1_rig/motors.cpp", "START_GAP_MS") == START_GAP_MS == values.START_GAP_MS
    usual = PhysicsConfig()
    assert (usual.row_ohm, usual.column_pf) == (values.ROW_DRIVER_OHM, values.COLUMN_PF)
    assert (usual.settle_us, usual.coast_ms) == (values.SETTLE_US, values.COAST_MS)


def test_ohms_and_farads_are_written_as_on_a_drawing() -> None:
    assert [values.in_ohms(ohm) for ohm in (47, 4_700, 10_000)] == ["47 Ω", "4.7 kΩ", "10 kΩ"]
    assert values.in_farads(values.WIPER_NF, "nF") == "100 nF"


# ---- without it


def test_without_ngspice_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("firmware_sim.spice.ngspice.shutil.which", lambda tool: None)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("firmware_sim.spice", run_name="__main__")
    out, err = capsys.readouterr()
    assert (ended.value.code, out, err.count("\n")) == (1, "", 1)
    assert "ngspice was not found" in err and "apt install ngspice" in err


def test_a_circuit_without_its_measurement_is_an_error(with_ngspice: None) -> None:
    with pytest.raises(RigError, match="gave no value for never"):
        ngspice.transient(["V1 a 0 1", "R1 a 0 1k"], 1e-6, 1e-7, never="when v(a)=2")
