"""``mark1 rig hello``: identify a board."""

from mark1.cli.options import Json
from mark1.cli.output import as_json, say
from mark1.cli.rig.port import PortName, chosen, linked


def hello(port: PortName = None, json: Json = False) -> None:
    """Identify a board: firmware, sizes, capabilities, state.

    Opening the port resets most boards.
    """
    from mark1.rig.doctor import identity

    with linked(chosen(port)) as link:
        board = link.hello()
    if json:
        as_json(identity.facts(board))
    else:
        say(*(f"{name:15} {words}".rstrip() for name, words in identity.in_words(board).items()))
