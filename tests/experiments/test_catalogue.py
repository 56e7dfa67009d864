"""Every experiment, run small: its rows, its figure, its page, its data."""

import csv
import io
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mark1.errors import CommandError, StimulusError, StorageError
from mark1.experiments.agreement import OF_MACHINES
from mark1.experiments.catalogue import size, two_figures
from mark1.experiments.experiment import (
    CONFIDENCE,
    NOTHING,
    Chart,
    Comparison,
    ExperimentResult,
    RunRequest,
    Series,
    spread,
)
from mark1.experiments.figure import boxes, families, set_as_formula
from mark1.experiments.page import data, html, index, markdown, require_room, write
from mark1.experiments.table import EXPERIMENTS, experiment
from mark1.machine import fidelity

SIZES: dict[str, dict[str, Any]] = {
    "pa-curves-1958": {"n_a": 128, "points": 5},
    "finite-retina-1957": {"n_a": 128, "points": 5},
    "forced-1958": {"n_each": 10},
    "pc-curves-1958": {"n_a": 256, "points": 3},
    "generalisation-1958": {"n_train": 30, "n_test": 30},
    "left-right-1958": {"n_test": 20},
    "spontaneous-1958": {"epochs": 3, "n": 30},
    "square-circle": {"n_train": 60},
    "square-diamond": {"n_train": 20},
    "e-f": {"n_train": 20},
    "x-e": {"n_train": 20},
    "alphabet-1960": {"most": 60, "n_faces": 3},
    "minute-of-1960": {"most": 3},
    "damage": {"most": 20, "n_hits": 2},
    "decay": {"most": 4},
    "motors": {"most": 4},
    "wiring": {"n": 30},
    "size": {"sizes": (16, 64), "epochs": 2, "network_epochs": 1},
    "convergence": {"most": 30, "sizes": (128, 512)},
    "non-separable": {"epochs": 20},
}
# Each of these is a machine for every value of many: one such row of machines will do.
ONE_SEED = ("damage", "decay", "motors", "wiring")
# What was published in a primary text: the experiment, its source, and words of the row.
P_ROWS = {
    "worked example": ("worked-example-1957", "R57", "bias of R1 for S1"),
    "expected fraction of active A-units": ("pa-curves-1958", "R58", "expected share of active"),
    "conditional probability P_c": ("pc-curves-1958", "R58", "chance to stay on"),
    "its minimum": ("pc-curves-1958", "R58", "the least chance to stay on"),
    "generalisation": ("generalisation-1958", "R58", "P_c11 > P_a > P_c12"),
    "left / right squares": ("left-right-1958", "NYT58", "new squares right"),
    "spontaneous separation of two classes": ("spontaneous-1958", "R58", "values that decay"),
    "alphabet, one typeface": ("alphabet-1960", "NAVY60", "one face"),
    "equation 1 of 1957": ("finite-retina-1957", "R57", "equation 1 of 1957"),
    "figure 5 of 1958": ("forced-1958", "RT58", "a picture that was shown"),
    "alphabet, second typeface added": ("alphabet-1960", "NAVY60", "second face added"),
    "removal of A-units": ("damage", "R58", "A-units removed"),
    "constrained wiring": ("wiring", "R58", "constrained wires"),
    "table I of 1957": ("expectation-1957", "R57", "Z for P_a 0.1"),
}
ROOT = Path(__file__).parents[2]


def run_small(name: str) -> ExperimentResult:
    return EXPERIMENTS[name].run(RunRequest(1 if name in ONE_SEED else 2), **SIZES.get(name, {}))


class Findings(dict[str, ExperimentResult]):
    """Every experiment, run small, once, when it is first asked for."""

    def __missing__(self, name: str) -> ExperimentResult:
        self[name] = run_small(name)
        return self[name]


FINDINGS = Findings()


@pytest.fixture
def findings() -> Findings:
    return FINDINGS


@pytest.fixture(scope="module")  # so that what is asked of one experiment is asked in one go
def finding(request: pytest.FixtureRequest) -> ExperimentResult:
    return FINDINGS[request.param]


EVERY = pytest.mark.parametrize(("finding", "name"), [(name, name) for name in EXPERIMENTS], indirect=["finding"])


