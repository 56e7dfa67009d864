"""The console of a virtual board or cable: lines in, answers out, commands to a recording."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from firmware_sim.virtual_board.commands import ConsoleCommand, done
from firmware_sim.virtual_board.ports import Served
from firmware_sim.virtual_board.recording import TYPED, Said
from mark1.errors import Mark1Error

S = TypeVar("S", bound=Served)
ALWAYS = {"help": "list the commands", "quit": "stop"}


class Console(Generic[S]):
    """``goes_on`` runs the next line that was typed; it returns False after ``quit``.

    ``line`` returns a line or None; ``say`` gets answers, ``complain`` errors, ``tell`` entries for a recording.
    """

    def __init__(
        self,
        served: S,
        commands: Mapping[str, ConsoleCommand[S]],
        line: Callable[[], str | None],
        say: Callable[[str], None],
        complain: Callable[[str], None],
        tell: Callable[[Said], None] = lambda said: None,
    ) -> None:
        self.served, self.commands, self.line = served, commands, line
        self.say, self.complain, self.tell = say, complain, tell

    def goes_on(self) -> bool:
        line = (self.line() or "").strip()
        if line and line != "quit":
            self.hear(line)
        return line != "quit"

    def hear(self, line: str) -> None:
        """Run a line, or print its error in one line."""
        try:
            self.say(self.help() if line == "help" else self.done(line))
        except Mark1Error as mistake:
            self.complain(str(mistake))

    def done(self, line: str) -> str:
        """Run a line and record it. Raises Mark1Error, after which nothing has changed."""
        answer = done(self.served, self.commands, line)
        kept = self.commands[line.split()[0]].kept
        if kept:
            self.tell(Said(self.served.now_ms, TYPED, kept(self.served, line).encode()))
        return answer

    def help(self) -> str:
        rows = [(f"{name} {command.takes}", command.means) for name, command in self.commands.items()]
        return "\n".join(f"{what:<26}{means}" for what, means in [*rows, *ALWAYS.items()])
