"""``mark1-board``: a virtual board behind a port; ``mark1-board cable PORT``; ``... replay FILE``; ``... soak``."""

import argparse
import os
import shlex
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TypeVar

from firmware_sim.virtual_board import options
from firmware_sim.virtual_board.cable import CABLE_COMMANDS, new_cable
from firmware_sim.virtual_board.commands import COMMANDS
from firmware_sim.virtual_board.console import Console
from firmware_sim.virtual_board.ports import Host, Served, serve
from firmware_sim.virtual_board.recording import replay, said_in
from firmware_sim.virtual_board.session import BoardSession, new_session
from firmware_sim.virtual_board.sizes import Sizes
from firmware_sim.virtual_board.soak import Soak
from firmware_sim.virtual_board.stdin_lines import StdinLines
from mark1.errors import Mark1Error
from mark1.rig.wire.serial_port import SerialPort

PROGRESS_EVERY = 1000  # commands

S = TypeVar("S", bound=Served)


def board_of(asked: argparse.Namespace) -> BoardSession:
    """The session. Raises ConfigError for invalid sizes, or an event on a pot that does not exist."""
    sizes = Sizes(rows=asked.rows, cols=asked.cols, pots=asked.pots)
    return new_session(sizes, asked.seed, asked.baud, options.faults_in(asked), asked.events, latency_ms=asked.latency)


def main(arguments: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    first = words[0] if words else ""
    return OTHERS[first](words[1:]) if first in OTHERS else board(words)


def say(text: str) -> None:
    print(text, flush=True)


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def board(words: list[str]) -> int:
    """A board behind a port, until ``quit`` or Ctrl-C."""
    parser = options.board()
    asked = parser.parse_args(words)
    with ExitStack() as closing:
        try:
            session = board_of(asked)
            host = options.host_in(asked)
            closing.callback(host.unplug)
            record = closing.enter_context(open(asked.record or os.devnull, "w", encoding="utf-8"))
            print(f"# {shlex.join(words)}", file=record)
            console = Console(
                session, COMMANDS, StdinLines().line, say, complain, lambda said: print(said, file=record)
            )
            if asked.show:
                console.done(f"show {asked.show}")
        except (Mark1Error, OSError, ImportError) as wrong:
            parser.error(str(wrong))
        return run(console, host, "virtual board stopped")


def cable(words: list[str]) -> int:
    """A cable between two ports, until ``quit`` or Ctrl-C."""
    parser = options.cable()
    asked = parser.parse_args(words)
    with ExitStack() as closing:
        try:
            far = SerialPort(asked.port)
            closing.callback(far.close)
            served = new_cable(far, asked.seed, options.faults_in(asked), asked.events, asked.latency)
            host = options.host_in(asked)
            closing.callback(host.unplug)
        except (Mark1Error, OSError, ImportError) as wrong:
            parser.error(str(wrong))
        return run(Console(served, CABLE_COMMANDS, StdinLines().line, say, complain), host, "cable stopped")


def run(console: Console[S], host: Host, goodbye: str) -> int:
    """Print the port's name and serve it. Returns 1 if the port is lost."""
    say(host.name)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        serve(console.served, host, console.goes_on, console.tell, say)
    except KeyboardInterrupt:
        complain(goodbye)
    except OSError as lost:
        complain(str(lost))
        return 1
    return 0


def replayed(words: list[str]) -> int:
    """Replay a recording as fast as possible. Returns 1 if the board answers differently."""
    parser = options.replay()
    path = parser.parse_args(words).recording
    try:
        first, *lines = path.read_text("utf-8").splitlines() or [""]
        session = board_of(options.board().parse_args(shlex.split(first.removeprefix("#"))))
        difference = replay(session, said_in(lines))
    except (OSError, UnicodeError, Mark1Error) as wrong:
        parser.error(str(wrong))
    say(str(difference or f"identical for {session.now_ms} ms"))
    return 1 if difference else 0


def soak(words: list[str]) -> int:
    """Stress test. Returns 1 if a wiper was ever wrong, or a command did not finish."""
    parser = options.soak()
    asked = parser.parse_args(words)
    try:
        soaking = Soak(Sizes(pots=asked.pots), options.faults_in(asked), asked.events, asked.seed, asked.latency)
    except Mark1Error as wrong:
        parser.error(str(wrong))
    try:
        for number in range(1, asked.commands + 1):
            soaking.step()
            if number % PROGRESS_EVERY == 0:
                complain(f"{number:,} commands, {soaking.tally.wrong} wrong")
    except KeyboardInterrupt:
        complain("interrupted")
    except Mark1Error as wrong:
        complain(str(wrong))
    say(str(soaking.tally))
    return int(soaking.tally.wrong > 0 or soaking.tally.commands < asked.commands)


OTHERS: dict[str, Callable[[list[str]], int]] = {"cable": cable, "replay": replayed, "soak": soak}

if __name__ == "__main__":
    sys.exit(main())
