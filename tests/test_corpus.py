"""The compatibility corpus: what older versions wrote still loads and replays, and is what it was.

``corpus/write.py`` wrote the files, with the version their folder names; ``expected.json`` says as plain data what must
hold. *Loading* gives the same bits: wires, wipers, counters, generators, answers. *Replaying* a journal or a sweep
makes the same machine: the same wires, answers and counts, and the same wipers, except that a decaying value may end a
count beside (its exponential was once the platform's), and that networks depend on the rounding of the processor.
"""

import csv
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mark1.gui.visitor import settings
from mark1.machine.config import MachineConfig
from mark1.panel.control_panel import ControlPanel
from mark1.panel.journal import replayable
from mark1.panel.quoting import lines_of
from mark1.rig.board.calibration import Calibration, Channel, counts_of, wipers_of
from mark1.rig.wire.protocol import Hello
from mark1.rig.workshop import rig_file
from mark1.rig.workshop.wiring import wiring_hash
from mark1.sweep import run as sweep
from mark1.sweep.curves import curves_of
from mark1.sweep.parquet import lines_of as rows_of_parquet
from mark1.sweep.spec import read as read_spec

FOLDER = Path(__file__).parent / "corpus"
VERSIONS = sorted(path.name for path in FOLDER.iterdir() if (path / "expected.json").exists())
DECAYING = ("wiper", "shaft", "came_from", "run_from")  # may be a count off where a value decays
ROUNDED = {"rtol": 1e-3, "atol": 1e-5}  # float32 networks on another processor, over some hundred steps


