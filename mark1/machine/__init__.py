"""The Mark I: one file is one part is one class.

::

    picture -> optics -> retina -> patch board -> A-units -> potentiometers -> R-units -> answer
               light     S-units   fixed random   on / off    motor-driven     sum >= 0    |
               20 x 20   on / off  +/- wires                  -11 V .. +11 V               v
                                                        ^                             teacher: right or wrong?
                                                        +---- reinforcement <---------------+
                                                              which motors turn, which way, how long

Letters: ``s`` (n_s,) S-units, ``a`` (n_a,) A-units, ``r`` (n_r,) R-units, ``theta`` threshold of the A-units,
``dt_s`` a step of time in seconds. ``parts.py`` alone knows all parts; they exchange arrays. Nothing here opens a
file, reads a clock, or draws a random number that was not handed to it.
"""
