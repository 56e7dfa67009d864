"""Every script in examples/ does what it says: its ``expect`` lines hold."""

from pathlib import Path

import pytest

from mark1.cli.invocation import run

SCRIPTS = sorted((Path(__file__).parents[1] / "examples").glob("*.mark1-script"))


def test_there_are_scripts() -> None:
    assert len(SCRIPTS) >= 3


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_runs_and_holds(
    script: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(script.parents[1])  # scripts name pictures as the tour does
    code = run(["run", str(script)], debug=False)
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    assert out.count("as expected") == script.read_text().count("\nexpect ") > 0


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_says_how_it_is_run(script: Path) -> None:
    assert f"mark1 run examples/{script.name}" in script.read_text()
