"""JupyterLab, Chromium and Node, for the wall in a notebook."""

from collections.abc import Iterator

import pytest
from page.conftest import chromium, node, npm
from write_live_wall import Lab, running

__all__ = ["chromium", "lab", "node", "npm"]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A running JupyterLab."""
    with running(tmp_path_factory.mktemp("jupyter")) as started:
        yield started
