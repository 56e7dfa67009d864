"""``mark1 rig stop`` beside a training: on the virtual board by pty and TCP, and on the image in simavr by pty.

How long motors ran after the stop is what the board recorded, in its own time: 0.
"""

import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from scripted_board import MCUS
from typed_process import WITHIN_S, TypedProcess
from witness import THEIRS, Witness

from firmware_sim.virtual_board.ports import PtyHost, serve
from firmware_sim.virtual_board.session import BoardSession, new_session
from firmware_sim.virtual_board.sizes import Sizes
from firmware_sim.virtual_board.tcp_host import TcpHost
from mark1 import ControlPanel
from mark1.rig.wire.link import Link
from mark1.rig.wire.serial_port import SerialPort
from mark1.rig.wire.stopping import stop

AT_MOTION = 8
HOSTS = [pytest.param(PtyHost, marks=pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty")),
         lambda: TcpHost(0)]  # fmt: skip


@pytest.fixture(params=HOSTS, ids=["pty", "tcp"])
def served(request: pytest.FixtureRequest) -> Iterator[tuple[str, BoardSession]]:
    """The port of a board that runs, and the session behind it."""
    session, host, over = new_session(Sizes(pots=12)), request.param(), threading.Event()
    running = threading.Thread(target=serve, args=(session, host, lambda: not over.is_set()))
    running.start()
    yield host.name, session
    over.set()
    running.join()
    host.unplug()


class Stopper(threading.Thread):
    """Another program, which stops the board at a motion of the training."""

    def __init__(self, name: str, after: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.port, self.after = name, after

    def on_progress(self, what: str, done: int, total: int, note: str) -> None:
        if what == "motors" and done == AT_MOTION:
            self.start()

    def run(self) -> None:
        link = Link(SerialPort(self.port, shared=True), THEIRS)
        stop(link)
        link.close()
        self.after()


def trained(name: str, stopper: Stopper) -> ControlPanel:
    panel = ControlPanel(on_progress=stopper.on_progress)
    panel.execute(f"rig {name}")
    panel.execute("train letters passes 30")
    stopper.join()
    return panel


def test_motors_stay_off_for_the_rest_of_the_run(served: tuple[str, BoardSession]) -> None:
    name, session = served
    stopper, witness = Stopper(name), Witness(session)
    panel = trained(name, stopper)
    assert witness.stopped_ms and (witness.driven_ms, witness.armed_ms) == (0, 0)
    assert panel.training_run is not None
    assert panel.training_run.stopped_by == "another program" and panel.machine.corrections > 0


@pytest.mark.parametrize("mcu", MCUS)
def test_motors_of_the_image_stay_off_for_the_rest_of_the_run(simavr_build, mcu: str) -> None:
    with TypedProcess(simavr_build / f"rig_simavr_{mcu}", simavr_build / f"mark1_rig_{mcu}.elf", "--pty") as image:
        driven: list[list[str]] = []

        def look() -> None:
            driven.append([image.ask("pot", pot).split()[2] for pot in range(64)])

        stopper = Stopper(image.name, look)
        panel = trained(image.name, stopper)
        look()
        power = image.ask("power").split()[1]
    assert driven[0] == driven[1] and any(float(us) > 0 for us in driven[0]) and power == "0"
    assert panel.training_run is not None and panel.training_run.stopped_by == "another program"


def test_a_second_program_at_a_tcp_port_is_told_that_it_is_taken() -> None:
    session, host, over = new_session(), TcpHost(0), threading.Event()
    running = threading.Thread(target=serve, args=(session, host, lambda: not over.is_set()))
    running.start()
    first = Link(SerialPort(host.name), 5)
    first.hello(WITHIN_S)
    second = Link(SerialPort(host.name), 6)
    with pytest.raises(OSError, match="is gone: another program has this board; of a second one only a stop is heard"):
        second.hello(WITHIN_S)
    assert first.ask(1 + 1, b"still", WITHIN_S) == b"still" and session.board.session == 5
    first.close()
    third = Link(SerialPort(host.name), 7)
    assert third.hello(WITHIN_S).last_session == 5
    over.set()
    running.join()
    host.unplug()
    for link in (second, third):
        link.close()


def test_a_stop_of_a_second_program_at_a_tcp_port_is_heard_and_answered() -> None:
    session, host, over = new_session(), TcpHost(0), threading.Event()
    running = threading.Thread(target=serve, args=(session, host, lambda: not over.is_set()))
    running.start()
    first, second = Link(SerialPort(host.name), 5), Link(SerialPort(host.name), THEIRS)
    first.hello(WITHIN_S)
    assert stop(second) and session.board.session == THEIRS
    with pytest.raises(OSError, match="another program has this board"):
        while True:
            second.port.read(WITHIN_S)
    assert first.hello(WITHIN_S).last_session == THEIRS and first.strangers.spoke
    over.set()
    running.join()
    host.unplug()
    for link in (first, second):
        link.close()
