"""Many modules become one script: each once, after those that it needs, and nothing of theirs collides."""

import re
import subprocess
from pathlib import Path

import pytest

from mark1.page import modules

FOLDER = Path(modules.__file__).parent
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.js"))


def test_a_module_comes_after_those_it_imports():
    script = modules.joined("ui/page.js")
    places = {
        path: script.find(f"const ${path[:-3].replace('/', '_')} = ")
        for path in FILES
        if not path.startswith(("plane/", "wall/"))
    }
    assert [path for path, place in places.items() if place < 0] == ["ui/frame.js"]  # types only
    for path, place in places.items():
        assert all(places[needed] < place for needed in modules.imported(path)), path
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)
    assert "</script" not in script


def test_files_are_short_and_named_as_in_python():
    assert {path for path in FILES if modules.source(path).count("\n") > 300} == set()
    assert [path for path in FILES for line in modules.source(path).splitlines() if len(line) > 140] == []
    parts = (
        "retina",
        "patch_board",
        "association",
        "potentiometers",
        "response",
        "reinforcement",
        "teacher",
        "correction",
    )
    for part in (*parts, "correction_log", "exposure", "elementary", "normal", "config", "state", "mark1"):
        assert f"machine/{part}.js" in FILES
        assert (FOLDER.parent / "machine" / f"{part}.py").is_file()


def test_a_script_is_what_its_modules_are(node: str, tmp_path: Path):
    (tmp_path / "one.js").write_text(
        modules.joined("panel/quoting.js") + 'console.log($panel_quoting.words_of(`a \'b c\' "d\\\\"e" # f`));'
    )
    done = subprocess.run([node, tmp_path / "one.js"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == """[ 'a', 'b c', 'd"e' ]"""


@pytest.mark.ci
def test_types(npm: Path):
    options = [
        "--noEmit",
        "--allowJs",
        "--checkJs",
        "--strict",
        "--target",
        "es2022",
        "--module",
        "esnext",
        "--skipLibCheck",
    ]
    options += ["--lib", "es2024,dom,dom.iterable,dom.asynciterable", "--moduleResolution", "bundler"]
    files = [str(FOLDER / path) for path in FILES]
    done = subprocess.run(
        [npm / "node_modules" / ".bin" / "tsc", *options, *files], capture_output=True, text=True, cwd=npm
    )
    assert done.stdout + done.stderr == ""
