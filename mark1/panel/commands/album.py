"""Commands for the album: presented pictures that were kept, each with its label. ``train album`` teaches them."""

from collections import Counter
from collections.abc import Sequence

from mark1.errors import CommandError
from mark1.panel.commands.words import exactly
from mark1.panel.control_panel import ControlPanel, Reply
from mark1.text import counted

MOST = 10_000


def keep(panel: ControlPanel, words: Sequence[str]) -> Reply:
    (label,) = exactly(words, 1, "keep A")
    if panel.sight is None:
        raise CommandError("there is no picture to keep: present one first")
    if not label.strip() or len(panel.album) >= MOST:
        raise CommandError(f"keep: a label is needed, and room for one of at most {MOST} pictures")
    panel.album = (*panel.album, (label, panel.sight.light))
    return Reply(f"{panel.sight.name} kept as {label}; {counted(len(panel.album), 'picture')} in the album")


def album(panel: ControlPanel, words: Sequence[str]) -> Reply:
    if list(words) == ["clear"]:
        panel.album = ()
        return Reply("the album is empty")
    exactly(words, 0, "album, or: album clear")
    counts = Counter(label for label, _ in panel.album)
    listed = " ".join(f"{label} x {count}" if count > 1 else label for label, count in counts.items())
    return Reply(f"{counted(len(panel.album), 'picture')} in the album{': ' + listed if listed else ''}")
