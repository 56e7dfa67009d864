"""Numbers in the prose of the documentation: each is that of the code, of a stored run, or of a run made here."""

import json
import re
import tomllib
from typing import Any

import pytest
from documents import ROOT, blocks

from firmware_sim.virtual_board import board, motors
from mark1 import packed, storage
from mark1.gui.visitor.settings import UserSettings
from mark1.machine.config import MachineConfig
from mark1.panel import changes
from mark1.plane.config import PlaneConfig
from mark1.plane.experiment import learn
from mark1.plane.record import PlaneRecord, mistaken
from mark1.rig.wire import protocol
from mark1.stimuli.plane import load
from mark1.training import novelty


def stored(name: str) -> dict[str, Any]:
    """The figures of a stored run."""
    run: dict[str, Any] = json.loads((ROOT / f"benchmarks/results/{name}.json").read_text("utf-8"))
    return run["figures"]


def constant(path: str, name: str) -> int:
    """A constant of a script in another language."""
    text = re.search(rf"{name} = ([\d_* ]+);", (ROOT / path).read_text("utf-8"))
    assert text, f"{path}: {name}"
    return int(eval(text[1]))


def percent(share: float) -> str:
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def sentences() -> list[tuple[str, str]]:
    """A page, and what it has to say."""
    config, unknown, page = MachineConfig(), stored("unknown"), stored("page")
    shares = [percent(round(unknown[name], 2)) for name in ("noise", "shapes", "signs")]
    watchdog_ms = board.WATCHDOG_MS
    return [
        ("README.md", f"{config.retina.rows * config.retina.cols} photocells"),
        ("README.md", f"{config.association.n_a} association units"),
        ("README.md", f"at most {config.patch_board.sockets_per_s_unit} wires per photocell"),
        ("README.md", f"from -{config.potentiometers.stop_v:g} V to +{config.potentiometers.stop_v:g} V"),
        ("docs/glossary.md", f"{config.retina.rows} x {config.retina.cols} photocells"),
        ("docs/glossary.md", f"reaches theta ({config.association.theta:g}, unless"),
        ("docs/panel.md", f"{packed.USUAL // packed.TEXT_SHARE >> 20} MiB of text"),
        ("docs/panel.md", f"{storage.SETTINGS_LIMIT >> 20} MiB of settings"),
        ("docs/panel.md", f"**Undo** reverts up to {changes.UNDO_STEPS} changes"),
        ("docs/page.md", f"the last {changes.UNDO_STEPS} changes"),
        ("docs/page.md", f"{constant('mark1/page/archive/zip.js', 'MOST_BYTES') >> 20} MiB once it is unpacked"),
        ("docs/page.md", f"a machine {constant('mark1/page/machine/state.js', 'MOST_POTS'):,} potentiometers"),
        ("docs/page.md", f"up to {constant('mark1/page/ui/share.js', 'MOST_CHARACTERS'):,} characters"),
        (
            "docs/page.md",
            f"compared {page['machines']:,} random machines, {page['lines'] // page['machines']} random lines",
        ),
        ("docs/page.md", f"({page['refused']:,} of the {page['lines']:,} refused"),
        ("docs/pictures.md", f"{percent(unknown['withdrawn'])} of right answers are withdrawn"),
        ("docs/pictures.md", f"{shares[0]} of noise, {shares[1]} of shapes and {shares[2]} of signs"),
        ("docs/pictures.md", f"at most {novelty.MOST:,} training pictures"),
        ("docs/pictures.md", f"it is {novelty.ALONE} times as far"),
        ("docs/pictures.md", f"a twentieth of the retina ({novelty.MOST_USUAL * 20:g} cell of 20)"),
        ("docs/reference.md", f"| {packed.USUAL >> 20}M |"),
        ("docs/rig.md", f"is switched off after {motors.STALL_MS} ms"),
        ("docs/rig.md", f"if the firmware hangs for {watchdog_ms} ms, or its converter gives no reading for "),
        ("docs/rig.md", f"for {watchdog_ms + board.DEAD_MS} ms."),
        ("docs/rig.md", f"A distant board still stops by itself {protocol.SILENCE_MS} ms after the line breaks"),
        ("docs/sweeps.md", f"at least {6.8e-3 / 0.05:.2f} s (6.8 ms in both processes)"),
        ("docs/sweeps.md", f"at least {1000 * 4.1e-3 / 0.5:.1f} s (1,000 x 4.1 ms / 0.5)"),
    ]


def test_a_number_in_the_prose_is_that_of_the_program() -> None:
    missing = []
    for page, sentence in sentences():
        if sentence not in " ".join((ROOT / page).read_text("utf-8").split()):
            missing.append(f"{page}: {sentence}")
    assert missing == []


def test_the_window_page_has_the_settings_and_their_defaults() -> None:
    (block,) = blocks("docs/window.md", "toml")
    shown = tomllib.loads(block)
    defaults = {name: getattr(UserSettings(), name) for name in UserSettings.__dataclass_fields__}
    assert {**shown, "hide": tuple(shown["hide"])} == defaults


def run_of(points: str, **settings: Any) -> PlaneRecord:
    """A run of the plane, as ``mark1 plane POINTS --backend mlp`` makes it."""
    return learn(load(points), PlaneConfig(backend="mlp", **settings))


def share_right(record: PlaneRecord) -> float:
    """The share of the test points that are right."""
    assert record.test
    return 1 - float(mistaken(record.scores(record.test.xy), record.test.class_of, record.noise).mean())


@pytest.mark.ci
def test_what_the_plane_page_counts_over_seeds() -> None:
    page = " ".join((ROOT / "docs/plane.md").read_text("utf-8").split())
    learned = [
        sum(
            not run_of("xor", hidden=2, activation=name, epochs=300, seed=seed).wrong_points.any() for seed in range(10)
        )
        for name in ("tanh", "relu")
    ]
    assert f"two tanh units learn xor with {learned[0]}, two ReLU units with {learned[1]} (300 epochs)" in page
    assert run_of("xor", hidden=2, seed=2).wrong_points.mean() == 0.5 and "`--seed 2`, two units get stuck" in page
    assert not any(run_of("xor", hidden=4, seed=seed).wrong_points.any() for seed in range(5))
    for hidden, activation, l2 in ((32, "relu", 0.0), (32, "relu", 0.001), (3, "relu", 0.0)):
        runs = [
            run_of("moons", hidden=hidden, activation=activation, l2=l2, test_points=1000, seed=seed)
            for seed in range(3)
        ]
        low, high = (f"{100 * pick(map(share_right, runs)):.1f}" for pick in (min, max))
        assert f"{low} to {high} %" in page, (hidden, l2, low, high)
