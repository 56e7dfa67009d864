"""Log: what mark1 tells a program that uses it, through the loggers below ``mark1``. Silent unless it is listened to.

    logging.basicConfig(level=logging.INFO)      # lines, files, sets, training runs; what the rig's line went through
    logging.getLogger("mark1.rig").setLevel(logging.DEBUG)      # every request that is sent again

Nothing is ever printed by the package itself. Models (``machine/``, ``backprop/``, ``stimuli/``) log nothing.
"""

import logging

logging.getLogger("mark1").addHandler(logging.NullHandler())


def logger(module: str) -> logging.Logger:
    """The logger of a module of mark1, by its ``__name__``."""
    return logging.getLogger(module)
