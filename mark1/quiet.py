"""Quiet: what a library writes to the process's stderr from C, past Python, is not for people."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_ONE_AT_A_TIME = threading.Lock()


@contextmanager
def without_stderr() -> Iterator[None]:
    """While this lasts, whatever writes to file descriptor 2 writes to nowhere, in all threads: keep it short."""
    if sys.__stderr__ is None:  # closed from the start, so that 2 may be any file by now
        yield
        return
    with _ONE_AT_A_TIME:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)
