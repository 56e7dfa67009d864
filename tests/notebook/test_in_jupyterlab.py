"""The wall in JupyterLab with Chromium: drawn on with the mouse, taught by its buttons and by cells, and left alone."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from write_live_wall import Lab, draw

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.ci

LIT = """def lit():
    seen = panel.observation
    return {(int(row), int(col)) for row, col in zip(*seen.light.nonzero())} if seen else set()"""
CELLS = ("import mark1\npanel = mark1.ControlPanel()\nwall = mark1.LiveWall(panel)\nwall", "wall", LIT)
KERNEL = "window.jupyterapp.shell.currentWidget.sessionContext"


class Notebook:
    """The notebook in the browser, and a line to its kernel beside it: what is run there is another cell."""

    def __init__(self, page: Any, lab: Lab) -> None:
        self.page = page
        lab.open(page, CELLS)
        self.until("() => document.querySelectorAll('.jp-OutputArea-output [data-lm-suppress-shortcuts]').length === 2")
        self.until("() => [...document.querySelectorAll('.jp-InputPrompt')].at(-1).textContent.includes('3')")
        (file,) = lab.runtime.glob("kernel-*.json")
        self.client = client_of(file)
        self.wall, self.other = page.locator("[data-lm-suppress-shortcuts]").all()

    def until(self, condition: str) -> None:
        self.page.wait_for_function(condition, timeout=60_000)

    def run(self, code: str = "", value: str = "None") -> Any:
        """Run a cell, and give the value of an expression after it."""
        reply = self.client.execute_interactive(code, user_expressions={"value": f"repr({value})"}, timeout=120)
        content = reply["content"]
        assert content["status"] == "ok", content
        return eval(eval(content["user_expressions"]["value"]["data"]["text/plain"]))

    def becomes(self, value: str, wanted: Callable[[Any], bool]) -> Any:
        """The value of an expression in the kernel, once it is as wanted."""
        for _ in range(1200):
            if wanted(now := self.run(value=value)):
                return now
            self.page.wait_for_timeout(50)
        pytest.fail(f"{value}: {now}")

    def shows(self, selector: str, text: str, *walls: Any) -> None:
        """Wait until all views show a text."""
        from playwright.sync_api import expect

        for wall in walls or (self.wall, self.other):
            expect(wall.locator(selector)).to_contain_text(text, timeout=60_000)

    def draw(self, *places: tuple[float, float]) -> None:
        draw(self.page, self.wall.locator("#retina"), *places)


def client_of(connection: Path) -> Any:
    """A client of a running kernel, beside that of the notebook."""
    from jupyter_client.blocking.client import BlockingKernelClient

    client = BlockingKernelClient(connection_file=str(connection))
    client.load_connection_file()
    client.start_channels()
    return client


@pytest.fixture
def notebook(chromium: "Browser", lab: Lab) -> Iterator[Notebook]:
    """A notebook with the same wall twice, run in JupyterLab."""
    page = chromium.new_page(viewport={"width": 1500, "height": 1100}, locale="en-GB", reduced_motion="reduce")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    opened = Notebook(page, lab)
    yield opened
    opened.client.stop_channels()
    page.close()
    assert errors == []


def test_a_wall_is_drawn_on_taught_and_followed(notebook: Notebook) -> None:
    wall, page = notebook.wall, notebook.page
    notebook.shows("#margin", "no picture")

    notebook.draw((0.25, 0.2), (0.75, 0.2))
    notebook.draw((0.5, 0.2), (0.5, 0.85))
    bar, stem = {(3, c) for c in range(5, 15)}, {(r, 9) for r in range(3, 17)}
    drawn = notebook.becomes("lit()", lambda cells: (bar | stem) <= cells)
    assert all(2 <= row <= 17 and 4 <= col <= 15 for row, col in drawn) and len(drawn) < 80
    notebook.shows("#s-on", f"{len(drawn)} / 400 S-UNITS ON")
    assert all(line.removeprefix("amend ").startswith("draw ") for line in notebook.run(value="panel.history"))

    wall.locator("#train").click()
    notebook.shows("#paper", "train letters")
    notebook.shows("#accuracy", "100.0%")
    notebook.shows(
        "#letter", notebook.run(value="panel.answer(panel.backend.look('', panel.observation.light))['label']")
    )
    assert notebook.run(value="panel.history[-1]").startswith("train letters epochs ")

    wall.locator("#retina").focus()
    page.keyboard.press("a")  # in JupyterLab, a command: another cell
    notebook.shows("#letter", "A")
    assert page.locator(".jp-CodeCell").count() == 3
    wall.locator("#keys label:has(input[value='Q'])").click()
    wall.locator("#teach").click()
    notebook.becomes("panel.history[-1]", lambda line: line == "teach Q")
    sums = notebook.run(value="panel.observation.sum_v.tolist()")
    for r, volts in enumerate(sums):
        notebook.shows(f"#meters li:nth-child({r + 1}) output", f"{volts:+.1f}")

    notebook.run("panel.execute('reset'); panel.execute('present letter C')")  # a cell
    notebook.shows("#margin", "not trained")
    notebook.shows("#paper", "> present letter C")
    wall.locator("#line").fill("theta x")
    wall.locator("#line").press("Enter")
    notebook.shows("#paper .trouble", "got 'x'")

    wall.locator("#line").fill("train letters epochs 100000 test letters:roman")
    wall.locator("#line").press("Enter")
    notebook.shows("#paper", "train letters epochs 100000")
    page.evaluate(f"{KERNEL}.shutdown()")
    notebook.shows("#lost", "The kernel does not answer")
    assert wall.locator("#front").evaluate("front => front.inert")
