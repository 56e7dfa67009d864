"""The page in Chromium: a visitor's session by clicks, touches and keys, files, links, and what goes wrong."""

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from page.conftest import QUIET

from mark1.page import plane_page
from mark1.panel.control_panel import ControlPanel

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Opened = Callable[..., Any]
pytestmark = pytest.mark.ci

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "locale": "en-GB"}
DESKTOP = {"viewport": {"width": 1366, "height": 768}, "locale": "en-GB"}


def expect(locator: Any) -> Any:
    """Assertions about a part of the page that wait for it, as the screen is drawn a frame later."""
    from playwright.sync_api import expect as expected

    expected.set_options(timeout=30_000)
    return expected(locator)


def same_after(history: list[str], begun: Path, ended: Path) -> None:
    """Python, given the page's lines, has the machine that the page has saved."""
    ours, page = ControlPanel(), ControlPanel()
    ours.load(str(begun))
    known = len(ours.history)
    for line in history[known:]:
        ours.execute(line)
    page.load(str(ended))
    (plain, arrays), (page_plain, page_arrays) = ours.backend.capture(), page.backend.capture()
    assert {name for name in arrays if arrays[name].tobytes() != page_arrays[name].tobytes()} == set()
    assert {name for name in plain["machine"] if plain["machine"][name] != page_plain["machine"][name]} == set()
    assert page_plain["code"] == plain["code"]
    assert page.history == ours.history == history


def history_of(page: Any) -> list[str]:
    lines: list[str] = page.evaluate("window.mark1.session.history")
    return lines


def until(page: Any, condition: str, argument: object = None) -> None:
    """Wait for a condition; the page's policy lets no driver wait inside it."""
    for _ in range(1500):
        if page.evaluate(condition, argument):
            return
        page.wait_for_timeout(20)
    pytest.fail(f"{condition} {argument}: not within 30 s; {page.locator('#paper').inner_text()[-400:]}")


def at_rest(page: Any) -> None:
    until(page, "!window.mark1.operator.busy")


def choose(page: Any, label: str) -> None:
    page.locator(f"#keys label:has(input[value='{label}'])").click()
    until(page, "label => window.mark1.controls.target.label === label", label)


def draw_with_a_finger(page: Any, *places: tuple[float, float]) -> None:
    """A stroke on the retina through places from 0 to 1, by touches; by the mouse where a busy Chromium drops them."""
    page.locator("#retina").scroll_into_view_if_needed()
    box, drawn = page.locator("#retina").bounding_box(), len(history_of(page))
    session = page.context.new_cdp_session(page)
    points = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in places]
    for kind, (x, y) in zip(["touchStart", *["touchMove"] * (len(points) - 1)], points, strict=True):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)
    if len(history_of(page)) == drawn:
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point)
        page.mouse.up()


def saved(page: Any, path: Path) -> Path:
    with page.expect_download() as download:
        page.locator("#save").click()
    download.value.save_as(path)
    return path


def test_a_visitors_session_on_a_phone(opened: Opened, taught: Path, tmp_path: Path):
    page = opened(**PHONE)
    page.locator("#speed").select_option("Infinity")
    page.locator("#clear").click()
    draw_with_a_finger(page, *((0.2 + 0.06 * k, 0.25) for k in range(11)))
    draw_with_a_finger(page, *((0.5, 0.25 + 0.06 * k) for k in range(10)))
    choose(page, "T")
    for _ in range(20):
        if page.evaluate("window.mark1.session.answer().label") != "T":
            page.locator("#teach").click()
            at_rest(page)
    until(page, "document.getElementById('letter').textContent === 'T'")
    for button in ("keep", "undo", "redo"):
        page.locator(f"#{button}").click()
        at_rest(page)
    page.locator("#part").select_option("motors")
    page.locator("#break").click()
    at_rest(page)
    page.locator("#theta").fill("3")
    page.locator("#theta").press("Enter")
    page.locator("#theta").blur()
    at_rest(page)
    choose(page, "R")
    page.locator("#show").click()
    at_rest(page)
    page.locator("#rule").select_option("nonquantized")
    at_rest(page)
    page.locator("#train").click()
    at_rest(page)
    page.locator("#step").click()
    at_rest(page)
    page.locator("#line").fill("set 17 -3.25")
    page.locator("#line").press("Enter")
    at_rest(page)
    page.locator("#evaluate").click()
    until(page, "window.mark1.session.history.at(-1).startsWith('evaluate')")
    at_rest(page)
    history = history_of(page)
    words = {line.split()[0] for line in history[1:]}
    assert words >= {
        "draw",
        "amend",
        "teach",
        "keep",
        "damage",
        "theta",
        "present",
        "rule",
        "train",
        "course",
        "step",
        "set",
        "evaluate",
    }
    same_after(history, taught, saved(page, tmp_path / "visited.mark1"))


