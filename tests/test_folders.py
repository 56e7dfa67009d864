"""Where compiled code goes: a folder that can be written, and by nobody else."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from mark1 import folders
from mark1.version import __version__


@pytest.fixture(autouse=True)
def anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is remembered, and the user's own folders are in ``tmp_path``."""
    folders.cache_folder.cache_clear()
    monkeypatch.delenv("MARK1_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    yield
    folders.cache_folder.cache_clear()


def test_the_named_folder_comes_first_and_each_version_has_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARK1_CACHE", str(tmp_path / "named"))
    assert folders.cache_folder() == tmp_path / "named" / __version__
    assert (tmp_path / "named" / __version__).is_dir()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such folders")
def test_where_the_user_s_folder_cannot_be_made_a_private_one_among_temporary_files_is_used(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    found = folders.cache_folder()
    assert found == tmp_path / f"mark1-{os.getuid()}" / __version__
    assert stat.S_IMODE(found.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such folders")
def test_a_folder_that_others_can_write_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    (tmp_path / f"mark1-{os.getuid()}").mkdir()
    (tmp_path / f"mark1-{os.getuid()}").chmod(0o777)
    assert folders.cache_folder() is None


def test_the_configuration_file_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARK1_CONFIG", str(tmp_path / "mine.toml"))
    assert folders.config_file() == tmp_path / "mine.toml"
    monkeypatch.delenv("MARK1_CONFIG")
    assert folders.config_file().name == "config.toml"
