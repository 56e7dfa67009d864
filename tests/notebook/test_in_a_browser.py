"""The wall's module in Chromium, without a notebook: a model that holds what a kernel sent. Names, sizes, silence."""

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from page.test_in_a_browser import SMALL_TARGETS

import mark1
from mark1.notebook import browser_module
from mark1.notebook.live_wall import LiveWall

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.ci

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A notebook</title>
<style>body { background: GROUND; color: INK; }</style></head>
<body><main><h1>A notebook</h1><div id="out"></div></main><script type="module">MODULE
const state = STATE, listeners = {};
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
window.sent = [];
const hear = (event, ...words) => (listeners[event] ?? []).forEach((run) => run(...words));
window.model = {
  get: (name) => (typeof state[name] === "string" ? bytes(state[name]) : state[name]),
  on: (event, run) => (listeners[event] ??= []).push(run),
  off: (event, run) => (listeners[event] = (listeners[event] ?? []).filter((one) => one !== run)),
  send: (content) => {
    if (window.dead) throw new Error("no comm");
    window.sent.push(content);
    if (!window.silent) setTimeout(() => hear("msg:custom", { done: content.id }), 1);
  },
};
window.hear = hear;
window.end = wall.render({ model, el: document.getElementById("out") });
</script></body></html>"""
ROOT = "document.querySelector('#out > div').shadowRoot"
Opened = Callable[..., Any]


@pytest.fixture(scope="module")
def state() -> str:
    """What a kernel sends of a damaged machine that knows the letters, as JSON."""
    panel = mark1.ControlPanel()
    for line in ("train letters", "present letter R", "damage motors 3%", "damage cells 3%", "damage a 5%"):
        panel.execute(line)
    wall = LiveWall(panel)
    names = [name for name in wall.keys if type(wall.traits()[name]).__name__ == "Bytes"]
    sent = {name: base64.b64encode(getattr(wall, name)).decode() for name in names}
    sent |= {"facts": wall.facts, "teletype": wall.teletype}
    wall.close()
    return json.dumps(sent)


@pytest.fixture
def opened(chromium: "Browser", state: str, tmp_path: Path) -> Iterator[Opened]:
    """Opens a page with one wall; an error in it fails the test."""
    errors: list[str] = []
    contexts = []
    module = browser_module.written().replace("export default", "const wall =").replace("</script", "<\\/script")

    def open_page(ground: str = "#fff", ink: str = "#111", **options: Any) -> Any:
        text = (
            PAGE.replace("MODULE", module, 1).replace("GROUND", ground).replace("INK", ink).replace("STATE", state, 1)
        )
        (tmp_path / "wall.html").write_text(text, "utf-8")
        contexts.append(chromium.new_context(reduced_motion="reduce", **options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto((tmp_path / "wall.html").as_uri())
        page.wait_for_function(f"{ROOT}.getElementById('accuracy').textContent === '100.0%'")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def test_no_violation_of_accessibility(opened: Opened, npm: Path) -> None:
    axe = (npm / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    for room, ground, ink in (("bright", "#fff", "#111"), ("dark", "#111", "#eee")):
        page = opened(ground, ink, locale="it")
        page.wait_for_function(f"{ROOT}.getElementById('wall').dataset.room === '{room}'")
        page.evaluate(axe)
        for width in (1400, 700, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(f"innerWidth === {width} && document.documentElement.scrollWidth <= {width}")
            assert page.evaluate(SMALL_TARGETS.replace("document.", f"{ROOT}.")) == [], width
            found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
            assert [(one["id"], [node["html"][:80] for node in one["nodes"]]) for one in found] == [], (room, width)


def test_a_screen_reader_finds_everything_by_name(opened: Opened) -> None:
    heard = opened(locale="en-GB").locator("#wall").aria_snapshot()
    for words in (
        'application "Photocells. Draw with',
        'button "INVERT"',
        'status "Answer": V',
        'list "One meter for each R-unit"',
        'group "TARGET"',
        'radio "A" [checked]',
        'button "TRAIN"',
        'textbox "Command line"',
    ):
        assert words in heard


def test_a_kernel_that_is_silent_or_gone_is_shown(opened: Opened) -> None:
    page = opened(locale="en-GB")
    front, lost = page.locator("#front"), page.locator("#lost")
    is_inert = f"() => {ROOT}.getElementById('front').inert"
    page.evaluate("window.silent = true")
    page.locator("#sense").click()
    page.wait_for_function(f"{ROOT}.getElementById('display').textContent === 'the kernel is busy: lines wait'")
    assert not front.evaluate("front => front.inert") and lost.is_hidden()
    page.evaluate("hear('comm_live_update')")
    page.wait_for_function(is_inert)
    lost.wait_for(state="visible")
    assert "The kernel does not answer" in lost.inner_text()
    page.evaluate("() => { window.silent = false; hear('comm_live_update'); }")
    page.wait_for_function(f"() => !{ROOT}.getElementById('front').inert")
    page.evaluate("window.dead = true")
    page.locator("#teach").click()
    page.wait_for_function(is_inert)
    assert page.evaluate("sent.at(-1)").keys() == {"id", "hello"}
    page.evaluate("end()")