@EVERY
def test_rows_have_a_source_and_a_confidence(finding: ExperimentResult, name: str) -> None:
    assert finding.rows and len({row.what for row in finding.rows}) == len(finding.rows)
    for row in finding.rows:
        assert row.confidence in CONFIDENCE
        assert set(row.source.split(", ")) <= set(fidelity.sources())
        assert row.ours and row.what and "\n" not in row.ours + row.what + row.why
        assert all(np.isfinite(row.values))
        if row.judgement:
            assert row.judgement.rule in EXPERIMENTS[name].rules, "set before the run"
            assert np.isfinite(row.judgement.value)
        if row.published == NOTHING:
            assert (row.source, row.agrees) == ("OWN", None)
        elif row.agrees is False:
            assert row.why or row.verdict == "partly" or row.via, (
                "where ours is another figure, the page says what was tried"
            )


@EVERY
def test_charts_hold_together(finding: ExperimentResult, name: str) -> None:
    assert len(finding.charts) in (1, 2, 3, 4) and finding.remarks
    for chart in finding.charts:
        for line in chart.lines:
            y = np.asarray(line.y, float)
            assert len(line.x) == len(y) > 0 and np.isfinite(y).all(), (chart.title, line.name)
            assert line.style != "band" or y.shape == (len(line.x), 2)


@EVERY
def test_the_same_seeds_give_the_same_figures(finding: ExperimentResult, name: str) -> None:
    if name == "minute-of-1960":  # it measures this computer
        return
    again = run_small(name)
    assert again.rows == finding.rows
    assert data(again) == data(finding)


@pytest.mark.parametrize("name", P_ROWS)
def test_every_primary_figure_is_covered(findings: dict[str, ExperimentResult], name: str) -> None:
    of, source, words = P_ROWS[name]
    rows = [row for row in findings[of].rows if words in row.what]
    assert rows and all((row.source, row.confidence) == (source, "P") for row in rows)


# ---- numbers that are known


def test_the_machine_of_1957_agrees_to_the_last_digit(findings: dict[str, ExperimentResult]) -> None:
    rows = findings["worked-example-1957"].rows
    assert [row.agrees for row in rows] == [True] * 11 + [False] * 2 + [None] * 6
    assert all(row.agrees for row in findings["expectation-1957"].rows)


def test_ideal_motors_keep_the_bound(findings: dict[str, ExperimentResult]) -> None:
    ideal, *_ = findings["convergence"].rows
    assert ideal.agrees and max(ideal.values) <= 1


def test_xor_never_settles_and_stays_small(findings: dict[str, ExperimentResult]) -> None:
    xor, *_ = findings["non-separable"].rows
    assert xor.agrees and "0% settled" in xor.ours


def test_nothing_is_lost_by_no_damage(findings: dict[str, ExperimentResult]) -> None:
    for line in findings["damage"].charts[0].lines:
        assert (np.asarray(line.y)[0] == 1).all() and np.asarray(line.y)[-1].max() < 1


def test_a_face_that_was_learned_is_learned(findings: dict[str, ExperimentResult]) -> None:
    rows = [row for row in findings["alphabet-1960"].rows if row.what.startswith("one face")]
    assert len(rows) == 4 and all(row.agrees for row in rows)
    exposed = [row for row in findings["alphabet-1960"].rows if "40 exposures" in row.what]
    assert {(row.source, row.confidence, row.via) for row in exposed} == {("ONR60", "S", "relayed")}
    assert len(exposed) == 4 and all(row.agrees and max(row.values) <= 40 for row in exposed)


def test_pictures_that_do_not_move_are_told_apart(findings: dict[str, ExperimentResult]) -> None:
    for name in two_figures.PAIRS:
        assert findings[name].rows[0].agrees and min(findings[name].rows[0].values) == 1


# ---- the page


