"""Who sits at a virtual board, or at a cable: lines in, answers out, and what was done for a recording."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from firmware_sim.virtual_board.commands import ConsoleCommand, done
from firmware_sim.virtual_board.ports import Served
from firmware_sim.virtual_board.recording import TYPED, Said
from mark1.errors import Mark1Error

S = TypeVar("S", bound=Served)
ALWAYS = {"help": "what can be typed", "quit": "switch it off"}


class Console(Generic[S]):
    """``goes_on`` does the next line that was typed, and is False after ``quit``.

    ``line`` gives one or None; ``say`` hears answers, ``complain`` mistakes, ``tell`` what a recording keeps.
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
        """Do it, or say what is wrong with it in one line."""
        try:
            self.say(self.help() if line == "help" else self.done(line))
        except Mark1Error as mistake:
            self.complain(str(mistake))

    def done(self, line: str) -> str:
        """Raises Mark1Error: then nothing has changed."""
        answer = done(self.served, self.commands, line)
        kept = self.commands[line.split()[0]].kept
        if kept:
            self.tell(Said(self.served.now_ms, TYPED, kept(self.served, line).encode()))
        return answer

    def help(self) -> str:
        rows = [(f"{name} {command.takes}", command.means) for name, command in self.commands.items()]
        return "\n".join(f"{what:<26}{means}" for what, means in [*rows, *ALWAYS.items()])
