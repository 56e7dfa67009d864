"""Pages that the tests open, Node, and browsers: what Debian has, driven from here."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from scripted_board import go_without

from mark1.page.page import written
from mark1.panel.control_panel import ControlPanel

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOCAL = ("file:", "data:", "blob:")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@pytest.fixture(scope="session")
def node() -> str:
    """Node.js, 20 or later."""
    found = shutil.which("node")
    if not found:
        go_without("needs Node.js 20 or later (node)")
    assert found
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.strip().removeprefix("v").split(".")[0]) < 20:
        go_without(f"needs Node.js 20 or later, this is {version.strip()}")
    return found


@pytest.fixture(scope="session")
def npm(node: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with axe-core and the TypeScript compiler, from the npm registry."""
    if not shutil.which("npm"):
        go_without("needs npm")
    folder = tmp_path_factory.mktemp("npm")
    words = [
        "npm",
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "--prefix",
        str(folder),
        "axe-core@4",
        "typescript@5",
    ]
    subprocess.run(words, check=True, cwd=folder, env={**os.environ, "npm_config_update_notifier": "false"})
    return folder


@pytest.fixture(scope="session")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The standard machine, taught the letters: a file."""
    panel, path = ControlPanel(), tmp_path_factory.mktemp("machines") / "letters.mark1"
    panel.execute("train letters")
    panel.execute(f"save {path}")
    return path


@pytest.fixture(scope="session")
def page_file(taught: Path) -> Path:
    """The page of that machine."""
    panel = ControlPanel()
    panel.load(str(taught))
    path = taught.with_suffix(".html")
    path.write_text(written(panel), "utf-8")
    return path


@pytest.fixture(scope="module")  # not longer: its driver has an event loop, where others can start none
def chromium() -> "Iterator[Browser]":
    """Debian's Chromium, without a window."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")
    place = shutil.which("chromium")
    if not place:
        go_without("needs Chromium (Debian, Ubuntu: apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=place, args=list(QUIET))
        yield browser
        browser.close()


Opened = Callable[..., Any]


@pytest.fixture
def opened(chromium: "Browser", page_file: Path) -> Iterator[Opened]:
    """Opens the page, each time in a window of its own. An error in it, or a request, fails the test."""
    contexts = []

    def open_page(link: str = "", path: Path = page_file, **options: Any) -> Any:
        context = chromium.new_context(accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda asked: asked.url.startswith(LOCAL) or troubles.append(asked.url))
        page.goto(path.as_uri() + link)
        page.wait_for_selector("#wall[data-ready=yes]")
        return page

    troubles: list[str] = []
    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []
