"""Benchmarks: we and the peer in turn in one process, and the ratio last. ``python -m benchmarks`` lists them.

No number without a check that both did the same work: a disagreement raises DisagreementError instead of a report.
"""
