"""The board: its protocol (PROTOCOL.md, frames.txt), its sketch, and a virtual board for everybody who has none.

::

    mark1_rig/       the sketch that runs on a real board
    host/            the sketch's sources on this computer and, as built for the chip, in an emulator
    virtual_board/   a board in Python: python -m firmware_sim --help

Nothing of ``mark1`` imports this package: a virtual board is addressed by its port's name, like a real one.
"""

import mark1.deprecated  # noqa: F401  # finds former import paths, also those of this package
