"""The doctor: diagnoses a board: what is wrong, which side is at fault, what to do. Never arms a board.

::

    the computer  brltty, ModemManager                        computer.py
    the port      there? allowed? free?                       computer.py, ports.py
    the line      silence, garbage, another protocol?         examination.py
    the board     stop input, last reset, broken frames       examination.py
"""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from mark1.rig.doctor.computer import Computer, Program
from mark1.rig.wire import opening
from mark1.rig.wire.ports import CHIPS, Usb, call_out, judged_ports, same_port
from mark1.rig.wire.serial_port import ListedPort

USBIPD = (
    "in Windows, as administrator: winget install usbipd; usbipd list; usbipd bind --busid BUSID; then usbipd attach "
    "--wsl --busid BUSID, again after each replugging; or use mark1 in Windows itself"
)
THIS_COMPUTER, CABLE, BOARD, OURS = "this computer", "the cable", "the board", "our message"


class Severity(StrEnum):
    """The severity of a finding. ``untold``: the check is not possible on this system."""

    fine, doubtful, wrong, untold = "fine", "doubtful", "wrong", "untold"


class Finding(NamedTuple):
    """The result of a check. ``side``: the side at fault, if any; ``todo``: what to do, a command if possible.

    ``facts``: what was measured or read, by name, for programs.
    """

    check: str
    verdict: Severity
    found: str
    side: str = ""
    todo: str = ""
    facts: dict[str, Any] | None = None


def fine(check: str, found: str) -> Finding:
    return Finding(check, Severity.fine, found)


