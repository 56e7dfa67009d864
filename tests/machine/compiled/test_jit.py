"""Compiled code and the files it is kept in."""

from typing import Any

import pytest

from mark1 import folders
from mark1.machine.compiled.jit import jitted


@pytest.fixture(autouse=True)
def kept_here(tmp_path, monkeypatch):
    """Compiled code is kept in the test's own folder."""
    folders.cache_folder.cache_clear()
    monkeypatch.setenv("MARK1_CACHE", str(tmp_path / "cache"))
    yield
    folders.cache_folder.cache_clear()


def test_where_nothing_can_be_kept_on_disk_it_is_compiled_anyway() -> None:
    found: dict[str, Any] = {}
    exec("def twice(x): return 2 * x", found)  # of no file, so there is no place for its compiled form
    assert jitted(found["twice"])(21) == 42


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[: len(data) // 2], lambda data: b"\0" * 50])
@pytest.mark.parametrize("suffix", ["nbi", "nbc"])
def test_a_damaged_file_of_compiled_code_is_compiled_anew(suffix, damage, tmp_path, monkeypatch):
    (tmp_path / "doubling.py").write_text("def twice(x):\n    return 2 * x\n")
    monkeypatch.syspath_prepend(tmp_path)
    import importlib
    import sys

    monkeypatch.delitem(sys.modules, "doubling", raising=False)
    twice = importlib.import_module("doubling").twice
    assert jitted(twice)(21) == 42
    files = list(tmp_path.rglob(f"*.{suffix}"))
    assert files
    for path in files:
        path.write_bytes(damage(path.read_bytes()))
    assert jitted(twice)(21) == 42


def test_compiled_code_for_other_types_is_not_taken(tmp_path, monkeypatch):
    """Two programs that compile at the same time may give their files one name."""
    (tmp_path / "halving.py").write_text("def half(x):\n    return x / 2\n")
    monkeypatch.syspath_prepend(tmp_path)
    import importlib

    half = importlib.import_module("halving").half
    compiled = jitted(half)
    assert (compiled(5), compiled(5.5)) == (2.5, 2.75)
    again = jitted(half)
    assert again(5.5) == 2.75 and again.stats.cache_hits.total() == 1
    of_int, of_float = sorted(tmp_path.rglob("*.nbc"))
    of_float.write_bytes(of_int.read_bytes())
    assert jitted(half)(5.5) == 2.75


def test_a_folder_that_takes_no_compiled_code_is_done_without(tmp_path, monkeypatch):
    (tmp_path / "tripling.py").write_text("def thrice(x):\n    return 3 * x\n")
    monkeypatch.syspath_prepend(tmp_path)
    import importlib

    compiled = jitted(importlib.import_module("tripling").thrice)

    def full(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(compiled._cache._cache_file, "save", full)
    assert compiled(14) == 42
