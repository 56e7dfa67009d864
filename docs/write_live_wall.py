"""Writes the picture of the live wall in docs: ``python docs/write_live_wall.py``. It needs JupyterLab and Chromium.

The tests start JupyterLab from here too: as a user does, on loopback, at a port of the system's choice, with a token.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

PICTURE = Path(__file__).parent / "images" / "live_wall.png"
CELL = 'import mark1\n\npanel = mark1.ControlPanel()\npanel.execute("train letters")\nmark1.LiveWall(panel)'
E = [((0.25 + x, 0.17), (0.25 + x, 0.83)) for x in (0, 0.08)]
E += [((0.25, y), (x, y)) for y, x in ((0.17, 0.8), (0.21, 0.8), (0.48, 0.7), (0.52, 0.7), (0.79, 0.8), (0.83, 0.8))]
SETTINGS = {
    "ServerApp": {"ip": "127.0.0.1", "port": 0, "open_browser": False, "allow_root": True, "terminals_enabled": False},
    "LabApp": {"expose_app_in_browser": True},
}
WITHOUT = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}  # they ask the network
PATIENCE_S = 120
IS_IDLE = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"


class Lab(NamedTuple):
    """A running JupyterLab: the ``address`` of its notebook, with the token; the file of that notebook; and the folder
    where running kernels are listed."""

    address: str
    notebook: Path
    runtime: Path

    def open(self, page: Any, cells: Sequence[str]) -> None:
        """Open a notebook with these cells of code, and begin to run them."""
        import nbformat

        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        code = [nbformat.v4.new_code_cell(cell) for cell in cells]
        nbformat.write(nbformat.v4.new_notebook(cells=code, metadata=kernel), self.notebook)
        page.goto(self.address)
        page.wait_for_function(IS_IDLE, timeout=PATIENCE_S * 1000)
        page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")


@contextmanager
def running(folder: Path) -> Iterator[Lab]:
    """JupyterLab with settings of its own, in an empty folder: none of the user's are read or changed."""
    places = {f"JUPYTER_{name}_DIR": folder / name.lower() for name in ("CONFIG", "DATA", "RUNTIME")}
    for place in (*places.values(), folder / "config" / "labconfig", folder / "notebooks"):
        place.mkdir()
    (folder / "config" / "jupyter_server_config.json").write_text(json.dumps(SETTINGS), "utf-8")
    (folder / "config" / "labconfig" / "page_config.json").write_text(json.dumps(WITHOUT), "utf-8")
    env = {**os.environ, **{name: str(place) for name, place in places.items()}, "IPYTHONDIR": str(folder / "ipython")}
    words = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder / 'notebooks'}"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(words, env=env, stdout=log, stderr=log, cwd=folder)
        try:
            yield Lab(_address(server, folder), folder / "notebooks" / "wall.ipynb", folder / "runtime")
        finally:
            server.terminate()
            server.wait(30)


def _address(server: "subprocess.Popen[bytes]", folder: Path) -> str:
    """Where it listens; the server writes that to a file."""
    file = folder / "runtime" / f"jpserver-{server.pid}.json"
    for _ in range(PATIENCE_S * 20):
        if server.poll() is not None:
            break
        if file.exists() and (text := file.read_text("utf-8")).endswith("}"):
            told = json.loads(text)
            return f"{told['url']}lab/tree/wall.ipynb?reset&token={told['token']}"
        time.sleep(0.05)
    raise RuntimeError(f"JupyterLab does not start: {(folder / 'log').read_text('utf-8')}")


def draw(page: Any, retina: Any, *places: tuple[float, float]) -> None:
    """A stroke on a retina with the mouse, through places from 0 to 1."""
    retina.scroll_into_view_if_needed()
    box = retina.bounding_box()
    points = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=4)
    page.mouse.up()


def write_picture(page: Any, lab: Lab) -> None:
    """A machine that knows the printed letters is taught an E drawn by hand."""
    from PIL import Image
    from playwright.sync_api import expect

    lab.open(page, [CELL])
    page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")
    expect(page.locator("#accuracy")).to_have_text("100.0%", timeout=PATIENCE_S * 1000)
    page.wait_for_timeout(1000)
    for stroke in E:
        draw(page, page.locator("#retina"), *stroke)
    page.locator("#keys label:has(input[value='E'])").click()
    page.locator("#teach").click()
    expect(page.locator("#letter")).to_have_text("E", timeout=PATIENCE_S * 1000)
    page.mouse.move(5, 5)
    page.wait_for_timeout(1500)
    clip, wall = page.locator(".jp-Notebook").bounding_box(), page.locator("#wall").bounding_box()
    clip["height"] = wall["y"] + wall["height"] + 10 - clip["y"]
    shot = Image.open(BytesIO(page.screenshot(clip=clip))).convert("RGB")
    shot.quantize(256, Image.Quantize.MAXCOVERAGE).save(PICTURE, optimize=True)


if __name__ == "__main__":
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, running(Path(name)) as lab, sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        write_picture(chromium.new_page(viewport={"width": 1240, "height": 1150}, locale="en-GB"), lab)
        chromium.close()
