"""Everything public can be pickled and copied, after any history, and a copy goes on with the same bits elsewhere."""

import copy
import functools
import io
import multiprocessing
import pickle
from pathlib import Path
from typing import Any

import joblib
import pytest
from histories import EVERYTHING, gone_on, panel_of, unpickled_gone_on

from mark1 import ControlPanel
from mark1.panel.journal import Journal


def out_of_band(it: Any) -> Any:
    """As a cluster sends it: large arrays beside the pickle, where they cannot be written."""
    buffers: list[Any] = []
    held = pickle.dumps(it, protocol=5, buffer_callback=buffers.append)
    return pickle.loads(held, buffers=[bytes(buffer) for buffer in buffers])


def by_joblib(it: Any) -> Any:
    """As joblib keeps it: array by array, also where two are one."""
    file = io.BytesIO()
    joblib.dump(it, file)
    file.seek(0)
    return joblib.load(file)


COPIERS = {
    "pickle": lambda it: pickle.loads(pickle.dumps(it)),
    "oldest pickle": lambda it: pickle.loads(pickle.dumps(it, protocol=2)),
    "deepcopy": copy.deepcopy,
}
OF_OTHERS = {"joblib": by_joblib, "out of band": out_of_band}
FEW = ("panel taught", "machine taught", "network", "training adam", "graph", "classifier mark1")


@functools.cache
def wanted(name: str) -> str:
    """What comes of it without a copy."""
    return gone_on(name, EVERYTHING[name]())


def test_copies_go_on_with_the_same_bits() -> None:
    for name, make in EVERYTHING.items():
        original = make()
        copiers = {**COPIERS, **OF_OTHERS} if name in (*FEW, "chain", "batch") else COPIERS
        copies = {how: copier(original) for how, copier in copiers.items()}
        came = {how: gone_on(name, each) for how, each in copies.items()}
        assert came == dict.fromkeys(copiers, wanted(name)) and gone_on(name, original) == wanted(name), name


def test_copies_are_independent_of_their_original() -> None:
    """A copy that goes on changes nothing of the original."""
    for name in ("panel taught", "machine amid a pulse", "network", "training momentum", "graph", "batch"):
        original = EVERYTHING[name]()
        before = pickle.dumps(copy.deepcopy(original))
        gone_on(name, copy.deepcopy(original))
        assert pickle.dumps(copy.deepcopy(original)) == before, name


def test_in_another_process() -> None:
    pickled = [(name, pickle.dumps(make())) for name, make in EVERYTHING.items()]
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.starmap(unpickled_gone_on, pickled) == [wanted(name) for name in EVERYTHING]


def test_in_joblibs_processes_which_map_large_arrays_read_only() -> None:
    mapped = [joblib.delayed(gone_on)(name, EVERYTHING[name]()) for name in FEW]
    assert joblib.Parallel(n_jobs=2, max_nbytes=1)(mapped) == [wanted(name) for name in FEW]


def test_on_a_cluster() -> None:
    protocol = pytest.importorskip("distributed.protocol")
    for name in FEW:
        sent = protocol.deserialize_bytes(protocol.serialize_bytes(EVERYTHING[name]()))
        assert gone_on(name, sent) == wanted(name), name


def test_a_copy_of_a_panel_leaves_the_journal_alone(tmp_path: Path) -> None:
    path = tmp_path / "mine.mark1-journal"
    panel = ControlPanel(journal=Journal(path))
    panel.execute("machine seed 3")
    kept = path.read_text()
    other = copy.deepcopy(panel)
    other.execute("theta 3")
    assert path.read_text() == kept
    assert other.journal.lines == [*panel.journal.lines, "theta 3"]


def test_shared_parts_stay_shared() -> None:
    """What is one object in a structure is one in its copy."""
    panel = panel_of("mlp")
    backend, network = pickle.loads(pickle.dumps((panel.backend, panel.backend.network)))  # type: ignore[attr-defined]
    assert backend.network is network is backend.training.network
    assert backend.training.optimizer.values is network.values
