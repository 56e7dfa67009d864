"""A small machine, and letters for it."""

import pytest

from mark1.panel.control_panel import ControlPanel
from mark1.stimuli.stimulus_set import StimulusSet

SMALL = "machine a-units 64 r-units 5 seed 3"


@pytest.fixture
def panel() -> ControlPanel:
    """A panel with a small machine."""
    made = ControlPanel()
    made.execute(SMALL)
    return made


@pytest.fixture
def letters(panel: ControlPanel) -> StimulusSet:
    """The capitals of two faces."""
    return panel.stimuli("letters:all")
