"""A display that nobody sees, for programs that open a real window."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from scripted_board import need

STOPS_WITHIN_S = 600  # a deadline, not a measurement


@contextmanager
def virtual_screen(width: int, height: int) -> Iterator[str]:
    """Xvfb, begun and listening: the name of its display."""
    need("Xvfb")
    reading, writing = os.pipe()
    screen = f"{width}x{height}x24"
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", screen, "-noreset", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as said:
        number = said.readline().strip()
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(STOPS_WITHIN_S)
