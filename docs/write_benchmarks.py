"""Writes the table of stored runs in benchmarks/README.md: ``python docs/write_benchmarks.py``."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE, RESULTS = ROOT / "benchmarks/README.md", ROOT / "benchmarks/results"
BEGIN, END = "<!-- stored runs: begin -->\n", "<!-- stored runs: end -->\n"
HEAD = ("trial", "count", "full count", "seed", "outcome", "failures", "took", "date", "processor")


def row(record: dict[str, Any]) -> tuple[str, ...]:
    """A stored run, under ``HEAD``."""
    return (
        f"`{record['name']}`",
        f"{record['count']:,}",
        f"{record['full_count']:,}",
        str(record["seed"]),
        record["outcome"],
        str(len(record["failures"])),
        f"{record['seconds']:,.0f} s",
        record["date"][:10],
        record["machine"]["cpu"],
    )


def table() -> str:
    """All stored runs as a Markdown table, in alphabetical order."""
    records = [json.loads(path.read_text("utf-8")) for path in sorted(RESULTS.glob("*.json"))]
    lines = [HEAD, ("---",) * len(HEAD), *map(row, records)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def with_table(page: str) -> str:
    """The page, with the present table between its two marks."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}{table()}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), encoding="utf-8")
