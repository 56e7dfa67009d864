"""mark1: Frank Rosenblatt's Mark I Perceptron, simulated.

>>> from mark1 import MarkI
>>> machine = MarkI()

The names a script needs are loaded on first use, so ``import mark1`` is fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mark1 import deprecated
from mark1.version import __version__

if TYPE_CHECKING:
    from mark1.errors import Mark1Error
    from mark1.machine.config import MachineConfig
    from mark1.machine.mark1 import MarkI
    from mark1.panel.control_panel import ControlPanel
    from mark1.stimuli.library import load as load_stimuli
    from mark1.stimuli.pictures import read_picture
    from mark1.stimuli.stimulus_set import StimulusSet

deprecated.install()

_HOME = {
    "ControlPanel": "mark1.panel.control_panel:ControlPanel",
    "MachineConfig": "mark1.machine.config:MachineConfig",
    "Mark1Error": "mark1.errors:Mark1Error",
    "MarkI": "mark1.machine.mark1:MarkI",
    "StimulusSet": "mark1.stimuli.stimulus_set:StimulusSet",
    "load_stimuli": "mark1.stimuli.library:load",
    "read_picture": "mark1.stimuli.pictures:read_picture",
}

__all__ = [
    "ControlPanel",
    "MachineConfig",
    "Mark1Error",
    "MarkI",
    "StimulusSet",
    "__version__",
    "load_stimuli",
    "read_picture",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'mark1' has no attribute {name!r}")
    module, attribute = _HOME[name].split(":")
    return getattr(import_module(module), attribute)
