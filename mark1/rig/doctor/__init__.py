"""The doctor: what is wrong with a rig, and on which side."""

from mark1.deprecated import names_of

__getattr__ = names_of("mark1.rig.doctor.doctor")
