"""letters: all of them, learned through a pseudo-terminal on the image in simavr, in real time, until none is wrong"""

import subprocess
import tempfile
from pathlib import Path

from benchmarks.long import Outcome, Say

COUNT = 4
CHIPS = ("atmega328p", "atmega2560")
HOST = Path(__file__).parents[2] / "firmware_sim" / "host"
LINES = ("train letters", "expect wrong = 0", "expect train-accuracy = 1")


def run(count: int, seed: int, report: Say) -> Outcome:
    """``count`` machines, one after another, on either chip in turn. Fails if one ends elsewhere than without a board.

    Raises CalledProcessError if the firmware cannot be built.
    """
    motions = []
    with tempfile.TemporaryDirectory() as build:
        subprocess.run(["make", "-s", "-C", HOST, f"BUILD={build}", "avr", "simavr"], check=True)
        failures = []
        for number in range(count):
            chip = CHIPS[number % len(CHIPS)]
            command = [f"{build}/rig_simavr_{chip}", f"{build}/mark1_rig_{chip}.elf", "--pty"]
            with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as image:
                try:
                    assert image.stdout
                    same, moved = learned(image.stdout.readline().strip(), seed + number)
                finally:
                    image.kill()
            motions.append(moved)
            report(f"{number + 1} of {count}, on the {chip}: {moved} motions")
            if not same:
                failures.append(f"machine {number + 1}, on the {chip}: the weights are not those without a board")
    return {"failures": failures, "motions": motions}


def learned(port: str, seed: int) -> tuple[bool, int]:
    """Whether a machine ends in the same places with a board as without one; and the motions of the board."""
    from mark1.panel.control_panel import ControlPanel
    from mark1.rig.board.potentiometers import RigPotentiometers

    alone, rigged = ControlPanel(), ControlPanel()
    for panel, rig in ((alone, ()), (rigged, (f"rig {port}",))):
        for line in (f"machine seed {seed}", *rig, *LINES):
            panel.execute(line)
    bank = rigged.machine.potentiometers
    same = bool((bank.wiper == alone.machine.potentiometers.wiper).all())
    assert isinstance(bank, RigPotentiometers)
    motions = bank.board.counters.motions
    rigged.execute("rig off")
    return same, motions