class Loads(HTMLParser):
    """What a page would load, and its cells."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "href", "data", "srcset", "action")]


@EVERY
def test_the_page_needs_nothing_else(finding: ExperimentResult, name: str, tmp_path: Path) -> None:
    paths = write(tmp_path, EXPERIMENTS[name], finding, "again")
    assert [path.name for path in paths] == [f"{name}{suffix}" for suffix in (".md", ".html", ".csv", ".png")]
    text = paths[1].read_text("utf-8")
    page = Loads()
    page.feed(text)
    assert len(page.loads) == 1 and page.loads[0].startswith("data:image/png;base64,")
    assert not re.search(r"https?://|@import|url\(|<script|<link", text)
    assert page.tags.count("tr") == 1 + len(finding.rows)
    assert f"]({name}.png)" in paths[0].read_text("utf-8")
    with Image.open(paths[3]) as picture:
        picture.load()
        assert picture.width == 1400 and set(picture.info) <= {"dpi"}
        edge = np.asarray(picture.convert("RGB"))[:, [2, -3]]
        assert (edge == edge[0, 0]).all(), "the figure keeps its margin"
    assert paths[3].stat().st_size < 400_000


@EVERY
def test_the_data_are_the_points(finding: ExperimentResult, name: str) -> None:
    rows = list(csv.DictReader(io.StringIO(data(finding))))
    assert len(rows) == sum(np.asarray(line.y).size for chart in finding.charts for line in chart.lines)
    first = finding.charts[0].lines[0]
    assert float(rows[0]["y"]) == float(np.asarray(first.y, float).flat[0]) and rows[0]["line"] == first.name


NASTY = ExperimentResult(
    (Comparison("a | b <i>", "x & y", "1 < 2", "R58", "P", OF_MACHINES(0), "tried\nboth"),),
    (
        Chart(
            "t",
            "x",
            "y",
            (Series("a: b", ["u", "v"], np.array([[1.0, 2.0], [3.0, 4.0]])), Series("c", ("",), [2.0], "level")),
        ),
    ),
)


def test_what_could_break_a_page_does_not() -> None:
    one = EXPERIMENTS["decay"]
    assert "| a \\| b <i> |" in markdown(one, NASTY, "p.png", "again")
    text = html(one, NASTY, b"png", "again")
    assert "<td>a | b &lt;i&gt;</td>" in text and "x &amp; y" in text and "<i>" not in text


def test_the_page_of_all_names_each_once(findings: dict[str, ExperimentResult]) -> None:
    some = {name: EXPERIMENTS[name] for name in ("worked-example-1957", "expectation-1957", "alphabet-1960")}
    text = index({name: findings[name] for name in some}, EXPERIMENTS, "images/")
    for name, one in some.items():
        assert text.count(f"\n## {one.title}\n") == 1 and f"](images/{name}.png)" in text
        anchor = re.sub(r"[^\w-]", "", one.title.lower().replace(" ", "-"))
        assert f"[{name}](#{anchor})" in text


def test_the_written_page_has_every_experiment_and_primary_figure() -> None:
    page = (ROOT / "docs/experiments.md").read_text("utf-8")
    for name, one in EXPERIMENTS.items():
        assert f"\n## {one.title}\n" in page and f"](images/experiments/{name}.png)" in page
        assert (ROOT / f"docs/images/experiments/{name}.png").is_file()
    for _, source, words in P_ROWS.values():
        assert re.search(rf"\| [^|]*{re.escape(words)}[^|]*\|[^|]*\|[^|]*\| {source} \| primary[^|]*\|", page), words


# ---- small things


def test_spread_in_words() -> None:
    assert spread([0.5, 0.5]) == "50.0%"
    assert spread([3, 1, 2], "{:.0f}") == "2 (1 to 3)"


def test_lines_of_a_family_share_their_ink() -> None:
    chart = Chart("t", "x", "y", tuple(Series(name, [1], [1]) for name in ("a: eq", "b", "a: boards")))
    assert families(chart) == [0, 1, 0]


def test_letters_with_an_index_are_set_as_formulas() -> None:
    assert set_as_formula("P_a 0.1, 100 A-units") == "$P_{a}$ 0.1, 100 A-units"
    assert set_as_formula("bound (R / gamma)^2") == r"bound $(R / \gamma)^2$"
    assert set_as_formula("a face, my_file") == "a face, my_file"


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_charts_stand_beside_each_other(n: int) -> None:
    places = boxes(n)
    for one in places:
        assert one.x >= 48 and one.x + one.w <= 1352 + 1e-9
        for other in places:
            apart = one.x + one.w <= other.x or other.x + other.w <= one.x
            assert one is other or apart or one.y + one.h <= other.y or other.y + other.h <= one.y


def test_an_unknown_name_is_told_its_nearest() -> None:
    with pytest.raises(CommandError, match="unknown experiment 'alphabet-1906'. Did you mean 'alphabet-1960'"):
        experiment("alphabet-1906")


def test_a_folder_that_cannot_be_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StorageError, match="cannot create directory"):
        require_room(tmp_path / "file", EXPERIMENTS["decay"])
    assert (tmp_path / "file").read_text() == "mine"


def test_no_handwriting_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(StimulusError, match="size: no handwriting here: .*pip install .*; or --data names"):
        size.handwriting(None)
    with pytest.raises(StimulusError, match="no data set, file or folder"):
        size.handwriting(str(tmp_path / "nowhere"))
