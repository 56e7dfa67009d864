"""What mkdocs.yml builds beside docs/: pages from other folders, and a page of the Python API from the docstrings.

A link to a file that is no page of the site becomes plain text: there is no public address that it could lead to.
"""

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
ELSEWHERE = {
    "README.md": "overview.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "benchmarks/README.md": "benchmarks.md",
    "examples/README.md": "examples.md",
    "firmware_sim/PROTOCOL.md": "protocol.md",
}
PUBLIC = (
    "mark1.panel.control_panel.ControlPanel", "mark1.machine.mark1.MarkI", "mark1.machine.batch.MarkIBatch",
    "mark1.machine.config", "mark1.stimuli.library", "mark1.stimuli.stimulus_set.StimulusSet",
    "mark1.backprop.network.Network", "mark1.estimators.mark1_classifier.MarkIClassifier",
    "mark1.estimators.perceptron_classifier.PerceptronClassifier",
    "mark1.estimators.backprop_classifier.BackpropClassifier", "mark1.errors",
)  # fmt: skip
PYTHON = "# Python\n\nThe public classes, from their docstrings.\n\n" + "".join(f"::: {name}\n\n" for name in PUBLIC)
LINK = re.compile(r"(?P<text>\[(?:[^\[\]]|\[[^\]]*\])*\])\((?P<target>[^)\s]+)\)")
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
    files.append(File.generated(config, "python.md", content=PYTHON))
    return files


def on_page_markdown(markdown: str, page: Any, files: Files, **_: Any) -> str:
    """Lead links to pages of the site, wherever their file lies, and unlink those to other files."""
    place = page.file.src_uri
    source = next((path for path, name in ELSEWHERE.items() if name == place), f"docs/{place}")
    known = {file.src_uri for file in files}

    def led(match: re.Match[str]) -> str:
        return _led(match, posixpath.dirname(source), posixpath.dirname(place), known)

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