def test_time_passes_and_can_be_stopped(opened: Opened, taught: Path, tmp_path: Path):
    page = opened(**DESKTOP)
    page.locator("#speed").select_option("64")
    page.locator("#reset").click()
    page.locator("#train").click()
    until(page, "window.mark1.session.machine.potentiometers.moving")
    expect(page.locator("#wall")).to_have_attribute("data-busy", "true")
    page.locator("#pause").click()
    before = page.evaluate("window.mark1.session.machine.presentations")
    page.wait_for_timeout(100)
    assert page.evaluate("window.mark1.session.machine.presentations") == before
    page.locator("#undo").click()
    expect(page.locator("#spoken")).to_contain_text("still running")
    page.locator("#pause").click()
    page.locator("#stop").click()
    at_rest(page)
    history = history_of(page)
    assert history[-2] == "reset"
    assert history[-1].startswith("train letters epochs ")
    same_after(history, taught, saved(page, tmp_path / "stopped.mark1"))
    page.locator("#teach").click()
    page.keyboard.press("Escape")
    assert history_of(page) == history


def test_by_keyboard_alone(opened: Opened):
    page = opened(**DESKTOP)
    page.locator("#retina").focus()
    page.keyboard.press("k")
    until(page, "window.mark1.session.history.at(-1) === 'present letter K'")
    at_rest(page)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    page.keyboard.press(" ")
    until(page, "window.mark1.session.history.at(-1).startsWith('draw ')")
    at_rest(page)
    expect(page.locator("#spoken")).to_have_text(re.compile("Row 10, column 11: (on|off)"))
    page.locator("#keys input:checked").focus()
    page.keyboard.press("ArrowRight")
    until(page, "window.mark1.controls.target.label === 'B'")
    page.locator("#teach").focus()
    page.keyboard.press("Enter")
    until(page, "window.mark1.session.history.at(-1) === 'teach B'")
    at_rest(page)
    expect(page.locator("#spoken")).to_contain_text("Answer: B")
    page.locator("#pot").fill("100")
    expect(page.locator("#why")).to_contain_text("Pot 100 joins A-unit 100 to R-unit 1")


def test_why_is_told_as_in_python(opened: Opened, taught: Path):
    page = opened(**DESKTOP)
    ours = ControlPanel()
    ours.load(str(taught))
    lines = [
        "set 5 1.25",
        "rule bivalent gain gamma",
        "present letter C",
        "teach C",
        "rule forced gain beta feed 20",
        "teach D",
    ]
    for line in lines:
        page.evaluate("line => window.mark1.operator.submit(line)", line)
        at_rest_fast(page)
        ours.execute(line)
    pots = list(range(0, 512, 3))
    assert page.evaluate(EXPLANATIONS, pots) == [ours.execute(f"why {pot}").text for pot in pots]


EXPLANATIONS = """(pots) => pots.map((pot) => {
    window.mark1.controls.pot_chosen(pot);
    return document.getElementById('why').textContent;
})"""


def at_rest_fast(page: Any) -> None:
    page.locator("#speed").select_option("Infinity")
    at_rest(page)


def test_files_both_ways(opened: Opened, tmp_path: Path):
    page = opened(**DESKTOP)
    panel = ControlPanel()
    panel.execute("machine a-units 300 r-units 5 excitatory 6 inhibitory 4 seed 9")
    panel.execute("train digits epochs 2")
    panel.execute(f"save {tmp_path / 'digits.mark1'}")
    page.locator("#open-file").set_input_files(tmp_path / "digits.mark1")
    until(page, "window.mark1.session.machine.association.n_a === 300")
    expect(page.locator("#keys input")).to_have_count(10)
    page.locator("#share").click()
    expect(page.locator("#spoken")).to_contain_text("loaded from a file")
    same_after(history_of(page), tmp_path / "digits.mark1", saved(page, tmp_path / "again.mark1"))
    page.locator("#undo").click()
    until(page, "window.mark1.session.machine.association.n_a === 512")


