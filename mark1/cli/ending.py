"""Ending: SIGTERM and SIGHUP interrupt a command as Ctrl-C does, so that it leaves in order, motors first."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from mark1.errors import RigError

if TYPE_CHECKING:
    from mark1.rig.board.board import Board


@contextmanager
def interrupted_by_endings() -> Iterator[None]:
    """While entered. A signal that the program was started without (``nohup``) stays unheard."""
    from mark1.panel.stop_request import endings

    heard = [n for n in endings() if signal.getsignal(n) == signal.SIG_DFL]
    if threading.current_thread() is not threading.main_thread():
        heard = []
    for number in heard:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def left_stopped(board: "Board") -> Iterator[None]:
    """While entered, whatever interrupts the program first switches all motors off; the board is closed at the end."""
    with interrupted_by_endings():
        try:
            yield
        except KeyboardInterrupt:
            with suppress(RigError):  # a board that is away stops by itself
                board.stop()
            raise
        finally:
            board.close()


def ignore_endings() -> None:
    """From now on: what was learned is being saved, and a terminal that is closed sends more than one signal."""
    from mark1.panel.stop_request import endings

    for number in endings():
        if signal.getsignal(number) is signal.default_int_handler:  # not one that the program was started without
            signal.signal(number, signal.SIG_IGN)
