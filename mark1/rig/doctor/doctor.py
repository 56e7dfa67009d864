"""The doctor: why a board cannot be used, who is guilty, and what to do. Never arms a board.

::

    the computer  brltty, ModemManager                        computer.py
    the port      there? allowed? free?                       computer.py, ports.py
    the line      silence, garbage, another protocol?         examination.py
    the board     stop input, last reset, broken frames       examination.py
"""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from mark1.rig.doctor.computer import Computer, Program
from mark1.rig.wire import opening
from mark1.rig.wire.link import ListedPort
from mark1.rig.wire.ports import CHIPS, Usb, judged_ports

THIS_COMPUTER, CABLE, BOARD, OURS = "this computer", "the cable", "the board", "our message"


class Severity(StrEnum):
    """What a check found. ``untold``: it could not be made here, and no harm is known."""

    fine, doubtful, wrong, untold = "fine", "doubtful", "wrong", "untold"


class Finding(NamedTuple):
    """``side`` is the guilty one, if there is one; ``todo`` the next thing to do, a command where there is one."""

    check: str
    verdict: Severity
    found: str
    side: str = ""
    todo: str = ""


def fine(check: str, found: str) -> Finding:
    return Finding(check, Severity.fine, found)


class Doctor:
    """Looks at ``computer`` and its ``listed`` ports; ``examined`` opens one and tells of its board."""

    def __init__(
        self,
        computer: Computer,
        listed: Callable[[], Sequence[ListedPort]],
        examined: Callable[[str], Iterator[Finding]],
    ) -> None:
        self.computer, self.examined = computer, examined
        self.judged = judged_ports(listed)

    def candidates(self) -> list[str]:
        return [one.port.device for one in self.judged if one.candidate]

    def look_around(self, named: bool) -> Iterator[Finding]:
        """What concerns all ports; that none is a candidate is no harm if one was ``named``."""
        if not named:
            yield self._candidates()
        if self.computer.tells:
            yield from (self._brltty(named), self._modem_manager())
        else:
            found = f"who may open a port, who has it, and what reaches for it are not told on {self.computer.platform}"
            todo = f"if a port does not open: {opening.holder('PORT', self.computer.platform)}"
            yield Finding("computer", Severity.untold, found, todo=todo)

    def look_at(self, name: str) -> Iterator[Finding]:
        """What concerns the port ``name``: nothing is opened that is not there, not allowed, or in use."""
        if "://" in name:
            yield from self.examined(name)
            return
        found = [self._there(name)]
        if self.computer.tells and found[-1].verdict != Severity.wrong:
            found += [self._allowed(name), self._free(name)]
        yield from found
        if all(finding.verdict != Severity.wrong for finding in found):
            yield from self.examined(name)

    # ---- the computer

    def _candidates(self) -> Finding:
        check, names = "ports", self.candidates()
        if names:
            return fine(check, f"{len(names)} of {len(self.judged)} may have a board: {', '.join(names)}")
        todo = (
            "plug the board in, with a cable that carries data and not only power; if it is plugged in, try another "
            "socket; if it is one of those that mark1 rig ports shows, name it with --port"
        )
        return Finding(check, Severity.wrong, f"none of {len(self.judged)} looks like a board", CABLE, todo)

    def _usb(self) -> list[Usb]:
        return [(one.port.vendor, one.port.product or 0) for one in self.judged if one.port.vendor is not None]

    def _brltty(self, named: bool) -> Finding:
        """Its rules take USB-serial chips for braille displays, and the port is gone a second after it came."""
        none_there = not self.candidates()
        check, chips = "brltty", [usb for usb in CHIPS if none_there or usb in self._usb()]
        pattern = "|".join(f"\\b{vendor:x}/{product:x}/" for vendor, product in chips) or r"(?!)"
        rules, running = self.computer.rules("brltty", pattern), self.computer.running("brltty")
        if not rules and not running:
            return fine(check, "nothing takes USB-serial chips for braille displays")
        what = f"runs as process {running[0].pid}" if running else "is installed"
        where = f"; its rules in {rules[0]} take USB-serial chips for braille displays" if rules else ""
        todo = "if nobody here reads braille: sudo apt-get remove brltty, or the like, and plug the board in again"
        verdict = Severity.wrong if none_there and rules and not named else Severity.doubtful
        return Finding(check, verdict, f"brltty {what}{where}", THIS_COMPUTER, todo)

    def _modem_manager(self) -> Finding:
        running = self.computer.running("ModemManager")
        if not running:
            return fine("ModemManager", "nothing looks for modems on new ports")
        return Finding(
            "ModemManager",
            Severity.doubtful,
            f"ModemManager runs as process {running[0].pid}: it may open a port that was just plugged in",
            THIS_COMPUTER,
            "wait some seconds after plugging in; if the port stays busy: sudo systemctl stop ModemManager",
        )

    # ---- the port

    def _there(self, name: str) -> Finding:
        check = "there"
        for one in self.judged:
            if one.port.device == name:
                return fine(check, one.why)
        if not self.computer.tells:
            return Finding(check, Severity.doubtful, "the system does not list it", CABLE, "mark1 rig ports")
        kind = self.computer.kind(name)
        if kind == "device":
            return fine(check, "a device that the system does not list as a serial port")
        if kind:
            return Finding(check, Severity.wrong, f"{name} is a {kind}, not a port", OURS, "mark1 rig ports")
        todo = "plug the board in, and see mark1 rig ports"
        return Finding(check, Severity.wrong, f"there is no port {name}", CABLE, todo)

    def _allowed(self, name: str) -> Finding:
        """Most systems let a group open serial ports: dialout, or uucp."""
        check = "allowed"
        if self.computer.may_open(self.computer.place(name)):
            return fine(check, "this user may open it")
        try:
            owner = self.computer.owner(name)
        except OSError as wrong:
            return Finding(
                check, Severity.wrong, f"it has gone: {wrong.strerror}", CABLE, "plug it in again, and firmly"
            )
        if owner.is_member and not owner.is_in_effect:
            found = f"this user is in its group {owner.group}, but was not yet when logging in"
            return Finding(check, Severity.wrong, found, THIS_COMPUTER, "log out and in again")
        if not owner.group_may or owner.group == "root" or owner.is_member:
            found = f"neither this user nor a group for it may open it (group {owner.group})"
            todo = f"sudo chmod a+rw {name} (until it is plugged in again)"
            return Finding(check, Severity.wrong, found, THIS_COMPUTER, todo)
        user = self.computer.user() or "$USER"
        found = f"it belongs to group {owner.group}, and this user is not in it"
        todo = f"sudo usermod -aG {owner.group} {user}, then log out and in again"
        return Finding(check, Severity.wrong, found, THIS_COMPUTER, todo)

    def _free(self, name: str) -> Finding:
        """A pseudo-terminal is held by the program that made it, as it must be, and by nobody else."""
        check, pseudo = "free", self.computer.is_pseudo(name)
        makers = self.computer.makers(name) if pseudo else []
        if makers is None:
            return fine(check, "a pseudo-terminal: whoever made it has it open, and may")
        holders, all_seen = self.computer.holders(name)
        holders = [program for program in holders if program not in makers]
        if holders:
            todo = f"end it there, or if it hangs: kill {' '.join(str(program.pid) for program in holders)}"
            return Finding(
                check, Severity.wrong, f"in use by {_named(holders)}; it was not opened here", THIS_COMPUTER, todo
            )
        if makers:
            nobody = f"no other program{'' if all_seen else ' of this user'} has it"
            return fine(check, f"a pseudo-terminal of {_named(makers)}, which may have it open; {nobody}")
        if not all_seen:
            found = "no program of this user has it; those of others are hidden from us"
            return Finding(check, Severity.untold, found, todo=f"if it does not open: {opening.holder(name)}")
        return fine(check, "no other program has it")


def _named(programs: Sequence[Program]) -> str:
    """Programs with their numbers."""
    return ", ".join(f"{program.name} (process {program.pid})" for program in programs)
