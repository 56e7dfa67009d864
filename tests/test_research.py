"""docs/api.md and the notebooks for a researcher: what they print is real, and the notebooks are up to date."""

import json
from pathlib import Path
from typing import Any

import pytest
import write_notebooks
import write_research
from write_lecture import Ran, run, same

PAGES = write_research.pages()


def name_of(path: Path) -> str:
    return path.stem


def assert_as_shown(ran: Ran) -> None:
    """What was printed is what the page says."""
    says = ran.output.text if ran.output else ""
    assert same(ran.printed, says), f"{ran.block.text}\n--- printed\n{ran.printed}--- the page says\n{says}"


def assert_real(path: Path) -> None:
    shown = list(run(path.read_text("utf-8")))
    assert len(shown) >= 3
    for ran in shown:
        assert_as_shown(ran)


def test_the_code_of_the_api_page_prints_what_the_page_says() -> None:
    assert_real(write_research.API)


@pytest.mark.ci
@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_the_code_of_a_page_prints_what_the_page_says(path: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    assert_real(path)
    assert not list(tmp_path.iterdir())


def test_the_notebooks_are_written_from_the_pages() -> None:
    assert [path.stem for path in PAGES] == sorted(path.stem for path in write_research.NOTEBOOKS.iterdir())
    assert len(PAGES) == 7
    for path in PAGES:
        stored = (write_research.NOTEBOOKS / f"{path.stem}.ipynb").read_text("utf-8")
        assert stored == write_notebooks.written(path.read_text("utf-8")), "python docs/write_research.py writes it"


@pytest.mark.ci
@pytest.mark.parametrize("path", PAGES, ids=name_of)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_notebook_runs_in_an_empty_folder_and_prints_what_is_stored(path: Path, tmp_path: Path) -> None:
    import nbclient
    import nbformat

    notebook: Any = nbformat.read(write_research.NOTEBOOKS / f"{path.stem}.ipynb", as_version=4)
    stored = json.loads(nbformat.writes(notebook))["cells"]
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    drawn = 0
    for ran, cell in zip(notebook.cells, stored, strict=True):
        if cell["cell_type"] == "code":
            printed = "".join(output["text"] for output in ran.outputs if output.get("name") == "stdout")
            assert same(printed, "".join(text for output in cell["outputs"] for text in output["text"]))
            drawn += sum("<svg" in output.get("data", {}).get("text/html", "") for output in ran.outputs)
    assert drawn >= (path.stem[0] in "14") and not list(tmp_path.iterdir())
