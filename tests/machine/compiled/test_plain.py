"""Without Numba, and where it is switched off: all is there, a note says why it is slow, and the bits are the same."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement

import mark1
from mark1.machine.compiled import chosen, passes, plain
from mark1.panel.control_panel import ControlPanel
from mark1.training import warm_up

LINES = ("machine a-units 128 r-units 5 seed 3", "train letters:roman passes 3", "machine ideal on", "train letters")
SESSION = f"""
import sys
{{before}}
from mark1.panel.control_panel import ControlPanel
notes = []
panel = ControlPanel(on_note=notes.append)
for line in {LINES!r}:
    panel.execute(line)
panel.save(sys.argv[1])
assert "mark1.machine.compiled.kernels" not in sys.modules, "compiled after all"
print(*notes, sep="\\n")
"""


@pytest.fixture(scope="module")
def compiled() -> ControlPanel:
    panel = ControlPanel()
    for line in LINES:
        panel.execute(line)
    return panel


@pytest.mark.parametrize(
    ("before", "more", "why"),
    [
        ("sys.modules['numba'] = None", {}, "numba is not installed"),
        ("", {"NUMBA_DISABLE_JIT": "1"}, "NUMBA_DISABLE_JIT is set"),
    ],
    ids=["not installed", "switched off"],
)
def test_letters_are_learned_with_the_same_bits_without_compiled_code(
    compiled: ControlPanel, tmp_path: Path, before: str, more: dict[str, str], why: str
):
    path = tmp_path / "plain.mark1"
    done = subprocess.run(
        [sys.executable, "-c", SESSION.format(before=before), str(path)],
        env={**os.environ, **more, "PYTHONPATH": str(Path(mark1.__file__).parents[1])},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (f"training is slow here, for its passes are not compiled: {why}; the results are the same\n")
    panel = ControlPanel()
    panel.load(str(path))
    (ours, arrays), (theirs, wanted) = panel.backend.capture(), compiled.backend.capture()
    assert ours == theirs
    assert type(panel.machine.corrections) is int
    assert set(arrays) == set(wanted)
    for name, array in wanted.items():
        np.testing.assert_array_equal(arrays[name], array, err_msg=name)


def test_where_passes_are_compiled_nothing_is_said():
    assert chosen.why_plain() == chosen.slow_because() == ""


def test_small_work_does_not_wait_for_numba_until_it_pays(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chosen, "_chosen", [])
    monkeypatch.setattr(chosen, "_small_us", [0.0])
    assert chosen.kernels_for(chosen.PATIENCE_US) is plain
    from mark1.machine.compiled import kernels

    with monkeypatch.context() as cold:
        cold.setattr(chosen, "compiles_first", lambda: True)
        assert chosen.kernels_for(1.0) is plain and not chosen.pays(chosen.PATIENCE_TO_COMPILE_US / 2)
        assert chosen.pays(chosen.PATIENCE_TO_COMPILE_US)
    assert chosen.kernels_for(1.0) is kernels
    assert chosen.kernels is kernels
    with pytest.raises(AttributeError, match="no_such"):
        chosen.no_such  # noqa: B018


def test_compiled_kernels_take_over_in_mid_course_with_the_same_bits(
    compiled: ControlPanel, monkeypatch: pytest.MonkeyPatch
):
    warm: list[str] = []
    real = warm_up.warm_up
    monkeypatch.setattr(warm_up, "warm_up", lambda machine: (warm.append(chosen.kernels.__name__), real(machine)))
    monkeypatch.setattr(chosen, "_chosen", [])
    monkeypatch.setattr(chosen, "_small_us", [0.0])
    monkeypatch.setattr(chosen, "PATIENCE_US", 1e9)
    panel = ControlPanel()
    for line in LINES[:-1]:
        panel.execute(line)
    monkeypatch.setattr(chosen, "PATIENCE_US", chosen._small_us[0] + 3 * passes.work_us(26, 5, 128))  # three epochs
    panel.execute(LINES[-1])
    assert warm == ["mark1.machine.compiled.kernels"]
    for name, array in compiled.backend.capture()[1].items():
        np.testing.assert_array_equal(panel.backend.capture()[1][name], array, err_msg=name)


def test_the_letters_are_learned_before_numba_is_loaded(tmp_path: Path):
    lines = "import sys; from mark1.panel.control_panel import ControlPanel as P; p = P(); p.execute('train letters')"
    code = f"{lines}; assert p.training_run.settled and 'numba' not in sys.modules"
    environment = {**os.environ, "PYTHONPATH": str(Path(mark1.__file__).parents[1]), "MARK1_CACHE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_both_sense_the_same_number_of_pictures_at_a_time():
    from mark1.machine.compiled import kernels

    assert passes.BLOCK == plain.BLOCK == kernels.BLOCK


def test_numba_comes_where_there_are_wheels_of_it():
    """32-bit systems, Pyodide, PyPy and versions of Python to come go without."""
    text = (Path(mark1.__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    needed = [Requirement(line) for line in tomllib.loads(text)["project"]["dependencies"]]
    usual = {"platform_python_implementation": "CPython", "python_version": "3.12"}
    places = {
        ("linux", "x86_64"): True, ("linux", "aarch64"): True, ("win32", "AMD64"): True, ("darwin", "arm64"): True,
        ("darwin", "x86_64"): True, ("linux", "armv7l"): False, ("linux", "i686"): False, ("win32", "x86"): False,
        ("emscripten", "wasm32"): False,
    }  # fmt: skip
    for (system, machine), there in places.items():
        place = {**usual, "sys_platform": system, "platform_machine": machine}
        found = [one for one in needed if one.name == "numba" and one.marker and one.marker.evaluate(place)]
        assert len(found) == there, place
        for newer in ({"python_version": "3.16"}, {"platform_python_implementation": "PyPy"}):
            assert not any(one.name == "numba" and one.marker.evaluate(place | newer) for one in needed)
