"""The rig: a board with photocells, motors and lamps, real or virtual, on the other end of a serial line.

::

    machine  <-->  link.py  <-->  framing.py  <-->  bytes  ~~~ cable ~~~  board
                   requests       stuffing          18 stops
                   deadlines      FCS-16
                       ^
                   protocol.py: what the messages are

``protocol.py`` and ``framing.py`` do no input or output; ``link.py`` alone opens ports. The reference of the wire is
``firmware_sim/PROTOCOL.md``.
"""
