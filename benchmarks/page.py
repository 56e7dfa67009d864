"""page: a frame of the page in Chromium on a device four times as slow, against what it may take.

All dials turn. ``ours`` is four times the processor time that the tasks of the main thread take per frame, by the
tracing of Chromium; nothing is slowed down, so it does not depend on what else the computer does. ``train_s``: the
letters at full speed, from a reset to the end; ``first_paint_s``: from opening the file. ``kib``: the size of the page
and of its parts.
"""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.rounds import Report, require, surroundings

LIMIT_MS, SLOWDOWN = 8.0, 4
FRAMES = 300
WIDTH, HEIGHT = 1366, 768
TURN = """() => {
    const { session, operator } = window.mark1, bank = session.machine.potentiometers;
    bank.wiper.fill(-bank.limit + 2 * bank.half_lash); bank.shaft.fill(-bank.limit);
    bank.start([...bank.wiper.keys()], 1, 600);
    operator.speed = 1;
    operator.process = (function* () { for (;;) bank.step((yield) ?? 0); })();
    operator.process.next();
    window.frames_drawn = 0;
    const count = () => { window.frames_drawn += 1; requestAnimationFrame(count); };
    requestAnimationFrame(count);
}"""


def run(rounds: int = FRAMES) -> Report:
    """The report of ``rounds`` frames. Raises DisagreementError if the dials did not turn."""
    from playwright.sync_api import sync_playwright

    from mark1.page.page import written
    from mark1.panel.control_panel import ControlPanel

    panel = ControlPanel()
    panel.execute("train letters")
    text = written(panel)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        path = Path(folder) / "letters.html"
        path.write_text(text, "utf-8")
        arguments = ["--no-sandbox", "--disable-gpu"]
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(path.as_uri())
        page.wait_for_selector("#wall[data-ready=yes]")
        paint_ms = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        train_s = trained(page)
        frame_ms, turned, frames = turning(browser, page, rounds)
        browser.close()
    checks = {"dials_turn": turned, "letters_learned": train_s > 0}
    require(checks)
    return {
        "name": "page",
        "ours": frame_ms,
        "peer": LIMIT_MS,
        "unit": "ms",
        "ratio": LIMIT_MS / frame_ms,
        "target": 1.0,
        "ours_median": frame_ms,
        "peer_median": LIMIT_MS,
        "train_s": train_s,
        "first_paint_s": paint_ms / 1000,
        "kib": sizes(text),
        "rounds": frames,
        "checks": checks,
        **surroundings(),
    }


def trained(page: Any) -> float:
    """How long the letters take at full speed, s; 0 if not all were learned."""
    page.locator("#speed").select_option("Infinity")
    page.locator("#reset").click()
    page.evaluate(
        """() => { const began = performance.now(), { operator, session } = window.mark1;
        operator.submit('train letters');
        const look = () => operator.busy ? requestAnimationFrame(look) : (window.train_ms = performance.now() - began);
        look(); }"""
    )
    while page.evaluate("window.train_ms === undefined"):
        page.wait_for_timeout(20)
    learned = page.evaluate("window.mark1.session.course.accuracy === 1")
    return float(page.evaluate("window.train_ms")) / 1000 if learned else 0.0


def turning(browser: Any, page: Any, rounds: int) -> tuple[float, bool, int]:
    """Main-thread time per frame, ms, while all dials turn; whether they did; and how many frames there were."""
    page.evaluate(TURN)
    page.wait_for_timeout(500)
    browser.start_tracing(page=page, categories=["devtools.timeline", "disabled-by-default-devtools.timeline"])
    before = page.evaluate("window.frames_drawn"), page.evaluate(WIPERS)
    while page.evaluate("window.frames_drawn") - before[0] < rounds:
        page.wait_for_timeout(500)
    frames, wipers = page.evaluate("window.frames_drawn") - before[0], page.evaluate(WIPERS)
    spent_us = main_thread_us(json.loads(browser.stop_tracing())["traceEvents"])
    turned = all(now > then for then, now in zip(before[1], wipers, strict=True))
    return SLOWDOWN * spent_us / 1000 / frames, turned, frames


def main_thread_us(events: list[dict[str, Any]]) -> float:
    """The processor time of all tasks of the page's main thread."""
    names = {(e["pid"], e["tid"]): e["args"]["name"] for e in events if e["name"] == "thread_name"}
    tasks = (e for e in events if e["name"] == "RunTask" and names.get((e["pid"], e["tid"])) == "CrRendererMain")
    return float(sum(task.get("tdur", 0) for task in tasks))


WIPERS = "[...window.mark1.session.machine.potentiometers.wiper]"


def sizes(text: str) -> dict[str, float]:
    """KiB of the page and of its parts."""
    from mark1.page import modules

    parts = {"all": text, "script": modules.joined("ui/page.js"), "style": modules.source("page.css")}
    for name in ("machine", "pictures", "words"):
        parts[name] = text.partition(f'id="{name}">')[2].partition("</script>")[0]
    return {name: round(len(part.encode()) / 1024, 1) for name, part in parts.items()}
