"""The arithmetic of an answer adds up to the answer."""

import pytest

from mark1.errors import ConfigError
from mark1.panel.control_panel import ControlPanel
from mark1.proofs.working import facts, lines, working


@pytest.fixture(scope="module")
def panel():
    made = ControlPanel()
    for line in ("machine ideal on", "train letters", "present letter R"):
        made.execute(line)
    return made


def test_the_sums_and_the_fits_add_up(panel):
    work = working(panel.backend, panel.observation)
    for one in work.sums:
        assert sum(one["volts"]) == one["sum_v"] and (one["sum_v"] >= 0) == (one["response"] == 1)
    for fit in work.classes:
        assert fit["fit_v"] == sum(side * one["sum_v"] for side, one in zip(fit["word"], work.sums, strict=True))
    assert work.classes[0]["label"] == work.answer["label"] == "R"
    assert [fit["fit_v"] for fit in work.classes] == sorted((fit["fit_v"] for fit in work.classes), reverse=True)
    assert facts(work)["answer"] == "R" and len(facts(work)["classes"]) == 26


def test_what_the_deciding_pots_look_at(panel):
    machine, work = panel.machine, working(panel.backend, panel.observation)
    excitation = machine.patch_board.carry(panel.observation.s)
    first, second = (panel.backend.code.word(fit["label"]) for fit in work.classes[:2])
    for pot in work.deciding:
        assert len(pot["excited_by"]) - len(pot["inhibited_by"]) == excitation[pot["a"]] >= pot["least"]
        assert pot["lead_v"] == pot["volts"] * (int(first[pot["r"]]) - int(second[pot["r"]])) != 0
    assert len(list(lines(work))) == 1 + 8 + 1 + 5 + 1 + len(work.deciding)


def test_there_must_be_classes():
    panel = ControlPanel()
    panel.execute("present letter R")
    with pytest.raises(ConfigError, match="no classes"):
        working(panel.backend, panel.observation)
