"""A virtual board: it behaves like the sketch, on a clock of milliseconds.

::

    host  <~~~~~~ line.py ~~~~~~>  board.py  -->  motors.py  -- drive -->  physics.py
          baud rate, faults.py     frames, states       seek, stall        light, motors, gears
                                   requests.py               ^------ wipers, photocells ------'

``session.py`` puts the parts on one clock of milliseconds, as fast as possible; ``fault_events.py`` happen to it;
``ports.py`` runs it in real time behind a pseudo-terminal or a TCP port. Meanwhile ``stdin_lines.py`` listens,
``console.py`` answers and ``commands.py`` does what is typed: ``show A``, ``unplug``, ``turn 3 2.5V``, ``help``.
``cable.py`` is a bad cable to any board, also a real one.
"""

from mark1.deprecated import names_of

__getattr__ = names_of("firmware_sim.virtual_board.board")
