"""``python -m benchmarks NAME [--json]``: one benchmark; without a name, the list of them.

``python -m benchmarks long NAME``: a trial with its full count (see ``benchmarks.long``).
"""

import argparse
import difflib
import importlib
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import trial
from benchmarks.rounds import DisagreementError, Report

NAMES = {
    "train": "8 responses learned together, against scikit-learn's Perceptron fitted once for each",
    "train-real": "the same lesson with real motors, against ideal ones",
    "plain": "training without Numba, in plain NumPy: within 10 min and 10 s, beside the compiled passes",
    "sense": "S-units to A-units for 50,000 pictures, against a matrix product, dense and sparse",
    "mlp": "a network of the computational graph, against scikit-learn's MLPClassifier and PyTorch",
    "sweep": "cells of a study on two processes, against one; a batch of machines, against each alone",
    "profile": "where the time of a small machine goes, from its seed to its row, beside drawing its wires",
    "prove": "whether 8,000 pictures can be learned by 512 A-units, both answers, against 30 s for an R-unit",
    "startup": "import mark1 and mark1 --help, against Python itself",
    "load": "a folder of 10,000 PNG files brought to the retina on all cores, against a plain loop in one process",
    "memory": "training on 60,000 pictures with 5,000 A-units, against 1 GiB; 'long memory' takes 1,000,000 in a file",
    "frame": "one frame of the window with everything alive, against 4 ms",
    "page": "a frame of the page in Chromium, all dials turning, on a device four times as slow, against 8 ms",
    "window": "the window at work: frames and stimuli a second, a core's share at rest, the first frame",
    "stop": "motors off after Ctrl-C, SIGTERM or SIGHUP to a training with a rig, against 20 ms",
    "quality": "unseen handwritten digits named rightly; needs --data t10k-images-idx3-ubyte",
}
LONG = "the full counts, run by hand: python -m benchmarks long lists them"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark and print its report; the exit code: 2 for misuse, 1 when we and the peer disagree."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["long"]:
        return trial.main(words[1:])
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--json", action="store_true", help="one JSON value on stdout")
    parser.add_argument("--store", action="store_true", help="keep the report in benchmarks/results/measured/")
    parser.add_argument("--data", metavar="PATH", help="pictures for quality: an IDX file, its labels beside it")
    parser.add_argument("--rounds", type=int, metavar="N", help="how often each runs; for quality, how many seeds")
    asked = parser.parse_args(words)
    if asked.name is None:
        print("\n".join(f"{name:12}{what}" for name, what in {**NAMES, "long": LONG}.items()))
        return 0
    trouble = misuse(asked)
    if trouble:
        print(f"benchmarks: {trouble}", file=sys.stderr)
        return 2
    from mark1.machine.compiled.chosen import kernels  # noqa: F401  # not plain ones until compiled ones pay

    try:
        result = measured(asked)
    except DisagreementError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    if asked.store:
        store(result)
    print(json.dumps(result) if asked.json else table(result))
    return 0


def misuse(asked: argparse.Namespace) -> str:
    """What is wrong with the request, in one line; empty if nothing is."""
    if asked.name not in NAMES:
        near = difflib.get_close_matches(asked.name, NAMES, n=1)
        hint = f". Did you mean {near[0]}?" if near else ""
        return f"no {asked.name!r}; there are {', '.join(NAMES)}{hint}"
    if (asked.name == "quality") != (asked.data is not None):
        return f"{asked.name} {'needs' if asked.name == 'quality' else 'takes no'} --data PATH"
    if asked.rounds is not None and asked.rounds < 1:
        return f"--rounds: expected a whole number from 1, got {asked.rounds}"
    if asked.rounds is not None and asked.name == "memory":
        return "memory takes no --rounds: its peak does not vary"
    return ""


def measured(asked: argparse.Namespace) -> Report:
    """The report of the benchmark asked for."""
    benchmark = importlib.import_module(f"benchmarks.{asked.name.replace('-', '_')}")
    result: Report
    if asked.name == "quality":
        result = benchmark.run(asked.data, seeds=range(asked.rounds or 3))
    else:
        result = benchmark.run(**({"rounds": asked.rounds} if asked.rounds else {}))
    return result


def store(result: Report, folder: Path = trial.RESULTS / "measured") -> None:
    """Keep a report, with its commit and date, for the table of ``docs/write_benchmarks.py``."""
    dated = {**result, "commit": trial.commit(), "date": datetime.now(UTC).isoformat(timespec="seconds")}
    folder.mkdir(exist_ok=True)
    (folder / f"{result['name']}.json").write_text(json.dumps(dated, indent=2) + "\n", encoding="utf-8")


def table(result: Report) -> str:
    """The report as text: the line that matters, then everything else, one a line."""
    name, unit = result["name"], result["unit"]
    first = f"{name}: ours {result['ours']:.4g} {unit}, peer {result['peer']:.4g} {unit}, ratio {result['ratio']:.3g}"
    rest = {key: value for key, value in result.items() if key not in ("name", "ours", "peer", "unit", "ratio")}
    lines = [f"  {key:21} {_plain(value)}" for key, value in rest.items()]
    return "\n".join([f"{first} (wanted {result['target']:g})", *lines])


def _plain(value: object) -> str:
    """A value of a report on one line."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "  ".join(map(_plain, value))
    return f"{value:.4g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
