"""What a terminal server (RFC 2217: ser2net, pyserial's own) refused, in words, from what pyserial says of it.

::

    Remote does not seem to support RFC2217 ...      --> it does not speak RFC 2217 at that port
    remote rejected value for option 'baudrate'      --> it refuses 115200 baud
    ... parameter change ... [baudrate:REQUESTED ..] --> it does not answer to 115200 baud, ...
    timeout while waiting for option 'control'       --> it does not answer to the control lines
    what it writes to whoever joins, and hangs up    --> "Port already in use"
"""

import errno
import re
import socket
import time
from contextlib import suppress
from urllib.parse import urlsplit

from mark1.rig.wire.opening import number_of

PREFIX = "rfc2217://"
NOT_SPOKEN = (
    "the other side does not speak RFC 2217 at that port: use socket://HOST:PORT for a raw port, or set it up "
    "(ser2net: accepter telnet(rfc2217),tcp,PORT)"
)
CONTROL = (
    "the other side does not answer to a change of control lines (DTR, RTS), which its device may lack: add "
    "?ign_set_control to the URL"
)
HUNG_UP = "the other side hung up: another program may have its port; try again"
GONE = (errno.EPIPE, errno.ECONNRESET, errno.ECONNABORTED, 10053, 10054)  # the last two are Windows' own
SETTINGS = {
    "baudrate": "{baud} baud",
    "datasize": "8 data bits",
    "parity": "no parity",
    "stopsize": "1 stop bit",
    "control": "a change of control lines (DTR, RTS)",
    "purge": "a purge of its buffers",
}
REJECTED = re.compile(r"rejected value for option '(\w+)'")
UNANSWERED = re.compile(r"(\w+):REQUESTED")
LATE = re.compile(r"timeout while waiting for option '(\w+)'")
TELNET = re.compile(rb"\xff\xfa.*?\xff\xf0|\xff[\xfb-\xfe].|\xff.", re.DOTALL)  # its commands. Source: RFC 854
MOST = 200  # characters of what it writes
WITHIN_S = 0.5


def refusal(name: str, said: str, baud: int) -> str:
    """What the server at the URL ``name`` refused, if that is known: from what pyserial ``said``, or it says itself."""
    if words := farewell(name):
        return f"the other side says: {words}"
    return refusal_in(said, baud)


def farewell(name: str) -> str:
    """What a server writes to whoever joins before it hangs up; nothing if it does not hang up, or is not there."""
    data, until_s = b"", time.monotonic() + WITHIN_S
    with suppress(OSError, ValueError):
        url = urlsplit(name)
        with socket.create_connection((url.hostname or "", url.port or 0), WITHIN_S) as joined:
            joined.settimeout(WITHIN_S)
            while time.monotonic() < until_s and len(data) < MOST:
                more = joined.recv(MOST)
                if not more:
                    break
                data += more
            else:
                return ""
    words = " ".join(TELNET.sub(b"", data).decode("ascii", "ignore").split())
    return words if words.isprintable() else ""


def refusal_in(said: str, baud: int) -> str:
    """What the other side refused, from what pyserial ``said``; nothing if it says of no refusal."""
    if "does not seem to support RFC2217" in said:
        return NOT_SPOKEN
    if number_of(said) in GONE or "reader thread died" in said:
        return HUNG_UP
    if rejected := REJECTED.search(said):
        return f"the other side refuses {_setting(rejected[1], baud)}: allow it there, for the port of the board"
    if (late := LATE.search(said)) and late[1] == "control":
        return CONTROL
    unanswered = [late[1]] if late else UNANSWERED.findall(said)
    if len(unanswered) >= len(SETTINGS) - 2:  # all that are asked for at once
        return NOT_SPOKEN
    if unanswered:
        return f"the other side does not answer to {', '.join(_setting(name, baud) for name in unanswered)}"
    return ""


def _setting(name: str, baud: int) -> str:
    return SETTINGS.get(name, name).format(baud=baud)
