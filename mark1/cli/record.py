"""``mark1 record``: a run of the machine drawn into a file, without a display."""

import shlex
from typing import Annotated

import typer

from mark1.cli.options import JournalFile, Language, ThemeName, size_of
from mark1.cli.session import lines_of_script, panel_for


def record(
    line: Annotated[list[str], typer.Argument(metavar="LINE...", help="What to do, as: train letters epochs 5.")],
    out: Annotated[
        str, typer.Option("--out", metavar="FILE", help="A .gif, .webp, .mp4 or .webm of the run, a .png of its end.")
    ],
    script: Annotated[str | None, typer.Option("--script", help="Lines that are done first, unrecorded.")] = None,
    size: Annotated[str, typer.Option("--size", metavar="WxH", help="Of the pictures, in pixels.")] = "1024x640",
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, max=600, help="How long the film is.")] = 12.0,
    fps: Annotated[int, typer.Option("--fps", min=1, max=50, help="Pictures a second.")] = 12,
    theme: Annotated[ThemeName, typer.Option("--theme", help="Colours and letters.")] = ThemeName.normal,
    language: Annotated[Language, typer.Option("--language", help="Of the labels.")] = Language.en,
    journal: JournalFile = None,
) -> None:
    """Draw what the wall shows while something is done: the same bits each time."""
    from mark1.gui.base.ui_state import PanelState
    from mark1.gui.film import recording

    state, wide_high = PanelState(theme=theme, language=language), size_of(size)
    recording.require(out, wide_high, seconds, fps)
    panel = panel_for(journal, None)
    for first in lines_of_script(script) if script else ():
        panel.execute(first)
    recording.record(panel, shlex.join(line), out, state, wide_high, seconds, fps)
