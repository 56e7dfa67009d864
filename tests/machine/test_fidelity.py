"""Fidelity: the table is complete, equals what the program does, and owns up to every guess."""

import dataclasses
import importlib
import inspect
import re
from typing import Any

import pytest
from loops import each

from mark1.machine import fidelity
from mark1.machine.config import MachineConfig, ResponseConfig
from mark1.machine.mark1 import MarkI
from mark1.machine.potentiometers import MICROVOLTS, REST_AFTER, Potentiometers
from mark1.machine.reinforcement import MAX_PULSES
from mark1.machine.response import ResponseUnits

ROWS = {row.name: row for row in fidelity.rows()}
PARTS = [
    "optics", "retina", "patch_board", "association", "potentiometers", "response", "reinforcement", "teacher",
]  # fmt: skip


def defaults() -> dict[str, Any]:
    """Every setting by its full name; what the picture decides is ``auto``."""
    found: dict[str, Any] = {}
    config = MachineConfig()
    for part in dataclasses.fields(config):
        value = getattr(config, part.name)
        if dataclasses.is_dataclass(value):
            found |= {f"{part.name}.{field.name}": getattr(value, field.name) for field in dataclasses.fields(value)}
        else:
            found[part.name] = value
    return {name: "auto" if value is None else value for name, value in found.items()}


@each("name", defaults())
def test_every_default_is_in_the_table(name):
    default = defaults()[name]
    assert name in ROWS, f"{name} is a setting: add it to fidelity.toml, with its source and confidence"
    assert ROWS[name].value == default
    assert isinstance(ROWS[name].value, bool) == isinstance(default, bool)


def test_a_name_in_a_part_is_a_setting_or_built_in_never_both():
    assert len(fidelity.rows()) == len(ROWS)
    settings = list(ROWS)[: len(defaults())]
    assert set(settings) == set(defaults())


@each("row", fidelity.rows())
def test_every_row_says_where_it_comes_from(row):
    assert row.confidence in ("primary", "secondary", "derived", "assumed")
    assert row.via in ("", "plan", "relayed", "abstract")
    assert row.source
    assert set(row.source.split(", ")) <= set(fidelity.sources())
    if row.confidence == "assumed":
        assert row.source == "OWN", "a guess has no source but ourselves"
    elif row.confidence != "derived":
        assert "OWN" not in row.source, "what we chose is assumed"
    assert isinstance(row.unit, str)
    assert isinstance(row.note, str)
    assert "\n" not in row.note + row.unit + str(row.value)


@each("row", [row for row in fidelity.rows() if {"MAN", "JD26", "ONR60", "RT58"} & set(row.source.split(", "))])
def test_a_source_that_was_not_read_itself_or_is_a_plan_is_marked(row):
    assert row.via == ("plan" if "RT58" in row.source else "relayed")
    assert row.certainty == f"{row.confidence}, {row.via}"


def test_the_default_wires_are_within_the_design_limits_of_1957():
    wires, theta = MachineConfig().patch_board, MachineConfig().association.theta
    assert theta <= wires.excitatory <= (wires.excitatory + wires.inhibitory + theta) / 2


NO_REASON_NEEDED = {"potentiometers.at_a_stop", "potentiometers.coasting_law", "response.answer"}


@each("row", [row for row in fidelity.rows() if row.confidence in ("assumed", "derived")])
def test_every_guess_gives_its_reason_and_every_result_its_arithmetic(row):
    assert row.note or row.name in NO_REASON_NEEDED


@each(
    "name",
    [
        "association.theta", "patch_board.excitatory", "patch_board.inhibitory", "patch_board.reach_cells",
        "retina.threshold", "retina.lag_s", "potentiometers.speed_v_per_s", "potentiometers.speed_spread",
        "potentiometers.coast_s", "potentiometers.backlash_v", "potentiometers.decay_per_s", "teacher.pulse_s",
        "teacher.exposure_s", "response.tie", "teacher.tie", "teacher.code", "teacher.rule",
    ],
)  # fmt: skip
def test_what_no_source_tells_is_never_passed_off_as_history(name):
    assert ROWS[name].confidence == "assumed"


