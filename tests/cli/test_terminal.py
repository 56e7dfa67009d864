"""Terminal: the story of a run in text, at 80 columns and at 120, with and without colour and unicode."""

import re
from io import BytesIO, TextIOWrapper
from typing import Any

import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import Console

from mark1.cli.terminal import (
    bar,
    coarse_field,
    demo_report,
    field_lines,
    retina_text,
    side_by_side,
    sparkline,
    speaks_unicode,
)
from mark1.figures.training_record import TrainingRecord


def record(
    n: int = 26, rows: int = 20, cols: int = 20, n_r: int = 8, epochs: int = 20, **changed: Any
) -> TrainingRecord:
    rng = np.random.default_rng(0)
    per_epoch = [90 // (i + 1) for i in range(epochs - 1)] + [0] * (epochs > 0)
    run: dict[str, Any] = {
        "name": "letters",
        "light": rng.random((n, rows, cols), np.float32),
        "labels": [chr(65 + i) for i in range(n)],
        "corrections_per_epoch": per_epoch,
        "wrong_per_epoch": [k // 3 for k in per_epoch],
        "corrections_of": rng.integers(1, 9, n),
        "looks_for": rng.normal(0, 3, (n_r, rows, cols)),
        "wiper_v": rng.uniform(-11, 11, 512),
        "stop_v": 11.0,
        "machine_time_s": 739.0,
        "seconds": 0.8,
        "seed": 0,
        "settings": "512 A-units, 8 R-units, 10 + 10 wires, theta 2",
    }
    return TrainingRecord(**run | changed)


def printed(run: TrainingRecord, width: int = 80, encoding: str = "utf-8", **console: Any) -> str:
    out = BytesIO()
    with TextIOWrapper(out, encoding=encoding, newline="\n") as file:
        demo_report(run, Console(file=file, width=width, **console))
        file.flush()
        return out.getvalue().decode(encoding)


# --- pieces -------------------------------------------------------------------------------------------------------


def test_two_rows_of_cells_are_a_line_of_text() -> None:
    on = np.array([[0, 0, 1, 1], [0, 1, 0, 1], [1, 1, 1, 1]], bool)
    assert retina_text(on) == " ▄▀█\n▀▀▀▀"
    assert retina_text(on, unicode=False) == " .'#\n''''"


def test_sparkline() -> None:
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█"
    assert sparkline([0, 7], unicode=False) == "_#"
    assert sparkline([0, 0]) == "▁▁" and sparkline([]) == ""


def test_bars_are_exact_to_an_eighth_and_never_vanish() -> None:
    assert bar(1.0, 4) == "████" and bar(0.5, 4) == "██" and bar(5 / 32, 4) == "▋" and bar(0.0, 4) == ""
    assert bar(0.001, 4) == "▏" and bar(0.001, 4, unicode=False) == "#" and bar(0.75, 4, unicode=False) == "###"


def test_blocks_stand_beside_each_other_as_far_as_there_is_room() -> None:
    assert side_by_side(["a\nb", "cc", "d"], 6) == "a   cc\nb\n\nd"
    assert side_by_side(["x" * 20] * 4, 80) == "x" * 80


def test_fields_are_signs_without_colour() -> None:
    """Two rows to a line: their mean, against the strongest voltage of 8."""
    volts = np.array([[8, 2, -8, -2, 0], [8, 2, -8, -2, 1]], float)
    (line,) = field_lines(coarse_field(volts), 8.0)
    assert line.plain == "#+=-." and len({span.style for span in line.spans}) == 3
    assert coarse_field(np.zeros((256, 100))).shape == (26, 20)


@pytest.mark.parametrize(("encoding", "able"), [("utf-8", True), ("ascii", False), ("latin-1", False), ("nope", False)])
def test_which_outputs_speak_unicode(encoding: str, able: bool) -> None:
    assert speaks_unicode(encoding) is able


# --- the report ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [40, 80, 120, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_lines_fit_and_carry_no_control_codes_into_a_file(width: int, encoding: str) -> None:
    text = printed(record(), width, encoding)
    assert "\x1b" not in text and "\r" not in text
    if width >= 80:
        assert max(cell_len(line) for line in text.split("\n")) <= min(width, 120)
    assert not [line for line in text.split("\n") if line != line.rstrip()]


def test_the_story_is_told_in_order() -> None:
    text = printed(record())
    titles = ["26 letters, learned without an error", "Retina: 8 of 26 letters on 20 x 20", "Learning:", "In numbers"]
    titles += ["Hardest: corrections it took", "What each R-unit looks for"]
    places = [text.index(title) for title in titles]
    assert places == sorted(places)
    assert re.search(r"^machine time +12 min 19 s in 1960", text, re.M) and re.search(r"^R 6 +R 7$", text, re.M)
    assert re.search(r"^epoch 20 +0$", text, re.M)


def test_more_letters_stand_on_a_wider_console() -> None:
    assert "12 of 26 letters" in printed(record(), 120)


def test_colour_only_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    plain, coloured = printed(record()), printed(record(), force_terminal=True, color_system="standard")
    assert "\x1b[" in coloured and re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", printed(record(), force_terminal=True))


ODD: dict[str, dict[str, Any]] = {
    "480 pictures": {"n": 480, "labels": [f"character{i // 20:02}" for i in range(480)], "epochs": 60},
    "two classes, one R-unit": {"n": 2, "labels": ["left", "right"], "n_r": 1},
    "1,024 R-units": {"n_r": 1024},
    "a strip": {"rows": 1, "cols": 7},
    "one cell": {"rows": 1, "cols": 1},
    "huge": {"n": 3, "rows": 256, "cols": 256},
    "not taught": {"epochs": 0, "corrections_of": np.zeros(26, int), "looks_for": np.zeros((8, 20, 20))},
    "right at once": {"epochs": 1, "corrections_of": np.zeros(26, int)},
    "scripts": {"n": 5, "labels": ["字" * 30, "😀", "[red]x[/red]", "a\n\x1b[31m", "\udcff"]},
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_odd_records(name: str, encoding: str) -> None:
    text = printed(record(**ODD[name]), 80, encoding)
    assert "\x1b" not in text and max(cell_len(line) for line in text.split("\n")) <= 80


def test_markup_in_a_label_is_shown_as_it_is() -> None:
    assert "[red]x[/red]" in printed(record(**ODD["scripts"]))
