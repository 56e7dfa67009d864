"""The pages of proofs: as large as they must be, with the changed cells framed; the same bytes each time."""

import io

import numpy as np
from PIL import Image

from mark1.figures.proof_page import EDGE, FOOL_PX, certificate_page, fooling_page
from mark1.panel.control_panel import ControlPanel
from mark1.proofs.fooling import fool
from mark1.proofs.separation import separability


def test_a_certificate_has_a_row_for_each_picture():
    panel = ControlPanel()
    panel.execute("machine a-units 24 r-units 1 excitatory 1 inhibitory 0 theta 1")
    proof = separability(panel.machine, panel.stimuli("xor"))
    page = certificate_page(proof.stimuli, proof.r_units[0].certificate)
    assert page == certificate_page(proof.stimuli, proof.r_units[0].certificate)
    assert Image.open(io.BytesIO(page)).size == (900, 180 + 4 * 150)


def test_the_changed_cells_are_framed():
    panel = ControlPanel()
    for line in ("train letters epochs 3", "present letter A"):
        panel.execute(line)
    light = panel.observation.light
    found = fool(panel.backend, light)
    pixels = np.asarray(Image.open(io.BytesIO(fooling_page(light, found))).convert("RGB")).astype(int)
    red = (pixels[..., 0] > 200) & (pixels[..., 1] < 90)
    px = FOOL_PX // 20
    for row, col in found.changes:
        assert red[EDGE + row * px + 1, EDGE * 2 + FOOL_PX + col * px + 1]
        assert not red[EDGE + row * px + 1, EDGE + col * px + 1]
