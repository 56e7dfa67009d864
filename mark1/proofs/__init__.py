"""What can be known for certain: whether a machine can learn a set of pictures, and how little changes its mind.

>>> from mark1.proofs import separability
>>> separability(machine, stimuli).separable
"""

from mark1.proofs.budget import Budget
from mark1.proofs.separation import Separability, separability

__all__ = ["Budget", "Separability", "separability"]
