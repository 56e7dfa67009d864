"""scikit-learn has one door, and where it is missing the door says so."""

import subprocess
import sys

from mark1.install_hint import install

MISSING = "import sys; sys.modules['sklearn'] = None; "


def python(code: str) -> subprocess.CompletedProcess[str]:
    """A fresh Python that runs ``code``."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_without_scikit_learn_the_door_says_what_to_install() -> None:
    ended = python(MISSING + "import mark1.estimators")
    *_, last = ended.stderr.splitlines()
    assert ended.returncode == 1 and ended.stderr.count("Traceback") == 1
    assert last.startswith("ImportError: mark1.estimators needs scikit-learn") and install("sklearn") in last


def test_without_scikit_learn_all_else_works() -> None:
    ended = python(MISSING + "from mark1 import ControlPanel; print(ControlPanel().execute('train letters').text)")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_other_rooms_do_not_load_it() -> None:
    code = "import sys, mark1; from mark1 import ControlPanel; import mark1.cli.app; print('sklearn' in sys.modules)"
    assert python(code).stdout == "False\n"
