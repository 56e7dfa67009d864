"""load: a folder of 10,000 PNG files brought to the retina on all cores, against a plain loop in one process.

The peer does the same work: it opens every file with Pillow, takes its grey levels, and asks the same optics for the
light. ``pillow_s`` is opening, grey levels and a resize alone, as an ImageFolder of torchvision does for its tensors;
``torchvision_s`` is that class itself with two workers, where it is installed.
"""

import tempfile
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.rounds import Report, report

COUNT = 10_000
SIDE, SCALE = 28, 3  # pixels of a picture; of which a digit of 8 x 8 takes 24


def run(rounds: int = 1, count: int = COUNT) -> Report:
    """The report. Raises DisagreementError if the light, the labels or the order differ."""
    import numpy as np

    from mark1.machine.config import OpticsConfig
    from mark1.machine.optics import Optics
    from mark1.stimuli.decoding import cores
    from mark1.stimuli.folders import load_folder

    optics, ours, peer = Optics(OpticsConfig(), 20, 20), list[list[float]](), list[list[float]]()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        written(folder, count)
        for _ in range(rounds):
            began = time.perf_counter()
            stimuli = load_folder(folder, optics, polarity="dark")
            ours.append([time.perf_counter() - began])
            began = time.perf_counter()
            light, labels = loop(folder, optics)
            peer.append([time.perf_counter() - began])
        others = {"pillow_s": pillow_alone(folder), "torchvision_s": torchvision(folder)}
    checks = {"same_light": bool(np.array_equal(stimuli.light, light)), "same_labels": stimuli.labels == labels}
    return report("load", ours, peer, checks, target=1.8, pictures=count, cores=cores(), **others)


def written(folder: Path, count: int) -> None:
    """``count`` PNG files of handwritten digits, dark on white, in a folder per class."""
    import numpy as np
    from PIL import Image
    from sklearn.datasets import load_digits

    digits = load_digits()
    for i in range(count):
        k = i % len(digits.images)
        page = np.full((SIDE, SIDE), 255, np.uint8)
        page[2:-2, 2:-2] -= np.kron(digits.images[k] * 15, np.ones((SCALE, SCALE))).astype(np.uint8)
        file = folder / str(digits.target[k]) / f"{i:05}.png"
        file.parent.mkdir(exist_ok=True)
        Image.fromarray(page).save(file)


def files_of(folder: Path) -> list[Path]:
    """All files, class by class."""
    return [file for of_class in sorted(folder.iterdir()) for file in sorted(of_class.iterdir())]


def loop(folder: Path, optics: Any) -> tuple[Any, list[str]]:
    """The light and labels of all pictures, one after another."""
    import numpy as np
    from PIL import Image

    from mark1.blas_threads import ThreadLimit

    light, files = [], files_of(folder)
    with ThreadLimit(1):
        for file in files:
            levels = np.asarray(Image.open(file).convert("L"), np.float32) / np.float32(255)
            light.append(optics.project(levels, framing="fit", polarity="dark"))
    return np.stack(light), [file.parent.name for file in files]


def pillow_alone(folder: Path) -> float:
    """Seconds to open all files, take their grey levels, and reduce them to 20 x 20."""
    import numpy as np
    from PIL import Image

    began = time.perf_counter()
    for file in files_of(folder):
        np.asarray(Image.open(file).convert("L").resize((20, 20)))
    return time.perf_counter() - began


def torchvision(folder: Path) -> float | None:
    """Seconds of torchvision's ImageFolder with two workers for the same; None where it is not installed."""
    if find_spec("torchvision") is None:
        return None
    data, vision = import_module("torch.utils.data"), import_module("torchvision")
    to = vision.transforms
    steps = to.Compose([to.Grayscale(), to.Resize((20, 20)), to.ToTensor()])
    began = time.perf_counter()
    for _ in data.DataLoader(vision.datasets.ImageFolder(str(folder), steps), batch_size=64, num_workers=2):
        pass
    return time.perf_counter() - began
