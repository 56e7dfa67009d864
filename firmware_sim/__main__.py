"""``python -m firmware_sim``: a virtual board behind a port, until Ctrl-C; ``replay FILE``: a recording once more."""

import argparse
import os
import shlex
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from firmware_sim.faults import MISHAPS, FaultConfig, Mishap
from firmware_sim.ports import Host, PtyHost, TcpHost, serve
from firmware_sim.recording import replay, said_in
from firmware_sim.session import Session, new_session
from firmware_sim.sizes import Sizes
from mark1.errors import ConfigError, RigError
from mark1.rig.link import BAUD


def mishap(text: str) -> Mishap:
    """``3.5:stuck:7``: after 3.5 s pot 7 is stuck."""
    after_s, what, *pot = text.split(":")
    if what not in MISHAPS:
        raise argparse.ArgumentTypeError(f"{what}: there are {', '.join(MISHAPS)}")
    return Mishap(round(float(after_s) * 1000), what, int(pot[0]) if pot else 0)


def tcp_port(text: str) -> int:
    if not 0 <= (port := int(text)) <= 0xFFFF:
        raise argparse.ArgumentTypeError(f"ports are 0 to 65535, {port} came")
    return port


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="python -m firmware_sim", description="A virtual board: prints the name of its port, and serves it."
    )
    port = options.add_mutually_exclusive_group(required=True)
    port.add_argument("--pty", action="store_true", help="a pseudo-terminal (Linux, macOS)")
    port.add_argument(
        "--tcp", type=tcp_port, metavar="PORT", help="socket://127.0.0.1:PORT, on every system; 0: a free one"
    )
    sizes = Sizes()
    for name in ("rows", "cols", "pots"):
        options.add_argument(f"--{name}", type=int, default=getattr(sizes, name), help="default %(default)s")
    options.add_argument("--seed", type=int, default=0, help="of the noise, the motors and the faults")
    options.add_argument("--baud", type=int, default=BAUD, help="default %(default)s; 0: as fast as possible")
    chance = FaultConfig()
    for name in ("flip", "drop", "duplicate", "delay"):
        help_text = "chance of a byte, 0 to 1"
        options.add_argument(f"--{name}", type=float, default=getattr(chance, name), metavar="P", help=help_text)
    options.add_argument(
        "--mishap", type=mishap, action="append", default=[], metavar="S:WHAT[:POT]",
        help=f"after S seconds: {', '.join(MISHAPS)}; may be repeated",
    )  # fmt: skip
    options.add_argument("--record", metavar="FILE", help="write down what is said")
    return options


def replayer() -> argparse.ArgumentParser:
    """The other way to start: a recording, without a port."""
    options = argparse.ArgumentParser(
        prog="python -m firmware_sim replay", description="Whether a board says it again."
    )
    options.add_argument("recording", type=Path)
    return options


def board_of(asked: argparse.Namespace) -> Session:
    """Raises ConfigError for sizes that cannot be."""
    sizes = Sizes(rows=asked.rows, cols=asked.cols, pots=asked.pots)
    faults = FaultConfig(asked.flip, asked.drop, asked.duplicate, asked.delay)
    return new_session(sizes, asked.seed, asked.baud, faults, asked.mishap)


def main(arguments: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    return replayed(words[1:]) if words[:1] == ["replay"] else served(words)


def served(words: list[str]) -> int:
    """A board behind a port, until Ctrl-C."""
    options = parser()
    asked = options.parse_args(words)
    with ExitStack() as closing:
        try:
            session = board_of(asked)
            host: Host = PtyHost() if asked.pty else TcpHost(asked.tcp)
            closing.callback(host.close)
            record = closing.enter_context(open(asked.record or os.devnull, "w", encoding="utf-8"))
        except (ConfigError, OSError, ImportError) as wrong:
            options.error(str(wrong))
        print(f"# {shlex.join(words)}", file=record)
        print(host.name, flush=True)
        try:
            serve(session, host, tell=lambda said: print(said, file=record))
        except KeyboardInterrupt:
            print("the virtual board is switched off", file=sys.stderr)
    return 0


def replayed(words: list[str]) -> int:
    """1 if a board does not say again what it said; as fast as possible."""
    options = replayer()
    path = options.parse_args(words).recording
    try:
        first, *lines = path.read_text("utf-8").splitlines() or [""]
        session = board_of(parser().parse_args(shlex.split(first.removeprefix("#"))))
        difference = replay(session, said_in(lines))
    except (OSError, UnicodeError, ConfigError, RigError) as wrong:
        options.error(str(wrong))
    print(difference or f"the same for {session.now_ms} ms")
    return 1 if difference else 0


if __name__ == "__main__":
    sys.exit(main())
