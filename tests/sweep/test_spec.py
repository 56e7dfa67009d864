"""Specs of sweeps: what they may say, and how a slip is told."""

from pathlib import Path
from typing import Any

import pytest
from loops import each
from sweeps import SMALL, TOML, sweep_of

from mark1.errors import ConfigError, StorageError
from mark1.machine import fidelity
from mark1.machine.short_names import SETTINGS
from mark1.sweep.run import require_meant
from mark1.sweep.settings import NAMES
from mark1.sweep.spec import Range, read


def test_a_spec_is_read(tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(TOML)
    sweep = read(tmp_path / "small.toml")
    assert (sweep.name, sweep.folder, sweep.n_jobs) == ("small", tmp_path, 8)
    assert sweep.names == ["data", "epochs", "r-units", "excitatory", "inhibitory", "a-units", "ideal"]
    assert sweep.grid == sweep_of().grid == {"a-units": (64, 96), "ideal": (True, False)}


def test_every_name_of_the_machine_may_vary() -> None:
    paths = {row.name for row in fidelity.rows() if row.name in NAMES}
    assert {"retina.threshold", "patch_board.wiring", "teacher.rule", "potentiometers.noise_v"} <= paths
    assert set(SETTINGS) - {"seed"} <= set(NAMES)
    assert {"damage.a", "damage.stuck-cells", "mlp.hidden", "logistic.l2"} <= set(NAMES)


def test_values_are_as_the_machine_has_them() -> None:
    sweep = sweep_of(settings={"theta": 2})
    assert sweep.fixed["theta"] == 2.0 and type(sweep.fixed["theta"]) is float
    grid = {"mlp": {"hidden": [16, [32, 8]], "rate": [1, 0.01]}, "optics.exposure": ["auto", 2]}
    sweep = sweep_of({"backend": "mlp", "grid": grid})
    assert sweep.grid == {"mlp.hidden": ("16", "32,8"), "mlp.rate": (1.0, 0.01), "optics.exposure": ("auto", 2.0)}


def test_random_settings() -> None:
    random = {"draws": 5, "theta": {"from": 1, "to": 4}, "wiring": ["random", "constrained"]}
    sweep = sweep_of(random=random)
    assert sweep.drawn == {"theta": Range(1, 4), "wiring": ("random", "constrained")}
    assert (sweep.draws, sweep.n_jobs) == (5, 40)


@each(
    "table, says",
    [
        ({"sedes": 3}, "unknown key 'sedes'. Did you mean 'seeds'?"),
        ({"theta": 3}, "go under [settings]"),
        ({"grid": {"a-unit": [1]}}, "unknown setting 'a-unit'. Did you mean 'a-units'?"),
        ({"grid": {"patch_board": {"wirring": ["random"]}}}, "Did you mean 'patch_board.wiring'?"),
        ({"settings": {"damage": {"motor": 3}}}, "Did you mean 'damage.motors'?"),
        ({"grid": {"mlp": {"hiden": [3]}}}, "Did you mean 'mlp.hidden'?"),
        ({"grid": {"seed": [1, 2]}}, "top-level key seeds"),
        ({"grid": {"a-units": []}}, "expected at least one value"),
        ({"grid": {"a-units": [64, 64]}}, "expected different values"),
        ({"grid": {"theta": [2, 2.0]}}, "expected different values"),
        ({"grid": {"a-units": [0]}}, "association.n_a"),
        ({"grid": {"ideal": ["maybe"]}}, "on or off"),
        ({"grid": {"backend": ["mark2"]}}, "mark1, mlp, logistic"),
        ({"grid": {"damage": {"a": ["many"]}}}, "damage.a"),
        ({"grid": {"mlp": {"rate": ["fast"]}}}, "mlp.rate"),
        ({"settings": {"theta": 1, "association": {"theta": 2}}}, "already given as"),
        ({"epochs": 5, "grid": {"epochs": [5, 10]}}, "already given as"),
        ({"grid": {"mlp": {"rate": [1]}}}, "mlp.rate: requires backend mlp: mark1 would ignore it"),
        ({"backend": "mlp", "grid": {"theta": [1, 2]}}, 'mlp would ignore it, except behind input = "a-units"'),
        ({"backend": "mlp", "settings": {"ideal": True}}, "ideal: requires backend mark1: mlp would ignore it"),
        ({"backend": "logistic", "settings": {"damage": {"motors": 1}}}, "damage.motors: requires backend mark1"),
        ({"backend": "logistic", "random": {"draws": 1, "code": ["onehot"]}}, "code: requires backend mark1"),
        ({"epochs": 0}, "from 1 up"),
        ({"data": []}, "data: expected at least one value"),
        ({"data": ["letters", "letters"]}, "data: expected different values"),
        ({"data": ["letters", ["digits"]]}, "data: expected a text"),
        ({"data": ["letters", ""]}, "data: expected a data set"),
        ({"data": ["letters"], "grid": {"data": ["digits"]}}, "data: already given as data"),
        ({"data": "letters", "grid": {"data": ["digits"]}}, "data: already given as data"),
        ({"test-split": 1.5}, "below 1"),
        ({"seeds": 0}, "seeds"),
        ({"seeds": [1, 1]}, "different seeds"),
        ({"seeds": True}, "seeds"),
        ({"grid": 3}, "a table [grid]"),
        ({"random": {"theta": [1, 2]}}, "draws"),
        ({"random": {"draws": 3}}, "draws"),
        ({"random": {"dras": 3, "theta": [1, 2]}}, "unknown setting 'dras'. Did you mean 'draws'?"),
        ({"random": {"draws": 3, "theta": {"from": 3, "to": 1}}}, "expected from < to"),
        ({"random": {"draws": 3, "theta": {"from": 0, "to": 1, "log": True}}}, "from > 0"),
        ({"random": {"draws": 3, "theta": {"from": 0, "too": 1}}}, "random.theta"),
        ({"random": {"draws": 3, "wiring": {"from": 0, "to": 1}}}, "not a number"),
        ({"random": {"draws": 3, "a-units": {"from": 0, "to": 100}}}, "association.n_a"),
    ],
)
def test_a_slip_is_told_with_its_key(table: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError) as told:
        sweep_of({}, **table)
    assert says in str(told.value)


def test_a_file_that_is_no_spec(tmp_path: Path) -> None:
    (tmp_path / "no.toml").write_text("a = [")
    with pytest.raises(ConfigError, match="no.toml: not TOML"):
        read(tmp_path / "no.toml")
    with pytest.raises(StorageError, match="no such file"):
        read(tmp_path / "absent.toml")


def test_large_studies_need_confirmation() -> None:
    many = sweep_of(SMALL, seeds=5000)
    with pytest.raises(
        ConfigError,
        match=r"20,000 jobs \(a-units 2 x ideal 2 x seeds 5000\) are more than the limit of 10,000; pass --yes",
    ):
        require_meant(many, sure=False)
    require_meant(many, sure=True)
    require_meant(sweep_of(SMALL, seeds=5000, limit=20_000), sure=False)
    with pytest.raises(ConfigError, match="a table holds at most 1,000,000"):
        require_meant(sweep_of(SMALL, seeds=500_000), sure=True)


def test_the_old_name_of_epochs() -> None:
    assert sweep_of({"passes": 5}).fixed["epochs"] == 5
    assert sweep_of({"grid": {"passes": [5, 6]}}).grid == {"epochs": (5, 6)}
    for table in ({"passes": 5, "epochs": 5}, {"grid": {"passes": [5], "epochs": [6]}}):
        with pytest.raises(ConfigError, match="passes: the old name of epochs"):
            sweep_of(table)
    with pytest.raises(ConfigError, match="already given as"):
        sweep_of({"passes": 5, "grid": {"epochs": [6]}})
