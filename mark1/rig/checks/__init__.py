"""The checks of a board, in the order they are made: what can move comes last."""

from mark1.rig.checks import frames, motions, readings, requests, safety
from mark1.rig.checks.check import Check

CHECKS: tuple[Check, ...] = (
    *requests.CHECKS,
    *frames.CHECKS,
    *safety.CHECKS,
    *readings.CHECKS,
    *motions.CHECKS,
)
