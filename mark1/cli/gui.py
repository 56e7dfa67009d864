"""``mark1 gui``: open the window, or render it without a display."""

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from mark1.cli.options import JournalFile, Json, Language, Size, ThemeName, size_of
from mark1.cli.output import as_json, say
from mark1.cli.session import lines_of_script, panel_for
from mark1.cli.signature import with_options
from mark1.errors import CommandError, StorageError
from mark1.install_hint import require

if TYPE_CHECKING:
    from mark1.gui.base.ui_state import PanelState
    from mark1.gui.visitor.settings import UserSettings
    from mark1.panel.control_panel import ControlPanel


class GuiOptions(NamedTuple):
    """The arguments of ``mark1 gui``, in the order of its help."""

    file: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE.mark1 | PICTURE | SCRIPT]", help="Machine to load, picture to show, or script to run."
        ),
    ] = None
    script: Annotated[
        str | None, typer.Option("--script", metavar="FILE", help="Run the panel commands of this file on start-up.")
    ] = None
    screenshot: Annotated[
        Path | None, typer.Option("--screenshot", help="Render to this PNG instead of opening a window.")
    ] = None
    size: Annotated[
        str | None,
        typer.Option("--size", metavar="WxH", help="Size in pixels (default: as last time, or 1600x900, if it fits)."),
    ] = None
    frames: Annotated[
        int, typer.Option("--frames", min=1, help="Frames to render before the screenshot (60 per second).")
    ] = 60
    theme: Annotated[ThemeName | None, typer.Option("--theme", help="Colours and font size.")] = None
    language: Annotated[Language | None, typer.Option("--language", help="Language of the labels.")] = None
    settings: Annotated[
        str | None,
        typer.Option(
            "--settings", metavar="FILE.toml", help="Window settings: hidden controls, timeouts, theme, language."
        ),
    ] = None
    kiosk: Annotated[
        bool, typer.Option("--kiosk", help="Full screen, no file access, repeating tour, reset when idle.")
    ] = False
    screen: Annotated[int | None, typer.Option("--screen", min=0, help="Display number (0 is the first).")] = None
    json: Json = False
    journal: JournalFile = None


@with_options(GuiOptions)
def gui(asked: GuiOptions) -> None:
    """Open the window: watch, wire and teach the machine."""
    require("pygame", "the window")
    from mark1.gui.base.ui_state import PanelState
    from mark1.training.novelty import AUTO

    settings = _settings(asked)
    state, size = PanelState(settings.theme, settings.language), size_of(asked.size) if asked.size else None
    state.hidden = frozenset(settings.hide)
    lines = [*_first_lines(asked.file), *(lines_of_script(asked.script) if asked.script else ())]
    if asked.screenshot is None:
        panel = panel_for(asked.journal, None)
        panel.unknown_cells = AUTO
        _open(lines, state, size, panel, settings)
    else:
        _draw(lines, state, size, asked.journal, asked.frames, asked.screenshot)
    written = [asked.screenshot] if asked.screenshot else []
    if asked.json:
        as_json({"lines": lines, "files": []}, written)
    else:
        say(*(f"Screenshot: {path}" for path in written))


def _settings(asked: GuiOptions) -> "UserSettings":
    """The settings of the file, overridden by the command line. Raises ConfigError, StorageError."""
    from mark1.gui.visitor.settings import UserSettings, read

    settings = read(asked.settings) if asked.settings else UserSettings()
    return replace(
        settings,
        theme=asked.theme or settings.theme,
        language=asked.language or settings.language,
        kiosk=asked.kiosk or settings.kiosk,
        screen=settings.screen if asked.screen is None else asked.screen,
    )


def _draw(
    lines: list[str], state: "PanelState", size: Size | None, journal: Path | None, frames: int, picture: Path
) -> None:
    """Render the window to a PNG, some frames after the script. Raises CommandError, StorageError."""
    from mark1 import storage
    from mark1.gui.film import picture_of_wall
    from mark1.gui.paint.theme import SIZE
    from mark1.kind import PNG

    if picture.suffix.lower() != ".png":
        raise CommandError(f"--screenshot {picture}: expected a name that ends in .png")
    storage.prepare(picture, PNG)
    panel = panel_for(journal, None)
    picture_of_wall.save(picture_of_wall.picture(panel, lines, state, size or SIZE, frames), str(picture))


def _open(
    lines: list[str], state: "PanelState", size: Size | None, panel: "ControlPanel", settings: "UserSettings"
) -> None:
    """Run the window until it is closed. It opens at its last position unless a size was given."""
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
        with suppress(StorageError):  # not worth failing a good session for
            placement.keep(window.stand.placement, folder)


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _first_lines(file: str | None) -> Iterator[str]:
    """The command that loads the machine or shows the picture, or the lines of the script."""
    from mark1.gui.operator.dropping import is_shown, lines_for

    if file is None:
        return
    if file.endswith(".mark1"):
        yield shlex.join(["load", file])
    elif is_shown(file):
        yield from lines_for(file)
    else:
        yield from lines_of_script(file)
