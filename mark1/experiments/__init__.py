"""Experiments: runs of the machine that were published, their figures and pages, and what they are compared with."""