def test_a_link_repeats_what_was_done(opened: Opened, tmp_path: Path):
    page = opened(**DESKTOP)
    page.locator("#speed").select_option("Infinity")
    page.locator("#reset").click()
    draw_with_the_mouse(page)
    page.locator("#train").click()
    at_rest(page)
    page.locator("#share").click()
    until(page, "location.hash.length > 1")
    link = page.evaluate("location.hash")
    assert len(link) < 1000
    other = opened(link, **DESKTOP)
    at_rest_fast(other)
    wipers = "[...window.mark1.session.machine.potentiometers.wiper]"
    assert other.evaluate(wipers) == page.evaluate(wipers)
    assert other.evaluate("[...window.mark1.session.observation.light]") == page.evaluate(
        "[...window.mark1.session.observation.light]"
    )
    broken = opened(link[:40], **DESKTOP)
    expect(broken.locator("#spoken")).to_contain_text("incomplete or damaged")
    assert broken.evaluate(wipers) != page.evaluate(wipers)


def draw_with_the_mouse(page: Any) -> None:
    box = page.locator("#retina").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    for k in range(8):
        page.mouse.move(box["x"] + 60 + 10 * k, box["y"] + 60 + 10 * k)
    page.mouse.up()


def test_bad_files_change_nothing(opened: Opened, taught: Path, tmp_path: Path):
    page = opened(**DESKTOP)
    whole = taught.read_bytes()
    newer = ControlPanel()
    newer.execute("backend mlp")
    newer.execute("train digits epochs 1")
    newer.execute(f"save {tmp_path / 'mlp.mark1'}")
    files = {
        "text.mark1": (b"hello", "not a .mark1 file"),
        "cut.mark1": (whole[: len(whole) // 2], "not a .mark1 file"),
        "flipped.mark1": (flipped(whole, 700), "damaged"),
        "empty.mark1": (b"", "not a .mark1 file"),
        "newer.mark1": (with_meta(taught, b'"version": 2', b'"version": 3'), "newer mark1"),
        "large.mark1": (
            with_meta(taught, b'"n_a": 512', b'"n_a": 99999', b'"disjoint"', b'"shared"'),
            "at most 400000",
        ),
        "strange.mark1": (with_meta(taught, b'"theta": 2.0', b'"theta": "x"'), "expected -10000 - 10000"),
        "mlp.mark1": ((tmp_path / "mlp.mark1").read_bytes(), "back end mlp"),
    }
    before = page.evaluate("[...window.mark1.session.machine.potentiometers.wiper]")
    for name, (data, says) in files.items():
        (tmp_path / name).write_bytes(data)
        page.locator("#open-file").set_input_files(tmp_path / name)
        until(page, "says => document.getElementById('spoken').textContent.includes(says)", says)
        page.evaluate("document.getElementById('spoken').textContent = ''")
    page.locator("#picture-file").set_input_files(tmp_path / "text.mark1")
    until(page, "document.getElementById('spoken').textContent.includes('cannot read this picture')")
    page.locator("#shoot").click()
    until(page, "document.getElementById('spoken').textContent.includes('Press PICTURE')")
    assert page.evaluate("[...window.mark1.session.machine.potentiometers.wiper]") == before


def with_meta(path: Path, *words: bytes) -> bytes:
    """The file with words of its JSON exchanged: what, by what, what, by what ..."""
    data = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            for was, now in zip(words[::2], words[1::2], strict=True):
                content = content.replace(was, now) if name == "mark1.json" else content
            new.writestr(name, content)
    return data.getvalue()


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :]


def test_a_photograph_and_the_camera(opened: Opened, tmp_path: Path):
    from PIL import Image, ImageDraw

    picture = Image.new("L", (300, 300), 190)
    ImageDraw.Draw(picture).rectangle((120, 30, 180, 270), fill=40)
    picture.save(tmp_path / "bar.png")
    page = opened(**DESKTOP)
    page.locator("#picture-file").set_input_files(tmp_path / "bar.png")
    until(page, "window.mark1.session.history.at(-1).startsWith('draw')")
    at_rest(page)
    lit = page.evaluate("[...window.mark1.session.observation.light]")
    assert sum(lit) == 4 * 16
    assert {i % 20 for i, light in enumerate(lit) if light} == {8, 9, 10, 11}


def test_without_script_or_features_there_is_a_sentence(chromium: "Browser", page_file: Path):
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(page_file.as_uri())
    expect(page.locator("noscript")).to_contain_text("switched off here", use_inner_text=True)
    old = chromium.new_context(locale="it").new_page()
    old.add_init_script("delete window.DecompressionStream")
    old.goto(page_file.as_uri())
    expect(old.locator("#no-page")).to_contain_text("troppo vecchio")
    expect(old.locator("#wall")).to_be_hidden()


def test_no_violation_of_accessibility(opened: Opened, npm: Path):
    axe = (npm / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    page = opened(viewport={"width": 1920, "height": 1080}, color_scheme="dark", locale="it")
    page.evaluate(axe)
    for room in ("dark", "bright"):
        for width, height in ((1920, 1080), (1366, 768), (768, 1024), (360, 740)):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert page.evaluate(SMALL_TARGETS) == [], width
            if (room, width) in (("dark", 1366), ("dark", 360), ("bright", 768)):
                found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
                assert [(one["id"], [node["html"][:80] for node in one["nodes"]]) for one in found] == [], (room, width)
        page.locator("#room").click()


SMALL_TARGETS = """[...document.querySelectorAll('button, .button, select, input:not(.unseen), #keys label')]
    .filter((one) => one.checkVisibility() && !one.closest('dialog'))
    .map((one) => [one.id || one.textContent, one.getBoundingClientRect().width, one.getBoundingClientRect().height])
    .filter(([, width, height]) => width < 43.5 || height < 43.5)"""


def test_a_lesson_as_a_screen_reader_has_it(opened: Opened):
    page = opened(**DESKTOP)
    heard = page.locator("main").aria_snapshot()
    for words in (
        'heading "RETINA"',
        'radio "A" [checked]',
        'button "TEACH"',
        'combobox "RULE"',
        'spinbutton "THRESHOLD"',
        'region "Why this dial last moved"',
    ):
        assert words in heard
    page.locator("#speed").select_option("Infinity")
    page.locator("#teach").click()
    at_rest(page)
    expect(page.locator("#spoken")).to_have_text("Wrong R-units corrected: 0. Answer: A, margin +4.17 V.")


def test_what_was_learned_is_not_lost_by_a_slip(opened: Opened, tmp_path: Path):
    page = opened(reduced_motion="reduce", **DESKTOP)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("#reset").click()
    page.locator("#train").click()
    at_rest(page)
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]
    saved(page, tmp_path / "kept.mark1")
    until(page, "window.mark1.controls.files.is_unsaved === false")


def test_everything_is_still_for_those_who_ask(opened: Opened):
    page = opened(reduced_motion="reduce", **DESKTOP)
    expect(page.locator("#speed")).to_have_value("Infinity")
    page.locator("#train").click()
    at_rest(page)
    until(page, "document.getElementById('accuracy').textContent === '100.0%'")


def test_the_devices_camera(chromium: "Browser", page_file: Path):
    """Chromium's own film for tests: a green field with a moving disc, and its time."""
    film = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    with chromium.browser_type.launch(executable_path=shutil.which("chromium"), args=[*QUIET, *film]) as browser:
        page = browser.new_page(**DESKTOP)
        page.goto(page_file.as_uri())
        page.wait_for_selector("#wall[data-ready=yes]")
        page.locator("#shoot").click()
        until(page, "document.getElementById('viewfinder').videoWidth > 0")
        page.locator("#shutter").click()
        until(page, "window.mark1.session.history.at(-1).startsWith('draw ')")
        at_rest(page)
        lit = sum(page.evaluate("[...window.mark1.session.observation.light]"))
        assert 0 < lit < 400
        until(page, "document.getElementById('viewfinder').srcObject === null")


def test_no_violation_on_the_plane_and_in_dialogs(opened: Opened, npm: Path, tmp_path: Path):
    axe = (npm / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    (tmp_path / "plane.html").write_text(plane_page.written(), "utf-8")
    plane = opened(path=tmp_path / "plane.html", **DESKTOP)
    plane.locator("#epoch").click()
    expect(plane.locator("#spoken")).to_contain_text("Epochs: 1. Points wrong:")
    machine = opened(**DESKTOP)
    machine.locator("#help").click()
    for page in (plane, machine):
        page.evaluate(axe)
        found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        assert [(one["id"], [node["html"][:80] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate(SMALL_TARGETS) == []
