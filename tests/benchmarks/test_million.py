"""The trial of a million machines, with ten thousand."""

import pytest

from benchmarks import trial


@pytest.mark.ci
def test_ten_thousand_machines_survive_a_kill():
    million = trial.trial("million")
    outcome = million.run(10_000, 0, print)
    assert outcome["failures"] == []
    assert outcome["rows"] == 10_000 and 0 < outcome["rows_when_killed"] < 10_000
    assert outcome["unsettled"] + sum(outcome["machines_by_epochs"].values()) == 10_000
    assert outcome["compared"] == 100


def test_what_is_wrong_with_a_table_is_found(tmp_path):
    million = trial.trial("million")
    spec, table = tmp_path / "few.toml", tmp_path / "few.csv"
    spec.write_text(million.SPEC.format(count=3, seed=0))
    assert million.sweep(spec, table)[0] == 0
    assert million.judged(table, spec)["failures"] == []
    whole = table.read_text()
    table.write_text(whole.replace(",true,1.0,", ",true,0.5,", 1))
    assert "train_accuracy differ" in million.judged(table, spec)["failures"][0]
    table.write_text("".join(whole.splitlines(keepends=True)[:-1]))
    assert million.judged(table, spec)["failures"] == ["2 rows, 2 seeds: expected each of 3 once, in order"]
