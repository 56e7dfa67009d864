"""The words of the command line: of a board, of a cable, of a replay, and of a soak."""

import argparse
from pathlib import Path

from firmware_sim.virtual_board.cable import HAPPENINGS
from firmware_sim.virtual_board.faults import FaultConfig
from firmware_sim.virtual_board.mishaps import MISHAPS, Mishap
from firmware_sim.virtual_board.ports import Host, PtyHost
from firmware_sim.virtual_board.sizes import Sizes
from firmware_sim.virtual_board.tcp_host import TcpHost
from mark1.errors import ConfigError
from mark1.rig.wire.link import BAUD


def mishap(text: str) -> Mishap:
    """``3.5:stuck:7``: after 3.5 s pot 7 is stuck."""
    after_s, what, *pot = text.split(":")
    if what not in MISHAPS:
        raise argparse.ArgumentTypeError(f"{what}: there are {', '.join(MISHAPS)}")
    return Mishap(round(float(after_s) * 1000), what, int(pot[0]) if pot else 0)


def cable_mishap(text: str) -> Mishap:
    """``3.5:unplug``."""
    found = mishap(text)
    if found.what not in HAPPENINGS:
        raise argparse.ArgumentTypeError(f"{found.what}: to a cable there are {', '.join(HAPPENINGS)}")
    return found


def tcp_port(text: str) -> int:
    if not 0 <= (port := int(text)) <= 0xFFFF:
        raise argparse.ArgumentTypeError(f"expected a port from 0 to 65535, got {port}")
    return port


def of_port(options: argparse.ArgumentParser) -> None:
    port = options.add_mutually_exclusive_group(required=True)
    port.add_argument("--pty", action="store_true", help="a pseudo-terminal (Linux, macOS)")
    port.add_argument(
        "--tcp", type=tcp_port, metavar="PORT", help="socket://127.0.0.1:PORT, on every system; 0: a free one"
    )
    options.add_argument(
        "--link", type=Path, metavar="PATH", help="with --pty: a link, the port's name also after replug"
    )


def of_faults(options: argparse.ArgumentParser) -> None:
    options.add_argument("--seed", type=int, default=0, help="of all luck, such as that of the faults")
    chance = FaultConfig()
    for name in ("flip", "drop", "duplicate", "delay"):
        help_text = "chance of a byte, 0 to 1"
        options.add_argument(f"--{name}", type=float, default=getattr(chance, name), metavar="P", help=help_text)


def board() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="python -m firmware_sim",
        description="A virtual board: prints the name of its port, and serves it. What can be typed meanwhile: help.",
        epilog="Also: 'python -m firmware_sim cable --help', '... replay --help', '... soak --help'.",
    )
    of_port(options)
    sizes = Sizes()
    for name in ("rows", "cols", "pots"):
        options.add_argument(f"--{name}", type=int, default=getattr(sizes, name), help="default %(default)s")
    options.add_argument("--baud", type=int, default=BAUD, help="default %(default)s; 0: as fast as possible")
    of_faults(options)
    options.add_argument(
        "--mishap", type=mishap, action="append", default=[], metavar="S:WHAT[:POT]",
        help=f"after S seconds: {', '.join(MISHAPS)}; may be repeated",
    )  # fmt: skip
    options.add_argument("--show", metavar="WHAT", help="put a letter, light or a file before the photocells")
    options.add_argument("--record", metavar="FILE", help="write down what is said and typed")
    return options


def cable() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="python -m firmware_sim cable",
        description="A bad cable to the board at PORT: prints the name of its own port, and passes bytes.",
    )
    options.add_argument("port", metavar="PORT", help="a serial port, a pseudo-terminal, socket://127.0.0.1:N")
    of_port(options)
    of_faults(options)
    options.add_argument(
        "--mishap", type=cable_mishap, action="append", default=[], metavar="S:WHAT",
        help=f"after S seconds: {', '.join(HAPPENINGS)}; may be repeated",
    )  # fmt: skip
    return options


def replay() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="python -m firmware_sim replay", description="Whether a board says it again."
    )
    options.add_argument("recording", type=Path)
    return options


def soak() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="python -m firmware_sim soak",
        description="Very many commands to a board with a bad cable, as fast as possible: is any wiper ever wrong?",
    )
    options.add_argument("--commands", type=int, default=100_000, metavar="N", help="default %(default)s")
    options.add_argument("--pots", type=int, default=8, help="default %(default)s")
    options.add_argument("--mishaps", type=float, default=0.01, metavar="P", help="chance of a reset or an unplug")
    of_faults(options)
    options.set_defaults(flip=0.005, drop=0.005, duplicate=0.001)
    return options


def faults_in(asked: argparse.Namespace) -> FaultConfig:
    return FaultConfig(asked.flip, asked.drop, asked.duplicate, asked.delay)


def host_in(asked: argparse.Namespace) -> Host:
    """The port that is asked for. Raises ConfigError, OSError; ImportError where there are no pseudo-terminals."""
    if asked.link and not asked.pty:
        raise ConfigError("--link is the name of a pseudo-terminal: with --pty")
    return PtyHost(asked.link) if asked.pty else TcpHost(asked.tcp)
