"""The wall's part in the browser: one ES module with everything in it. No build step, no address of anything else."""

import json
from functools import lru_cache

from mark1.page import modules
from mark1.page.page import colours, palettes, texts

# The tables of the catalogue that the wall has texts of.
TABLES = (
    "header", "retina", "picture", "association", "potentiometers", "response", "teacher", "teletype", "page",
    "page_wall",
)  # fmt: skip
MODULE = """const parts = {parts};
function begin(model, el) {{
{script}return $wall_wall.begin(model, el, parts);
}}
export default {{ render: ({{ model, el }}) => begin(model, el) }};
"""


@lru_cache(maxsize=1)
def written() -> str:
    """The source of the module. Every view runs ``begin`` anew, so that nothing in it is common to two of them."""
    parts = {
        "html": modules.source("wall/wall.html"),
        "css": "".join([colours(), modules.source("plates.css"), modules.source("wall/wall.css")]),
        "words": texts(TABLES),
        "palettes": palettes(),
    }
    return MODULE.format(parts=json.dumps(parts, ensure_ascii=False), script=modules.joined("wall/wall.js"))
