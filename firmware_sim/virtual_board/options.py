"""The command-line options of board, cable, replay and soak."""

import argparse
from pathlib import Path

from firmware_sim.virtual_board.cable import CABLE_EVENTS
from firmware_sim.virtual_board.fault_events import FAULT_KINDS, FaultEvent
from firmware_sim.virtual_board.faults import FaultConfig
from firmware_sim.virtual_board.ports import Host, PtyHost
from firmware_sim.virtual_board.sizes import Sizes
from firmware_sim.virtual_board.tcp_host import LOOPBACK, TcpHost
from mark1.errors import ConfigError, expected, unknown
from mark1.rig.wire.serial_port import BAUD

MOST_LATENCY_MS = 60_000
LINE_FAULTS = {"flip": "corrupted", "drop": "dropped", "duplicate": "duplicated", "delay": "delayed"}


def event(text: str) -> FaultEvent:
    """``3.5:stuck:7``: after 3.5 s pot 7 is stuck."""
    after_s, what, *pot = text.split(":")
    if what not in FAULT_KINDS:
        raise argparse.ArgumentTypeError(unknown("event", what, FAULT_KINDS))
    return FaultEvent(round(float(after_s) * 1000), what, int(pot[0]) if pot else 0)


def cable_event_of(text: str) -> FaultEvent:
    """``3.5:unplug``."""
    fault = event(text)
    if fault.what not in CABLE_EVENTS:
        raise argparse.ArgumentTypeError(unknown("cable event", fault.what, CABLE_EVENTS))
    return fault


def tcp_port(text: str) -> int:
    if not 0 <= (port := int(text)) <= 0xFFFF:
        raise argparse.ArgumentTypeError(expected("port", "a whole number from 0 to 65535", port))
    return port


def milliseconds(text: str) -> int:
    if not 0 <= (latency_ms := int(text)) <= MOST_LATENCY_MS:
        raise argparse.ArgumentTypeError(expected("latency", f"0 to {MOST_LATENCY_MS} ms", latency_ms))
    return latency_ms


def of_port(options: argparse.ArgumentParser) -> None:
    port = options.add_mutually_exclusive_group(required=True)
    port.add_argument("--pty", action="store_true", help="serve a pseudo-terminal (Linux, macOS)")
    port.add_argument(
        "--tcp", type=tcp_port, metavar="PORT", help=f"serve socket://{LOOPBACK}:PORT (all systems); 0: any free port"
    )
    options.add_argument(
        "--host",
        metavar="ADDRESS",
        help=f"with --tcp: listen on ADDRESS (default {LOOPBACK}: this computer only). Anyone who reaches another "
        "address can drive the board: there is no password",
    )
    options.add_argument(
        "--link", type=Path, metavar="PATH", help="with --pty: create a link, which stays the port's name after replug"
    )


def of_faults(options: argparse.ArgumentParser) -> None:
    options.add_argument("--seed", type=int, default=0, help="random seed for faults (default %(default)s)")
    chance = FaultConfig()
    for name, done in LINE_FAULTS.items():
        help_text = f"probability that a byte is {done} (default %(default)s)"
        options.add_argument(f"--{name}", type=float, default=getattr(chance, name), metavar="P", help=help_text)
    options.add_argument(
        "--latency",
        type=milliseconds,
        default=0,
        metavar="MS",
        help="milliseconds from end to end (default %(default)s)",
    )


def board() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="mark1-board",
        description="Start a virtual board and print its port name. While it runs, type help for its commands.",
        epilog="See also: mark1-board cable | replay | soak --help",
    )
    of_port(options)
    sizes = Sizes()
    for name in ("rows", "cols", "pots"):
        options.add_argument(
            f"--{name}", type=int, default=getattr(sizes, name), help=f"number of {name} (default %(default)s)"
        )
    options.add_argument(
        "--baud", type=int, default=BAUD, help="baud rate (default %(default)s); 0: as fast as possible"
    )
    of_faults(options)
    options.add_argument(
        "--event", "--mishap", dest="events", type=event, action="append", default=[], metavar="S:WHAT[:POT]",
        help=f"fault event after S seconds: {', '.join(FAULT_KINDS)}; repeatable",
    )  # fmt: skip
    options.add_argument("--show", metavar="WHAT", help="put a letter, light, dark or a file on the photocells")
    options.add_argument("--record", metavar="FILE", help="record all traffic and typed commands")
    return options


def cable() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="mark1-board cable",
        description="Simulate a bad cable to the board at PORT: print a port name and forward bytes.",
    )
    options.add_argument("port", metavar="PORT", help="a serial port, a pseudo-terminal, socket://127.0.0.1:N")
    of_port(options)
    of_faults(options)
    options.add_argument(
        "--event", "--mishap", dest="events", type=cable_event_of, action="append", default=[], metavar="S:WHAT",
        help=f"fault event after S seconds: {', '.join(CABLE_EVENTS)}; repeatable",
    )  # fmt: skip
    return options


def replay() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="mark1-board replay", description="Replay a recording and compare the board's answers."
    )
    options.add_argument("recording", type=Path)
    return options


def soak() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="mark1-board soak",
        description="Stress test: many commands to a board over a bad cable, checking every wiper.",
    )
    options.add_argument(
        "--commands", type=int, default=100_000, metavar="N", help="number of commands (default %(default)s)"
    )
    options.add_argument("--pots", type=int, default=8, help="number of pots (default %(default)s)")
    options.add_argument(
        "--events", "--mishaps", type=float, default=0.01, metavar="P",
        help="probability of a reset or unplug per command (default %(default)s)",
    )  # fmt: skip
    of_faults(options)
    options.set_defaults(flip=0.005, drop=0.005, duplicate=0.001)
    return options


def faults_in(asked: argparse.Namespace) -> FaultConfig:
    return FaultConfig(asked.flip, asked.drop, asked.duplicate, asked.delay)


def host_in(asked: argparse.Namespace) -> Host:
    """The port of the options. Raises ConfigError, OSError; ImportError on systems without pseudo-terminals."""
    if asked.link and not asked.pty:
        raise ConfigError("--link requires --pty")
    if asked.host and asked.pty:
        raise ConfigError("--host requires --tcp")
    return PtyHost(asked.link) if asked.pty else TcpHost(asked.tcp, asked.host or LOOPBACK)