def test_references_are_spelled_out_and_all_used():
    used = {letters for row in fidelity.rows() for letters in row.source.split(", ")}
    assert used <= set(fidelity.sources())
    assert all(len(reference) > 20 for reference in fidelity.sources().values())
    assert "Psychological Review 65(6), 1958" in fidelity.sources()["R58"]


# ---- what is built in is what the program does


def test_the_default_machine_has_the_sizes_of_the_table():
    machine = MarkI()
    board, bank = machine.patch_board, machine.potentiometers
    built = {
        "retina.n_s": machine.retina.n_s,
        "patch_board.wires": len(board.s_of_wire),
        "patch_board.wires_at_most": board.sockets * board.n_s,
        "patch_board.wires_an_a_unit_at_most": board.sockets * board.n_s / machine.association.n_a,
        "potentiometers.n_pots": bank.n_pots,
        "potentiometers.pots_per_r_unit": bank.n_pots / bank.n_r,
        "potentiometers.count_v": 1 / bank.counts_per_v,
    }
    assert {name: ROWS[name].value for name in built} == built


def test_built_in_constants_are_those_of_the_code():
    figure_ground = importlib.import_module("mark1.machine.camera.figure_ground")
    built = {
        "optics.light_steps": figure_ground.LEVELS,
        "optics.faintest": figure_ground.FAINTEST,
        "potentiometers.count_v": 1 / MICROVOLTS,
        "potentiometers.rest_after": REST_AFTER,
        "reinforcement.pulses_quantized": MAX_PULSES["quantized"],
        "reinforcement.pulses_nonquantized": MAX_PULSES["nonquantized"],
    }
    assert {name: ROWS[name].value for name in built} == built


def test_built_in_rules_are_those_of_the_code(build, tiny):
    ideal = build(n_a=1, n_r=1, ideal=True).potentiometers
    assert ideal.travel(1.0)[0] / ideal.counts_per_v == ROWS["potentiometers.ideal_step_v"].value
    assert ResponseUnits(ResponseConfig(n_r=1)).answer(tiny.potentiometers.sum(tiny.association.dead)).tolist() == [
        ROWS["response.tie"].value
    ]
    assert build(n_a=5000).patch_board.sockets == -(-5000 * 20 * ROWS["patch_board.larger_machines"].value // 400)


def test_the_default_step_is_about_a_thirteenth_of_the_way_to_the_stop():
    config = MachineConfig()
    bank: Potentiometers = MarkI().potentiometers
    step_v = config.potentiometers.speed_v_per_s * (config.teacher.pulse_s + config.potentiometers.coast_s)
    assert config.potentiometers.stop_v / step_v == pytest.approx(13, abs=0.2)
    assert bank.travel(config.teacher.pulse_s).mean() / 1e6 == pytest.approx(step_v, rel=0.02)


# ---- not modelled


def left_out(part: str) -> str:
    """The ``Not modelled:`` paragraph of a part's docstrings, in one line."""
    module = importlib.import_module(f"mark1.machine.{part}")
    classes = [kind for kind in vars(module).values() if inspect.isclass(kind) and kind.__module__ == module.__name__]
    for docstring in map(inspect.getdoc, [module, *classes]):
        found = re.search(r"Not modelled:\s(.+?)(\n\n|$)", docstring or "", re.DOTALL)
        if found:
            return " ".join(found[1].split())
    pytest.fail(f"{part}.py: a part's docstring says what is Not modelled:")


@pytest.mark.parametrize("part", PARTS)
def test_a_parts_docstring_and_the_table_leave_out_the_same(part):
    text = left_out(part)
    gaps = [gap.what for gap in fidelity.not_modelled() if gap.part == part]
    for what in sorted(gaps, key=len, reverse=True):
        assert what in text
        text = text.replace(what, "")
    assert not re.sub(r"[\s,;.]|\band\b", "", text), "said in the docstring, missing in fidelity.toml"


def test_every_part_of_the_machine_says_what_it_leaves_out():
    assert [gap.part for gap in fidelity.not_modelled()] == sorted(
        (gap.part for gap in fidelity.not_modelled()), key=PARTS.index
    )
    assert {gap.part for gap in fidelity.not_modelled()} == set(PARTS)
