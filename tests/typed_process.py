"""A program that is typed at: a virtual board, a cable, or the firmware behind a pseudo-terminal."""

import queue
import subprocess
import sys
import threading
from pathlib import Path

WITHIN_S = 600  # of anything: a deadline, not a measurement


class TypedProcess:
    """``name`` is its port. ``ask`` types a line and gives the first line of the answer."""

    def __init__(self, *command: str | Path) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        self.said: queue.Queue[str] = queue.Queue()
        self.complained: queue.Queue[str] = queue.Queue()
        self.ears = [
            threading.Thread(target=self._hear, args=pair)
            for pair in ((self.process.stdout, self.said), (self.process.stderr, self.complained))
        ]
        for ear in self.ears:
            ear.start()
        self.name = self.line()

    def __enter__(self) -> "TypedProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for ear in self.ears:
            ear.join()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe
            pipe.close()

    def _hear(self, pipe, lines: queue.Queue[str]) -> None:
        for line in pipe:
            lines.put(line.rstrip("\n"))

    def line(self) -> str:
        return self.said.get(timeout=WITHIN_S)

    def complaint(self) -> str:
        return self.complained.get(timeout=WITHIN_S)

    def type(self, *words: object) -> None:
        assert self.process.stdin
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()

    def ask(self, *words: object) -> str:
        self.type(*words)
        return self.line()

    def ends(self) -> int:
        return self.process.wait(WITHIN_S)


def virtual(*words: str | Path) -> TypedProcess:
    """``python -m firmware_sim words``."""
    return TypedProcess(sys.executable, "-m", "firmware_sim", *map(str, words))
