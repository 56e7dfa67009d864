"""The checks of a board, in the order they are made: what can move comes last."""

from mark1.rig.selftest import frames, hello, pulses, readings, requests, safety, seeks
from mark1.rig.selftest.check import Check

CHECKS: tuple[Check, ...] = (
    *hello.CHECKS,
    *requests.CHECKS,
    *frames.CHECKS,
    *safety.CHECKS,
    *readings.CHECKS,
    *pulses.CHECKS,
    *seeks.CHECKS,
)
