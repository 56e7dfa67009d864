"""The long trials in small: what is listed, what is recorded, and that a failure is recorded too."""

import json
from types import ModuleType

import pytest

from benchmarks import __main__ as command_line
from benchmarks import trial


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A trial that fails at every third number."""
    made = ModuleType("benchmarks.long.thirds", "thirds: counts\n")
    made.COUNT = 1000
    made.run = lambda count, seed, report: {"failures": [str(n + seed) for n in range(2, count, 3)], "sum": seed}
    monkeypatch.setattr(trial, "names", lambda: ["thirds"])
    monkeypatch.setattr(trial, "trial", {"thirds": made}.__getitem__)
    return made


def record_of(folder, *arguments: str):
    code = trial.main(["thirds", *arguments], folder / "results")
    return code, json.loads((folder / "results" / "thirds.json").read_text("utf-8"))


def test_a_trial_that_passes(module, tmp_path):
    code, record = record_of(tmp_path, "--count", "2", "--seed", "7")
    assert code == 0
    assert (record["outcome"], record["failures"], record["figures"]) == ("passed", [], {"sum": 7})
    assert (record["name"], record["count"], record["full_count"], record["seed"]) == ("thirds", 2, 1000, 7)
    assert record["date"].endswith("+00:00") and record["seconds"] >= 0
    assert record["commit"] == trial.commit()
    assert {"load", "cpu", "versions"} <= record["machine"].keys()


def test_a_trial_that_fails(module, tmp_path, capsys):
    code, record = record_of(tmp_path, "--count", "6", "--seed", "1")
    assert (code, record["outcome"], record["failures"]) == (1, "failed", ["3", "6"])
    assert capsys.readouterr().out.startswith("3\n6\nthirds: failed, 6 in ")


def test_an_exception_is_a_failure_on_record(module, tmp_path, capsys):
    def run(count, seed, report):
        report("half way")
        raise ValueError("no more")

    module.run = run
    code, record = record_of(tmp_path)
    assert (code, record["count"], record["failures"]) == (1, 1000, ["ValueError: no more"])
    assert "half way\nTraceback" in capsys.readouterr().err


def test_ctrl_c_leaves_no_record(module, tmp_path):
    def run(count, seed, report):
        raise KeyboardInterrupt

    module.run = run
    with pytest.raises(KeyboardInterrupt):
        record_of(tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_list_has_every_trial_with_its_full_count(capsys):
    assert command_line.main(["long"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == trial.names() != []
    for name, line in zip(trial.names(), lines, strict=True):
        module = trial.trial(name)
        assert module.__doc__.startswith(f"{name}: "), f"{name}: its docstring begins with its name"
        assert f"{module.COUNT:,}" in line and callable(module.run), name


@pytest.mark.parametrize("arguments", [["sock"], ["soak", "--count", "0"], ["soak", "--count", "x"]])
def test_misuse_of_a_trial(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        command_line.main(["long", *arguments])
    assert ended.value.code == 2
    assert arguments[-1] in capsys.readouterr().err


def test_the_soak_in_small():
    outcome = trial.trial("soak").run(20, 3, print)
    assert (outcome["failures"], outcome["commands"], outcome["wrong"]) == ([], 20, 0)
