"""Commands at the patch board."""

import os
from collections.abc import Sequence

from mark1 import storage
from mark1.errors import CommandError
from mark1.kind import WIRES
from mark1.panel.commands.words import exactly, replaying, to_number, to_path, to_written
from mark1.panel.reply import Reply
from mark1.panel.session import Session
from mark1.text import counted


def _sign(word: str) -> int:
    signs = {"+": 1, "-": -1}
    if word not in signs:
        raise CommandError(f"a wire must be + (excitatory) or - (inhibitory), got {word!r}")
    return signs[word]


def wire(session: Session, words: Sequence[str]) -> Reply:
    path = to_path(words, "wire FILE.csv")
    session.machine.patch_board.load_csv(storage.read_text(path))
    return Reply(
        f"{counted(len(session.machine.patch_board.s_of_wire), 'wire')} plugged from {path}", replaying("wire", path)
    )


def wires(session: Session, words: Sequence[str]) -> Reply:
    path = to_written(session, words, "wires FILE.csv [again]", WIRES)
    storage.write_text(path, session.machine.patch_board.to_csv(), WIRES)
    session.files.add(os.path.realpath(path))
    return Reply(f"{counted(len(session.machine.patch_board.s_of_wire), 'wire')} written to {path}")


def plug(session: Session, words: Sequence[str]) -> Reply:
    s, a, sign = exactly(words, 3, "plug S A +")
    session.machine.patch_board.plug(to_number(int, s, "S-unit"), to_number(int, a, "A-unit"), _sign(sign))
    return Reply(f"S-unit {s} now {'excites' if sign == '+' else 'inhibits'} A-unit {a}")


def unplug(session: Session, words: Sequence[str]) -> Reply:
    s, a = exactly(words, 2, "unplug S A")
    session.machine.patch_board.unplug(to_number(int, s, "S-unit"), to_number(int, a, "A-unit"))
    return Reply(f"the wire from S-unit {s} to A-unit {a} is out")
