"""Commands for the album: presented pictures that were kept, each with its label. ``train album`` teaches them."""

from collections import Counter
from collections.abc import Sequence

from mark1.errors import CommandError
from mark1.panel.commands.words import exactly
from mark1.panel.reply import Reply
from mark1.panel.session import Session
from mark1.text import counted

MOST = 10_000


def keep(session: Session, words: Sequence[str]) -> Reply:
    (label,) = exactly(words, 1, "keep A")
    if session.observation is None:
        raise CommandError("there is no picture to keep: present one first")
    if not label.strip() or len(session.album) >= MOST:
        raise CommandError(f"keep: expected a label, and room for one of at most {MOST} pictures")
    session.album = (*session.album, (label, session.observation.light))
    return Reply(f"{session.observation.name} kept as {label}; {counted(len(session.album), 'picture')} in the album")


def album(session: Session, words: Sequence[str]) -> Reply:
    if list(words) == ["clear"]:
        session.album = ()
        return Reply("the album is empty")
    exactly(words, 0, "album, or: album clear")
    counts = Counter(label for label, _ in session.album)
    listed = " ".join(f"{label} x {count}" if count > 1 else label for label, count in counts.items())
    return Reply(f"{counted(len(session.album), 'picture')} in the album{': ' + listed if listed else ''}")
