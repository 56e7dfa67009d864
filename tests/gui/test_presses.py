"""The window survives every click: whatever resets, switches, loads or takes back, pressed while it draws.

The full count is that of ``python -m benchmarks long presses``.
"""

from benchmarks.long import presses


def test_no_press_ends_the_window_or_greys_a_plate():
    outcome = presses.run(500, seed=1, report=lambda text: None)
    assert outcome["failures"] == [] and outcome["presses"] == 500
