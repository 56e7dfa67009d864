"""What mkdocs.yml builds beside docs/: pages from other folders, and those that the program writes (``site_pages.py``).

A link to a file that is no page of the site becomes plain text: there is no public address that it could lead to. A
picture is a link to itself, so that a telephone can show it at full size.
"""

import posixpath
import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parent))

import site_pages

ROOT = Path(__file__).parents[1]
ELSEWHERE = {
    "README.md": "overview.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "benchmarks/README.md": "benchmarks.md",
    "examples/README.md": "examples.md",
    "firmware_sim/PROTOCOL.md": "protocol.md",
}
LINK = re.compile(r"(?P<text>\[(?:[^\[\]]|\[[^\]]*\])*\])\((?P<target>[^)\s]+)\)")
PICTURE = re.compile(r"(?<!\[)(!\[[^\]]*\]\(([^)\s]+)\))")
TAG = re.compile(r'<img src="(?=images/)')
FENCE = re.compile(r"^(```\w+) .*$", re.MULTILINE)  # with words after the language, which only the tests read


def on_config(config: Any) -> Any:
    """Name the anchors of headings as other renderers of Markdown do, so that one link works everywhere."""
    config.mdx_configs.setdefault("toc", {})["slugify"] = anchor
    return config


def anchor(heading: str, separator: str) -> str:
    return re.sub(r"[^\w-]", "", heading.lower().replace(" ", separator))


def on_files(files: Files, config: Any) -> Files:
    """Add the pages from other folders."""
    for source, page in ELSEWHERE.items():
        files.append(File.generated(config, page, content=(ROOT / source).read_text("utf-8")))
    for page, content in site_pages.pages().items():
        files.append(File.generated(config, page, content=content))
    return files


def on_page_markdown(markdown: str, page: Any, files: Files, **_: Any) -> str:
    """Lead links to pages of the site, wherever their file lies, and unlink those to other files."""
    place = page.file.src_uri
    if page.file.generated_by and place not in ELSEWHERE.values():
        return markdown
    source = next((path for path, name in ELSEWHERE.items() if name == place), f"docs/{place}")
    known = {file.src_uri for file in files}

    def led(match: re.Match[str]) -> str:
        return _led(match, posixpath.dirname(source), posixpath.dirname(place), known)

    markdown = TAG.sub(f'<img src="{"../" * page.url.count("/")}', PICTURE.sub(r"[\1](\2)", markdown))
    return FENCE.sub(r"\1", LINK.sub(led, markdown))


def _led(match: re.Match[str], source: str, place: str, known: set[str]) -> str:
    target, _, heading = match["target"].partition("#")
    text = LINK.sub(lambda inner: _led(inner, source, place, known), match["text"][1:-1])
    if not target or re.match(r"[a-z]+:", target):
        return match[0]
    path = posixpath.normpath(posixpath.join(source, target))
    found = ELSEWHERE.get(path) or path.removeprefix("docs/")
    if path == "docs":
        found = "README.md"
    if found not in known or not (path in ELSEWHERE or path.startswith("docs")):
        return text
    return f"[{text}]({posixpath.relpath(found, place or '.')}{'#' + heading if heading else ''})"
