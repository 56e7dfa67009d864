"""Why a port did not open: what the system said, and what to do about it."""

import errno
import re
import sys

SEE_PORTS = "mark1 rig ports shows those there are"
SEE_DOCTOR = "mark1 rig doctor --port {name} says which, and what to do"
HOLDER = {
    "linux": "sudo fuser -v {name} names the program that has it",
    "win32": "Process Explorer (Find Handle) names the program that has it; often it is a serial monitor",
}
LSOF = "sudo lsof {name} names the program that has it"  # macOS, BSD
NOBODY = "nobody serves that address: start what serves it, or check the number after the colon"
NO_ANSWER = "no answer from that address: check it, and the network"
NO_SUCH_HOST = "no computer of that name is known: check the name"
# What a board behind TCP says to whoever comes second, before it is closed.
TAKEN = b"\r\nmark1_rig: another program has this board; of a second one only a stop is heard\r\n"
# What pyserial says when another program has read what was there, or the device is gone.
SHARED = "multiple access on port"
URL = "a URL is socket://HOST:PORT or rfc2217://HOST:PORT"

SAID: dict[int, str] = {
    errno.ENOENT: f"there is no such port: {SEE_PORTS}",
    errno.ENXIO: f"nothing is behind it: {SEE_PORTS}",
    errno.ENODEV: f"nothing is behind it: {SEE_PORTS}",
    errno.EIO: f"nothing is behind it: {SEE_PORTS}",
    errno.EACCES: "this user may not, or another program has it: {advice}",
    errno.EPERM: "this user may not: {advice}",
    errno.EBUSY: "another program has it: {advice}",
    errno.EAGAIN: "another program has it: {advice}",
    errno.EISDIR: f"it is a folder, not a port: {SEE_PORTS}",
    errno.ENOTTY: f"it is not a serial port: {SEE_PORTS}",
    errno.ECONNREFUSED: NOBODY,
    errno.ETIMEDOUT: NO_ANSWER,
    errno.EHOSTUNREACH: NO_ANSWER,
    errno.ENETUNREACH: NO_ANSWER,
    10061: NOBODY,  # these two are Windows' own
    11001: NO_SUCH_HOST,
}
NUMBER = re.compile(r"\[(?:Errno|WinError) (-?[0-9]+)\]|\(([0-9]+), ")


def reason_in(heard: bytes) -> str:
    """Why the other side of a port hung up, if that was the last it said."""
    return TAKEN.decode().strip().partition(": ")[2] if heard.endswith(TAKEN) else ""


def number_of(said: str) -> int | None:
    """The system's number in what pyserial says: ``[Errno 2] ...``, ``(25, '...')``, ``PermissionError(13, ...)``."""
    found = NUMBER.search(said)
    return int(found[1] or found[2]) if found else None


def holder(name: str, platform: str = sys.platform) -> str:
    """How to find out which program has the port ``name`` open, where mark1 cannot tell."""
    return HOLDER.get(platform, LSOF).format(name=name)


def why(name: str, said: str, *, doctor: bool = False, platform: str = sys.platform) -> str:
    """What keeps the port ``name`` shut, from what pyserial ``said``.

    The advice is to ask the doctor, unless it is the ``doctor`` who asks, or cannot see into the platform.
    """
    said = said.replace(name, "") if name else said
    number = number_of(said)
    if number in SAID:
        advice = SEE_DOCTOR.format(name=name) if platform == "linux" and not doctor else holder(name, platform)
        return SAID[number].format(name=name, advice=advice)
    if number is not None and number < 0:  # of the look-up of names
        return NO_SUCH_HOST
    if "timed out" in said:
        return NO_ANSWER
    return URL if name.startswith(("socket://", "rfc2217://")) else said
