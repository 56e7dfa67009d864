"""Why a port did not open: what the system said, and what to do about it."""

import errno
import re

SEE_PORTS = "mark1 rig ports shows those there are"
SEE_DOCTOR = "mark1 rig doctor --port {name} says which, and what to do"
NOBODY = "nobody serves that address: start what serves it, or check the number after the colon"
NO_ANSWER = "no answer from that address: check it, and the network"
NO_SUCH_HOST = "no computer of that name is known: check the name"
URL = "a URL is socket://HOST:PORT or rfc2217://HOST:PORT"

SAID: dict[int, str] = {
    errno.ENOENT: f"there is no such port: {SEE_PORTS}",
    errno.ENXIO: f"nothing is behind it: {SEE_PORTS}",
    errno.ENODEV: f"nothing is behind it: {SEE_PORTS}",
    errno.EIO: f"nothing is behind it: {SEE_PORTS}",
    errno.EACCES: f"this user may not, or another program has it: {SEE_DOCTOR}",
    errno.EPERM: f"this user may not: {SEE_DOCTOR}",
    errno.EBUSY: f"another program has it: {SEE_DOCTOR}",
    errno.EAGAIN: f"another program has it: {SEE_DOCTOR}",
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


def number_of(said: str) -> int | None:
    """The system's number in what pyserial says: ``[Errno 2] ...``, ``(25, '...')``, ``PermissionError(13, ...)``."""
    found = NUMBER.search(said)
    return int(found[1] or found[2]) if found else None


def why(name: str, said: str) -> str:
    """What keeps the port ``name`` shut, from what pyserial ``said``."""
    said = said.replace(name, "") if name else said
    number = number_of(said)
    if number in SAID:
        return SAID[number].format(name=name)
    if number is not None and number < 0:  # of the look-up of names
        return NO_SUCH_HOST
    if "timed out" in said:
        return NO_ANSWER
    return URL if name.startswith(("socket://", "rfc2217://")) else said
