"""Plug-ins: the example of examples/plugin tried as its users would, and packages that are broken in every way."""

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from plugin_folder import EXAMPLE, installed, written

from mark1 import plugins
from mark1.backends import catalogue
from mark1.errors import PluginError, StorageError
from mark1.experiments import table
from mark1.panel.control_panel import ControlPanel
from mark1.stimuli import library

BROKEN = {
    plugins.STIMULI: {
        "raises": "mark1_broken_import:X",
        "lacks": "mark1_broken:nothing",
        "absent": "mark1_not_there:X",
        "other": "mark1_broken:X",
        "fails": "mark1_broken:FAILS",
        "wrong": "mark1_broken:WRONG",
        "letters": "mark1_broken:X",
        "a:b": "mark1_broken:X",
    },
    plugins.BACKENDS: {"mlp": "mark1_broken:X", "half": "mark1_broken:Half", "leaves": "mark1_broken_exit:X"},
    plugins.EXPERIMENTS: {"named-otherwise": "mark1_broken:OTHER"},
}
MODULES = {
    "mark1_broken_import.py": "raise RuntimeError('first line\\nsecond line')",
    "mark1_broken_exit.py": "raise SystemExit(3)",
    "mark1_broken.py": """
from mark1.backends.scoring import ScoringBackend
from mark1.experiments.experiment import Experiment
from mark1.stimuli.source import Source
X = 1
FAILS = Source(lambda order: 1 / 0)
WRONG = Source(lambda order: [1, 2])
OTHER = Experiment("another-name", "", "", "", 1, lambda order: None)
class Half(ScoringBackend):
    name = "half"
""",
}
LINE = "plug-in mark1-broken 2.0: "
FAILED = "; update or uninstall that package"


@pytest.fixture
def bars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example is installed."""
    monkeypatch.syspath_prepend(installed(EXAMPLE, tmp_path / "site"))
    monkeypatch.delitem(sys.modules, "mark1_bars", raising=False)


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package is installed of which nothing can be used."""
    monkeypatch.syspath_prepend(written(tmp_path / "broken", "mark1-broken", "2.0", MODULES, BROKEN))


def test_a_data_set_of_a_plugin_is_one_like_any_other(bars: None) -> None:
    stimuli = library.load("bars:20", rng=np.random.default_rng(1))
    assert stimuli.light.shape == (40, 20, 20) and stimuli.classes == ("level", "upright")
    assert (library.has_own_test("bars"), library.files_of("bars"), library.anywhere("bars:3")) == (False, [], "bars:3")
    panel = ControlPanel()
    panel.execute("train bars:20")
    panel.execute("expect train-accuracy = 1")
    with pytest.raises(Exception, match="bars: expected a number of bars per class, as in bars:20, got 'x'"):
        panel.execute("train bars:x")
    assert panel.history[-1].startswith("train bars:20")


def test_a_back_end_of_a_plugin_is_saved_undone_and_continued(bars: None, tmp_path: Path) -> None:
    panel, again = ControlPanel(), ControlPanel()
    for line in ("backend centroid", "train letters", "expect train-accuracy = 1", f"save {tmp_path}/c.mark1"):
        panel.execute(line)
    again.execute(f"load {tmp_path}/c.mark1")
    assert again.backend.name == "centroid"
    assert again.backend.capture()[1]["brain.means"].tolist() == panel.backend.capture()[1]["brain.means"].tolist()
    light = library.load("letters").light
    assert again.backend.classify(light).tolist() == list(range(26))
    means = np.array([light[k].ravel() for k in range(26)])  # the average of one picture is that picture
    assert np.allclose(panel.backend.looks_for().reshape(26, -1), means)
    again.execute("reset")
    assert not again.backend.taught
    again.execute("undo")
    again.execute("present letter Q")
    again.execute("expect answer = Q")


