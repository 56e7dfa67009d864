"""``mark1 gui``: the window opened, or drawn without a display."""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from mark1.cli.options import JournalFile, Language, ThemeName, size_of
from mark1.cli.session import lines_of_script, panel_for
from mark1.errors import CommandError, StorageError


def gui(
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE.mark1 | PICTURE | SCRIPT]", help="What to begin with.")
    ] = None,
    script: Annotated[str | None, typer.Option("--script", help="Lines that are done first.")] = None,
    screenshot: Annotated[Path | None, typer.Option("--screenshot", help="Draw into this PNG, open no window.")] = None,
    size: Annotated[
        str | None,
        typer.Option("--size", metavar="WxH", help="In pixels; else as it was last, or 1600x900, as far as it fits."),
    ] = None,
    frames: Annotated[int, typer.Option("--frames", min=1, help="Drawn before the screenshot, 60 a second.")] = 60,
    theme: Annotated[ThemeName | None, typer.Option("--theme", help="Colours and letters.")] = None,
    language: Annotated[Language | None, typer.Option("--language", help="Of the labels.")] = None,
    settings: Annotated[
        str | None, typer.Option("--settings", metavar="FILE.toml", help="Controls to hide, seconds, theme, language.")
    ] = None,
    kiosk: Annotated[
        bool, typer.Option("--kiosk", help="Full screen, no files, the tour in a loop, back to the start when idle.")
    ] = False,
    screen: Annotated[int | None, typer.Option("--screen", min=0, help="Where to open it: 0 is the first.")] = None,
    journal: JournalFile = None,
) -> None:
    """Open the window: the machine you can watch, wire and teach."""
    from mark1.gui.base.ui_state import PanelState
    from mark1.gui.visitor.settings import Settings, read

    given: dict[str, Any] = {"theme": theme, "language": language, "kiosk": kiosk or None, "screen": screen}
    chosen = replace(read(settings) if settings else Settings(), **{k: v for k, v in given.items() if v is not None})
    state, wide_high = PanelState(theme=chosen.theme, language=chosen.language), size_of(size) if size else None
    state.hidden = frozenset(chosen.hide)
    lines = [*_first_lines(file), *(lines_of_script(script) if script else ())]
    if screenshot is None:
        _open(lines, state, wide_high, panel_for(journal, None), chosen)
        return
    from mark1 import storage
    from mark1.gui.film import picture_of_wall
    from mark1.gui.paint.theme import SIZE
    from mark1.kind import PNG

    if screenshot.suffix.lower() != ".png":
        raise CommandError(f"--screenshot {screenshot}: a name that ends in .png is needed")
    storage.prepare(screenshot, PNG)
    panel = panel_for(journal, None)
    picture_of_wall.save(picture_of_wall.picture(panel, lines, state, wide_high or SIZE, frames), str(screenshot))


def _open(lines: list[str], state: Any, size: tuple[int, int] | None, panel: Any, settings: Any) -> None:
    from mark1.gui import placement
    from mark1.gui.operator.autosave import Autosave
    from mark1.gui.operator.operator import Operator
    from mark1.gui.window import Window
    from mark1.panel.journal import state_folder

    operator = Operator(panel)
    autosave = None if settings.kiosk else Autosave(panel, state_folder(), settings.autosave_s)
    folder = state_folder()
    window = Window(operator, state, size or placement.kept(folder) or placement.Placement(), settings, autosave)
    operator.ask_all(lines)
    window.run()
    if not settings.kiosk:
        with suppress(StorageError):  # a session that went well is not spoiled by where its window stood
            placement.keep(window.stand.placement, folder)


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _first_lines(file: str | None) -> Iterator[str]:
    """The line that loads a machine or shows a picture, or the lines of a script."""
    import shlex

    from mark1.gui.operator.dropping import is_shown, lines_for

    if file is None:
        return
    if file.endswith(".mark1"):
        yield shlex.join(["load", file])
    elif is_shown(file):
        yield from lines_for(file)
    else:
        yield from lines_of_script(file)
