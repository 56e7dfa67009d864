"""Writes the tables of stored runs in benchmarks/README.md: ``python docs/write_benchmarks.py``."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE, RESULTS = ROOT / "benchmarks/README.md", ROOT / "benchmarks/results"
MEASURED_HEAD = ("benchmark", "mark1", "reference", "ratio", "target", "also", "load", "date", "processor")
ALSO = {  # other figures of a report that the table shows: the path of each, and its unit
    "train": {"harder.ratio": "", "large.ratio": ""},
    "sense": {"sparse_ratio": ""},
    "memory": {"dense": "MiB"},
    "frame": {"p99_ms": "ms", "grown_mib": "MiB"},
    "window": {"stimuli_per_s": "", "rest": "of a core", "first_s": "s"},
    "sweep": {"efficiency": "", "batch.ratio": "", "machines_per_s": ""},
    "startup": {"help": "s", "train_letters_ms": "ms"},
    "stop": {"worst_ms": "ms", "simavr_worst_ms": "ms"},
}
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


def measured_row(report: dict[str, Any]) -> tuple[str, ...]:
    """A stored report of ``python -m benchmarks NAME --store``, under ``MEASURED_HEAD``."""
    unit = report["unit"]
    return (
        f"`{report['name']}`",
        f"{plain(report['ours'])} {unit}",
        f"{plain(report['peer'])} {unit}",
        f"{report['ratio']:.3g}",
        f"{report['target']:g}",
        "; ".join(also(report)),
        f"{report['load'][0]:.1f}",
        report["date"][:10],
        report["cpu"],
    )


def also(report: dict[str, Any]) -> list[str]:
    """The further figures of a report, each with its name: ``p99_ms 2.85 ms``."""
    found = []
    for path, unit in ALSO.get(report["name"], {}).items():
        value: Any = report
        for key in path.split("."):
            value = value[key]
        found.append(f"`{path}` {plain(value)} {unit}".rstrip())
    return found


def plain(value: float) -> str:
    """A number with three digits, or whole with its thousands set apart."""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def stored(folder: Path) -> list[dict[str, Any]]:
    """The records of a folder, in alphabetical order."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]


def markdown(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    return "".join(f"| {' | '.join(line)} |\n" for line in (head, ("---",) * len(head), *rows))


def tables() -> dict[str, str]:
    """Every table, by the name between its two marks."""
    return {
        "measured": markdown(MEASURED_HEAD, [measured_row(report) for report in stored(RESULTS / "measured")]),
        "stored runs": markdown(HEAD, [row(record) for record in stored(RESULTS)]),
    }


def with_tables(page: str) -> str:
    """The page, with the present tables between their marks."""
    for name, table in tables().items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
        before, mark, rest = page.partition(begin)
        if not mark:
            raise SystemExit(f"{PAGE}: no line {begin.strip()}")
        page = f"{before}{begin}{table}{end}{rest.partition(end)[2]}"
    return page


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text("utf-8")), encoding="utf-8")
