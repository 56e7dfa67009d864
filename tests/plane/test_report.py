"""Plane experiments and their pictures: the story with its numbers, and what the pictures show at named places."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from loops import each
from numpy.typing import NDArray
from PIL import Image

from mark1.errors import ConfigError, StorageError
from mark1.paper import Box
from mark1.plane import ground as plane_ground
from mark1.plane import panel as plane_panel
from mark1.plane.config import PlaneConfig
from mark1.plane.experiment import learn
from mark1.plane.ground import Viewport, regions, relief, sureness, surface
from mark1.plane.panel import _heights, _inside, _round_between
from mark1.plane.record import PlaneRecord, percent
from mark1.plane.report import SIZE, draw_plane, draw_planes
from mark1.plane.space import laid_flat
from mark1.plane.story import story
from mark1.stimuli.plane import PlaneSet, load


def run(name: str, **settings: Any) -> PlaneRecord:
    return learn(load(name), PlaneConfig(**settings))


# ---- the story


def test_the_perceptron_never_settles_on_xor() -> None:
    record = run("xor", epochs=300)
    assert (record.settled, record.epochs, record.train_accuracy < 1) == (False, 300, True)
    assert record.cycle is not None and min(record.wrong) > 0
    assert "never converges" in story(record) and record.outcome() == "never converges, the weights cycle"


def test_a_slow_case_looks_the_same_for_a_while_and_settles() -> None:
    """After 300 epochs near-xor is no better off than xor; what tells them apart is that no weights came back."""
    early, late = run("near-xor", epochs=300), run("near-xor")
    assert not early.settled and early.cycle is None and early.wrong[-1] > 0
    assert "cannot be told" in story(early)
    assert late.settled and late.train_accuracy == 1 and late.epochs > 300


def test_polar_features_make_the_rings_separable_for_it() -> None:
    raw, polar = run("rings", epochs=200), run("rings", features="polar")
    assert not raw.settled and raw.train_accuracy < 0.8
    assert polar.settled and polar.train_accuracy == 1 and polar.epochs < 20


@pytest.mark.parametrize("name", ["xor", "rings"])
def test_a_network_learns_what_a_line_cannot(name: str) -> None:
    network = run(name, backend="mlp", hidden=8, epochs=400)
    line = run(name, backend="logistic", epochs=400)
    assert network.train_accuracy == 1 and network.settled
    assert line.train_accuracy < 0.8 and not line.settled


def test_more_hidden_units_have_more_capacity() -> None:
    right = [run("spiral", backend="mlp", hidden=n, epochs=300).train_accuracy for n in (1, 2, 16)]
    assert right[0] < 0.8 and right[1] < 0.97 and right[2] == 1


def test_lambda_smooths_the_same_network() -> None:
    """The stronger it is, the less sure the network is of the plane, and the more points it gives up."""
    records = [run("moons", backend="mlp", hidden=32, l2=l2, epochs=100) for l2 in (0.0, 0.001, 0.01, 0.1)]
    view = Viewport.around(records[0].stimuli.xy)
    sure = [float(sureness(surface(view, record.scores, 60, 60)).mean()) for record in records]
    right = [record.train_accuracy for record in records]
    assert sure[0] > sure[1] > sure[2] > sure[3] + 0.1
    assert right[0] > right[1] > right[2] >= right[3]


@pytest.mark.parametrize("backend", ["perceptron", "mlp"])
def test_different_starts_give_different_lines_that_are_equally_right(backend: str) -> None:
    stimuli = load("or", 60)
    records = [learn(stimuli, PlaneConfig(backend=backend, seed=seed, epochs=100)) for seed in range(4)]
    assert [record.train_accuracy for record in records] == [1, 1, 1, 1]
    places = Viewport.around(stimuli.xy).lattice(50, 50)
    taken = {record.scores(places).argmax(axis=1).tobytes() for record in records}
    assert len(taken) == 4


@pytest.mark.parametrize("backend", ["perceptron", "logistic", "mlp"])
def test_the_same_seed_gives_the_same_run(backend: str) -> None:
    one, other = (run("moons", backend=backend, epochs=20, seed=3) for _ in range(2))
    assert (one.curve, one.wrong, one.figures()) == (other.curve, other.wrong, other.figures())
    assert one.curve != run("moons", backend=backend, epochs=20, seed=4).curve


@pytest.mark.parametrize(("backend", "features"), [("perceptron", "raw"), ("perceptron", "poly"), ("logistic", "raw")])
def test_three_classes(backend: str, features: str) -> None:
    record = run("blobs", backend=backend, features=features, epochs=200)
    assert record.train_accuracy == 1 and record.scores(record.stimuli.xy).shape == (120, 3)


def test_features_serve_a_network_too() -> None:
    assert run("rings", backend="logistic", features="poly", epochs=200).train_accuracy == 1


def test_a_point_on_the_line_is_wrong() -> None:
    """All sums 0: whatever the class, not right."""
    record = PlaneRecord(
        load("xor"), PlaneConfig(), lambda xy: np.zeros((len(xy), 2)), [0.0, 0.0], [4, 4], corrections=0
    )
    assert record.train_accuracy == 0 and record.wrong_points.all()


# ---- settings


@each(
    "setting, says",
    [
        ({"backend": "preceptron"}, "plane.backend: .*did you mean 'perceptron'"),
        ({"features": "poler"}, "plane.features: .*did you mean 'polar'"),
        ({"activation": "tan"}, "plane.activation: .*did you mean 'tanh'"),
        ({"hidden": 0}, "plane.hidden: expected a whole number from 1 to 1024, got 0"),
        ({"hidden": 2.5}, "plane.hidden: expected a whole number"),
        ({"l2": -1.0}, "plane.l2: expected a number from 0 to 1000"),
        ({"l2": float("nan")}, "plane.l2"),
        ({"epochs": 0}, "plane.epochs: expected a whole number from 1"),
        ({"rate": 0.0}, "plane.rate"),
        ({"seed": -1}, "plane.seed"),
    ],
)
def test_a_setting_outside_its_range(setting: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        PlaneConfig(**setting)


# ---- the ground


def test_the_boundary_is_where_the_sums_are_equal() -> None:
    """x = 0.25 in a view of -1 .. +1 and 200 px: column 125; left of it class 0, right of it class 1 with hatching."""
    view = Viewport(-1, 1, -1, 1)
    rgb = regions(view, lambda xy: np.stack([0.25 - xy[:, 0], xy[:, 0] - 0.25], axis=1), 200, 200, sure=True)
    dark = rgb.sum(axis=2) < 1.2
    assert dark[:, 124:126].all() and not dark[:, :120].any() and not dark[:, 130:].any()
    left, right = rgb[:, 10:110], rgb[:, 140:]
    assert np.ptp(left.reshape(-1, 3), axis=0).max() < 1e-9 < 0.05 < np.ptp(right[..., 0])
    assert left.mean() > right.mean() + 0.05  # told apart by lightness


def test_up_in_the_plane_is_up_in_the_picture() -> None:
    rgb = regions(Viewport(-1, 1, -1, 1), lambda xy: np.stack([xy[:, 1], -xy[:, 1]], axis=1), 50, 50, sure=True)
    assert rgb[5].mean() > rgb[45].mean()
    view = Viewport(0, 2, 0, 4)
    assert view.on_page(Box(100, 10, 20, 40), np.array([[0.0, 4.0], [2.0, 0.0]])).tolist() == [[100, 10], [120, 50]]


def test_the_surer_the_stronger_the_tint() -> None:
    assert sureness(np.array([[0.0, 0.0], [0.0, 50.0]])) == pytest.approx([0.0, 1.0])
    assert sureness(np.array([[1.0, 1.0, 1.0], [np.log(2), 0.0, 0.0]])) == pytest.approx([0, (0.5 - 1 / 3) / (2 / 3)])


def test_a_surface_is_straight_between_the_places_of_its_lattice() -> None:
    values = surface(Viewport(-1, 3, 0, 2), lambda xy: 2 * xy[:, :1] - xy[:, 1:], 40, 20)[..., 0]
    x, y = np.meshgrid(-1 + 4 * (np.arange(40) + 0.5) / 40, 2 - 2 * (np.arange(20) + 0.5) / 20)
    np.testing.assert_allclose(values, 2 * x - y, atol=1e-9)


def test_the_more_active_the_darker() -> None:
    rgb = relief(np.repeat(np.linspace(-1, 1, 80)[np.newaxis], 40, axis=0), -1, 1)
    assert rgb.shape == (20, 40, 3)
    assert rgb[10, 1].mean() > 0.85 and rgb[10, 38].mean() < 0.25


# ---- the bent plane


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("rings", {"features": "polar"}),
        ("rings", {"features": "poly"}),
        ("rings", {"backend": "mlp", "epochs": 100}),
        ("xor", {"backend": "mlp", "hidden": 2, "epochs": 50}),
        ("xor", {"backend": "mlp", "hidden": 1, "epochs": 50}),
        ("blobs", {"backend": "mlp", "epochs": 50}),
        ("blobs", {"features": "poly"}),
    ],
)
def test_laid_flat_the_last_layer_reads_the_same_scores(name: str, settings: dict[str, Any]) -> None:
    """Scores read off the flat places are those of the plane, but for what all classes have in common."""
    record = run(name, **settings)
    assert record.space is not None
    xy = Viewport.around(record.stimuli.xy).lattice(21, 21)
    flat = laid_flat(record, record.space, lambda: xy)
    sums = record.scores(xy)
    wanted = sums - sums.mean(axis=1, keepdims=True)
    np.testing.assert_allclose(flat.scores(flat.places(record.space.of(xy))), wanted, atol=1e-6 * np.abs(wanted).max())


# ---- pages


EIGHT = PlaneSet(
    "eight",
    np.array([(x, y) for x in range(4) for y in range(2)], np.float64),
    np.arange(8),
    tuple(f"a class of a very long name, {i}" for i in range(8)),
)
SAME = PlaneSet("same", np.full((4, 2), 3.0), np.array([0, 1, 0, 1]), ("a", "b"))
FAR = PlaneSet("far", np.array([(1e6, 1e6), (1e6 - 1, 1e6), (-1e6, 0.0)]), np.array([0, 1, 1]), ("a\nb", "$x_1$"))


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ground is drawn in whole pixels, a quarter of the work."""
    for module in (plane_ground, plane_panel):
        monkeypatch.setattr(module, "FINE", 1)


