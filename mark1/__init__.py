"""mark1: Frank Rosenblatt's Mark I Perceptron, simulated.

>>> import mark1
>>> machine = mark1.MarkI(mark1.MachineConfig.of(a_units=100, theta=3))
>>> letters = mark1.load_stimuli("letters", machine.optics)
>>> run = mark1.train(machine, letters, on_epoch=lambda epoch: print(epoch.number, epoch.corrections))
>>> machine.weights.shape                       # (n_r, n_a), V; can be set, too
>>> machine.save("letters.mark1")               # mark1.MarkI.load("letters.mark1")

MarkI           the machine: respond, teach, weights, set_wires, why, save, load
MachineConfig   its settings; MachineConfig.of takes them by short names
train, classify your own training loop, with callbacks; the labels of pictures afterwards
load_stimuli    labelled pictures by name (letters, digits, shapes ...) or from files
stimuli_from    labelled pictures from your own arrays
StimulusSet     labelled pictures as the retina sees them
TrainingRun     what train returns: corrections per epoch, to_dataframe
ControlPanel    the machine worked by lines of text, as on the command line and in the window
Reply           what a line of text answers; its data is a dict with the keys of ReplyData
Network         a multi-layer perceptron; mark1.backprop has its gates and training
read_picture    one picture from a file
Mark1Error      the root of all errors raised on purpose
LiveWall        the machine in a notebook, to draw on and to watch; needs mark1[notebook]

mark1.estimators has classifiers for scikit-learn. docs/api.md is the guide. The names are loaded on first use, so
``import mark1`` is fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mark1 import deprecated
from mark1.version import __version__

if TYPE_CHECKING:
    from mark1.backprop.network import Network
    from mark1.errors import Mark1Error
    from mark1.machine.config import MachineConfig
    from mark1.machine.mark1 import MarkI
    from mark1.notebook.live_wall import LiveWall as LiveWall
    from mark1.panel.control_panel import ControlPanel
    from mark1.panel.reply import Reply
    from mark1.panel.reply_data import ReplyData
    from mark1.stimuli.labelled_arrays import stimuli_from
    from mark1.stimuli.library import load as load_stimuli
    from mark1.stimuli.pictures import read_picture
    from mark1.stimuli.stimulus_set import StimulusSet
    from mark1.training.own_loop import EpochReport, PresentationReport, classify, train
    from mark1.training.training_run import TrainingRun

deprecated.install()

_HOME = {
    "ControlPanel": "mark1.panel.control_panel:ControlPanel",
    "EpochReport": "mark1.training.own_loop:EpochReport",
    "MachineConfig": "mark1.machine.config:MachineConfig",
    "LiveWall": "mark1.notebook:LiveWall",
    "Mark1Error": "mark1.errors:Mark1Error",
    "MarkI": "mark1.machine.mark1:MarkI",
    "Network": "mark1.backprop.network:Network",
    "PresentationReport": "mark1.training.own_loop:PresentationReport",
    "Reply": "mark1.panel.reply:Reply",
    "ReplyData": "mark1.panel.reply_data:ReplyData",
    "StimulusSet": "mark1.stimuli.stimulus_set:StimulusSet",
    "TrainingRun": "mark1.training.training_run:TrainingRun",
    "classify": "mark1.training.own_loop:classify",
    "load_stimuli": "mark1.stimuli.library:load",
    "read_picture": "mark1.stimuli.pictures:read_picture",
    "stimuli_from": "mark1.stimuli.labelled_arrays:stimuli_from",
    "train": "mark1.training.own_loop:train",
}

__all__ = [
    "ControlPanel",
    "EpochReport",
    "MachineConfig",
    "Mark1Error",
    "MarkI",
    "Network",
    "PresentationReport",
    "Reply",
    "ReplyData",
    "StimulusSet",
    "TrainingRun",
    "__version__",
    "classify",
    "load_stimuli",
    "read_picture",
    "stimuli_from",
    "train",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'mark1' has no attribute {name!r}")
    module, attribute = _HOME[name].split(":")
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
