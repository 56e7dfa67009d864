"""Commands that join a real board, and say what it does."""

import re
from collections.abc import Sequence
from typing import Any

from mark1.errors import CommandError, expected
from mark1.machine.retina import Light
from mark1.panel.commands.words import exactly, to_options
from mark1.panel.journal import state_folder
from mark1.panel.reply import Reply
from mark1.panel.reply_data import ReplyData
from mark1.panel.session import Session
from mark1.text import nearest

SEEN = "light on the photocells"
MOTIONS = ("seek", "pulse")
SWITCH = {"on": True, "off": False}


def rig(session: Session, words: Sequence[str]) -> Reply:
    if not words:
        return _told(session)
    if len(words) == 1 and words[0] in ORDERS:
        return ORDERS[words[0]](session)
    options = to_options(words[1:], {"motion": str, "shadow": str, "pots": int})
    motion, shadow = _one_of(MOTIONS, options.pop("motion", "seek")), _one_of(SWITCH, options.pop("shadow", "off"))
    if session.rig:
        raise CommandError(f"the rig at {session.rig.config.port} is joined already: rig off first")
    _join(session, port=words[0], motion=motion, shadow=SWITCH[shadow], **options)
    return _told(session)


def _join(session: Session, **config: Any) -> None:
    from mark1.rig.board.joined import RigConfig, opened

    session.rig = opened(RigConfig(**config), state_folder(), session.note, lambda: session.stop_request.asked)
    session.stop_request.at_once = session.halt_motors
    session.rig.board.on_motion = lambda count: session.on_progress("motors", count, 0, "")
    try:
        session.join_rig()
    except BaseException:  # also Ctrl-C: the stop bytes first
        session.halt_motors()
        session.leave_rig()
        raise


def _told(session: Session) -> Reply:
    if session.rig is None:
        return Reply("no rig is connected: rig PORT; 'mark1 rig ports' lists the ports")
    facts = session.rig.facts(session.machine)
    return Reply(session.rig.in_a_line(session.machine), {"rig": facts})


def _off(session: Session) -> Reply:
    session.leave_rig()
    return Reply("no rig is connected; the weights stay where they are")


def _stop(session: Session) -> Reply:
    if session.rig is None:
        return Reply("no rig is connected: there are no motors to stop")
    session.stop_motors()
    session.rig.board.confirm()
    return Reply("stop: all motors are off until 'rig arm'")


def _arm(session: Session) -> Reply:
    if session.rig is None:
        raise CommandError("no rig is connected: rig PORT")
    session.rig.board.arm()
    return Reply("motors may run again")


ORDERS = {"off": _off, "stop": _stop, "arm": _arm}


def _one_of(allowed: Sequence[str] | dict[str, bool], word: str) -> Any:
    if word not in allowed:
        raise CommandError(expected("rig", " or ".join(allowed), word) + nearest(word, allowed))
    return word


# ---- its photocells


def seen(session: Session, words: Sequence[str]) -> tuple[Light, str, ReplyData]:
    """What the rig's photocells see, and the line that shows the same light again without it."""
    exactly(words, 0, "present rig")
    if session.rig is None:
        raise CommandError("no rig is connected: rig PORT")
    retina = session.machine.retina.config
    light = session.rig.light(retina.rows, retina.cols)
    return light, SEEN, {"journal": f"present light {as_hex(light)}"}


def as_hex(light: Light) -> str:
    """Light 0 to 1 as two hexadecimal digits a cell, in reading order."""
    return bytes((light * 255).round().astype(int).ravel().tolist()).hex()


def from_hex(session: Session, words: Sequence[str]) -> tuple[Light, str, ReplyData]:
    """The light that ``as_hex`` wrote, cell by cell. Raises CommandError if it does not fit the retina."""
    import numpy as np

    retina = session.machine.retina.config
    (word,) = exactly(words, 1, "present light HEX")
    digits = 2 * retina.rows * retina.cols
    if not re.fullmatch(f"[0-9a-fA-F]{{{digits}}}", word):
        raise CommandError(expected("light", f"{digits} hexadecimal digits, 2 per photocell", len(word)))
    levels = np.frombuffer(bytes.fromhex(word), np.uint8).reshape(retina.rows, retina.cols)
    return (levels / np.float32(255)).astype(np.float32), SEEN, {}
