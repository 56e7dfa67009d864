"""The board: its wire (PROTOCOL.md, frames.txt), and a virtual one for everybody who has none.

::

    host  <~~~~~~ line.py ~~~~~~>  virtual_board.py  -->  motors.py  -- drive -->  physics.py
          baud rate, faults.py     frames, states         seek, stall              light, motors, gears
                                   orders.py                   ^------ wipers, photocells ------'

``session.py`` puts the parts on one clock of milliseconds, as fast as it is asked to; ``ports.py`` runs it in real
time behind a pseudo-terminal or a TCP port: ``python -m firmware_sim --help``. Meanwhile ``typist.py`` listens,
``console.py`` answers and ``deeds.py`` does what is typed: ``show A``, ``unplug``, ``turn 3 2.5V``, ``help``.
``cable.py`` is a bad cable to any board, also a real one. Nothing of ``mark1`` imports this package: a virtual board is
reached by its port's name, as a real one is.
"""
