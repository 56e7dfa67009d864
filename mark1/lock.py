"""Lock: which running program uses a file, on any computer that sees it.

A claim on ``FILE`` is the system's own lock on the hidden file ``.FILE.lock`` beside it, so it ends with the program
that holds it, also when that is killed. The text in the hidden file names the holder, for messages only.
"""

import contextlib
import os
import socket
import sys
import time
import weakref
from pathlib import Path

from mark1.errors import StorageError

PROBES, PROBE_S = 20, 0.01  # how long a claim may be in the hands of somebody who only asks
FAR = 2**30  # the byte that Windows locks: beyond the text, which others may then read
LONGEST_NAME = 200  # of a holder, in bytes


class Lock:
    """A claim on ``path``, which need not exist. Two locks on one file exclude each other, also in one process.

    The claim ends with ``release``, with this object, or with the program.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(os.path.realpath(path))
        self.place = self.path.with_name(f".{self.path.name}.lock")
        self._end: weakref.finalize[..., Lock] | None = None

    def acquire(self) -> bool:
        """Claim the file: whether it is ours now. Raises StorageError where no claim can be kept."""
        for _ in range(PROBES):
            if self._claim(f"process {os.getpid()} on {socket.gethostname()}"):
                return True
            if self.holder:
                break
            time.sleep(PROBE_S)  # somebody who only asks holds it without a name
        return False

    def release(self) -> None:
        """End the claim, if there is one."""
        if self._end is not None:
            self._end()
        self._end = None

    @property
    def holder(self) -> str:
        """Who holds it, or held it last: ``process 42 on laboratory``. Empty if that is unknown."""
        try:
            with open(self.place, "rb") as file:
                return "".join(filter(str.isprintable, file.read(LONGEST_NAME).decode(errors="replace")))
        except OSError:
            return ""

    def probe(self) -> bool:
        """Try the claim: whether somebody else holds it, or that is unknown. One that nobody holds is removed."""
        if self._end is not None or not self.place.exists():
            return False
        try:
            free = self._claim("")
        except StorageError:
            return True
        self.release()
        return not free

    def _claim(self, name: str) -> bool:
        """Claim it under a name. A file that its holder removed meanwhile is claimed by nobody: then again."""
        if self._end is not None:
            return True
        while True:
            file = self._open()
            try:
                if not _locked(file):
                    os.close(file)
                    return False
                with contextlib.suppress(FileNotFoundError):
                    if os.path.samestat(os.fstat(file), os.stat(self.place)):
                        break
                os.close(file)
            except OSError as error:
                os.close(file)
                raise StorageError(f"{self.place}: cannot be locked ({error.strerror})") from error
        self._end = weakref.finalize(self, _end, file, self.place, os.getpid())
        with contextlib.suppress(OSError):  # a full disk: it is held, without a name
            os.ftruncate(file, 0)
            os.write(file, os.fsencode(name)[:LONGEST_NAME])
        return True

    def _open(self) -> int:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        try:
            return os.open(self.place, flags, 0o666)
        except OSError as error:
            raise StorageError(f"{self.place}: cannot be written ({error.strerror})") from error


def _locked(file: int) -> bool:
    """Take the system's lock on an open file, if it is free. Raises OSError where there are no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, FAR, os.SEEK_SET)
            try:
                msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            finally:
                os.lseek(file, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _end(file: int, place: Path, owner: int) -> None:
    """Remove the hidden file, and let go of it. Not in a child that was forked: the claim is its parent's."""
    if os.getpid() != owner:
        return
    if sys.platform == "win32":  # an open file cannot be removed there
        os.close(file)
    try:
        with contextlib.suppress(OSError):
            place.unlink()
    finally:
        if sys.platform != "win32":
            os.close(file)
