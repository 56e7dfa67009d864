"""The page in Firefox: it begins, is taught, and has the same weights as Python's machine."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scripted_board import go_without

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


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Any]:
    """Debian's Firefox without a window, driven by Mozilla's own Marionette."""
    driver = pytest.importorskip(
        "marionette_driver.marionette", reason="needs marionette_driver (pip install marionette_driver)"
    )
    place = shutil.which("firefox-esr") or shutil.which("firefox")
    if not place:
        go_without("needs Firefox (Debian: apt-get install firefox-esr)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile" / "user.js").write_text(f'user_pref("marionette.port", {port});\n')
    words = [place, "--headless", "--marionette", "--no-remote", "--profile", tmp_path / "profile"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            client = driver.Marionette(host="127.0.0.1", port=port)
            listening(port)
            client.start_session()
            yield client
        finally:
            process.terminate()


def listening(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("Firefox does not listen within a minute")


def until(client: Any, condition: str) -> None:
    for _ in range(600):
        if client.execute_script(f"return {condition}", sandbox=None):
            return
        time.sleep(0.1)
    pytest.fail(f"{condition}: not within a minute")


def test_the_same_weights(firefox: Any, page_file: Path, taught: Path):
    firefox.navigate(page_file.as_uri())
    until(firefox, "document.getElementById('wall').dataset.ready === 'yes'")
    firefox.execute_script(
        "const { operator } = window.mark1; operator.speed = Infinity;",
        sandbox=None,
    )
    panel = ControlPanel()
    panel.load(str(taught))
    for line in LINES:
        firefox.execute_script("window.mark1.operator.submit(arguments[0])", script_args=[line], sandbox=None)
        until(firefox, "!window.mark1.operator.busy")
        panel.execute(line)
    wipers, sums = (firefox.execute_script(f"return [...window.mark1.session.{part}]", sandbox=None) for part in PARTS)
    assert wipers == panel.machine.potentiometers.wiper.tolist()
    assert sums == panel.observation.sum_v.tolist()
    label = panel.backend.answer(panel.observation)["label"]
    until(firefox, f"document.getElementById('letter').textContent === '{label}'")
