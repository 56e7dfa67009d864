"""Letters for the small machine."""

import pytest

from mark1.panel.control_panel import ControlPanel
from mark1.stimuli.stimulus_set import StimulusSet


@pytest.fixture
def letters(panel: ControlPanel) -> StimulusSet:
    """The capitals of two faces."""
    return panel.stimuli("letters:all")
