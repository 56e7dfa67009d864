"""Writes the pages in docs and their pictures: ``python docs/write_page.py``. The pictures need Debian's Chromium."""

import shutil
import sys
from pathlib import Path
from typing import Any

from mark1.page import page, plane_page
from mark1.panel.control_panel import ControlPanel

DOCS = Path(__file__).parent
SIZES = {"page": (1366, 768), "page_phone": (360, 740)}
COLOURS = 256


def written() -> dict[str, str]:
    """The pages by file name: the taught standard machine, and the plane."""
    panel = ControlPanel()
    panel.execute("train letters")
    return {"letters.html": page.written(panel), "plane.html": plane_page.written()}


def draw(browser: Any, name: str, size: tuple[int, int]) -> None:
    """One picture of the letters, in as many colours as a palette holds."""
    from io import BytesIO

    from PIL import Image

    window = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme="dark", locale="en-GB")
    window.goto((DOCS / "letters.html").as_uri())
    window.wait_for_selector("#wall[data-ready=yes]")
    window.locator("#keys label:has(input[value='R'])").click()
    window.locator("#show").click()
    window.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    window.wait_for_timeout(1500)
    shot = Image.open(BytesIO(window.screenshot()))
    shot.convert("RGB").quantize(COLOURS).save(DOCS / "images" / f"{name}.png", optimize=True)


if __name__ == "__main__":
    for name, text in written().items():
        (DOCS / name).write_text(text, "utf-8")
    if "--pictures" in sys.argv:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as driver:
            chromium = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for name, size in SIZES.items():
                draw(chromium, name, size)
            chromium.close()
