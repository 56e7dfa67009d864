"""Import paths and names of 0.1.0: each gives the module, class or function in its new place and says so."""

import pickle
import re
import subprocess
import sys
import warnings
from importlib import import_module
from pathlib import Path

import pytest

from mark1.deprecated import FOLDERS, MOVED, RENAMED

# Public classes and functions of 0.1.0 outside its command line and window: a module and its names on each line.
NAMES_OF_0_1_0 = Path(__file__).parent / "corpus" / "0.1.0" / "names.txt"
GONE = {
    "mark1.backends.backend.certainty",  # a part of answer.verdict
    "mark1.backprop.training_state.capture",  # methods of TrainingState
    "mark1.backprop.training_state.restore",
    "mark1.lab.experiments.pc_curves_1958.agrees",  # a rule in numbers, see experiments/agreement.py
    "mark1.lab.schematic.png",  # figures.raster.png draws any SVG
    "mark1.machine.figure_ground.without_dust",  # camera/blots.py numbers blots, camera/figures.py tells them apart
    "mark1.machine.passes.check",  # methods of MarkI
    "mark1.machine.passes.fire_all",
    "mark1.machine.passes.sense",
    "mark1.machine.passes.sums",
    "mark1.rig.examination.broken",  # line_quality.damaged: frames, without the bytes that overran
    "mark1.stimuli.eye.nothing_to_see",
    "mark1.stimuli.library.allowed",  # plug-ins add to it: the error of load says what there is
    "mark1.stimuli.eye.set_polarity",  # a set has a tally of polarities, see stimuli/polarities.py
}


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


def value(path: str) -> object:
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


def test_every_old_name_gives_what_has_a_new_name_now():
    for old, new in RENAMED.items():
        module, _, name = old.rpartition(".")
        assert name not in vars(import_module(module)), f"{old} is still in use"
        with pytest.warns(DeprecationWarning, match=re.escape(f"{old} is deprecated: use {new}")) as caught:
            assert value(old) is value(new)
        assert caught[0].filename == __file__
        assert module not in MOVED, f"{old}: expected the path that the module has now"


def test_every_public_name_of_0_1_0_is_found():
    missing = set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        for line in NAMES_OF_0_1_0.read_text("utf-8").splitlines():
            module, *names = line.split()
            missing |= {f"{module}.{name}" for name in names if not hasattr(import_module(module), name)}
    assert missing == GONE


def test_an_old_path_and_an_old_name_together_in_a_new_process():
    code = "from mark1.panel.training import Course; print(Course.__module__, Course.__name__)"
    ended = subprocess.run([sys.executable, "-W", "always", "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "mark1.training.training_run TrainingRun"
    assert [line for line in ended.stderr.splitlines() if "DeprecationWarning" in line] == [
        "<string>:1: DeprecationWarning: mark1.panel.training is deprecated: use mark1.training.training_run",
        "<string>:1: DeprecationWarning: mark1.training.training_run.Course is deprecated: "
        "use mark1.training.training_run.TrainingRun",
    ]


def test_a_module_with_old_names_is_otherwise_a_module_like_any():
    module = import_module("mark1.machine.teacher")
    assert module.__spec__.origin == module.__file__ and module.__spec__.loader.get_source(module.__name__)
    with pytest.raises(AttributeError, match=r"module 'mark1\.machine\.teacher' has no attribute 'nothing'"):
        module.nothing  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'nothing'"):
        from mark1.machine.teacher import nothing  # noqa: F401


def test_an_object_pickled_under_its_old_name_is_loaded():
    old = b"cmark1.machine.passes\nLesson\n."  # the class, in protocol 0
    with pytest.warns(DeprecationWarning, match="use mark1.machine.learning.LearningResult"):
        assert pickle.loads(old) is value("mark1.machine.learning.LearningResult")


def test_a_module_that_became_a_package_still_gives_its_names():
    moved = {
        "mark1.rig.board": "board.Board",
        "mark1.rig.doctor": "doctor.Finding",
        "mark1.rig.selftest": "run.tried",
        "firmware_sim.virtual_board": "board.VirtualBoard",
    }
    for path, place in moved.items():
        package, (file, name) = import_module(path), place.split(".")
        with pytest.warns(DeprecationWarning, match=re.escape(f"{path}.{name} is deprecated: use {path}.{place}")):
            old = getattr(package, name)
        assert old is getattr(import_module(f"{path}.{file}"), name)
        with pytest.raises(AttributeError, match=f"module '{path}' has no attribute 'nothing'"):
            package.nothing  # noqa: B018


def test_old_attributes_give_the_new_ones_and_say_so():
    from mark1.estimators import MarkIClassifier
    from mark1.panel.control_panel import ControlPanel

    panel = ControlPanel()
    panel.execute("train xor epochs 1")
    panel.execute("evaluate xor")
    classifier = MarkIClassifier(n_association=20, max_epochs=1).fit([[0.0, 1.0], [1.0, 0.0]], [0, 1])
    for of, old, new in (
        (panel, "course", "training_run"),
        (panel, "verdict", "evaluation"),
        (panel, "verdict_is_old", "evaluation_is_old"),
        (panel, "sight", "observation"),
        (panel.training_run, "passes", "epochs"),
        (classifier, "slides_", "encoder_"),
    ):
        with pytest.warns(DeprecationWarning, match=rf"{type(of).__name__}\.{old} is deprecated: use .*\.{new}$"):
            assert getattr(of, old) is getattr(of, new)
