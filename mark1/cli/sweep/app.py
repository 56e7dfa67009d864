"""The commands of ``mark1 sweep``: run a study, and plot its table."""

from pathlib import Path

import typer

from mark1.cli.max_size import with_max_size
from mark1.cli.options import Command
from mark1.cli.sweep.plot import plot
from mark1.cli.sweep.run import run


class Group(typer.core.TyperGroup):
    """``sweep SPEC.toml`` is ``sweep run SPEC.toml``."""

    # The class of the context is in a different module in each version of typer.
    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Insert ``run`` unless a command is named."""
        spec = args and args[0] not in (*self.commands, *ctx.help_option_names) and _may_be_spec(args[0])
        return super().parse_args(ctx, ["run", *args] if spec else args)


def _may_be_spec(word: str) -> bool:
    """Whether it is an option or a file, not a misspelt command."""
    return word.startswith("-") or bool(Path(word).suffix) or Path(word).exists()


sweep = typer.Typer(
    cls=Group,
    help="Run a study of many machines, one table row each: mark1 sweep SPEC.toml --out TABLE.csv",
    no_args_is_help=True,
)

COMMANDS: dict[str, Command] = {"run": run, "plot": plot}

for name, command in COMMANDS.items():
    sweep.command(name=name)(with_max_size(command))
