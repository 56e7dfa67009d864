"""Lines typed on standard input while something else runs."""

import os
import queue
import signal
import sys
import threading
import time

CHUNK = 4096
AGAIN_S = 0.2


class StdinLines:
    """Typed lines; ``line`` never waits. After the end of the input there are no more.

    A thread waits for the input, since not every system can be asked whether there is any.
    """

    def __init__(self) -> None:
        self.lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        if hasattr(signal, "SIGTTIN"):
            signal.signal(signal.SIGTTIN, signal.SIG_IGN)  # keep running in the background of a terminal
        if sys.stdin is not None:  # closed: its number may be the port's by now
            threading.Thread(target=self._listen, daemon=True).start()

    def line(self) -> str | None:
        """The next line, if one has been typed."""
        try:
            return self.lines.get_nowait()
        except queue.Empty:
            return None

    def _listen(self) -> None:
        rest = b""
        while data := _typed():
            *whole, rest = (rest + data).split(b"\n")
            for line in whole:
                self.lines.put(line.decode("utf-8", "replace"))


def _typed() -> bytes:
    """The typed bytes, once there are any; empty at the end of the input."""
    while True:
        try:
            return os.read(0, CHUNK)
        except OSError:
            if not os.isatty(0):
                return b""
            time.sleep(AGAIN_S)  # in the background of its terminal: perhaps it comes back
