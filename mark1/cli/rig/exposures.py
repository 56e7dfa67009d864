"""Pictures held up to a rig's photocells, one after another, and kept in the album."""

import shlex
import sys

from mark1.cli.output import note
from mark1.errors import CommandError
from mark1.panel.control_panel import ControlPanel
from mark1.panel.session import ALBUM
from mark1.text import counted
from mark1.training.training_run import name_of

SKIP, ENOUGH = "s", "q"


def held_up(panel: ControlPanel, data: str) -> str:
    """Ask for every picture of ``data`` to be held up, read the photocells, keep the readings; return the album's name.

    Raises CommandError without a rig, or if the input ends before all pictures were shown.
    """
    if panel.rig is None:
        raise CommandError("--retina rig requires --rig PORT")
    stimuli = panel.stimuli(data)
    panel.execute("album clear")
    note(f"hold up {counted(len(stimuli), 'picture')}, one after another. Enter: read it; s: skip it; q: finish")
    for i, label in enumerate(stimuli.labels):
        word = _asked(f"{i + 1} of {len(stimuli)}: {name_of(stimuli, i)}? ")
        if word == ENOUGH:
            break
        if word != SKIP:
            panel.execute("present rig")
            panel.execute(shlex.join(["keep", label]))
            note(_seen(panel))
    return ALBUM


def _seen(panel: ControlPanel) -> str:
    observation = panel.observation
    assert observation is not None
    return f"seen: {int(observation.s.sum())} of {observation.s.size} photocells are on"


def _asked(question: str) -> str:
    sys.stderr.write(question)
    sys.stderr.flush()
    answer = sys.stdin.readline() if sys.stdin else ""
    if not answer:
        raise CommandError("the input ended before all pictures were held up; enter q to finish early")
    return answer.strip().lower()
