"""How long to wait for an answer: from the round trips measured so far, as TCP does it. No clock of its own.

::

    request -- sent once --> answer:   sample      --> mean, deviation --> patience = mean + max(SLACK, 4 deviations)
    request -- sent twice -> answer:   no sample        (which of the two was answered? Karn's rule)
                         +-> answer again: needless --> patience doubles, until the next sample

Source: RFC 6298, sections 2 and 5, with one difference. On a network a lost packet means that it is congested, and each
retry doubles the patience. On a serial line it means noise, and a board that hears nothing for 500 ms switches its
motors off: so the patience doubles only when an answer that came twice proves that it was too short.
"""

FIRST_S = 1.0  # before the first sample
SLACK_S = 0.1  # the 20 ms that a board may take to begin its reply, the line's 12 ms for it, and a busy computer
LONGEST_S = 3.0
ALPHA, BETA, DEVIATIONS = 1 / 8, 1 / 4, 4


class RoundTrip:
    """``mean_s`` (SRTT; None before the first sample) and ``deviation_s`` (RTTVAR) of the round trip."""

    def __init__(self) -> None:
        self.mean_s: float | None = None
        self.deviation_s = 0.0
        self.doublings = 0

    @property
    def patience_s(self) -> float:
        """Without an answer for this long, a request is taken for lost (RTO), s."""
        mean_s = self.mean_s
        once_s = FIRST_S if mean_s is None else mean_s + max(SLACK_S, DEVIATIONS * self.deviation_s)
        return min(LONGEST_S, once_s * (1 << self.doublings))

    def sample(self, trip_s: float) -> None:
        """The time from a request that was sent once to its answer, s."""
        self.doublings = 0
        if self.mean_s is None:
            self.mean_s, self.deviation_s = trip_s, trip_s / 2
            return
        self.deviation_s += BETA * (abs(self.mean_s - trip_s) - self.deviation_s)
        self.mean_s += ALPHA * (trip_s - self.mean_s)

    def back_off(self) -> None:
        """A request was sent again although its answer was on its way."""
        if self.patience_s < LONGEST_S:
            self.doublings += 1
