"""Commands and groups with a help page of any width, in which no word is broken.

options, by panel  -->  names and help side by side, or below each other where there is no room  -->  console
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup

from mark1.cli.layout import columns, wrapped

if TYPE_CHECKING:
    from rich.text import Text

PIPED = 80  # columns of a help page in a pipe
NAMES = 0.42  # the most of the width that names may take beside their help
Rows = list[tuple[str, str]]


class HelpfulCommand(TyperCommand):
    """A command whose help fits the terminal."""

    # The classes of context and formatter are in a different module in each version of typer.
    def format_help(self, ctx: typer.Context, formatter: object) -> None:  # type: ignore[override]
        """Print the help page."""
        print_help(self, ctx)


class HelpfulGroup(TyperGroup):
    """A group whose help fits the terminal, and lists its commands."""

    def format_help(self, ctx: typer.Context, formatter: object) -> None:  # type: ignore[override]
        """Print the help page."""
        print_help(self, ctx)


def print_help(command: TyperCommand | TyperGroup, ctx: typer.Context) -> None:
    """Print the help page of a command or group: usage, what it does, its options by panel, an example."""
    import sys

    from rich.console import Console
    from rich.padding import Padding
    from rich.panel import Panel
    from rich.text import Text

    width = columns(sys.stdout) or PIPED
    console = Console(width=width, highlight=False)
    about = [text for text in (command.help or "").replace("\f", "").split("\n\n") if text]
    usage = " ".join(command.collect_usage_pieces(ctx))
    texts = [f"Usage: {ctx.command_path} {usage}", *(" ".join(text.split()) for text in about)]
    for text in texts:
        console.print(Padding(Text("\n".join(wrapped(text, width - 2, 0))), (1, 1, 0, 1)))
    console.print()
    for title, rows in panels(command, ctx).items():
        body = Text("\n").join(_laid_out(rows, width - 4))
        console.print(Panel(body, title=title, title_align="left", border_style="dim"))
    if command.epilog:
        console.print(Padding(Text("\n".join(wrapped(command.epilog, width - 2, 2))), (0, 1, 1, 1)))


def panels(command: TyperCommand | TyperGroup, ctx: typer.Context) -> dict[str, Rows]:
    """The names and the help of everything that the command takes, by panel; those of common options come last."""
    found: dict[str, Rows] = {}
    for option in command.get_params(ctx):
        record = option.get_help_record(ctx)
        if record is not None:
            usual = "Arguments" if isinstance(option, TyperArgument) else "Options"
            found.setdefault(getattr(option, "rich_help_panel", None) or usual, []).append(record)
    if isinstance(command, TyperGroup):
        found["Commands"] = [(name, _about(each)) for name, each in command.commands.items() if not each.hidden]
    return found


def _about(command: object) -> str:
    return " ".join(str(getattr(command, "help", "") or "").partition("\n\n")[0].split())


def _laid_out(rows: Rows, width: int) -> "Iterator[Text]":
    """The rows as lines of at most ``width`` columns: the help beside the names, or below names that are long."""
    from rich.text import Text

    short = [len(name) for name, _ in rows if len(name) <= width * NAMES]
    beside = max(short, default=4) + 2
    for name, help in rows:
        lines = wrapped(help, width - beside, 0)
        if len(name) + 2 <= beside:
            yield Text.assemble((f"{name:{beside}}", "bold cyan"), lines.pop(0))
        else:
            yield from (Text(part, "bold cyan") for part in wrapped(name, width, 4))
        yield from (Text(" " * beside + line) for line in lines)
