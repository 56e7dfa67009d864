"""Modules: many ES modules joined into one script, for a page that is a file and can import nothing.

// retina.js                               const $machine_retina = (() => {
import { rint } from "./elementary.js";      const { rint } = $machine_elementary;
export class Retina { ... }            -->   class Retina { ... }
                                             return { Retina };
                                           })();
"""

import posixpath
import re
from importlib import resources
from importlib.resources.abc import Traversable

IMPORT = re.compile(r'^import \{([^}]*)\} from "(\./|\.\./)([\w./]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+|\[[^\]]*\]))", re.MULTILINE)


def joined(first: str) -> str:
    """The module ``first``, a path inside ``mark1/page``, and all it imports, each once, in order, as one script."""
    order: list[str] = []
    _collect(first, order)
    return '"use strict";\n' + "".join(_wrapped(path) for path in order)


def source(path: str) -> str:
    """The text of a file of this package."""
    place: Traversable = resources.files("mark1.page")
    return place.joinpath(path).read_text("utf-8")


def imported(path: str) -> list[str]:
    """The modules that a module imports, as paths inside the package."""
    folder = posixpath.dirname(path)
    return [posixpath.normpath(posixpath.join(folder, match[2] + match[3])) for match in IMPORT.finditer(source(path))]


def _collect(path: str, order: list[str]) -> None:
    for needed in imported(path):
        if needed not in order:
            _collect(needed, order)
    if path not in order:
        order.append(path)


def _wrapped(path: str) -> str:
    text = source(path)
    names = [name for match in EXPORT.finditer(text) for name in re.findall(r"\w+", match[1])]
    folder = posixpath.dirname(path)

    def constant(match: re.Match[str]) -> str:
        wanted = match[1].replace(" as ", ": ").strip()
        return f"const {{ {wanted} }} = {_name(posixpath.normpath(posixpath.join(folder, match[2] + match[3])))};\n"

    body = EXPORT.sub("", IMPORT.sub(constant, text).replace("export {};\n", ""))
    return f"const {_name(path)} = (() => {{\n{body}return {{ {', '.join(names)} }};\n}})();\n"


def _name(path: str) -> str:
    return "$" + path.removesuffix(".js").replace("/", "_")
