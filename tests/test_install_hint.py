"""The hint works where the user is: in the checkout, elsewhere with a checkout, and without one."""

import shlex
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from mark1 import install_hint


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "a checkout").mkdir()
    (tmp_path / "a checkout" / "pyproject.toml").touch()
    monkeypatch.setattr(install_hint, "ROOT", tmp_path / "a checkout")
    return tmp_path / "a checkout"


def test_in_a_checkout_it_names_the_folder(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.chdir(checkout)
    assert install_hint.install("video") == "pip install '.[video]'"
    monkeypatch.chdir(checkout.parent)
    assert shlex.split(install_hint.install("video"))[2] == f"{checkout}[video]"


def test_elsewhere_it_names_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install_hint, "ROOT", tmp_path)
    monkeypatch.setattr("sys.platform", "linux")
    asked = Requirement(shlex.split(install_hint.install("video"))[2])
    assert (asked.name, asked.extras) == ("mark1", {"video"})
    monkeypatch.setattr("sys.platform", "win32")  # whose shell has no single quotes
    assert install_hint.install("video") == 'pip install "mark1[video]"'


def test_a_missing_library_is_named_with_its_command_and_any_other_error_goes_on() -> None:
    for module, name in install_hint.DISPLAYS.items():
        says = f"this command requires {name}, which is not installed: pip install {name}"
        assert install_hint.hint_for(ModuleNotFoundError(name=module)) == says
    ours = ModuleNotFoundError("No module named 'mark1.nothing'", name="mark1.nothing")
    with pytest.raises(ModuleNotFoundError) as raised:
        install_hint.hint_for(ours)
    assert raised.value is ours
