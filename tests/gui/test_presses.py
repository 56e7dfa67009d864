"""The window survives every click: reset, switch, load or undo, pressed while it draws.

``python -m benchmarks long presses`` runs the full count.
"""

from benchmarks.long import presses


def test_no_press_closes_the_window_or_greys_a_plate():
    outcome = presses.run(500, seed=1, report=lambda text: None)
    assert outcome["failures"] == [] and outcome["presses"] == 500
