"""The page as a file: what it contains, what it may do, and that no text of it is missing."""

import base64
import hashlib
import html
import io
import json
import re
import runpy
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mark1.cli.app import app
from mark1.page import modules, pictures, plane_page
from mark1.page.page import TABLES, palettes, texts, written
from mark1.panel.control_panel import ControlPanel

FOLDER = Path(modules.__file__).parent


class Elements(HTMLParser):
    """Every element with its attributes, and the text of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open = -1
        self.texts: list[tuple[int, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.open = len(self.elements) - 1

    def handle_endtag(self, tag: str) -> None:
        self.open = -1

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open, data))

    def inside(self, number: int) -> str:
        return "".join(text for of, text in self.texts if of == number)


@pytest.fixture(scope="module")
def text(page_file: Path) -> str:
    return page_file.read_text("utf-8")


@pytest.fixture(scope="module")
def elements(text: str) -> Elements:
    return Elements(text)


def test_it_is_small_and_asks_for_nothing(text: str, elements: Elements):
    assert len(text.encode()) < 600 * 1024
    for _, attributes in elements.elements:
        for name in ("src", "href", "action", "poster", "data", "srcset"):
            assert attributes.get(name) in (None, "data:,"), attributes
        assert not any(name.startswith("on") or name == "style" for name in attributes), attributes
    assert not re.search(r"https?://|//[a-z]+\.[a-z]|@import|url\((?!\$)", text)


def test_its_policy_allows_its_own_script_and_style_alone(elements: Elements):
    (policy,) = [
        words["content"] for tag, words in elements.elements if words.get("http-equiv") == "Content-Security-Policy"
    ]
    allowed = dict(rule.split(" ", 1) for rule in html.unescape(str(policy)).split("; "))
    assert allowed["default-src"] == "'none'"
    for kind, tag in (("script-src", "script"), ("style-src", "style")):
        (number,) = [i for i, (name, words) in enumerate(elements.elements) if name == tag and "type" not in words]
        digest = base64.b64encode(hashlib.sha256(elements.inside(number).encode()).digest()).decode()
        assert allowed[kind] == f"'sha256-{digest}'"
    assert {name for name, rule in allowed.items() if "'none'" in rule} == {"default-src", "base-uri", "form-action"}
    assert set(allowed) == {"default-src", "script-src", "style-src", "img-src", "media-src", "base-uri", "form-action"}


def test_the_same_machine_gives_the_same_bytes(taught: Path, text: str):
    panel = ControlPanel()
    panel.load(str(taught))
    assert written(panel) == text


def test_every_text_is_there_in_every_language():
    assert set(texts()["en"]) == set(texts()["it"])
    known = set(texts((*TABLES, *plane_page.TABLES, "page_wall"))["en"])
    used = set(re.findall(r'data-(?:t|label)="([^"]+)"', modules.source("page.html") + modules.source("plane.html")))
    sources = [path.read_text("utf-8") for path in FOLDER.rglob("*.js")]
    for source in sources:
        used |= set(re.findall(r'say\("([a-z_]+\.[a-z_]+)"', source))
        used |= {f"page_error.{key}" for key in re.findall(r'MachineError\("(\w+)"', source)}
        used |= {f"page_reply.{key}" for key in re.findall(r'\bkey: "(\w+)"', source)}
        used |= {f"page_why.{key}" for key in re.findall(r'\bsay\("(\w+)"', source)}
    assert used - known == set()
    assert len(used) > 140
    own = {key for key in texts()["en"] if key.startswith(("page_error.", "page_reply.", "page_why.", "page."))}
    words = set(re.findall(r"\w+", "\n".join([*sources, modules.source("page.html"), modules.source("page.py")])))
    assert {
        key
        for key in own
        if key.split(".")[1] not in words and not key.startswith(("page.rule_", "page.set_", "page.damage_"))
    } == set()


def test_placeholders_are_the_same_in_every_language():
    for key, english in texts()["en"].items():
        assert sorted(re.findall(r"\{(\w+)\}", english)) == sorted(re.findall(r"\{(\w+)\}", texts()["it"][key])), key


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_letters_stand_out_in_both_rooms():
    for room, palette in palettes().items():
        for ink, ground in (
            ("engraved", "plate"),
            ("legend", "well"),
            ("lamp_on", "well"),
            ("ink", "paper"),
            ("engraved", "steel"),
        ):
            light, dark = sorted((luminance(palette[ink]), luminance(palette[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (room, ink, ground)


def test_the_pictures_are_those_of_the_machines_camera():
    panel = ControlPanel()
    with zipfile.ZipFile(io.BytesIO(pictures.packed(panel.machine))) as archive:
        contents = json.loads(archive.read("pictures.json"))
        assert {f"{name}.npy" for name in pictures.SETS} | {"pictures.json"} == set(archive.namelist())
    assert [len(one["class_of"]) for one in contents["sets"]] == [26, 10, 26, 10]
    moved = ControlPanel()
    moved.execute("shift 2.5 0")
    assert pictures.seen_with(moved.machine) != pictures.seen_with(panel.machine)
    assert '["shift_x_cells",2.5]' in pictures.seen_with(moved.machine)


def test_the_command(tmp_path: Path, taught: Path):
    def ran(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["page", *words])
        return result.exit_code, result.output + str(result.exception or "")

    code, said = ran(str(taught), "--out", str(tmp_path / "letters"))
    assert code == 0
    assert re.search(r"letters\.html: \d+ KiB; open it in a browser", said)
    before = (tmp_path / "letters.html").read_bytes()
    for words, trouble in (
        ((str(tmp_path / "none.mark1"),), "no such file"),
        ((str(taught), "--out", str(tmp_path / "letters.mark1")), "expected a name that ends in .html"),
        ((str(tmp_path / "letters.html"), "--out", str(tmp_path / "letters.html")), "not a valid .mark1 file"),
    ):
        code, said = ran(*words)
        assert code != 0
        assert trouble in said
    assert (tmp_path / "letters.html").read_bytes() == before
    panel = ControlPanel()
    panel.execute("train digits epochs 2")
    panel.execute("backend mlp")
    panel.execute(f"save {tmp_path / 'mlp.mark1'}")
    assert (
        "expected a Mark I, got the back end mlp" in ran(str(tmp_path / "mlp.mark1"), "--out", str(tmp_path / "mlp"))[1]
    )


def test_the_pages_in_the_documentation_are_of_today():
    """``python docs/write_page.py`` writes them. How tightly they are packed depends on the computer."""
    written = runpy.run_path(str(FOLDER.parents[1] / "docs" / "write_page.py"))["written"]()
    assert set(written) == {"letters.html", "plane.html"}
    for name, text in written.items():
        kept = (FOLDER.parents[1] / "docs" / name).read_text("utf-8")
        assert PACKED.sub("", kept) == PACKED.sub("", text), name
    (kept_machine, kept_pictures), (machine, of_today) = map(PACKED.findall, (kept_letters(), written["letters.html"]))
    for ours, theirs in ((kept_machine, machine), (kept_pictures, of_today)):
        assert unpacked(ours[1]) == unpacked(theirs[1])


def test_the_documentation_tells_their_size():
    docs = FOLDER.parents[1] / "docs"
    told = re.findall(
        r"^(\w+\.html): (\d+) KiB; open it in a browser$", (docs / "page.md").read_text("utf-8"), re.MULTILINE
    )
    assert [(name, int(kib)) for name, kib in told] == [
        (name, round((docs / name).stat().st_size / 1024)) for name in ("letters.html", "plane.html")
    ]


PACKED = re.compile(r'(<script type="text/plain" id="\w+">)([^<]*)')


def kept_letters() -> str:
    return (FOLDER.parents[1] / "docs" / "letters.html").read_text("utf-8")


def unpacked(text: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(text))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
