"""Pictures: the letters and digits that a page has of its own, as a machine's camera sees them."""

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

import numpy as np

from mark1.errors import Mark1Error
from mark1.machine.mark1 import MarkI
from mark1.stimuli.library import load
from mark1.stimuli.stimulus_set import StimulusSet

SETS = ("letters", "digits", "letters:roman", "digits:roman")
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes


def packed(machine: MarkI, names: Sequence[str] = SETS) -> bytes:
    """A zip of one array of light per set, and of ``pictures.json``, which says what they show.

    A camera that sees no figure in them (shifted away, say) leaves the page without.
    """
    sets = [stimuli for name in names if (stimuli := _seen(machine, name)) is not None]
    contents = {"seen_with": seen_with(machine), "sets": [_described(stimuli) for stimuli in sets]}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("pictures.json", LONG_AGO), json.dumps(contents), zipfile.ZIP_DEFLATED)
        for stimuli in sets:
            array = io.BytesIO()
            np.lib.format.write_array(array, stimuli.light.reshape(-1), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{stimuli.name}.npy", LONG_AGO)
            archive.writestr(entry, array.getvalue(), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def seen_with(machine: MarkI) -> str:
    """All that decides how a picture falls on the photocells, in one text: as ``camera_of`` in ``stimuli.js``."""
    retina = machine.config.retina
    settings = sorted((name, _plain(value)) for name, value in vars(machine.config.optics).items())
    return json.dumps([settings, retina.rows, retina.cols], separators=(",", ":"))


def _plain(value: Any) -> Any:
    """A number as JavaScript writes it: 2.0 is 2."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _seen(machine: MarkI, name: str) -> StimulusSet | None:
    try:
        return load(name, machine.optics, rng=np.random.Generator(np.random.PCG64(0)))
    except Mark1Error:
        return None


def _described(stimuli: StimulusSet) -> dict[str, Any]:
    return {
        "name": stimuli.name,
        "classes": list(stimuli.classes),
        "class_of": stimuli.class_of.tolist(),
        "sources": list(stimuli.sources) if stimuli.sources else None,
    }
