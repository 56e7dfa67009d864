"""Reply: what an action answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from mark1 import arguments, html
from mark1.panel.reply_data import ReplyData
from mark1.text import MOST_MESSAGE, short


@dataclass(frozen=True)
class Reply:
    """What an action answers: a line for people, whatever others wrote into it, and values for programs.

    ``data`` is a dict, whose keys depend on the command: see ReplyData.
    """

    text: str
    data: ReplyData = field(default_factory=ReplyData)

    def __post_init__(self) -> None:
        arguments.instance("text", self.text, str)
        object.__setattr__(self, "text", short(self.text, MOST_MESSAGE))

    def _repr_html_(self) -> str:
        """The text and the plain values, as a notebook shows them."""
        return html.reply(self.text, self.data)

    @classmethod
    def of_lines(cls, lines: Iterable[str], data: ReplyData | None = None) -> Self:
        """A reply of several lines."""
        reply = cls("", data or {})
        object.__setattr__(reply, "text", "\n".join(short(line, MOST_MESSAGE) for line in lines))
        return reply
