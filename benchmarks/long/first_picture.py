"""first_picture: from git clone to the first picture of mark1 demo, split in steps, with the size on the disk

::

    clone     git clone of what is committed
    download  pip wheel: the dependencies, from an empty cache, and the wheel of mark1
    install   pip install from those wheels alone, into an empty environment
    compile   the first mark1 demo takes longer than the second by this much
    run       the second mark1 demo
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks.long import Outcome, Say

COUNT = 3
ROOT = Path(__file__).parents[2]
STEPS = ("clone", "download", "install", "compile", "run")
UNSET = ("DISPLAY", "PYTHONPATH", "VIRTUAL_ENV", "NUMBA_CACHE_DIR")
PICTURE = Path("mark1-demo/poster.png")


def run(count: int, seed: int, report: Say) -> Outcome:
    """``count`` newcomers, one after the other; medians. Fails if a step fails or leaves no picture."""
    rounds: list[dict[str, float]] = []
    for number in range(count):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            rounds.append(newcomer(Path(folder), seed))
        report(f"{number + 1} of {count}: " + ", ".join(f"{name} {value:g}" for name, value in rounds[-1].items()))
    figures = {name: round(statistics.median(taken[name] for taken in rounds), 2) for name in rounds[0]}
    return {"failures": [], "total_s": round(sum(figures[f"{name}_s"] for name in STEPS), 2), **figures}


def newcomer(folder: Path, seed: int) -> dict[str, float]:
    """Seconds of each step, and megabytes. Raises RuntimeError if a step fails."""
    project, wheels, place = folder / "project", folder / "wheels", folder / "env"
    bin_ = place / ("Scripts" if os.name == "nt" else "bin")
    surroundings = surroundings_of(folder, bin_)

    def took_s(*words: object) -> float:
        return seconds([str(word) for word in words], folder, surroundings)

    taken = {"clone": took_s("git", "clone", "--quiet", ROOT, project)}
    took_s(sys.executable, "-m", "venv", place)
    before = bytes_in(place)
    pip = (bin_ / "python", "-m", "pip", "--quiet", "--disable-pip-version-check")
    taken["download"] = took_s(*pip, "wheel", "--wheel-dir", wheels, project)
    taken["install"] = took_s(*pip, "install", "--no-index", "--find-links", wheels, "mark1")
    demo = [took_s(bin_ / "mark1", "demo", "--seed", seed)]
    if not (folder / PICTURE).is_file():
        raise RuntimeError(f"mark1 demo left no {PICTURE}")
    installed = bytes_in(place) - before
    shutil.rmtree(folder / PICTURE.parent)
    demo.append(took_s(bin_ / "mark1", "demo", "--seed", seed))
    taken |= {"compile": max(0.0, demo[0] - demo[1]), "run": demo[1]}
    sizes = {"download_mb": bytes_in(wheels) / 1e6, "installed_mb": installed / 1e6}
    return {f"{name}_s": round(value, 2) for name, value in taken.items()} | {
        name: round(value, 1) for name, value in sizes.items()
    }


def surroundings_of(folder: Path, programs: Path) -> Mapping[str, str]:
    """The environment of a newcomer: no display, and every cache empty."""
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    caches = {name: str(folder / name.lower()) for name in ("PIP_CACHE_DIR", "MARK1_CACHE", "MARK1_STATE")}
    return {**kept, **caches, "PATH": f"{programs}{os.pathsep}{kept.get('PATH', '')}"}


def seconds(words: list[str], folder: Path, surroundings: Mapping[str, str]) -> float:
    """How long a command takes. Raises RuntimeError with the last lines that it printed if it fails."""
    began_s = time.monotonic()
    done = subprocess.run(words, cwd=folder, env=surroundings, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: exit code {done.returncode}: {(done.stderr or done.stdout)[-500:]}")
    return time.monotonic() - began_s


def bytes_in(folder: Path) -> int:
    """The length of all files in a folder, links left out."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
