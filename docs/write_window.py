"""Writes the pictures of the window in docs/images: ``python docs/write_window.py``."""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

IMAGES = Path(__file__).parent / "images"
LEARNED = "train letters\nevaluate letters\npresent letter R\n"
NETWORK = "backend mlp hidden 24 rate 0.01\ntrain letters epochs 80\nevaluate letters\npresent letter R\n"
PICTURES = {
    "window": (LEARNED, "normal"),
    "window_mlp": (NETWORK, "normal"),
    "window_high_contrast": (LEARNED, "high-contrast"),
}
COLOURS = 256


def write(name: str, script: str, theme: str) -> None:
    """One picture, in as many colours as a palette holds."""
    with tempfile.TemporaryDirectory() as folder:
        lines, shot = Path(folder, "lines.mark1-script"), Path(folder, "shot.png")
        lines.write_text(script, encoding="utf-8")
        command = ["gui", str(lines), "--theme", theme, "--screenshot", str(shot)]
        subprocess.run([sys.executable, "-m", "mark1", *command], check=True)
        Image.open(shot).convert("RGB").quantize(COLOURS).save(IMAGES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    for name, (script, theme) in PICTURES.items():
        write(name, script, theme)
