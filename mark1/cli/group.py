"""A group whose command ``run`` need not be named: ``mark1 sweep SPEC.toml``, ``mark1 experiment NAME``."""

from pathlib import Path

import typer

from mark1.cli.helpful import HelpfulGroup


class GroupThatRuns(HelpfulGroup):
    """``sweep SPEC.toml`` is ``sweep run SPEC.toml``."""

    # The class of the context is in a different module in each version of typer.
    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Insert ``run`` unless a command is named."""
        known = (*self.commands, *ctx.help_option_names, "--version", "-V", "--debug", "--verbose")
        named = not args or args[0] in known
        return super().parse_args(ctx, args if named or not self.means_run(args[0]) else ["run", *args])

    def means_run(self, word: str) -> bool:
        """Whether a word that is no command is an argument of ``run``: an option or a file, not a misspelt command."""
        return word.startswith("-") or bool(Path(word).suffix) or Path(word).exists()


class GroupOfNames(GroupThatRuns):
    """``experiment NAME`` is ``experiment run NAME``."""

    def means_run(self, word: str) -> bool:
        """Any word is a name."""
        return True
