"""The board: its wire (PROTOCOL.md, frames.txt), its sketch, and a virtual one for everybody who has none.

::

    mark1_rig/       the sketch that runs on a real board
    host/            the same sources on this computer and, as built for the chip, in an emulator
    virtual_board/   a board in Python: python -m firmware_sim --help

Nothing of ``mark1`` imports this package: a virtual board is reached by its port's name, as a real one is.
"""

import mark1.deprecated  # noqa: F401  # by it old import paths are found, also those of this package
