"""The table of a sweep: what it takes for its own, where it goes on, and that nothing in it is lost."""

import errno
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sweeps import SMALL, jobs, sweep_of

from mark1.errors import ConfigError, StorageError
from mark1.install_hint import install
from mark1.sweep import parquet as sweep_parquet
from mark1.sweep import table as sweep_table
from mark1.sweep.jobs import Job, jobs_of
from mark1.sweep.parquet import ParquetTable, lines_of
from mark1.sweep.row import RESULTS
from mark1.sweep.run import table_at
from mark1.sweep.spec import parsed
from mark1.sweep.table import PROGRAM, Table

NAMES = sweep_of(SMALL).names
JOBS = jobs()


def row(i: int) -> dict[str, Any]:
    """A row as a job would give it."""
    values = (i, 3 * i, 0, None, i % 2 == 0, 1 / (i + 1), 0.5, 10.0, 0.25, 'a, "b"\nc' if i == 5 else None)
    return {**dict(zip(RESULTS, values, strict=True)), "pictures": ""}


def filled(path: Path, order: list[int]) -> Path:
    """A table with the rows of some jobs, appended in this order."""
    with table_at(path, NAMES, JOBS) as table:
        for i in order:
            table.add([JOBS[i]], [row(i)])
    return path


def finished(path: Path) -> bytes:
    """Add what is missing, and finish: the bytes of the table."""
    with table_at(path, NAMES, JOBS) as table:
        for job in table.missing:
            table.add([job], [row(JOBS.index(job))])
        table.finish()
    return path.read_bytes()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


@pytest.fixture
def whole(tmp_path: Path) -> bytes:
    return finished(tmp_path / "whole.csv")


def test_rows_end_in_the_order_of_the_jobs(place: Path, whole: bytes) -> None:
    filled(place, [5, 2, 7])
    assert place.read_bytes() != whole
    assert finished(place) == whole
    assert finished(place) == whole
    assert whole.decode().splitlines()[0] == (
        "data,wanted_epochs,r-units,excitatory,inhibitory,a-units,ideal,seed,epochs,corrections,wrong,loss,settled,"
        "train_accuracy,test_accuracy,machine_time_s,took_s,error,pictures,program"
    )


def test_what_is_there_is_not_missing(place: Path) -> None:
    filled(place, [5, 2])
    with table_at(place, NAMES, JOBS) as table:
        assert [JOBS.index(job) for job in table.missing] == [0, 1, 3, 4, 6, 7]
        assert table.n_failed == 1


def test_cut_off_anywhere_it_goes_on(place: Path, whole: bytes) -> None:
    data = filled(place, [5, 2, 7]).read_bytes()
    last = data.rstrip().rfind(b"\n")
    for end in (*range(0, last, 29), *range(last - 2, len(data) + 1)):
        place.write_bytes(data[:end])
        with table_at(place, NAMES, JOBS) as table:
            assert table.n_done == max(0, data[:end].count(b"\n") - 1)
        assert finished(place) == whole, end


@pytest.mark.parametrize("tail", [b"\0" * 50, b"letters,4,5", b"letters,4\n", b"\0\0\n"])
def test_rubbish_at_the_end_is_cut_off(place: Path, whole: bytes, tail: bytes) -> None:
    filled(place, [5, 2])
    place.write_bytes(place.read_bytes() + tail)
    assert finished(place) == whole


def damaged(data: bytes) -> Iterator[tuple[bytes, str]]:
    """Tables that are not to be touched, and what is said of each."""
    yield b"a,b,c\n1,2,3\n", "not a sweep table"
    yield b"\x89PNG\r\n\x1a\n\0\0", "not a sweep table"
    yield data.replace(b"a-units", b"theta"), r"another spec \(columns that differ: a-units, theta\)"
    yield data.replace(b"letters,4,5,5,5,64", b"letters,4,5,5,5,65"), "line 2: not a job of this spec .*a-units 65"
    yield data.replace(PROGRAM.encode(), b"mark1 9.9"), "got one of mark1 9.9"
    yield data.replace(b"\nletters,4,5,5,5,64,false", b"\nletters,4,5", 1), "line 4: damaged"


