"""``mark1 rig monitor``: the live status of a board, in place on a terminal, one line per second elsewhere."""

import itertools
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from mark1.cli.options import Json
from mark1.cli.output import as_json, draw
from mark1.cli.rig.port import PortName, chosen
from mark1.text import printable

if TYPE_CHECKING:
    from mark1.rig.doctor.monitor import Monitor

EVERY_S, IN_PLACE_EVERY_S = 1.0, 0.25
HELLO_AGAIN_S = 2.0
Facts = dict[str, object]
Show = Callable[[Facts], None]


def monitor(
    port: PortName = None,
    seconds: Annotated[
        float | None, typer.Option("--seconds", min=0, help="Stop after this many seconds (default: until Ctrl-C).")
    ] = None,
    lines: Annotated[int | None, typer.Option("--lines", min=1, help="Stop after this many readings.")] = None,
    json: Json = False,
) -> None:
    """Show live board status: state, frames, retries, round trips, pots.

    Waits while the board is unplugged. Never arms it. Only one program can use a port at a time.
    """
    from mark1.rig.doctor.monitor import Monitor
    from mark1.rig.wire.serial_port import SerialPort
    from mark1.rig.wire.strangers import new_session

    name = chosen(port)
    in_place = sys.stdout.isatty() and not json
    try:
        with closing(Monitor(lambda: SerialPort(name), new_session(looks=True))) as board:
            board.hello()
            with on_screen(name) if in_place else as_lines(json) as show:
                watch(board, show, IN_PLACE_EVERY_S if in_place else EVERY_S, seconds, lines)
    except KeyboardInterrupt:
        return


def watch(board: "Monitor", show: Show, every_s: float, seconds: float | None, lines: int | None) -> None:
    """Read and show the status for ``seconds``, or ``lines`` times."""
    end_s = time.monotonic() + (float("inf") if seconds is None else seconds)
    for number in itertools.count(1):
        show(board.facts(board.look(HELLO_AGAIN_S)))
        left_s = end_s - time.monotonic()
        if number == lines or not left_s > 0:
            return
        time.sleep(min(left_s, board.pause_s(every_s)))


@contextmanager
def as_lines(json: bool) -> Iterator[Show]:
    """One line, or one JSON value, per reading."""

    def show(facts: Facts) -> None:
        as_json(facts) if json else draw("  ".join(f"{name} {value}" for name, value in rows(facts).items()))
        sys.stdout.flush()

    yield show


@contextmanager
def on_screen(name: str) -> Iterator[Show]:
    """A table updated in place."""
    from rich.console import Console
    from rich.live import Live
    from rich.table import Table

    with Live(console=Console(highlight=False, markup=False), auto_refresh=False) as live:

        def show(facts: Facts) -> None:
            table = Table(box=None, show_header=False, pad_edge=False, title=printable(name), title_justify="left")
            for row, value in rows(facts).items():
                table.add_row(row, printable(value))
            live.update(table, refresh=True)

        yield show


def rows(facts: Facts) -> dict[str, str]:
    """The facts of a reading, as text by name."""
    if facts["state"] is None:
        return {"away": str(facts["trouble"]), "retries": str(facts["retries"])}
    return {
        "state": f"{facts['state']} ({facts['reason']})",
        "up": f"{facts['uptime_s']:.0f} s",
        "to board": f"{facts['good_to_board']} good {facts['bad_to_board']} bad {facts['overruns']} overrun",
        "from board": f"{facts['good_from_board']} good {facts['bad_from_board']} bad",
        "retries": f"{facts['retries']}",
        "repeats": f"{facts['repeats']}",
        "stops": f"{facts['stops']}",
        "round trip": f"{facts['best_ms']:.1f} ms best {facts['median_ms']:.1f} ms median",
        **{what.replace("_", " "): numbers(facts[what]) for what in ("moving", "stalled", "at_end", "late")},
    }


def numbers(pots: object) -> str:
    assert isinstance(pots, list)
    return " ".join(map(str, pots)) or "none"
