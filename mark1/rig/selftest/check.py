"""What a check of a board is: data, and the function that asks the board."""

from collections.abc import Callable
from typing import NamedTuple

from mark1.rig.selftest.raw_host import RawHost
from mark1.rig.wire.protocol import Capability

NOTHING = Capability(0)


class Check(NamedTuple):
    """``do`` begins after a HELLO, not armed; it raises RigError or Skipped, or returns in a few words what it saw.

    ``needs``: what the board must have for it. ``moves``: it asks for motions, small ones.
    """

    name: str
    shows: str
    do: Callable[[RawHost], str | None]
    needs: Capability = NOTHING
    moves: bool = False