@pytest.mark.parametrize("which", range(6))
def test_a_file_that_is_not_this_table_is_left_as_it_is(place: Path, whole: bytes, which: int) -> None:
    data, says = list(damaged(whole))[which]
    place.write_bytes(data)
    with pytest.raises(StorageError, match=says) as told, table_at(place, NAMES, JOBS):
        pass
    assert "\n" not in str(told.value) and str(place) in str(told.value)
    assert place.read_bytes() == data


def test_a_spec_that_has_grown_goes_on(place: Path) -> None:
    finished(place)
    grown = jobs(seeds=3)
    with Table(place, NAMES, grown) as table:
        assert len(table.missing) == 4
    with pytest.raises(StorageError, match="not a job of this spec"), Table(place, NAMES, jobs(seeds=1)):
        pass


def test_two_sweeps_do_not_write_to_one_table(place: Path) -> None:
    with (
        table_at(place, NAMES, JOBS),
        pytest.raises(StorageError, match=rf"in use by another sweep \(process {os.getpid()} on "),
        table_at(place, NAMES, JOBS),
    ):
        pass


def test_a_full_disk_loses_nothing(place: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(place, [5])

    class Full(io.FileIO):
        """A disk with room for twenty more bytes."""

        room = 20

        def write(self, data: Any) -> int:
            if not self.room:
                raise OSError(errno.ENOSPC, "No space left on device")
            written, self.room = super().write(data[: self.room]), 0
            return written

    with table_at(place, NAMES, JOBS) as table:
        opened = table._file
        assert opened is not None
        table._file = Full(os.dup(opened.fileno()), "ab")
        opened.close()
        with pytest.raises(StorageError, match="No space left.*no row is lost"):
            table.add([JOBS[2]], [row(2)])
        assert len(table.missing) == 7
    assert place.read_bytes().endswith(b"\n") and place.read_bytes().count(b"\n") == 2
    assert finished(place) == whole


@pytest.mark.parametrize(("where", "kept"), [("fsync", 2), ("write", 1)])
def test_ctrl_c_while_a_row_is_written(
    place: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch, where: str, kept: int
) -> None:
    """What is counted is what is there whole."""

    class Interrupted(io.FileIO):
        def write(self, data: Any) -> int:
            super().write(data[:9])
            raise KeyboardInterrupt

    with table_at(place, NAMES, JOBS) as table:
        table.add([JOBS[5]], [row(5)])
        opened = table._file
        assert opened is not None
        if where == "write":
            table._file = Interrupted(os.dup(opened.fileno()), "ab")
            opened.close()
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(sweep_table.os, "fsync", lambda handle: (_ for _ in ()).throw(KeyboardInterrupt))
            table.add([JOBS[2]], [row(2)])
        assert table.n_done == kept == place.read_bytes().count(b"\n") - 1
    with table_at(place, NAMES, JOBS) as table:
        assert table.n_done == kept
    assert finished(place) == whole


# ---- files it learns from


def learned(spec: dict[str, Any], folder: Path) -> list[Job]:
    return jobs_of(parsed(spec, "spec", folder))


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_pictures_that_have_changed_do_not_go_unnoticed(tmp_path: Path, suffix: str) -> None:
    """Before it goes on, while it goes on, and when nothing is left to do."""
    spec, out, data = {"data": "mine.csv", "seeds": 2}, tmp_path / f"t{suffix}", tmp_path / "mine.csv"
    names = parsed(spec, "spec", tmp_path).names
    data.write_text("first")
    some = learned(spec, tmp_path)
    with table_at(out, names, some) as table:
        table.add(some[:1], [{**row(0), "pictures": some[0].pictures()}])
        data.write_text("second")
        with pytest.raises(StorageError, match="changed since the sweep began"):
            table.add(some[1:], [{**row(1), "pictures": some[0].pictures()}])
    with (
        pytest.raises(StorageError, match=r"line 2: .*mine.csv has changed since; restore it"),
        table_at(out, names, some),
    ):
        pass
    data.write_text("first")
    with table_at(out, names, some) as table:
        table.add(table.missing, [{**row(1), "pictures": some[0].pictures()}])
        table.finish()
    data.write_text("second")
    with pytest.raises(StorageError, match="has changed since"), table_at(out, names, some):
        pass


def test_a_name_of_another_kind() -> None:
    with pytest.raises(ConfigError, match="ends in .csv or .parquet"):
        table_at(Path("table.xls"), NAMES, JOBS)


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    with table_at(tmp_path / "new" / "t.csv", NAMES, JOBS):
        pass
    assert (tmp_path / "new" / "t.csv").exists()
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StorageError, match="cannot create directory"),
        table_at(tmp_path / "file" / "t.csv", NAMES, JOBS),
    ):
        pass


