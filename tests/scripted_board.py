"""The firmware under a script: the PC build or the image in simavr, told line by line what to do. No clock of ours."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HOST = Path(__file__).parents[1] / "firmware_sim" / "host"
FRAMES = HOST.parent / "frames.txt"
MCUS = ("atmega328p", "atmega2560")
REPLY, ERROR, NOTICE = 0x80, 0xFF, 0xFE
HELLO, PING, STATUS, ARM, DISARM, STOP, PULSE, SEEK, WIPERS = 1, 2, 3, 0x10, 0x11, 0x12, 0x20, 0x21, 0x22
SCAN, LAMPS = 0x30, 0x31
SESSION = (0xBEEF).to_bytes(2, "little")


def need(*tools: str) -> None:
    """Go without the test, and say what to install, if a tool is not there."""
    packages = {"avr-g++": "gcc-avr avr-libc", "Xvfb": "xvfb"}
    missing = [packages.get(tool, tool) for tool in tools if shutil.which(tool) is None]
    if missing:
        go_without(f"needs {', '.join(missing)} (Debian, Ubuntu: apt-get install {' '.join(missing)})")


def need_header(name: str, package: str) -> None:
    """Go without the test if the C++ compiler does not find a header."""
    found = subprocess.run(["g++", "-E", "-x", "c++", "-"], input=f"#include <{name}>", capture_output=True, text=True)
    if found.returncode:
        go_without(f"needs {name} (Debian, Ubuntu: apt-get install {package})")


def go_without(why: str) -> None:
    """Skip; or fail where MARK1_NO_SKIPS is set: in .ci/run, which installs what these tests need."""
    if os.environ.get("MARK1_NO_SKIPS"):
        pytest.fail(why)
    pytest.skip(why)


def make(build: Path, *targets: str) -> Path:
    """Build targets of firmware_sim/host into ``build``; fails with the compiler's words."""
    done = subprocess.run(["make", "-j2", "-C", HOST, f"BUILD={build}", *targets], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return build


def make_once(build: Path, *targets: str) -> Path:
    """``make`` in a folder of the whole run: the first process builds, the others wait for it and find it done."""
    import fcntl  # here, not above: Windows has none, and no make either

    build.mkdir(exist_ok=True)
    with (build / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go when the file is closed, also by a process that dies
        return make(build, *targets)


def fcs(data: bytes) -> bytes:
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0x8408 if register & 1 else 0)
    return (register ^ 0xFFFF).to_bytes(2, "little")


def frame(seq: int, kind: int, payload: bytes = b"") -> bytes:
    """A frame on the wire."""
    content = bytes((seq & 0xFF, kind)) + payload
    content += fcs(content)
    for byte in (0x7D, 0x7E, 0x18):
        content = content.replace(bytes((byte,)), bytes((0x7D, byte ^ 0x20)))
    return b"\x7e" + content + b"\x7e"


def frames_in(data: bytes) -> list[tuple[int, int, bytes]]:
    """The frames in bytes from the board: sequence, type, payload. One with a wrong FCS fails."""
    found = []
    for piece in data.split(b"\x7e"):
        content = bytearray()
        escaped = False
        for byte in piece:
            if byte == 0x7D:
                escaped = True
            else:
                content.append(byte ^ 0x20 if escaped else byte)
                escaped = False
        if content:
            assert fcs(bytes(content[:-2])) == content[-2:], content.hex()
            found.append((content[0], content[1], bytes(content[2:-2])))
    return found


def unpack(data: bytes, count: int, bits: int = 10) -> list[int]:
    """Packed values: low bits first, no gaps."""
    stream = int.from_bytes(data, "little")
    return [stream >> i * bits & (1 << bits) - 1 for i in range(count)]


class ScriptedBoard:
    """A board under a script, in its own time. ``tell`` is one line of the script; the rest is said with it."""

    def __init__(self, *command: str | Path) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.seq = 0
        self.rest = b""  # of a frame that is still on its way

    def __enter__(self) -> "ScriptedBoard":
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def tell(self, *words: object) -> str:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer.startswith("ok"), answer or "the board's process ended"
        return answer[3:].strip()

    def run(self, ms: float) -> list[tuple[int, int, bytes]]:
        """Let time pass; the frames that came."""
        self.rest += bytes.fromhex(self.tell("run", round(ms * 1000)))
        whole, flag, self.rest = self.rest.rpartition(b"\x7e")
        return frames_in(whole + flag)

    def send(self, data: bytes) -> None:
        self.tell("send", data.hex())

    def ask(self, kind: int, payload: bytes = b"", ms: float = 20) -> tuple[int, bytes]:
        """A new request; type and payload of its reply. What else comes in ``ms`` is forgotten."""
        seq = self.seq
        self.seq = seq + 1 & 0xFF
        self.send(frame(seq, kind, payload))
        replies = [(kind, payload) for its_seq, kind, payload in self.run(ms) if its_seq == seq and kind != NOTICE]
        assert len(replies) == 1, replies
        return replies[0]

    def hello(self) -> bytes:
        kind, payload = self.ask(HELLO, b"\x01" + SESSION)
        assert kind == HELLO | REPLY
        return payload

    def arm(self) -> None:
        assert self.ask(ARM, SESSION) == (ARM | REPLY, b"\x01\x00")

    def keep(self, ms: int) -> None:
        """Let time pass without falling silent."""
        for _ in range(-(-ms // 100)):
            self.ask(PING, ms=100)

    def pot(self, pot: int) -> tuple[float, float]:
        """Where a wiper is, in counts, and for how many ms its motor was driven."""
        wiper, driven_us = self.tell("pot", pot).split()
        return float(wiper), float(driven_us) / 1000

    @property
    def power(self) -> tuple[bool, int]:
        """Whether motors have power, and when that changed, us."""
        on, since_us = self.tell("power").split()
        return on == "1", int(since_us)

    @property
    def now_us(self) -> int:
        return int(self.tell("time"))
