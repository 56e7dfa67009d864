"""Locks: one holder at a time, named for messages, and gone with its program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mark1.errors import StorageError
from mark1.lock import Lock

HOLDER = """
import sys
from mark1.lock import Lock
lock = Lock(sys.argv[1])
assert lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_one_holds_it_and_the_other_can_name_who(tmp_path: Path) -> None:
    one, other = Lock(tmp_path / "file"), Lock(tmp_path / "file")
    assert not one.probe()
    assert one.acquire() and one.acquire()
    assert not one.probe() and other.probe()
    assert not other.acquire()
    assert other.holder.startswith(f"process {os.getpid()} on ")
    one.release()
    assert not list(tmp_path.iterdir())
    assert other.acquire() and one.probe()
    del other
    assert not one.probe() and not list(tmp_path.iterdir())


def test_asking_leaves_nothing_and_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / ".file.lock").write_text("process 1 on a computer that is off")
    one = Lock(tmp_path / "file")
    assert not one.probe()
    assert not list(tmp_path.iterdir())


def test_a_killed_program_holds_nothing_any_more(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "file")
    command = [sys.executable, "-c", HOLDER, str(lock.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        assert lock.probe() and not lock.acquire()
        assert f"process {other.pid} on " in lock.holder
        other.kill()
    assert not lock.probe()
    assert lock.acquire()


def test_a_link_to_a_file_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder" / "file")
    one = Lock(tmp_path / "folder" / "file")
    assert one.acquire()
    assert Lock(tmp_path / "link").probe()


def test_where_no_claim_can_be_kept_it_is_said_and_nothing_is_anybody_s(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        Lock(tmp_path / "no folder" / "file").acquire()
    (tmp_path / ".file.lock").mkdir()
    with pytest.raises(StorageError, match="cannot be written"):
        Lock(tmp_path / "file").acquire()
    assert Lock(tmp_path / "file").probe()
