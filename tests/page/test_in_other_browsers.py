"""The page in Firefox and in WebKit, the engine of Safari: taught there, it has the weights of Python's machine."""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from scripted_board import go_without
from virtual_screen import virtual_screen

from mark1.panel.control_panel import ControlPanel

pytestmark = [
    pytest.mark.ci,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # the driver leaves sockets open
]

LINES = (
    "draw " + "00ff" * 200,
    "teach T",
    "damage motors 10%",
    "train letters",
    "undo",
    "redo",
    "noise 0.2",
    "present letter Q",
)
PARTS = ("machine.potentiometers.wiper", "observation.sum_v")

Run = Callable[..., Any]
Opened = Callable[[Path], Run]  # opens a page; what it returns runs a script in it, with arguments


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def listening(port: int, name: str) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"{name} does not listen within a minute")


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Opened]:
    """Debian's Firefox without a window, driven by Mozilla's own Marionette."""
    driver = pytest.importorskip(
        "marionette_driver.marionette", reason="needs marionette_driver (pip install marionette_driver)"
    )
    place = shutil.which("firefox-esr") or shutil.which("firefox")
    if not place:
        go_without("needs Firefox (Debian: apt-get install firefox-esr)")
    port = free_port()
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile" / "user.js").write_text(f'user_pref("marionette.port", {port});\n')
    words = [place, "--headless", "--marionette", "--no-remote", "--profile", tmp_path / "profile"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            client = driver.Marionette(host="127.0.0.1", port=port)
            listening(port, "Firefox")
            client.start_session()

            def opened(page: Path) -> Run:
                client.navigate(page.as_uri())
                return lambda script, *given: client.execute_script(script, script_args=list(given), sandbox=None)

            yield opened
        finally:
            process.terminate()


@pytest.fixture
def webkit() -> Iterator[Opened]:
    """Debian's WebKitGTK with its own little browser, driven by W3C WebDriver."""
    place, browsers = shutil.which("WebKitWebDriver"), sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    if not place or not browsers:
        go_without("needs WebKitGTK (Debian: apt-get install webkit2gtk-driver)")
    port = free_port()
    options = {"binary": str(browsers[-1]), "args": ["--automation"]}
    words, untold = [str(place), f"--port={port}"], {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with virtual_screen(1366, 768) as display, subprocess.Popen(words, env=on(display), **untold) as process:
        try:
            listening(port, "WebKitWebDriver")
            capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
            session = f"http://127.0.0.1:{port}/session"
            session += "/" + asked(session, {"capabilities": capabilities})["sessionId"]

            def opened(page: Path) -> Run:
                asked(f"{session}/url", {"url": page.as_uri()})
                return lambda script, *given: asked(f"{session}/execute/sync", {"script": script, "args": list(given)})

            yield opened
            asked(session, method="DELETE")
        finally:
            process.terminate()


def on(display: str) -> dict[str, str]:
    """The environment of WebKit; as root it has no sandbox of its own."""
    return {**os.environ, "DISPLAY": display, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}


def asked(url: str, body: object = None, method: str = "POST") -> Any:
    """The value of a WebDriver answer."""
    data = json.dumps(body).encode() if method == "POST" else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=300) as answer:
        return json.load(answer)["value"]


def until(run: Run, condition: str) -> None:
    for _ in range(600):
        if run(f"return {condition}"):
            return
        time.sleep(0.1)
    pytest.fail(f"{condition}: not within a minute")


@pytest.mark.parametrize("browser", ["firefox", "webkit"])
def test_the_same_weights(browser: str, request: pytest.FixtureRequest, page_file: Path, taught: Path):
    run = request.getfixturevalue(browser)(page_file)
    until(run, "document.getElementById('wall').dataset.ready === 'yes'")
    run("window.mark1.operator.speed = Infinity;")
    panel = ControlPanel()
    panel.load(str(taught))
    for line in LINES:
        run("window.mark1.operator.submit(arguments[0]);", line)
        until(run, "!window.mark1.operator.busy")
        panel.execute(line)
    wipers, sums = (run(f"return [...window.mark1.session.{part}]") for part in PARTS)
    assert wipers == panel.machine.potentiometers.wiper.tolist()
    assert sums == panel.observation.sum_v.tolist()
    label = panel.backend.answer(panel.observation)["label"]
    until(run, f"document.getElementById('letter').textContent === '{label}'")
