"""``mark1 prove`` and ``mark1 fool``: what they print, in words and as JSON, and what they refuse."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
XOR = ("xor", "--a-units", 64, "--r-units", 1, "--excitatory", 1, "--inhibitory", 0, "--theta", 1)


def test_a_certificate_in_words_and_as_json(mark1: Run) -> None:
    told = mark1("prove", *XOR)
    told.tidy()
    assert told.out.startswith("xor: not separable: R-unit 0 of 1 cannot learn its part\n")
    assert told.out.count("\n      1 x ") == 4 and "none of 7 machines" in told.out
    (unit,) = mark1("prove", *XOR, "--json").value["r_units"]
    assert (unit["separable"], unit["multipliers"], unit["margin"]) == (False, [1, 1, 1, 1], None)
    assert sorted(unit["pictures"]) == [0, 1, 2, 3] and all("(" in name for name in unit["names"])


def test_weights_in_words_and_as_json(mark1: Run) -> None:
    told = mark1("prove", "xor")
    told.tidy()
    assert "8 R-units can learn their part" in told.out and told.out.count("at most") == 16
    value = mark1("prove", "xor", "--json").value
    assert value["separable"] is True and value["duplicates"] == value["contradictions"] == []
    for unit in value["r_units"]:
        assert unit["bound"] >= unit["corrections"] and len(unit["weights"]) == len(unit["a_units"]) == 64
        assert 0 < unit["margin"] <= unit["margin_at_most"] and unit["fits_between_stops"] and unit["seconds"] >= 0


def test_train_says_what_more_epochs_can_come_to(mark1: Run) -> None:
    assert "more epochs   not separable" in mark1("train", *XOR, "--epochs", 2).out
    assert "more epochs   separable: at most " in mark1("train", "letters", "--epochs", 2).out
    assert "more epochs" not in mark1("train", "letters").out
    value = mark1("train", "letters", "--epochs", 2, "--json").value
    assert value["separable"] is True and value["most_corrections_left"] > 0


def test_fool(mark1: Run, lettered: Path, place: Path) -> None:
    told = mark1("fool", lettered, "bar.png")
    told.tidy()
    assert "less does not" in told.out and "flip (row col)" in told.out
    value = mark1("fool", lettered, "bar.png", "--json").value
    assert value["proved"] and value["count"] == value["lower_bound"] == len(value["cells"])
    assert mark1("fool", lettered, "bar.png", "--change", "wires", "--json").value["wires"]
    assert mark1("fool", lettered, "--data", "letters", "--json").value["left"] == 0


@pytest.mark.parametrize(
    "words, says",
    [
        (("prove", "letters", "--limit", "0"), "time limit"),
        (("prove", "nowhere"), "nowhere"),
        (("prove", "letters", "--r-units", "2"), "R-units"),
        (("fool", "{machine}"), "expected a picture, or --data"),
        (("fool", "{machine}", "{image}", "--cells", "0"), "--cells"),
        (("fool", "{machine}", "{image}", "--to", "7"), "no class '7'"),
        (("fool", "{machine}", "{image}", "--change", "cell"), "--change"),
        (("fool", "{machine}", "nowhere.png"), "nowhere.png"),
    ],
)
def test_bad_input(mark1: Run, lettered: Path, place: Path, words: tuple[str, ...], says: str) -> None:
    told = mark1(*(word.format(machine=lettered, image="bar.png") for word in words))
    assert told.code == 2 and says in told.err and not told.out


def test_ctrl_c_reports_what_is_known(mark1: Run, lettered: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*given: Any, **more: Any) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("mark1.proofs.decision.widest_gap", pressed)
    told = mark1("prove", *XOR)
    assert (told.code, told.err) == (130, "") and "R-unit 0: not known" in told.out
    from mark1.proofs.photocells import Photocells

    deficit, pressed_once = Photocells.deficit, list[bool]()

    def while_searching(problem: Any, changed: tuple[int, ...], rival: int) -> Any:
        if not changed and not pressed_once:
            pressed_once.append(True)
            signal.raise_signal(signal.SIGINT)
        return deficit(problem, changed, rival)

    monkeypatch.setattr(Photocells, "deficit", while_searching)
    told = mark1("fool", lettered, "bar.png", "--to", "W")
    assert (told.code, told.err) == (130, "") and "or more are needed" in told.out


def test_pictures_of_proofs(mark1: Run, lettered: Path, place: Path) -> None:
    assert mark1("prove", *XOR, "--out", "xor.png").out.endswith("Figure: xor.png\n")
    assert mark1("fool", lettered, "bar.png", "--out", "fool.png").out.endswith("Figure: fool.png\n")
    assert all((place / name).read_bytes().startswith(b"\x89PNG") for name in ("xor.png", "fool.png"))
    told = mark1("prove", "xor", "--out", "none.png")
    assert told.code == 2 and "no certificate to draw" in told.err
    assert "one picture's cells" in mark1("fool", lettered, "bar.png", "--change", "dials", "--out", "x.png").err