@pytest.mark.usefixtures("coarse")
@pytest.mark.parametrize(
    ("stimuli", "settings"),
    [
        (SAME, {"features": "polar"}),
        (SAME, {"backend": "logistic"}),
        (SAME, {"backend": "mlp", "hidden": 1}),
        (EIGHT, {}),
        (EIGHT, {"backend": "mlp", "hidden": 40, "activation": "relu", "features": "poly"}),
        (FAR, {"features": "poly"}),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_a_page_of_any_run_keeps_its_margin(
    stimuli: PlaneSet, settings: dict[str, Any], sheets: list[NDArray[np.uint8]], tmp_path: Path
) -> None:
    draw_plane(learn(stimuli, PlaneConfig(epochs=3, **settings)), tmp_path / "page.png")
    (page,) = sheets
    assert page.shape == (SIZE[1], SIZE[0], 3)
    page[30:-20, 30:-30] = page[0, 0]
    assert (page == page[0, 0]).all()


@pytest.mark.usefixtures("coarse")
@pytest.mark.parametrize(("n", "settings"), [(2, {"backend": "mlp", "epochs": 3}), (6, {})])
def test_runs_side_by_side(n: int, settings: dict[str, Any], sheets: list[NDArray[np.uint8]], tmp_path: Path) -> None:
    stimuli = load("or", 40)
    records = [learn(stimuli, PlaneConfig(seed=seed, **settings)) for seed in range(n)]
    draw_planes(records, [f"seed {seed}" for seed in range(n)], "starts", tmp_path / "row.png")
    (page,) = sheets
    assert page.shape[1] == SIZE[0]
    page[30:-20, 30:-20] = page[0, 0]
    assert (page == page[0, 0]).all()


@pytest.mark.usefixtures("coarse")
def test_the_same_run_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    pages = [tmp_path / f"{name}.png" for name in ("one", "same", "other")]
    for page, seed in zip(pages, (0, 0, 1), strict=True):
        draw_plane(run("blobs", backend="mlp", epochs=5, seed=seed), page)
    one, same, other = (page.read_bytes() for page in pages)
    assert one == same != other
    with Image.open(pages[0]) as picture:
        assert (picture.format, picture.size) == ("PNG", SIZE) and set(picture.info) <= {"dpi"}


@pytest.mark.usefixtures("coarse")
def test_a_wrong_point_is_ringed(sheets: list[NDArray[np.uint8]], tmp_path: Path) -> None:
    """Two pages of the same plane, but in the second all points are wrong: more of the accent colour."""
    xor = load("xor")
    for sign in (1.0, -1.0):
        record = PlaneRecord(xor, PlaneConfig(), _sums(sign), [0.0, 0.0], [0, 0], corrections=0)
        draw_plane(record, tmp_path / "page.png")
    pages = [page[230:920, 56:746].astype(np.int16) for page in sheets]
    accent = [int((np.abs(page - (0xB3, 0x40, 0x2A)).sum(axis=2) < 30).sum()) for page in pages]
    assert accent[1] > accent[0] + 250


def _sums(sign: float) -> Any:
    return lambda xy: sign * np.stack([xy[:, 0] * xy[:, 1], -xy[:, 0] * xy[:, 1]], axis=1)


@pytest.mark.usefixtures("coarse", "sheets")
def test_a_folder_that_is_not_there_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"nowhere/x\.png: cannot be written"):
        draw_plane(run("and"), tmp_path / "nowhere" / "x.png")


def test_small_things() -> None:
    assert (percent(1.0), percent(0.9999), percent(0.5)) == ("100%", "99.9%", "50.0%")
    assert _round_between(-1.3, 1.3) == [-1, 0, 1]
    assert _heights([0, 3], 3, 6) == [1, 2, 3] and _heights([0.1, 0.24], 0.24, 2) == pytest.approx([0.1, 0.2])
    strokes = np.array([[[1.0, 1.0], [2.0, 2.0], [50.0, 2.0], [9.0, 9.0]]])
    assert [piece.tolist() for piece in _inside(strokes, Box(0, 0, 10, 10))] == [[[1, 1], [2, 2]]]


def test_the_old_name_of_epochs_warns() -> None:
    with pytest.warns(FutureWarning, match="use epochs"):
        config = PlaneConfig(passes=7)
    assert config == PlaneConfig(epochs=7) == replace(config)
    with pytest.warns(FutureWarning), pytest.raises(ConfigError, match=r"plane.epochs: .* from 1"):
        PlaneConfig(passes=0)
