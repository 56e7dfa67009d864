"""memory: training on an IDX file of pictures of 28 x 28, with 5,000 A-units, in less than 1.5 GiB"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.long import Outcome, Say
from benchmarks.memory import peak_mib

COUNT = 1_000_000
LIMIT_MIB = 1536.0
A_UNITS, CLASSES, SIDE = 5000, 10, 28
PORTION = 10_000
ROOT = Path(__file__).parents[2]


def run(count: int, seed: int, report: Say) -> Outcome:
    """Train a machine on ``count`` pictures for one epoch in a process of its own, through the panel, from the file."""
    with tempfile.TemporaryDirectory() as folder:
        pictures = written(Path(folder), count, seed)
        report(f"{pictures.stat().st_size / 2**20:.0f} MiB of pictures written")
        command = [sys.executable, "-m", "benchmarks.long.memory", str(pictures), str(seed)]
        told = json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout)
    failures = []
    if told["pictures"] != count or told["presentations"] != count:
        failures.append(f"{told['presentations']} of {count} pictures were shown")
    if told["peak_mib"] > LIMIT_MIB:
        failures.append(f"{told['peak_mib']:.0f} MiB, at most {LIMIT_MIB:.0f} are allowed")
    return {"failures": failures, "limit_mib": LIMIT_MIB, **told}


def written(folder: Path, count: int, seed: int) -> Path:
    """An IDX file of ``count`` pictures and its labels: a lit block where the class says, over specks of dust."""
    import numpy as np

    rng = np.random.Generator(np.random.PCG64(seed))
    path = folder / "train-images-idx3-ubyte"
    labels = np.arange(count, dtype=np.uint8) % CLASSES
    with open(path, "wb") as file:
        file.write(b"\0\0\x08\x03" + np.array((count, SIDE, SIDE), ">u4").tobytes())
        for first in range(0, count, PORTION):
            classes = labels[first : first + PORTION]
            portion = 255 * (rng.random((len(classes), SIDE, SIDE), np.float32) < 0.05).astype(np.uint8)
            for class_ in range(CLASSES):
                top, left = 4 + 4 * (class_ % 5), 5 + 10 * (class_ // 5)
                portion[classes == class_, top : top + 5, left : left + 8] = 255
            file.write(portion.tobytes())
    (folder / "train-labels-idx1-ubyte").write_bytes(
        b"\0\0\x08\x01" + np.array([count], ">u4").tobytes() + labels.tobytes()
    )
    return path


def train(path: str, seed: str) -> dict[str, object]:
    """Train on the file; the figures of this process."""
    import shlex

    from mark1.panel.control_panel import ControlPanel

    panel = ControlPanel()
    panel.execute(f"machine a-units {A_UNITS} pots shared code onehot potentiometers.ideal on seed {seed}")
    panel.execute(shlex.join(["train", path, "epochs", "1"]))
    course = panel.training_run
    assert course is not None
    return {
        "peak_mib": round(peak_mib(), 1),
        "pictures": len(course.stimuli),
        "presentations": panel.machine.presentations,
        "train_accuracy": course.train_accuracy,
        "seconds_of_training": round(course.seconds, 1),
    }


if __name__ == "__main__":
    print(json.dumps(train(*sys.argv[1:])))
