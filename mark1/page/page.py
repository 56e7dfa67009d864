"""The page: one HTML file that is the machine, and needs nothing else: no network, no installation.

    page.html, style sheets, modules  \
    the machine as a .mark1            -->  one file; its policy allows its own script and style, and no address
    words, colours of the window      /
"""

import base64
import hashlib
import html
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from string import Template
from typing import Any

from mark1 import archive
from mark1.errors import CommandError, Described, expected
from mark1.page import modules, pictures
from mark1.panel.control_panel import ControlPanel

POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src data: blob:; media-src blob: mediastream:;"
    " base-uri 'none'; form-action 'none'"
)
# The tables of the catalogue that the page has texts of.
TABLES = (
    "header", "camera", "retina", "picture", "patch_board", "association", "potentiometers", "response", "teacher",
    "teletype", "help", "page", "page_reply", "page_error", "page_why",
)  # fmt: skip
BRIGHT = {
    "wall": (205, 204, 194), "plate": (176, 184, 173), "engraved": (14, 16, 14), "engraved_light": (214, 221, 210),
    "steel": (206, 207, 201),
}  # fmt: skip


def written(panel: ControlPanel) -> str:
    """The page of the panel's machine, as it is now. Raises CommandError for another back end than the Mark I."""
    if not panel.backend.by_rule:
        text = expected("page", "a Mark I", Described(f"the back end {panel.backend.name}"))
        raise CommandError(f"{text}: choose 'backend mark1' first")
    data = [
        element("machine", "text/plain", base64.b64encode(_saved(panel)).decode()),
        element("pictures", "text/plain", base64.b64encode(pictures.packed(panel.machine)).decode()),
    ]
    return filled("page.html", ("plates.css", "page.css"), "ui/page.js", data, TABLES)


def filled(template: str, styles: Sequence[str], script: str, data: Sequence[str], tables: Sequence[str]) -> str:
    """A page: a template with style sheets, the module ``script`` and all it needs, and data that nobody executes."""
    style, script = "".join([colours(), *map(modules.source, styles)]), modules.joined(script)
    policy, words = POLICY.format(script=_digest(script), style=_digest(style)), texts(tables)
    own = [
        element("words", "application/json", json.dumps(words, ensure_ascii=False)),
        element("palettes", "application/json", json.dumps(palettes())),
    ]
    values = {
        "policy": html.escape(policy),
        "style": style,
        "script": script,
        "data": "\n".join([*data, *own]),
        "no_script": " ".join(html.escape(texts()[language]["page_error.no_script"]) for language in words),
    }
    return Template(modules.source(template)).substitute(values)


def texts(tables: Sequence[str] = TABLES) -> dict[str, dict[str, str]]:
    """The texts of some tables of the window's catalogue, by key, per language."""
    from mark1.gui.paint.words import LANGUAGES, catalogue

    return {
        language: {key: text for key, text in catalogue(language).items() if key.partition(".")[0] in tables}
        for language in LANGUAGES
    }


def palettes() -> dict[str, dict[str, str]]:
    """The colours of a dark and of a bright room, as CSS has them."""
    from mark1.gui.paint.palette import Palette

    usual: dict[str, Any] = asdict(Palette())
    return {room: _css({**usual, **other}) for room, other in (("dark", {}), ("bright", BRIGHT))}


def _css(colours: dict[str, Any]) -> dict[str, str]:
    return {name: "#" + bytes(rgb).hex() for name, rgb in colours.items()}


def colours() -> str:
    """The palettes as variables of a style sheet, for what is inside an element that names its room."""
    rules = []
    for room, palette in palettes().items():
        palette |= {"nameplate": palette["legend"], "key-legend": palette["legend"], "display": palette["legend"]}
        variables = "".join(f"--{name.replace('_', '-')}:{value};" for name, value in palette.items())
        rules.append(f'[data-room="{room}"]{{{variables}}}\n')
    return "".join(rules)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def element(name: str, kind: str, text: str) -> str:
    """Data in the page, of a kind that no browser executes."""
    return f'<script type="{kind}" id="{name}">{text.replace("<", chr(92) + "u003c")}</script>'


def _saved(panel: ControlPanel) -> bytes:
    """The machine as the bytes of a ``.mark1`` file."""
    meta, arrays = panel.contents()
    file = io.BytesIO()
    archive.write(file, archive.text_of(meta), arrays)
    return file.getvalue()
