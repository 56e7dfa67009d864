"""Writes the pictures of docs/proofs.md: ``python docs/write_proofs.py``. The digits need scikit-learn."""

import re
from pathlib import Path

import mark1
from mark1.figures.proof_page import certificate_page, fooling_page
from mark1.proofs.fooling import fool
from mark1.proofs.separation import separability
from mark1.storage import write_bytes

DOCS = Path(__file__).parent
XOR = "machine a-units 24 r-units 1 excitatory 1 inhibitory 0 theta 1"


def main() -> None:
    """The certificate of xor, that of handwriting as the page finds it, and an R that becomes a W."""
    panel = mark1.ControlPanel()
    panel.execute(XOR)
    stimuli = panel.stimuli("xor")
    _certificate("xor", separability(panel.machine, stimuli))
    found: dict[str, object] = {}
    (block,) = re.findall(r"```python\n(.*?)```", (DOCS / "proofs.md").read_text("utf-8"), re.DOTALL)
    exec(block, found)
    _certificate("digits", found["proof"])
    panel = mark1.ControlPanel()
    panel.execute("train letters")
    light = panel.stimuli("letters").light["ABCDEFGHIJKLMNOPQRSTUVWXYZ".index("R")]
    write_bytes(DOCS / "images/proofs_fool.png", fooling_page(light, fool(panel.backend, light, to="W")))


def _certificate(name: str, proof: object) -> None:
    certificates = [unit.certificate for unit in proof.r_units if unit.certificate]  # type: ignore[attr-defined]
    write_bytes(DOCS / f"images/proofs_{name}.png", certificate_page(proof.stimuli, certificates[0]))  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
