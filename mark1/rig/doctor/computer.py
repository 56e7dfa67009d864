"""What this computer knows about a port: who may open it, who has it open, what else may use it. Linux only."""

import getpass
import os
import platform as system
import re
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mark1 import __version__, storage
from mark1.errors import StorageError
from mark1.rig.wire.serial_port import driver_version

RULES = ("etc/udev/rules.d", "usr/lib/udev/rules.d", "lib/udev/rules.d")


class Program(NamedTuple):
    pid: int
    name: str


class Owner(NamedTuple):
    """Who may open a device: its group, and whether the user is in it."""

    group: str
    group_may: bool
    is_member: bool  # as the system's list of groups has it
    is_in_effect: bool  # as this login has it


class Computer:
    """The files of a Linux system below ``root``; elsewhere ``knows_ports`` is False and nothing else is asked.

    ``may_open``, ``groups`` (numbers of this login) and ``user`` are those of whoever runs the program, ``release`` is
    that of the kernel.
    """

    def __init__(
        self,
        root: Path = Path("/"),
        platform: str = sys.platform,
        may_open: Callable[[Path], bool] = lambda path: os.access(path, os.R_OK | os.W_OK),
        groups: Callable[[], list[int]] = lambda: [*os.getgroups(), os.getegid()],
        user: Callable[[], str] | None = None,
        release: str = system.release(),
    ) -> None:
        self.root, self.platform = root, platform
        self.may_open, self.groups, self.user = may_open, groups, user or _user_name
        self.release, self.knows_ports = release, platform == "linux"
        self.is_in_windows = self.knows_ports and "microsoft" in release.lower()  # WSL's kernel is called so

    def versions(self) -> dict[str, str]:
        """What runs here, for whoever reads a report."""
        return {
            "mark1": __version__,
            "pyserial": driver_version(),
            "Python": system.python_version(),
            system.system(): self.release,
        }

    def place(self, device: str) -> Path:
        """Where the file of a device is."""
        return self.root / device.lstrip("/")

    def kind(self, device: str) -> str:
        """``device``, ``folder``, ``file``, or nothing if there is none of that name."""
        try:
            mode = self.place(device).stat().st_mode
        except (OSError, ValueError):
            return ""
        return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "device"

    def is_pseudo(self, device: str) -> bool:
        """Whether it is a pseudo-terminal: a program is at its other end."""
        return Path(os.path.realpath(self.place(device))).is_relative_to(self.root / "dev/pts")

    def owner(self, device: str) -> Owner:
        """Raises OSError if the device has gone."""
        found = self.place(device).stat()
        name, members = self._group(found.st_gid)
        is_member = self.user() in members or found.st_gid in self.groups()
        group_may = found.st_mode & 0o060 == 0o060
        return Owner(name, group_may, is_member, found.st_gid in self.groups())

    def _group(self, number: int) -> tuple[str, list[str]]:
        """The name of a group and its members. Source: group(5), name:password:number:members."""
        for line in _lines(self.root / "etc/group"):
            name, _, its_number, members = [*line.split(":"), "", "", ""][:4]
            if its_number == str(number):
                return name, members.split(",")
        return str(number), []

    def programs(self) -> Iterator[tuple[Program, Path]]:
        """Every program that runs, and its folder in /proc."""
        for folder in sorted((self.root / "proc").glob("[0-9]*"), key=lambda path: int(path.name)):
            for name in _lines(folder / "comm")[:1]:
                yield Program(int(folder.name), name), folder

    def running(self, name: str) -> list[Program]:
        return [program for program, _ in self.programs() if program.name == name]

    def makers(self, device: str) -> list[Program] | None:
        """The programs at the other end of a pseudo-terminal, or None if the system does not tell.

        Source: Linux, drivers/tty/pty.c: fdinfo of an open /dev/ptmx gives the number of its pseudo-terminal.
        """
        index, told, found = os.path.basename(os.path.realpath(self.place(device))), False, []
        for program, folder in self.programs():
            indices = _indices(folder)
            told = told or bool(indices)
            if index in indices:
                found.append(program)
        return found if told else None

    def holders(self, device: str) -> tuple[list[Program], bool]:
        """Other programs that have the device open, and whether all programs could be looked into."""
        target, found, all_seen = os.path.realpath(self.place(device)), [], True
        for program, folder in self.programs():
            try:
                if program.pid != os.getpid() and target in _opened(folder / "fd").values():
                    found.append(program)
            except PermissionError:
                all_seen = False
        return found, all_seen

    def rules(self, package: str, pattern: str) -> list[Path]:
        """Files of udev rules of a package that have ``pattern`` in a line that counts."""
        found: dict[str, Path] = {}
        for folder in RULES:
            for path in sorted((self.root / folder).glob(f"*{package}*.rules")):
                found.setdefault(path.name, path)  # a file in etc takes the place of one of the same name
        active = (path for path in found.values() if any(re.search(pattern, line) for line in _active(path)))
        return list(active)


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a number without a name, as in some containers
        return ""


def _opened(handles: Path) -> dict[str, str]:
    """What a program has open, by the number of the handle. Raises PermissionError.

    What it closed meanwhile is not there; one that ended has nothing.
    """
    opened = {}
    with suppress(FileNotFoundError):
        for handle in handles.iterdir():
            with suppress(FileNotFoundError):
                opened[handle.name] = os.readlink(handle)
    return opened


def _indices(folder: Path) -> set[str]:
    """The numbers of the pseudo-terminals that a program, by its folder in /proc, is at the other end of."""
    try:
        opened = _opened(folder / "fd")
    except PermissionError:
        return set()
    ends = [handle for handle, what in opened.items() if what.endswith("ptmx")]
    lines = [line for end in ends for line in _lines(folder / "fdinfo" / end)]
    return {line.split()[1] for line in lines if re.match(r"tty-index:\s+\d", line)}


def _lines(path: Path) -> list[str]:
    """The lines of a text file, none if it cannot be read."""
    try:
        return storage.read_text(path).splitlines()
    except StorageError:
        return []


def _active(path: Path) -> list[str]:
    return [line for line in _lines(path) if not line.lstrip().startswith("#")]
