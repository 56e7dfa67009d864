"""Other brains on the command line: trained, kept, asked, and told apart from the machine."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
MISUSE = 2


@pytest.fixture
def mlp(mark1: Run, place: Path) -> str:
    """A small network that learned the letters."""
    mark1(
        "train",
        "letters",
        "--backend",
        "mlp",
        "--hidden",
        "32",
        "--rate",
        "0.01",
        "--epochs",
        "60",
        "--save",
        "m.mark1",
    )
    return "m.mark1"


def test_train_tells_the_loss_and_no_corrections(mark1: Run, place: Path) -> None:
    options = "--hidden 16,8 --activation tanh --loss hinge --l2 0.001 --optimizer momentum"
    words = f"train letters:all --backend mlp --test-split 0.25 --epochs 3 {options} --json"
    told = mark1(*words.split()).value
    assert told["backend"] == "mlp"
    assert (told["stimuli"], told["epochs"], told["presentations"]) == (39, 3, 117)
    assert told["corrections"] is told["corrections_per_epoch"] is told["machine_time_s"] is None
    assert len(told["loss_per_epoch"]) == len(told["wrong_per_epoch"]) == 3
    assert 0 <= told["test_accuracy"] <= 1
    text = mark1("train", "letters", "--backend", "logistic", "--epochs", "3").out
    assert "loss" in text and "corrections" not in text and "machine time" not in text and " V" not in text


def test_what_was_learned_is_recognized_after_saving(mark1: Run, mlp: str) -> None:
    assert mark1("evaluate", mlp, "letters", "--json").value["accuracy"] == 1.0
    assert mark1("inspect", mlp, "--json").value["backend"] == "mlp"
    (answer,) = mark1("recognize", mlp, "bar.png", "--json").value
    assert answer["margin_v"] is answer["responses"] is None
    assert answer["probabilities"][answer["label"]] == answer["probability"]
    said = mark1("recognize", mlp, "bar.png", "--backend", "mlp").out
    assert said == f"bar.png  {answer['label']}  probability {answer['probability']:.3f}\n"


@pytest.mark.parametrize("command", [("recognize", "m.mark1", "bar.png"), ("evaluate", "m.mark1", "letters")])
def test_another_back_end_than_the_file_holds_is_refused(command: tuple[str, ...], mark1: Run, mlp: str) -> None:
    ended = mark1(*command, "--backend", "mark1")
    assert (ended.code, ended.out) == (MISUSE, "")
    assert ended.err == "mark1: m.mark1: expected back end mark1, got mlp; omit --backend to use it\n"


@pytest.mark.parametrize("backend", ["mlp", "logistic"])
def test_the_demo_learns_the_letters_and_draws_them(backend: str, mark1: Run, place: Path) -> None:
    told = mark1("demo", "--backend", backend, "--json").value
    assert (told["backend"], told["train_accuracy"], told["wrong_per_epoch"][-1]) == (backend, 1.0, 0)
    ended = mark1("demo", "--backend", backend, "--out", "d")
    assert "26 letters, learned without an error" in ended.out
    assert "R-unit" not in ended.out and "corrections" not in ended.out and "1960" not in ended.out
    names = {path.name for path in (place / "d").iterdir()}
    assert names == {"poster.png", "retina.png", "learning_curve.png", "hardest.png", "units.png"}


@pytest.mark.parametrize(
    "words, says",
    [
        ("--backend mpl", "unknown back end 'mpl'. Did you mean 'mlp'?"),
        ("--hidden 5", "--hidden requires --backend mlp"),
        ("--backend logistic --hidden 5", "--hidden requires --backend mlp"),
        ("--backend mlp --hidden 0", "hidden"),
        ("--backend mlp --hidden 5,x", "hidden: expected a whole number, got 'x'"),
        ("--backend mlp --activation cube", "activation"),
        ("--backend mlp --loss none", "loss"),
        ("--backend mlp --optimizer luck", "optimizer"),
        ("--backend mlp --rate -1", "rate"),
        ("--backend mlp --rate nan", "rate: expected a finite number"),
        ("--backend mlp --batch 0", "batch"),
        ("--backend mlp --l2 -1", "l2"),
        ("--backend mlp --input camera", "input: expected one of light, a-units, got 'camera'"),
        ("--backend mlp --patience 3", "patience"),
    ],
)
def test_a_wrong_setting_is_one_line(words: str, says: str, mark1: Run, place: Path) -> None:
    ended = mark1("train", "letters", *words.split(), "--save", "n.mark1")
    assert (ended.code, ended.out) == (MISUSE, "")
    assert says in ended.err and ended.err.count("\n") == 1
    assert not (place / "n.mark1").exists()


def test_training_that_diverged_says_so_in_words_and_saves_nothing(mark1: Run, place: Path) -> None:
    ended = mark1("train", "letters", "--backend", "mlp", "--optimizer", "gradient_descent", "--loss", "squared",
                  "--rate", "1000", "--save", "n.mark1")  # fmt: skip
    assert (ended.code, ended.out) == (1, "")
    assert "training diverged" in ended.err and "smaller rate" in ended.err and ended.err.count("\n") == 1
    assert not (place / "n.mark1").exists()