def _writer() -> Any:
    """``write.py``, which is a script beside the files."""
    spec = spec_from_file_location("corpus_writer", FOLDER / "write.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WRITER = _writer()


@pytest.fixture(params=VERSIONS)
def corpus(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of one version's files, so that nothing can change them."""
    return Path(shutil.copytree(FOLDER / request.param, tmp_path / "corpus"))


def expected(corpus: Path, kind: str) -> dict[str, Any]:
    everything: dict[str, Any] = json.loads((corpus / "expected.json").read_text(encoding="utf-8"))
    assert everything[kind]
    return everything[kind]


def loaded(path: Path) -> ControlPanel:
    panel = ControlPanel()
    panel.execute(f"load '{path}'")
    return panel


def replayed(path: Path) -> ControlPanel:
    """The session of a journal or script, done again."""
    panel = ControlPanel()
    for _, line in lines_of(replayable(path.read_text(encoding="utf-8"))[0]):
        panel.execute(line)
    return panel


def plain(value: Any) -> Any:
    """As JSON holds it."""
    return json.loads(json.dumps(value))


# ---- saved machines


def test_saved_machines_load_as_they_were(corpus: Path) -> None:
    usual = expected(corpus, "usual")["settings"]
    for name, wanted in expected(corpus, "machines").items():
        panel = loaded(corpus / "machines" / f"{name}.mark1")
        settings_now = WRITER.settings_of(panel.machine.config, usual)
        facts = WRITER.facts_of(panel, WRITER.shown_to(name)) | {"settings": kept(settings_now, usual)}
        require_same(plain(facts), wanted, name)


def require_same(facts: dict[str, Any], wanted: dict[str, Any], name: str) -> None:
    """Every fact is what it was, but for the rounding of a network's scores."""
    scores, wanted_scores = scores_of(facts), scores_of(wanted)
    for picture, answer in facts["answers"].items():
        if answer["label"] is None:  # nothing to go by: 0.1.0 named the first class then
            wanted["answers"][picture]["label"] = None
    assert facts == wanted, name
    for picture, values in wanted_scores.items():
        np.testing.assert_allclose(scores[picture], values, **ROUNDED, err_msg=f"{name}: {picture}")


def kept(settings_now: dict[str, Any], usual: dict[str, Any]) -> dict[str, Any]:
    """The settings that the version of the file knew; newer ones must have their usual values, but for the draw."""
    newer = {path: value for path, value in settings_now.items() if path not in usual}
    assert newer == {path: value for path, value in WRITER.flat(MachineConfig()).items() if path in newer} | {"draw": 1}
    return {path: value for path, value in settings_now.items() if path in usual}


def scores_of(facts: dict[str, Any]) -> dict[str, Any]:
    """The scores of a network, taken out of the facts."""
    return {picture: answer.pop("scores") for picture, answer in facts["answers"].items() if "scores" in answer}


def test_journals_make_the_same_machine_again(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journals = sorted((corpus / "machines").glob("*.mark1-journal"))
    assert len(journals) > 30
    for journal in journals:
        mine, theirs = replayed(journal), loaded(journal.with_suffix(".mark1"))
        (plain_now, arrays), (plain_then, arrays_then) = mine.backend.capture(), theirs.backend.capture()
        brain, brain_then = plain_now.pop("brain", None), plain_then.pop("brain", None)
        assert plain(plain_now) == plain(plain_then), journal.name
        assert (brain is None) == (brain_then is None)
        assert brain is None or (brain["config"], brain["classes"]) == (brain_then["config"], brain_then["classes"])
        decays = mine.machine.config.potentiometers.decay_per_s > 0
        require_same_arrays(arrays, arrays_then, journal.name, decays)


def require_same_arrays(arrays: Mapping[str, Any], wanted: Mapping[str, Any], journal: str, decays: bool) -> None:
    assert set(arrays) == set(wanted), journal
    for name, array in wanted.items():
        told = f"{journal}: {name}"
        if name.startswith("brain."):
            np.testing.assert_allclose(arrays[name], array, **ROUNDED, err_msg=told)
        elif decays and name.split(".")[1] in DECAYING:
            np.testing.assert_allclose(arrays[name], array, rtol=0, atol=1, err_msg=told)
        elif decays and name == "log.rows":
            fields = [field for field in array.dtype.names if field != "sum_v"]
            assert arrays[name][fields].tolist() == array[fields].tolist(), told
            np.testing.assert_allclose(arrays[name]["sum_v"], array["sum_v"], rtol=0, atol=1e-4, err_msg=told)
        else:
            np.testing.assert_array_equal(arrays[name], array, err_msg=told)


def test_machines_go_on_where_they_were(corpus: Path) -> None:
    """What was saved during a course, or while a motor turned, can be taught, saved and loaded again."""
    for name in expected(corpus, "machines"):
        if name.startswith(("amid", "mlp-amid", "album", "by-hand", "damaged", "noise")):
            panel = loaded(corpus / "machines" / f"{name}.mark1")
            label = panel.backend.classes[0]
            for line in ("present letter A", f"teach '{label}'", f"save '{corpus}/{name}-again.mark1'", "why 0"):
                panel.execute(line)
            again = loaded(corpus / f"{name}-again.mark1")
            np.testing.assert_array_equal(again.machine.potentiometers.wiper, panel.machine.potentiometers.wiper)


# ---- scripts


def test_scripts_run_to_their_end(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(corpus / "scripts")
    for name in expected(corpus, "scripts"):
        replayed(Path(name))


# ---- sweeps


def results(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{name: value for name, value in row.items() if name not in WRITER.TIMES} for row in rows]


def test_sweeps_go_on_where_they_were_killed(corpus: Path) -> None:
    folder = corpus / "sweeps"
    for name, rows in expected(corpus, "sweeps").items():
        spec = read_spec(folder / f"{name}.sweep.toml")
        whole = folder / f"{name}.csv"
        kept = whole.read_bytes()
        outcome = sweep.run(spec, whole, processes=1)
        assert (outcome.before, outcome.failed, whole.read_bytes()) == (len(rows), 0, kept)
        half = folder / f"{name}.half.csv"
        outcome = sweep.run(spec, half, processes=1)
        assert (outcome.jobs, outcome.before, outcome.failed) == (len(rows), 2, 0)
        assert results(list(csv.DictReader(half.read_text().splitlines()))) == results(rows)
        x = next(iter(spec.grid or spec.drawn))
        assert curves_of(whole, x, "train_accuracy").figures() == curves_of(half, x, "train_accuracy").figures()


def test_sweeps_in_parquet(corpus: Path) -> None:
    pytest.importorskip("pyarrow")
    folder = corpus / "sweeps"
    for name, rows in expected(corpus, "sweeps").items():
        for table in (folder / f"{name}.parquet", folder / f"{name}.half.parquet"):
            outcome = sweep.run(read_spec(folder / f"{name}.sweep.toml"), table, processes=1)
            assert outcome.before == (2 if "half" in table.name else len(rows))
            columns, *lines = rows_of_parquet(table)
            assert results([dict(zip(columns, line, strict=True)) for line in lines]) == results(rows)


# ---- rigs and settings


def test_rig_files(corpus: Path) -> None:
    for name, facts in expected(corpus, "rigs").items():
        sizes = rig_file.read(corpus / "rig" / name)
        assert {**asdict(sizes), **facts["sizes"]} == asdict(sizes), name
        assert wiring_hash(sizes) == facts["wiring"], name


def hello_of(calibration: dict[str, Any]) -> Hello:
    """What the board of a calibration says of itself."""
    told = {name: calibration[name] for name in ("board_id", "wiring")}
    n = len(calibration["channels"])
    return Hello(**{**dict.fromkeys(Hello._fields, 0), **told, "pots": n, "adc_bits": calibration["full"].bit_length()})


def test_calibrations(corpus: Path) -> None:
    for name, facts in expected(corpus, "calibrations").items():
        told = facts["calibration"]
        hello = hello_of(told)
        known = Calibration.of_board(hello, corpus / "rig")
        assert plain(asdict(known)) == {**plain(asdict(known)), **told}, name
        assert known != Calibration.assumed(hello) or not told["measured"]
        channels = [Channel(**channel) for channel in (told["channels"] * 3)[:3]]
        counts = counts_of(channels, WRITER.VOLTS_UV, 11_000_000)
        assert counts.tolist() == facts["counts"]
        assert wipers_of(channels, counts, 11_000_000).tolist() == facts["wipers"]


def test_settings_of_the_window(corpus: Path) -> None:
    for name, facts in expected(corpus, "settings").items():
        given = plain(asdict(settings.read(str(corpus / "settings" / name))))
        assert {**given, **facts} == given, name
