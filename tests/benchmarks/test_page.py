"""The benchmark of the page: what it measures was drawn and learned."""

import pytest

from benchmarks import page

pytestmark = pytest.mark.ci


def test_all_dials_turn():
    pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")
    result = page.run(rounds=5)
    assert result["checks"] == {"dials_turn": True, "letters_learned": True}
    assert result["ours"] > 0
    assert result["kib"]["all"] < 600
