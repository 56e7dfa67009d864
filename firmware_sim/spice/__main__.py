"""Print the electrical review. Exit code 1 if ngspice is missing, or a claim that must hold does not."""

import sys

from firmware_sim.spice.review import judged, markdown
from mark1.errors import RigError


def main() -> int:
    try:
        judgements = list(judged())
    except RigError as error:
        print(f"firmware_sim.spice: {error}", file=sys.stderr)
        return 1
    print(markdown(judgements))
    return int(any(not one.holds and not one.claim.if_not for one in judgements))


if __name__ == "__main__":
    sys.exit(main())
