"""interrupt: learning of every kind cut short at random bytecodes; what it leaves is a state that a whole run passes"""

from benchmarks.long import Outcome, Say

COUNT = 200


def run(count: int, seed: int, report: Say) -> Outcome:
    """How many bytecodes each kind has; each is interrupted ``count`` times. Fails if one leaves a state of its own."""
    from benchmarks.interrupt import KINDS, interrupted
    from benchmarks.rounds import DisagreementError

    failures, bytecodes = [], {}
    for name, kind in KINDS.items():
        try:
            bytecodes[name] = interrupted(kind, count, seed)
            report(f"{name}: {count} interruptions among {bytecodes[name]:,} bytecodes")
        except DisagreementError as error:
            failures.append(f"{name}: {error}")
    return {"failures": failures, "bytecodes": bytecodes}
