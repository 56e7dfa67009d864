"""A script: every command that works without matplotlib and pygame-ce, then those that need one of them.

``python headless.py [--block]`` runs in an empty folder and prints a JSON object: for each command line its exit code
and what it wrote to stderr, the libraries that cannot be imported, and the files that were written. ``--block`` keeps
the two from being imported, as if they were not installed. It needs nothing but mark1 and what mark1 needs, so that it
runs in an environment without pytest.
"""

import contextlib
import io
import json
import sys
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

if "--block" in sys.argv:
    sys.modules.update(matplotlib=None, pygame=None)  # type: ignore[arg-type]  # what import then refuses

SIZE = "--a-units 64 --excitatory 5 --inhibitory 5 --seed 3"
SWEEP = "epochs = 2\n[settings]\na-units = 64\n[grid]\nexcitatory = [4, 5]\n"
WORKS = (
    "--version", "commands", "about --json", "fidelity --json", "help",
    f"train letters {SIZE} --save m.mark1", "train letters --backend mlp --epochs 2 --hidden 8 --json --save n.mark1",
    "evaluate m.mark1 letters:roman", "recognize m.mark1 a.png", "digitize a.png", "inspect m.mark1",
    "demo", "demo --backend logistic --json", "run script.txt", "lecture 1", "plane xor",
    "prove letters --a-units 64 --limit 5", "fool m.mark1 a.png --limit 5",
    "page m.mark1 --out m.html", "page --plane --out plane.html", "sweep s.toml --out t.csv --jobs 1",
    "experiment list", "experiment run motors --seeds 1", "experiment run motors --seeds 1 --json",
    "rig wiring --out wiring", "rig hello --port PORT", "rig doctor --port PORT",
)  # fmt: skip
NEED_PYGAME = ("gui", "gui --screenshot w.png", "record train letters --out w.gif")
NEED_MATPLOTLIB = (
    "demo --out figures", "plane xor --out p.png", "sweep plot t.csv --x excitatory --y corrections --out p.png",
    "experiment run motors --seeds 1 --out pages", "prove xor --out p.png", "fool m.mark1 a.png --out p.png",
    "experiment run alphabet-1960 --seeds 1",
)  # fmt: skip


def main() -> None:
    """Run all, and print what became of each."""
    from PIL import Image

    Path("s.toml").write_text(SWEEP)
    Path("script.txt").write_text("present letter A\nteach A\nexpect answer = A\n")
    square = Image.new("L", (40, 40), 0)
    square.paste(255, (10, 10, 30, 30))
    square.save("a.png")
    with board() as port:
        done = {line: outcome(line.replace("PORT", port)) for line in (*WORKS, *NEED_PYGAME, *NEED_MATPLOTLIB)}
    estimators()
    absent = [name for name in ("matplotlib", "pygame") if find_spec(name) is None]
    json.dump({"outcomes": done, "absent": absent, "files": [str(path) for path in Path().rglob("*.*")]}, sys.stdout)


def outcome(line: str) -> tuple[int, str]:
    """The exit code of a command, and what it wrote to stderr."""
    from mark1.cli.invocation import run

    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(line.split(), debug=False)
    return code, err.buffer.getvalue().decode()


@contextlib.contextmanager
def board() -> Iterator[str]:
    """The port of a virtual board of two pots."""
    from firmware_sim.virtual_board.ports import serve
    from firmware_sim.virtual_board.session import new_session
    from firmware_sim.virtual_board.sizes import Sizes
    from firmware_sim.virtual_board.tcp_host import TcpHost

    host, over = TcpHost(0), threading.Event()
    serving = threading.Thread(target=serve, args=(new_session(Sizes(pots=2)), host, lambda: not over.is_set()))
    serving.start()
    try:
        yield host.name
    finally:
        over.set()
        serving.join()
        host.unplug()


def estimators() -> None:
    """A classifier learns two pictures, where scikit-learn is installed."""
    import numpy as np

    try:
        from mark1.estimators import MarkIClassifier
    except ImportError:
        return
    pictures = np.eye(2).repeat(200, axis=1)
    assert (
        (MarkIClassifier(n_association=64, random_state=0).fit(pictures, ["left", "right"]).predict(pictures)[0])
        == "left"
    )


if __name__ == "__main__":
    main()