def test_a_saved_back_end_needs_its_plugin_and_arrays_that_fit(
    bars: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = ControlPanel()
    panel.execute("backend centroid")
    panel.execute("train letters")
    plain, arrays = panel.backend.capture()
    for spoilt in ({"brain.means": arrays["brain.means"][:, 1:]}, {"brain.more": arrays["brain.seen"]}):
        with pytest.raises(ValueError, match="arrays of centroid: expected"):
            catalogue.restored("centroid", plain, arrays | spoilt)
    panel.execute(f"save {tmp_path}/c.mark1")
    monkeypatch.setattr(sys, "path", [place for place in sys.path if place != str(tmp_path / "site")])
    with pytest.raises(StorageError, match="unknown back end 'centroid'"):
        ControlPanel().execute(f"load {tmp_path}/c.mark1")


def test_an_experiment_of_a_plugin_is_listed_and_run(bars: None) -> None:
    from mark1.experiments.experiment import RunRequest

    assert table.names()[-1] == "bars-by-wires"
    result = table.experiment("bars-by-wires").run(RunRequest(2), wires=(1, 10))
    assert [row.what for row in result.rows] == [f"new bars right, {n} + {n} wires per A-unit" for n in (1, 10)]


def test_a_broken_plugin_is_one_line_that_names_its_package(broken: None) -> None:
    zero = f"{LINE}data set 'fails' failed (ZeroDivisionError: division by zero){FAILED}"
    source = "a mark1.stimuli.source.Source"
    backend = "a back end (see ScoringBackend) whose name is 'half'"
    cases: tuple[tuple[Callable[[str], object], str, str], ...] = (
        (library.load, "raises", f"failed (RuntimeError: first line·second line){FAILED}"),
        (library.load, "lacks", f"failed (AttributeError: module 'mark1_broken' has no attribute 'nothing'){FAILED}"),
        (library.load, "absent", f"failed (ModuleNotFoundError: No module named 'mark1_not_there'){FAILED}"),
        (library.load, "other", f": mark1_broken:X: expected {source}, got 1"),
        (library.load, "fails", zero),
        (library.load, "wrong", ": expected a StimulusSet of pictures (20, 20), got [1, 2]"),
        (catalogue.kind_of, "half", f": mark1_broken:Half: expected {backend}, got <class 'mark1_broken.Half'>"),
        (catalogue.kind_of, "leaves", f"failed (SystemExit: 3){FAILED}"),
        (
            table.experiment,
            "named-otherwise",
            "expected an Experiment whose name is 'named-otherwise', got Experiment(",
        ),
    )
    for call, name, text in cases:
        with pytest.raises(PluginError) as error:
            call(name)
        assert str(error.value).startswith(LINE) and text in str(error.value) and "\n" not in str(error.value)


def test_names_of_mark1_stay_its_own_and_everything_else_works(broken: None) -> None:
    assert len(library.load("letters")) == 26
    assert catalogue.kind_of("mlp").__module__ == "mark1.backends.network"
    trouble = {plugin.name: plugin.trouble for plugin in plugins.offered(plugins.STIMULI, library.OWN)}
    assert trouble["letters"] == "mark1 has its own data set of this name, which is used instead"
    assert trouble["a:b"] == "expected a name of letters, digits, - and _"
    assert "letters" not in plugins.names(plugins.STIMULI, library.OWN)


def test_a_name_that_two_packages_offer_is_nobody_s(
    bars: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin = {plugins.STIMULI: {"bars": "mark1_bars:BARS"}}
    monkeypatch.syspath_prepend(written(tmp_path / "twin", "other-bars", "0.1", {}, twin))
    with pytest.raises(PluginError, match=r"offered by several packages \(mark1-bars 1.0, other-bars 0.1\)"):
        library.load("bars")


def test_plugins_are_looked_for_when_a_name_is_not_mark1_s(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def looked(*given: object) -> Any:
        raise AssertionError("entry points were read")

    (tmp_path / "a.csv").write_text("label,x\n")
    monkeypatch.setattr(plugins, "_found", looked)
    assert len(library.load("letters:roman")) == 26 and catalogue.kind_of("mark1") and table.experiment("decay")
    assert not library.is_set(str(tmp_path / "a.csv")) and not library.is_set("./bars")
    with pytest.raises(AssertionError):
        library.is_set("bars")


def test_the_command_line_knows_them(
    bars: None, broken: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from mark1.cli.invocation import run

    def told(line: str) -> tuple[str, str]:
        run(line.split(), debug=False)
        return capsys.readouterr()

    monkeypatch.chdir(tmp_path)
    assert "centroid      400 photocells -> 2 classes" in told("train bars --backend centroid --save c.mark1").out
    assert "of 10 right" in told("evaluate c.mark1 bars:5").out
    assert told("train bars --backend centroid --code onehot").err.endswith("centroid ignores it\n")
    assert "(valid: mark1, mlp, logistic, centroid" in told("train bars --backend nobody").err
    listed = told("experiment list")
    assert "bars-by-wires" in listed.out and listed.err.count("\n") == 1
    assert listed.err.startswith(f"mark1: {LINE}experiment 'named-otherwise': ")
    about = " ".join(told("about").out.split())
    assert "back end centroid (mark1-bars 1.0)" in about
    assert "back end mlp (mark1-broken 2.0): mark1 has its own back end of this name" in about


@pytest.mark.ci
def test_pip_installs_the_example_and_sweeps_use_it_in_their_processes(tmp_path: Path) -> None:
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*install, "--target", str(tmp_path / "site"), str(EXAMPLE)], check=True, cwd=tmp_path)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "site"), *sys.path])}
    (tmp_path / "s.toml").write_text('data = "bars"\nbackend = "centroid"\nepochs = 2\nseeds = 2\n')
    for line in (
        "train bars --backend centroid --save c.mark1",
        "gui c.mark1 --screenshot c.png",
        "demo --backend centroid",
        "sweep s.toml --out t.csv --jobs 2",
        "experiment bars-by-wires --seeds 1",
    ):
        subprocess.run([sys.executable, "-m", "mark1", *line.split()], cwd=tmp_path, env=env, check=True)
    with open(tmp_path / "t.csv", newline="") as file:
        rows = [(row["data"], row["backend"], row["error"]) for row in csv.DictReader(file)]
    assert rows == [("bars", "centroid", "")] * 2
    assert (tmp_path / "mark1-experiments" / "bars-by-wires.html").is_file()
