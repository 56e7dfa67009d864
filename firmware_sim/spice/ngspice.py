"""ngspice: a netlist in, its measurements out. The only file that runs it."""

import re
import shutil
import subprocess
from collections.abc import Iterable

from mark1.errors import RigError

INSTALL = "Debian, Ubuntu: sudo apt install ngspice; macOS: brew install ngspice; Windows: ngspice.sourceforge.io"
MEASURED = re.compile(r"^(\w+) += +([-+0-9.e]+)", re.MULTILINE)
TIMEOUT_S = 60


def transient(lines: Iterable[str], until_s: float, step_s: float, **measures: str) -> dict[str, float]:
    """Run a circuit from its initial conditions; the value of each measurement.

    ``lines`` are elements of a netlist; a measurement is what follows its name in ``.meas tran NAME``. Raises RigError
    if ngspice is not there, or does not give every measurement.
    """
    wanted = [f".meas tran {name} {how}" for name, how in measures.items()]
    netlist = "\n".join(("mark1 rig", *lines, f".tran {step_s:g} {until_s:g} 0 {step_s:g} uic", *wanted, ".end", ""))
    found = {name: float(value) for name, value in MEASURED.findall(_run(netlist))}
    if missing := [name for name in measures if name.lower() not in found]:
        raise RigError(f"this computer: ngspice gave no value for {', '.join(missing)}")
    return {name: found[name.lower()] for name in measures}


def _run(netlist: str) -> str:
    if shutil.which("ngspice") is None:
        raise RigError(f"this computer: ngspice was not found. {INSTALL}")
    try:
        done = subprocess.run(
            ("ngspice", "-b"), input=netlist, capture_output=True, text=True, errors="replace", timeout=TIMEOUT_S
        )
    except subprocess.TimeoutExpired as error:
        raise RigError(f"this computer: ngspice did not end within {TIMEOUT_S} s: try again") from error
    return done.stdout
