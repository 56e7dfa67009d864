"""The self-test: whether a board keeps the protocol."""

from mark1.deprecated import names_of

__getattr__ = names_of("mark1.rig.selftest.run")