# ---- Parquet


def rows_in(path: Path, whole: bytes) -> None:
    texts = [line.split(",")[:8] for line in whole.decode().splitlines()[1:]]
    assert [line[:8] for line in lines_of(path)[1:]] == texts


def test_parquet_holds_the_same(tmp_path: Path, whole: bytes) -> None:
    from pyarrow import parquet

    path = filled(tmp_path / "t.parquet", [6, 1])
    assert not path.exists() and (tmp_path / "t.parquet.rows.csv").exists()
    finished(path)
    assert [place.name for place in sorted(tmp_path.iterdir())] == ["t.parquet", "whole.csv"]
    rows_in(path, whole)
    table = parquet.read_table(path)
    kinds = {name: str(table.schema.field(name).type) for name in ("a-units", "ideal", "seed", "settled", "loss")}
    assert kinds == {"a-units": "int64", "ideal": "bool", "seed": "int64", "settled": "bool", "loss": "double"}
    assert table.column("train_accuracy").to_pylist() == [1 / (i + 1) for i in range(8)]
    assert table.column("loss").null_count == 8


def test_parquet_goes_on(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "t.parquet"
    finished(path)
    with ParquetTable(path, NAMES, jobs(seeds=3)) as table:
        assert len(table.missing) == 4
        table.add(table.missing[:1], [row(0)])
    with ParquetTable(path, NAMES, jobs(seeds=3)) as table:  # both files are there: killed before the end
        assert len(table.missing) == 3
    rows_in(path, whole)


def test_killed_between_the_two_files(tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.parquet"
    with monkeypatch.context() as patch:
        patch.setattr(sweep_parquet.os, "unlink", lambda place: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            finished(path)
    assert path.exists() and (tmp_path / "t.parquet.rows.csv").exists()
    finished(path)
    assert not (tmp_path / "t.parquet.rows.csv").exists()
    rows_in(path, whole)


def test_parquet_that_is_another(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1 or not")
    with pytest.raises(StorageError, match="cannot be read as Parquet"), table_at(path, NAMES, JOBS):
        pass
    assert path.read_bytes() == b"PAR1 or not"
    path.unlink()
    finished(path)
    with pytest.raises(StorageError, match="the columns differ"), table_at(path, NAMES[1:], JOBS):
        pass


def test_without_pyarrow_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ConfigError, match=re.escape(install("parquet"))):
        table_at(tmp_path / "t.parquet", NAMES, JOBS)


def test_a_value_is_exact_and_on_one_line() -> None:
    values = (0.1, 1 / 3, 2, True, None, "a\nb", 1e-300)
    texts = ["0.1", "0.3333333333333333", "2", "true", "", "a b", "1e-300"]
    assert [sweep_table.text_of(value) for value in values] == texts


def test_a_key_is_what_stands_in_the_row(place: Path) -> None:
    job: Job = JOBS[3]
    with table_at(filled(place, [3]), NAMES, JOBS) as table:
        assert table.n_done == 1 and [table.key(job)] == [tuple(place.read_text().splitlines()[1].split(",")[:8])]


def test_a_table_with_the_old_names_of_its_columns_keeps_them(place: Path, whole: bytes) -> None:
    old = whole.replace(b"epochs", b"passes")
    filled(place, [5, 2, 7])
    place.write_bytes(place.read_bytes().replace(b"epochs", b"passes"))
    assert finished(place) == old
    assert finished(place) == old
