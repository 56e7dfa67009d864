"""stop: motors off after Ctrl-C, SIGTERM or SIGHUP to a training with a rig, against 20 ms

Measured at the board: a virtual one behind a pseudo-terminal, whose motors this process sees; and, where gcc-avr and
simavr are installed, the built image, which says in its own time when its motors lost their power. A signal is sent
while motors turn. ``exit_codes``: of the trainings; each must have saved what it learned.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import IO

import numpy as np

from benchmarks.rounds import Report, require, surroundings

LIMIT_MS = 20.0
ROUNDS = 5
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
MCU = "atmega328p"
SEED = 0
MOTIONS = (4, 40)  # which one is cut short: the first two join the rig, before anything is learned
PATIENCE_S = 120.0
ENABLE_DIGITS = 16  # hexadecimal: 64 pots
HOST = Path(__file__).parents[1] / "firmware_sim" / "host"


def run(rounds: int = ROUNDS) -> Report:
    """The report of ``rounds`` trainings a signal. Raises DisagreementError if one of them did not end as it should."""
    rng = np.random.default_rng(SEED)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        turns = [(name, int(rng.integers(*MOTIONS))) for _ in range(rounds) for name in SIGNALS]
        found = [virtual(name, motion, place) for name, motion in turns]
        image = image_of(place)
        by_simavr = [simulated(image, name, motion, place) for name, motion in turns] if image else []
    late_ms = [late for late, _, _ in found]
    codes = {code for _, code, _ in found + by_simavr}
    checks = {"ended_as_asked": codes == {130}, "saved": all(saved for _, _, saved in found + by_simavr)}
    require(checks)
    in_simavr = [late for late, _, _ in by_simavr]
    return {
        "name": "stop",
        "ours": median(late_ms),
        "peer": LIMIT_MS,
        "unit": "ms",
        "ratio": LIMIT_MS / max(late_ms + in_simavr),
        "target": 1.0,
        "ours_median": median(late_ms),
        "peer_median": LIMIT_MS,
        "worst_ms": max(late_ms),
        "by_signal_ms": {name: max(late_ms[n :: len(SIGNALS)]) for n, name in enumerate(SIGNALS)},
        "simavr_median_ms": median(in_simavr) if in_simavr else None,
        "simavr_worst_ms": max(in_simavr) if in_simavr else None,
        "exit_codes": sorted(codes),
        "rounds": rounds,
        "checks": checks,
        **surroundings(),
    }


Outcome = tuple[float, int, bool]  # ms until motors were off, exit code, whether it was saved


@contextmanager
def training(port: str, folder: Path) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
    """A training that will take longer than it is watched."""
    file = folder / "machine.mark1"
    file.unlink(missing_ok=True)
    words = ("train", "letters", "--passes", "1000", "--rig", port, "--save", str(file), "--journal", os.devnull)
    command = [sys.executable, "-m", "mark1", *words]
    null, hear = subprocess.DEVNULL, hear_signals if os.name == "posix" else None
    with subprocess.Popen(command, stdout=null, stderr=null, preexec_fn=hear) as process:
        try:
            yield process, file
        finally:
            process.kill()


def hear_signals() -> None:
    """Signals end the program, also where the benchmark itself was started with them shut off, as nohup does."""
    for name in SIGNALS[1:]:
        signal.signal(getattr(signal, name), signal.SIG_DFL)


class MotorTimes:
    """What the motors of a session do, as its board turns them."""

    def __init__(self) -> None:
        from firmware_sim.virtual_board.session import new_session

        self.session = new_session()
        self.turning, self.off_s = False, 0.0
        self.step, self.session.step = self.session.step, self.look  # type: ignore[method-assign]

    def look(self) -> bytes:
        data = self.step()
        turning = bool(self.session.board.drive.any())
        if self.turning and not turning:
            self.off_s = time.perf_counter()
        self.turning = turning
        return data


def virtual(name: str, motion: int, folder: Path) -> Outcome:
    """One training on a virtual board behind a pseudo-terminal."""
    from firmware_sim.virtual_board.ports import PtyHost, serve

    motors, host, over = MotorTimes(), PtyHost(), threading.Event()
    serving = threading.Thread(target=serve, args=(motors.session, host, lambda: not over.is_set()))
    serving.start()
    try:
        with training(host.name, folder) as (process, file):
            for _ in range(motion):
                until(lambda: not motors.turning, process)
                until(lambda: motors.turning, process)
            sent_s = time.perf_counter()
            process.send_signal(getattr(signal, name))
            code = process.wait(PATIENCE_S)
            return 1000 * max(0.0, motors.off_s - sent_s), code, file.exists()
    finally:
        over.set()
        serving.join()
        host.unplug()


def simulated(image: Path, name: str, motion: int, folder: Path) -> Outcome:
    """One training on the firmware in simavr behind a pseudo-terminal."""
    command = [str(image.parent / f"rig_simavr_{MCU}"), str(image), "--pty"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as board:
        assert board.stdin and board.stdout
        ask = Bench(board.stdin, board.stdout)
        try:
            with training(ask.port, folder) as (process, file):
                for _ in range(motion):
                    until(lambda: not ask.turning, process)
                    until(lambda: ask.turning, process)
                sent_us = int(ask("time")[0])
                process.send_signal(getattr(signal, name))
                code = process.wait(PATIENCE_S)
                on, since_us = ask("power")
                late_ms = max(0, int(since_us) - sent_us) / 1000
                return (late_ms if on == "0" else PATIENCE_S * 1000), code, file.exists()
        finally:
            board.kill()


class Bench:
    """What is typed at a board in simavr, and what it answers."""

    def __init__(self, type_: IO[str], read: IO[str]) -> None:
        self.type, self.read = type_, read
        self.port = read.readline().strip()

    @property
    def turning(self) -> bool:
        """Whether a motor is enabled: the first bytes of the chain."""
        return int(self("chain")[0][:ENABLE_DIGITS], 16) > 0

    def __call__(self, words: str) -> list[str]:
        self.type.write(words + "\n")
        self.type.flush()
        return self.read.readline().split()[1:]


def until(holds: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    """Wait until it holds; not beyond the end of the training, or of our patience."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not holds():
        require({"still_trains": process.poll() is None and time.monotonic() < deadline_s})
        time.sleep(0.001)


def image_of(folder: Path) -> Path | None:
    """The firmware built for simavr; None where that cannot be built here."""
    if not all(map(shutil.which, ("make", "g++", "avr-g++"))):
        return None
    done = subprocess.run(["make", "-j2", "-C", HOST, f"BUILD={folder}", "avr", "simavr"], capture_output=True)
    return None if done.returncode else folder / f"mark1_rig_{MCU}.elf"
