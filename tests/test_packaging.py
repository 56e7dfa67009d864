"""What is installed: from a wheel, from the sdist's wheel, or editable. It works in any folder, and is all there."""

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from mark1.cli.examples import COPIED

pytest.importorskip("hatchling", reason="needs hatchling (pip install '.[test]')")

CHECKOUT = Path(__file__).parents[1]
TOP_LEVEL = {"mark1", "firmware_sim", "mark1-0.1.0.dist-info"}
DATA = {
    "mark1/py.typed", "mark1/machine/fidelity.toml", "mark1/gui/strings/it.toml",
    "mark1/assets/typefaces/NotoSans-Regular.ttf", "mark1/assets/typefaces/NotoSans-OFL.txt",
    "mark1/assets/SOURCES.md", "mark1/lecture/03-limits.md", "mark1/lecture/it/03-limits.md",
    "mark1/lecture/images/10-neuron.png", "mark1/assets/faces/roman.txt", "mark1/rig/workshop/mark1_rig/board.h",
    "mark1/rig/workshop/mark1_rig/mark1_rig.ino", "firmware_sim/PROTOCOL.md", "firmware_sim/frames.txt",
    "mark1/examples/pictures/scan-of-an-H.jpg",
}  # fmt: skip
# Of an unpacked sdist: some of what git kept, and folders that tests and tools make there.
KEPT = ("mark1", "firmware_sim", "assets", "docs", "examples", "tests", "README.md", "LICENSE", ".ci", ".github")
MADE = {"__pycache__", ".pytest_cache", ".hypothesis", "build"}
# Folders of the checkout of which each file that git keeps is in the wheel, but for firmware_sim/host.
PROGRAM = ("mark1", "firmware_sim", "assets", "docs/lecture")


def built(target: str, source: Path, out: Path) -> Path:
    """The file that hatchling makes of the checkout or sdist ``source``."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", out]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (file,) = out.iterdir()
    return file


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def kept(*folders: str) -> list[str]:
    """The files that git keeps in these folders of the checkout, or in all of it; in an unpacked sdist, those there."""
    if (CHECKOUT / "PKG-INFO").is_file():
        places = [CHECKOUT / folder for folder in folders] or [CHECKOUT / name for name in KEPT]
        files = [path for place in places for path in (place.rglob("*") if place.is_dir() else [place])]
        return [path.relative_to(CHECKOUT).as_posix() for path in files if path.is_file() and not MADE & {*path.parts}]
    done = subprocess.run(["git", "ls-files", "-z", *folders], cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [name for name in done.stdout.split("\0") if name and (CHECKOUT / name).is_file()]


def python_with(wheel: Path, folder: Path) -> Path:
    """A Python that has the wheel, and the libraries of this one."""
    venv.create(folder, with_pip=False)
    (site,) = folder.glob("[Ll]ib/**/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    (site / "libraries.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    return next(folder.glob("bin/python")) if os.name != "nt" else folder / "Scripts" / "python.exe"


def said(python: Path, folder: Path, *words: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([python, *words], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def works(python: Path, folder: Path) -> Path:
    """Both programs begin, and what lies beside the code is found; the folder that mark1 is imported from."""
    assert "demo" in said(python, folder, "-m", "mark1", "--help")
    assert "--pty" in said(python, folder, "-m", "firmware_sim", "--help")
    letters = "from mark1.stimuli.library import picture_of; print(picture_of('letter', 'A', 'roman').shape)"
    assert said(python, folder, "-c", letters).strip() == "(20, 20)"
    assert "Six corrections by hand" in said(python, folder, "-m", "mark1", "lecture")
    said(python, folder, "-m", "mark1", "examples")
    assert (folder / "examples/pictures/scan-of-an-H.jpg").is_file()
    sketch = "from mark1.rig.workshop.build import *; print(len(source(sizes_for('atmega328p'), 1)))"
    assert int(said(python, folder, "-c", sketch)) == len(kept("firmware_sim/mark1_rig"))
    return Path(said(python, folder, "-c", "import mark1; print(mark1.__file__)").strip()).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", CHECKOUT, tmp_path_factory.mktemp("wheel"))


def test_a_wheel_holds_the_program_and_no_other_name(wheel: Path) -> None:
    names = names_in(wheel)
    assert {name.split("/")[0] for name in names} == TOP_LEVEL
    assert names >= DATA
    assert len([name for name in names if name.endswith("/board.h")]) == 1  # one copy of the sketch
    about, scripts = (zipfile.Path(wheel) / "mark1-0.1.0.dist-info" / name for name in ("METADATA", "entry_points.txt"))
    extras = [line.split()[1] for line in about.read_text("utf-8").splitlines() if line.startswith("Provides-Extra:")]
    extra = ["cluster", "dev", "docs", "notebook", "pandas", "parquet", "photos", "proofs", "sklearn", "test", "video"]
    assert sorted(extras) == extra
    assert {"mark1 = mark1.__main__:main", "mark1-board = firmware_sim.__main__:main"} <= set(
        scripts.read_text("utf-8").splitlines()
    )


def test_a_wheel_holds_every_file_of_the_program(wheel: Path) -> None:
    names = {Path(name).name for name in names_in(wheel)}
    files = [name for name in kept(*PROGRAM) if not name.startswith("firmware_sim/host/")]
    assert {name for name in files if Path(name).name not in names} == set()


def test_a_wheel_holds_every_example_that_is_copied(wheel: Path) -> None:
    names = names_in(wheel)
    copied = [path for pattern in COPIED for path in (CHECKOUT / "examples").glob(pattern)]
    assert {path.name for path in copied if f"mark1/{path.relative_to(CHECKOUT).as_posix()}" not in names} == set()


def test_a_wheel_works_in_another_folder(wheel: Path, tmp_path: Path) -> None:
    python = python_with(wheel, tmp_path / "env")
    assert works(python, tmp_path).is_relative_to(tmp_path)


def test_an_editable_install_works_in_another_folder(tmp_path: Path) -> None:
    wheel = built("wheel:editable", CHECKOUT, tmp_path / "wheel")
    assert {name.split("/")[0] for name in names_in(wheel)} <= TOP_LEVEL | {"_mark1.pth"}
    assert works(python_with(wheel, tmp_path / "env"), tmp_path) == CHECKOUT


def test_an_sdist_is_complete_and_gives_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    sdist = built("sdist", CHECKOUT, tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)  # 3.11.4 and later
        archive.extractall(tmp_path / "source")
    (source,) = (tmp_path / "source").iterdir()
    assert names_in(built("wheel", source, tmp_path / "wheel")) == names_in(wheel)
    assert [name for name in kept() if not (source / name).is_file()] == []


@pytest.mark.ci
def test_an_sdist_has_the_same_bytes_again_and_tests_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first, again = (built("sdist", CHECKOUT, tmp_path / name) for name in ("first", "again"))
    assert first.read_bytes() == again.read_bytes()
    with tarfile.open(first) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)  # 3.11.4 and later
        archive.extractall(tmp_path / "source")
    (source,) = (tmp_path / "source").iterdir()
    environment = os.environ | {"PYTHONPATH": "", "MARK1_STATE": str(tmp_path / "state")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--collect-only", "tests"]
    done = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
