"""JupyterLab as a user starts it, on loopback, at a port of the system's choice, with a token; and its kernel."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from page.conftest import chromium, node

__all__ = ["chromium", "lab", "node"]
PATIENCE_S = 120
SETTINGS = {
    "ServerApp": {"ip": "127.0.0.1", "port": 0, "open_browser": False, "allow_root": True, "terminals_enabled": False},
    "LabApp": {"expose_app_in_browser": True},
}
WITHOUT = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}  # which ask the network


class Lab(NamedTuple):
    """A running JupyterLab: its ``address`` with the token, the folder of its notebooks, and of running kernels."""

    address: str
    folder: Path
    runtime: Path

    def kernel(self) -> Any:
        """A client of the kernel that the only open notebook has started."""
        from jupyter_client.blocking.client import BlockingKernelClient

        (file,) = self.runtime.glob("kernel-*.json")
        client = BlockingKernelClient(connection_file=str(file))
        client.load_connection_file()
        client.start_channels()
        return client


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab with settings of its own: none of the user's are read or changed."""
    folder = tmp_path_factory.mktemp("jupyter")
    places = {f"JUPYTER_{name}_DIR": folder / name.lower() for name in ("CONFIG", "DATA", "RUNTIME")}
    for place in (*places.values(), folder / "notebooks"):
        place.mkdir()
    (folder / "config" / "jupyter_server_config.json").write_text(json.dumps(SETTINGS), "utf-8")
    (folder / "config" / "labconfig").mkdir()
    (folder / "config" / "labconfig" / "page_config.json").write_text(json.dumps(WITHOUT), "utf-8")
    env = {**os.environ, **{name: str(place) for name, place in places.items()}, "IPYTHONDIR": str(folder / "ipython")}
    words = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder / 'notebooks'}"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(words, env=env, stdout=log, stderr=log, cwd=folder)
        try:
            yield Lab(_address(server, folder), folder / "notebooks", folder / "runtime")
        finally:
            server.terminate()
            server.wait(30)


def _address(server: "subprocess.Popen[bytes]", folder: Path) -> str:
    """Where it listens; the server writes that to a file."""
    file = folder / "runtime" / f"jpserver-{server.pid}.json"
    for _ in range(PATIENCE_S * 20):
        assert server.poll() is None, (folder / "log").read_text("utf-8")
        if file.exists() and (text := file.read_text("utf-8")).endswith("}"):
            told = json.loads(text)
            return f"{told['url']}lab/tree/wall.ipynb?reset&token={told['token']}"
        time.sleep(0.05)
    pytest.fail((folder / "log").read_text("utf-8"))
