"""For every test: what the program remembers between sessions goes to folders of its own, never to the real home."""

import itertools
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mark1.folders import cache_folder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mark1.panel.control_panel import ControlPanel

SMALL = "machine a-units 64 r-units 5 excitatory 5 inhibitory 5 seed 3"

signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the tests run in the background
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the matrices here are small: threads would wait for one another


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """With ``-n``, neighbours stay in one process unless another is idle: what they share is made once."""
    if getattr(config.option, "numprocesses", None) and config.option.dist == "no":
        config.option.dist = "worksteal"


def pytest_configure(config: pytest.Config) -> None:
    """Where Python is told to write no bytecode, that of this run goes to pytest's own folder.

    Else every process would rewrite and compile every test anew, and those that tests start the whole program. Compiled
    code stays where it is between runs, though tests have a home of their own.
    """
    if (cache := cache_folder()) is not None:
        os.environ["MARK1_CACHE"] = str(cache.parent)
    os.environ["MARK1_CONFIG"] = os.devnull + "/none"  # not the settings of whoever runs the tests
    os.environ.pop("COLUMNS", None)  # readline gives it to the processes of ``-n``; outputs here are pipes
    if os.environ.get("PYTHONDONTWRITEBYTECODE") and hasattr(config, "cache"):
        del os.environ["PYTHONDONTWRITEBYTECODE"]
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(config.cache.mkdir("bytecode"))
        sys.dont_write_bytecode = False


@pytest.fixture(autouse=True, scope="session")
def compiled_from_the_first() -> None:
    """No test depends on how much small work was done before it: all run the compiled kernels, where Numba is."""
    from mark1.machine.compiled.chosen import kernels  # noqa: F401


@pytest.fixture(autouse=True)
def as_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """The width of the output is that of a pipe, whoever runs the tests; ``pytest -n`` sets one of its own."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(autouse=True)
def compiled_already(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on whether it is the first that compiles something."""
    monkeypatch.setattr("mark1.machine.compiled.chosen.compiles_first", lambda: False)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the whole run, the same in all its processes (``pytest -n``)."""
    mine = tmp_path_factory.getbasetemp()
    return mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine


@pytest.fixture(scope="session")
def home(run_folder: Path) -> Path:
    """A home for the whole run: libraries that keep caches there fill them once."""
    folder = run_folder / "home"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def state_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A new folder each time; not numbered by pytest, which lists all there are to find the next number."""
    parent = tmp_path_factory.mktemp("state")
    return (parent / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def state_folder(home: Path, state_folders: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that takes the journals of this test."""
    folder = next(state_folders)
    folder.mkdir()
    monkeypatch.setenv("MARK1_STATE", str(folder))
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    return folder


@pytest.fixture
def panel() -> "ControlPanel":
    """A panel with a small machine."""
    from mark1.panel.control_panel import ControlPanel

    made = ControlPanel()
    made.execute(SMALL)
    return made


def bits_of(panel: "ControlPanel") -> tuple[Any, ...]:
    """All that an error must leave alone and undo bring back, as values that compare with ==."""
    plain, arrays = panel.backend.capture()
    held = {name: (array.dtype.str, array.shape, array.tobytes()) for name, array in arrays.items()}
    return panel.backend.name, plain, held, panel.machine.teacher.undecided_v, panel.machine.response.undecided_v


@pytest.fixture
def bits() -> Callable[["ControlPanel"], tuple[Any, ...]]:
    """See ``bits_of``."""
    return bits_of


@pytest.fixture
def taught(panel: "ControlPanel") -> "ControlPanel":
    """A panel whose machine looks at an A and was taught it, among all the letters."""
    for line in ("present letter A", "teach A"):
        panel.execute(line)
    return panel


@pytest.fixture
def sheets(monkeypatch: pytest.MonkeyPatch) -> "list[NDArray[np.uint8]]":
    """The pages as they are drawn, (height, width, 3), not packed as PNG and unpacked, a third of the work."""
    import numpy as np

    from mark1.figures.page import Page

    taken: list[NDArray[np.uint8]] = []

    def png(page: Page) -> bytes:
        page.canvas.draw()
        taken.append(np.array(page.canvas.buffer_rgba())[..., :3])
        return b""

    monkeypatch.setattr(Page, "png", png)
    return taken
