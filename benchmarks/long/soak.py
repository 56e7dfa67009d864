"""soak: random commands to a virtual board with a bad cable, resets and unplugs; no wiper may ever be wrong"""

from dataclasses import asdict

from benchmarks.long import Outcome, Say

COUNT = 100_000
POTS, EVENT_CHANCE = 8, 0.02
PROGRESS = 1000  # commands between two lines


def run(count: int, seed: int, report: Say) -> Outcome:
    """The tally of ``count`` commands. Fails if a wiper was wrong, or a command did not end."""
    from firmware_sim.virtual_board.faults import FaultConfig
    from firmware_sim.virtual_board.sizes import Sizes
    from firmware_sim.virtual_board.soak import Soak
    from mark1.errors import RigError

    soak = Soak(Sizes(pots=POTS), FaultConfig(flip=0.005, drop=0.005, duplicate=0.001), EVENT_CHANCE, seed)
    failures = []
    try:
        for number in range(1, count + 1):
            soak.step()
            if number % PROGRESS == 0:
                report(f"{number:,} of {count:,} commands, {soak.tally.wrong} wrong")
    except RigError as error:
        failures.append(f"command {soak.tally.commands + 1:,} did not end: {error}")
    if soak.tally.wrong:
        failures.append(f"{soak.tally.wrong} wipers or readings were wrong")
    return {"failures": failures, **asdict(soak.tally)}
