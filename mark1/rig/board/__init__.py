"""The board: what it does, as verbs; its potentiometers, and how they are measured."""

from mark1.deprecated import names_of

__getattr__ = names_of("mark1.rig.board.board")
