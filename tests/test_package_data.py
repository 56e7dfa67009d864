"""Folders that come with the program: inside it, else in the checkout, else one line says what is missing."""

from pathlib import Path

import pytest

from mark1 import package_data
from mark1.errors import StorageError
from mark1.package_data import ASSETS, IN_CHECKOUT, PACKAGE, folder


def test_every_folder_is_found_here() -> None:
    for name in IN_CHECKOUT:
        assert any(folder(name).iterdir()) and PACKAGE.parent in folder(name).parents


def test_inside_the_program_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(package_data, "PACKAGE", tmp_path / "mark1")
    with pytest.raises(StorageError, match=r"assets: this folder of mark1 is missing: install mark1 again"):
        folder(ASSETS)
    for place in ("assets", "mark1/assets"):
        (tmp_path / place).mkdir(parents=True)
        assert folder(ASSETS) == tmp_path / place
