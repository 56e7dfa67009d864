"""What a Linux computer tells of a port: a small one, in a folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mark1.rig.doctor.computer import Computer, Owner, Program

GROUPS = "audio:x:99999:eve\ndialout:x:{gid}:ada,rosa\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A system with one port, /dev/ttyUSB0, of group dialout, which the group may open."""
    for folder in ("dev/pts", "etc/udev/rules.d", "usr/lib/udev/rules.d", "proc/self"):
        (tmp_path / folder).mkdir(parents=True)
    port = tmp_path / "dev/ttyUSB0"
    port.touch()
    port.chmod(0o660)
    (tmp_path / "etc/group").write_text(GROUPS.format(gid=port.stat().st_gid))
    return tmp_path


def start(root: Path, pid: int, name: str, *opened: str) -> None:
    folder = root / "proc" / str(pid)
    (folder / "fd").mkdir(parents=True)
    (folder / "comm").write_text(f"{name}\n")
    for number, device in enumerate(opened):
        (folder / "fd" / str(number)).symlink_to(os.path.realpath(root / device))


def computer(root: Path, groups: tuple[int, ...] = (), user: str = "ada", may: bool = True) -> Computer:
    return Computer(root, "linux", lambda path: may, lambda: list(groups), lambda: user)


def test_what_kind_of_file_a_name_is(root):
    assert computer(root).kind("/dev/ttyUSB0") == "file"
    assert computer(root).kind("/dev") == "folder"
    assert computer(root).kind("/dev/ttyUSB1") == ""
    assert computer(root).kind("/dev/\0") == ""
    assert Computer(platform="linux").kind("/dev/null") == "device"


def test_a_member_who_logged_in_after_joining(root):
    gid = (root / "dev/ttyUSB0").stat().st_gid
    assert computer(root, groups=(gid,)).owner("/dev/ttyUSB0") == Owner("dialout", True, True, True)


def test_a_member_who_logged_in_before_joining(root):
    assert computer(root).owner("/dev/ttyUSB0") == Owner("dialout", True, True, False)


def test_a_stranger(root):
    assert computer(root, user="eve").owner("/dev/ttyUSB0") == Owner("dialout", True, False, False)


def test_a_group_that_may_not(root):
    (root / "dev/ttyUSB0").chmod(0o600)
    assert not computer(root).owner("/dev/ttyUSB0").group_may


def test_a_group_without_a_name(root):
    (root / "etc/group").unlink()
    assert computer(root).owner("/dev/ttyUSB0").group == str((root / "dev/ttyUSB0").stat().st_gid)


def test_programs_that_run(root):
    for pid, name in ((7, "brltty"), (70, "bash"), (8, "brltty")):
        start(root, pid, name)
    (root / "proc/9").mkdir()  # it ended meanwhile
    assert computer(root).running("brltty") == [Program(7, "brltty"), Program(8, "brltty")]
    assert computer(root).running("ModemManager") == []


def test_who_has_a_port_open(root):
    start(root, 5, "bash", "dev/pts")
    start(root, 6, "minicom", "dev/pts", "dev/ttyUSB0")
    start(root, os.getpid(), "mark1", "dev/ttyUSB0")
    assert computer(root).holders("/dev/ttyUSB0") == ([Program(6, "minicom")], True)


def test_who_has_a_port_open_by_another_of_its_names(root):
    (root / "dev/board").symlink_to(root / "dev/ttyUSB0")
    start(root, 6, "minicom", "dev/ttyUSB0")
    assert computer(root).holders("/dev/board")[0] == [Program(6, "minicom")]


def test_programs_of_others_are_not_looked_into(root, monkeypatch):
    start(root, 6, "minicom", "dev/ttyUSB0")

    def closed(path):
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", closed)
    assert computer(root).holders("/dev/ttyUSB0") == ([], False)


def test_a_program_that_ended_meanwhile_has_nothing(root):
    start(root, 6, "minicom")
    (root / "proc/6/fd").rmdir()
    assert computer(root).holders("/dev/ttyUSB0") == ([], True)


def test_a_handle_that_was_closed_meanwhile_hides_no_other(root, monkeypatch):
    start(root, 6, "minicom", "dev/pts", "dev/ttyUSB0")
    read = os.readlink

    def gone(handle):
        if handle.name == "0":
            raise FileNotFoundError
        return read(handle)

    monkeypatch.setattr(os, "readlink", gone)
    assert computer(root).holders("/dev/ttyUSB0")[0] == [Program(6, "minicom")]


def test_rules_that_count(root):
    rules = root / "usr/lib/udev/rules.d"
    (rules / "85-brltty.rules").write_text('# 1a86/7523/\nENV{PRODUCT}=="1a86/7523/*", GOTO="brltty_usb_run"\n')
    (rules / "90-brltty-off.rules").write_text('  # ENV{PRODUCT}=="1a86/7523/*"\n')
    (rules / "60-other.rules").write_text('ENV{PRODUCT}=="1a86/7523/*"\n')
    assert computer(root).rules("brltty", "1a86/7523/") == [rules / "85-brltty.rules"]
    assert computer(root).rules("brltty", "10c4/ea60/") == []
    (root / "etc/udev/rules.d/85-brltty.rules").touch()  # an administrator's empty file takes its place
    assert computer(root).rules("brltty", "1a86/7523/") == []


def test_pseudo_terminals(root):
    (root / "dev/pts/3").touch()
    (root / "dev/uart0").symlink_to(root / "dev/pts/3")
    found = [computer(root).is_pseudo(name) for name in ("/dev/pts/3", "/dev/uart0", "/dev/ttyUSB0")]
    assert found == [True, True, False]


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells of /dev/ptmx")
def test_who_made_a_pseudo_terminal():
    """A real one: its maker, and another program that has it open."""
    import pty

    near, far = pty.openpty()
    name, linux = os.ttyname(far), Computer()
    with subprocess.Popen(["sleep", "60"], stdin=far, start_new_session=True) as holder:
        try:
            makers, (holders, _) = linux.makers(name), linux.holders(name)
        finally:
            holder.kill()
            os.close(near)
            os.close(far)
    assert linux.is_pseudo(name)
    assert makers is not None and [program.pid for program in makers] == [os.getpid()]
    assert Program(holder.pid, "sleep") in holders


def test_where_the_system_does_not_tell_who_made_a_pseudo_terminal(root):
    start(root, 6, "bash", "dev/ttyUSB0")
    assert computer(root).makers("/dev/pts/3") is None


def test_elsewhere_nothing_is_told():
    assert not Computer(platform="darwin").knows_ports and not Computer(platform="win32").knows_ports
