"""Import paths of 0.1.0: each gives the module in its new place and says so."""

import re
import subprocess
import sys
from importlib import import_module

import pytest

from mark1.deprecated import FOLDERS, MOVED


def test_every_old_path_gives_the_module_in_its_new_place():
    for old, new in MOVED.items():
        sys.modules.pop(old, None)
        with pytest.warns(DeprecationWarning, match=f"{old} is deprecated: use {new}"):
            module = import_module(old)
        assert module is sys.modules[new]
        assert module.__name__ == module.__spec__.name == new
        assert old.rpartition(".")[0] in FOLDERS or old.rpartition(".")[0] in sys.modules


def test_names_are_taken_from_old_paths_in_a_new_process():
    code = "from mark1.lab import faces; from mark1.lab.experiment import Experiment; import mark1.lab; print(faces)"
    ended = subprocess.run([sys.executable, "-W", "always", "-c", code], capture_output=True, text=True, check=True)
    assert "mark1.experiments.faces" in ended.stdout
    assert [line for line in ended.stderr.splitlines() if "DeprecationWarning" in line] == [
        "<string>:1: DeprecationWarning: mark1.lab.faces is deprecated: use mark1.experiments.faces",
        "<string>:1: DeprecationWarning: mark1.lab.experiment is deprecated: use mark1.experiments.experiment",
    ]


def test_old_paths_of_the_virtual_board_are_found_in_a_new_process():
    code = "import firmware_sim.session; print(firmware_sim.session.__name__)"
    ended = subprocess.run([sys.executable, "-W", "always", "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "firmware_sim.virtual_board.session"
    assert "firmware_sim.session is deprecated: use firmware_sim.virtual_board.session" in ended.stderr


def test_what_never_was_is_still_unknown():
    with pytest.raises(ModuleNotFoundError, match=r"mark1\.lab\.nothing"):
        import_module("mark1.lab.nothing")


def test_a_module_that_became_a_package_still_gives_its_names():
    moved = {
        "mark1.rig.board": "board.Board",
        "mark1.rig.doctor": "doctor.Finding",
        "mark1.rig.selftest": "run.CheckOutcome",
        "firmware_sim.virtual_board": "board.VirtualBoard",
    }
    for path, place in moved.items():
        package, (file, name) = import_module(path), place.split(".")
        with pytest.warns(DeprecationWarning, match=re.escape(f"{path}.{name} is deprecated: use {path}.{place}")):
            old = getattr(package, name)
        assert old is getattr(import_module(f"{path}.{file}"), name)
        with pytest.raises(AttributeError, match=f"module '{path}' has no attribute 'nothing'"):
            package.nothing  # noqa: B018
