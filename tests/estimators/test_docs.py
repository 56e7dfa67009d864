"""docs/estimators.md prints what it says it prints."""

import contextlib
import io
import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "estimators.md"
EXAMPLE = re.compile(r"^```python\n(.*?)^```\n\n^```\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


def test_every_example_prints_what_the_page_says() -> None:
    text = PAGE.read_text("utf-8")
    examples, names = EXAMPLE.findall(text), dict[str, Any]()
    assert len(examples) == text.count("```python") >= 5
    for code, says in examples:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(code, names)
        assert printed.getvalue() == says