class Doctor:
    """Checks ``computer`` and its ``listed`` ports; ``examined`` opens one and yields findings about its board."""

    def __init__(
        self,
        computer: Computer,
        listed: Callable[[], Sequence[ListedPort]],
        examined: Callable[[str], Iterator[Finding]],
    ) -> None:
        self.computer, self.examined = computer, examined
        self.judged = judged_ports(listed)

    def candidates(self) -> list[str]:
        return [port.device for port, candidate, _ in self.judged if candidate]

    def look_around(self, named: bool) -> Iterator[Finding]:
        """Findings about the computer and all ports; no candidate is needed if a port was ``named``."""
        versions = self.computer.versions()
        yield fine("versions", ", ".join(f"{name} {version}" for name, version in versions.items()))._replace(
            facts=versions
        )
        if not named:
            yield self._candidates()
        if self.computer.is_in_windows:
            yield self._usbipd(named)
        if self.computer.knows_ports:
            yield from (self._brltty(named), self._modem_manager())
        else:
            found = f"permissions and use of ports cannot be checked on {self.computer.platform}"
            todo = f"if a port cannot be opened: {opening.holder('PORT', self.computer.platform)}"
            yield Finding("computer", Severity.untold, found, todo=todo)

    def look_at(self, name: str) -> Iterator[Finding]:
        """Findings about the port ``name``, which is opened only if it exists, is allowed and is free."""
        if "://" in name:
            yield from self.examined(name)
            return
        findings = [self._there(name)]
        if self.computer.knows_ports and findings[-1].verdict != Severity.wrong:
            findings += [self._allowed(name), self._free(name)]
        yield from findings
        if all(finding.verdict != Severity.wrong for finding in findings):
            yield from self.examined(name)

    # ---- the computer

    def _candidates(self) -> Finding:
        check, names = "ports", self.candidates()
        if names:
            return fine(check, f"{len(names)} of {len(self.judged)} ports may have a board: {', '.join(names)}")
        todo = (
            "plug in the board with a data cable (not charge-only); if it is plugged in, try another socket; if "
            "'mark1 rig ports' lists it, name it with --port"
        )
        return Finding(check, Severity.wrong, f"none of {len(self.judged)} ports looks like a board", CABLE, todo)

    def _usb(self) -> list[Usb]:
        return [(one.port.vendor, one.port.product or 0) for one in self.judged if one.port.vendor is not None]

    def _usbipd(self, named: bool) -> Finding:
        """The Windows Subsystem for Linux has no USB port of its own."""
        if named or self.candidates():
            return fine("WSL", "this Linux runs in Windows, which has handed a port over, or need not")
        found = "this Linux runs in Windows, which keeps the board until usbipd hands it over"
        return Finding("WSL", Severity.wrong, found, THIS_COMPUTER, USBIPD)

    def _brltty(self, named: bool) -> Finding:
        """brltty takes USB-serial chips for braille displays: the port disappears a second after it appeared."""
        no_candidate = not self.candidates()
        check, chips = "brltty", [usb for usb in CHIPS if no_candidate or usb in self._usb()]
        pattern = "|".join(f"\\b{vendor:x}/{product:x}/" for vendor, product in chips) or r"(?!)"
        rules, running = self.computer.rules("brltty", pattern), self.computer.running("brltty")
        if not rules and not running:
            return fine(check, "nothing takes USB-serial chips for braille displays")
        what = f"is running as process {running[0].pid}" if running else "is installed"
        where = f"; its rules in {rules[0]} take USB-serial chips for braille displays" if rules else ""
        todo = "unless a braille display is used here: sudo apt-get remove brltty (or similar), then replug the board"
        verdict = Severity.wrong if no_candidate and rules and not named else Severity.doubtful
        return Finding(check, verdict, f"brltty {what}{where}", THIS_COMPUTER, todo)

    def _modem_manager(self) -> Finding:
        running = self.computer.running("ModemManager")
        if not running:
            return fine("ModemManager", "nothing looks for modems on new ports")
        return Finding(
            "ModemManager",
            Severity.doubtful,
            f"ModemManager is running as process {running[0].pid} and may open newly plugged-in ports",
            THIS_COMPUTER,
            "wait a few seconds after plugging in; if the port stays busy: sudo systemctl stop ModemManager",
        )

    # ---- the port

    def _there(self, name: str) -> Finding:
        check = "there"
        platform = self.computer.platform
        for port, _, why in self.judged:
            if same_port(name, port.device, platform):
                return fine(check, why)
            if port.device == call_out(name, platform):
                found = "it waits for the carrier of a modem; the system lists the same port under another name"
                return Finding(check, Severity.doubtful, found, OURS, f"--port {port.device}")
        if not self.computer.knows_ports:
            return Finding(check, Severity.doubtful, "the system does not list it", CABLE, "mark1 rig ports")
        kind = self.computer.kind(name)
        if kind == "device":
            return fine(check, "a device that the system does not list as a serial port")
        if kind:
            return Finding(check, Severity.wrong, f"{name} is a {kind}, not a port", OURS, "mark1 rig ports")
        todo = "plug in the board; 'mark1 rig ports' lists the ports"
        return Finding(check, Severity.wrong, f"{name}: no such port", CABLE, todo)

    def _allowed(self, name: str) -> Finding:
        """Most systems let a group open serial ports: dialout, or uucp."""
        check = "allowed"
        if self.computer.may_open(self.computer.place(name)):
            return fine(check, "this user may open it")
        try:
            owner = self.computer.owner(name)
        except OSError as wrong:
            return Finding(
                check, Severity.wrong, f"the port is gone: {wrong.strerror}", CABLE, "plug it in again firmly"
            )
        if owner.is_member and not owner.is_in_effect:
            found = f"this user joined its group {owner.group} after logging in"
            return Finding(check, Severity.wrong, found, THIS_COMPUTER, "log out and in again")
        if not owner.group_may or owner.group == "root" or owner.is_member:
            found = f"permission denied for this user and for its group ({owner.group})"
            todo = f"sudo chmod a+rw {name} (until it is plugged in again)"
            return Finding(check, Severity.wrong, found, THIS_COMPUTER, todo)
        user = self.computer.user() or "$USER"
        found = f"this user is not in group {owner.group}, which owns the port"
        todo = f"sudo usermod -aG {owner.group} {user}, then log out and in again"
        return Finding(check, Severity.wrong, found, THIS_COMPUTER, todo)

    def _free(self, name: str) -> Finding:
        """Whether no other program has the port open; a pseudo-terminal is always open in its own program."""
        check, pseudo = "free", self.computer.is_pseudo(name)
        makers = self.computer.makers(name) if pseudo else []
        if makers is None:
            return fine(check, "a pseudo-terminal, open in the program that made it")
        holders, all_seen = self.computer.holders(name)
        holders = [program for program in holders if program not in makers]
        if holders:
            todo = f"quit that program, or if it hangs: kill {' '.join(str(program.pid) for program in holders)}"
            return Finding(check, Severity.wrong, f"in use by {_named(holders)}", THIS_COMPUTER, todo)
        if makers:
            nobody = f"no other program{'' if all_seen else ' of this user'} has it open"
            return fine(check, f"a pseudo-terminal of {_named(makers)}; {nobody}")
        if not all_seen:
            found = "no program of this user has it open; other users' programs cannot be checked"
            return Finding(check, Severity.untold, found, todo=f"if it cannot be opened: {opening.holder(name)}")
        return fine(check, "no other program has it open")


def _named(programs: Sequence[Program]) -> str:
    """Programs with their numbers."""
    return ", ".join(f"{program.name} (process {program.pid})" for program in programs)
