"""Why a port did not open: words that pyserial says on Linux, macOS and Windows."""

import errno

import pytest
from loops import each

from mark1.rig.wire.opening import HOLDER, number_of, why


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("[Errno 2] could not open port /dev/x: [Errno 2] No such file or directory: '/dev/x'", 2),
        ("Could not configure port: (25, 'Inappropriate ioctl for device')", 25),
        ("could not open port 'COM3': PermissionError(13, 'Access is denied.', None, 5)", 13),
        ("Could not open port: [WinError 10061] No connection could be made", 10061),
        ("Could not open port: [Errno -2] Name or service not known", -2),
        ("invalid URL, protocol 'foo' not known", None),
    ],
)
def test_the_number_of_the_system(said, number):
    assert number_of(said) == number


@each("name, said, words",
    [
        ("/dev/x", "[Errno 2] could not open port /dev/x: [Errno 2] No such file", "there is no such port"),
        ("/dev/x", "[Errno 13] Permission denied: '/dev/x'", "or another program has it: mark1 rig doctor --port"),
        ("COM3", "could not open port 'COM3': PermissionError(13, 'Access is denied.', 5)", "another program has it"),
        ("/dev/x", "[Errno 16] could not open port /dev/x", "another program has it"),
        ("/dev/x", f"[Errno {errno.EAGAIN}] Could not exclusively lock port /dev/x", "another program has it"),
        ("/tmp", "[Errno 21] Is a directory: '/tmp'", "it is a folder"),
        ("/etc/x", "Could not configure port: (25, 'Inappropriate ioctl for device')", "it is not a serial port"),
        ("socket://h:1", f"Could not open port: [Errno {errno.ECONNREFUSED}] Connection refused", "nobody serves that"),
        ("socket://h:1", "Could not open port socket://h:1: timed out", "no answer from that address"),
        ("socket://h:1", "Could not open port socket://h:1: [Errno -2] Name or service", "no computer of that name"),
        ("socket://h", "Could not open port socket://h: '<=' not supported", "a URL is socket://HOST:PORT"),
        ("foo://x", "invalid URL, protocol 'foo' not known", "invalid URL, protocol 'foo' not known"),
    ],
)  # fmt: skip
def test_what_to_do(name, said, words):
    assert words in why(name, said, platform="linux")


def test_how_to_find_who_has_a_port():
    """On Linux the doctor looks into /proc; the doctor itself, and mark1 elsewhere, say how to find out."""
    said = "[Errno 16] could not open port /dev/x"
    assert why("/dev/x", said, platform="linux").endswith("mark1 rig doctor --port /dev/x says which, and what to do")
    assert why("/dev/x", said, platform="linux", doctor=True).endswith(": " + HOLDER["linux"].format(name="/dev/x"))
    for platform in ("darwin", "win32", "freebsd14"):
        texts = {why("/dev/x", said, platform=platform, doctor=doctor) for doctor in (False, True)}
        assert len(texts) == 1 and "doctor" not in texts.pop(), platform


def test_a_number_in_the_name_is_not_the_systems():
    assert why("/dev/a(21, ", "[Errno 2] could not open port /dev/a(21, ").startswith("there is no such port")
    assert why("(21, x", "could not open port (21, x: [Errno 2]").startswith("there is no such port")
