"""``mark1 record``: record a command as an animation, without a display."""

import shlex
from typing import Annotated

import typer

from mark1.cli.options import JournalFile, Json, Language, ThemeName, size_of
from mark1.cli.output import as_json, say
from mark1.cli.session import lines_of_script, panel_for
from mark1.install_hint import require


def record(
    line: Annotated[list[str], typer.Argument(metavar="LINE...", help="Panel command, e.g. train letters epochs 5.")],
    out: Annotated[
        str,
        typer.Option("--out", metavar="FILE", help="Animation (.gif, .webp, .mp4, .webm), or the last frame (.png)."),
    ],
    script: Annotated[
        str | None,
        typer.Option("--script", metavar="FILE", help="Run the panel commands of this file first, without recording."),
    ] = None,
    size: Annotated[str, typer.Option("--size", metavar="WxH", help="Frame size in pixels.")] = "1024x640",
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, max=600, help="Length of the animation.")] = 12.0,
    fps: Annotated[int, typer.Option("--fps", min=1, max=50, help="Frames per second.")] = 12,
    theme: Annotated[ThemeName, typer.Option("--theme", help="Colours and font size.")] = ThemeName.normal,
    language: Annotated[Language, typer.Option("--language", help="Language of the labels.")] = Language.en,
    json: Json = False,
    journal: JournalFile = None,
) -> None:
    """Record a panel command as an animation of the window. Output is reproducible."""
    require("pygame", "a recording")
    from mark1.gui.base.ui_state import PanelState
    from mark1.gui.film import recording

    state, wide_high = PanelState(theme=theme, language=language), size_of(size)
    recording.require(out, wide_high, seconds, fps)
    panel = panel_for(journal, None)
    for first in lines_of_script(script) if script else ():
        panel.execute(first)
    recording.record(panel, shlex.join(line), out, state, wide_high, seconds, fps)
    if json:
        as_json({"line": shlex.join(line), "size": wide_high, "seconds": seconds, "fps": fps}, [out])
    else:
        say(f"Recording: {out}")
