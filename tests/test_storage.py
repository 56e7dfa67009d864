"""Files: whole or not at all, and read without trust."""

import io
import json
import os
import stat
import struct
import subprocess
import sys
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mark1 import storage
from mark1.errors import StorageError
from mark1.version import __version__

META = {"backend": "mark1", "names": ["\udcff", "é", "\u2028"], "x": 0.1}
ARRAYS = {"a.b": np.arange(6, dtype=np.int32).reshape(2, 3), "empty": np.empty(0), "bits": np.array([True, False])}


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A sound file."""
    storage.save(tmp_path / "sound.mark1", META, ARRAYS)
    return tmp_path / "sound.mark1"


def forged(path: Path, meta: str | bytes | None = None, array: bytes | None = None, **zipped: Any) -> Path:
    """A zip that says it is a .mark1 file, with a JSON and one array of our making."""
    with zipfile.ZipFile(path, "w", **{"compression": zipfile.ZIP_DEFLATED, **zipped}) as archive:
        archive.writestr("mark1.json", json.dumps({"format": "mark1", "version": 1}) if meta is None else meta)
        if array is not None:
            archive.writestr("arrays/a.npy", array)
    return path


def npy(shape: tuple[int, ...], descr: Any = "<f4", body: bytes = b"") -> bytes:
    """An array file with any header and any body."""
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": descr, "fortran_order": False, "shape": shape})
    return file.getvalue() + body


def header(text: bytes, version: bytes = b"\x01\x00") -> bytes:
    return b"\x93NUMPY" + version + struct.pack("<H", len(text)) + text


# ---- what files hold, in twelve digits


def test_a_digest_follows_names_and_contents_and_not_the_folder(tmp_path: Path) -> None:
    def of(files: dict[str, bytes], folder: str) -> str:
        paths = [tmp_path / folder / name for name in files]
        for path, content in zip(paths, files.values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return storage.digest(paths)

    some = {"a/1.png": b"x", "b/1.png": b"y"}
    assert of(some, "here") == of(some, "there") and len(of(some, "here")) == 12
    others = [{"a/1.png": b"x", "b/1.png": b"z"}, {"a/1.png": b"x", "c/1.png": b"y"}, {"a/1.png": b"x"}]
    assert len({of(some, "here"), *(of(files, "here") for files in others)}) == 4
    assert storage.digest([]) == ""
    with pytest.raises(StorageError, match="no such file"):
        storage.digest([tmp_path / "nowhere"])


# ---- a round trip


def test_the_same_content_gives_the_same_bytes_at_any_time_of_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, now_s in enumerate((1e9, 1.5e9)):
        monkeypatch.setattr(time, "time", lambda now_s=now_s: now_s)
        storage.save(tmp_path / f"{number}.mark1", META, ARRAYS)
    assert (tmp_path / "0.mark1").read_bytes() == (tmp_path / "1.mark1").read_bytes()


def test_what_is_saved_comes_back(saved: Path) -> None:
    meta, arrays = storage.load(saved)
    assert meta == {"format": "mark1", "version": 2, "program": f"mark1 {__version__}", **META}
    assert list(arrays) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert (arrays[name].dtype, arrays[name].shape) == (array.dtype, array.shape)
        np.testing.assert_array_equal(arrays[name], array)
        assert arrays[name].flags.writeable


def test_text_comes_back(tmp_path: Path) -> None:
    text = "s,a,sign\n\udcff\u2028é\r\n"
    storage.write_text(tmp_path / "x", text)
    assert storage.read_text(tmp_path / "x") == text
    with pytest.raises(StorageError, match="there already"):
        storage.write_text(tmp_path / "x", text)
    (tmp_path / "x").write_bytes(b"\xef\xbb\xbfs,a")
    assert storage.read_text(tmp_path / "x") == "s,a"


# ---- reading without trust


@pytest.mark.parametrize(
    "meta, says",
    [
        ('{"format": "mark1", "version": 3}', "newer mark1 .* update mark1"),
        ('{"format": "mark1", "version": "1"}', "not a .mark1 file"),
        ('{"format": "other", "version": 1}', "not a .mark1 file"),
        ("[1, 2]", "not a .mark1 file"),
        ("", "not a valid .mark1 file"),
        ("{", "not a valid .mark1 file"),
        ("[" * 200_000, "damaged, or mark1.json"),
        ('{"x": ' + "9" * 10_000 + "}", "not a valid .mark1 file"),
        (b"\xff\xfe\xff", "not a valid .mark1 file"),
    ],
)
def test_a_json_that_is_wrong(meta: str | bytes, says: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=says) as caught:
        storage.load(forged(tmp_path / "x.mark1", meta))
    assert "\n" not in str(caught.value) and "x.mark1" in str(caught.value)


@pytest.mark.parametrize(
    "array",
    [
        npy((10**12,)),
        npy((2**62, 2**62)),
        npy((-400,)),
        npy((-2, -2), body=b"0" * 16),
        npy((2,), body=b"0" * 7),
        npy((2,), body=b"0" * 9),
        npy((5,), "|V0"),
        npy((1,), "|O", b"cposix\nsystem\n(S'touch PWNED'\ntR."),
        npy((1,), [("a", "|O")], b"0" * 8),
        npy((), "|O", b"0" * 8),
        b"",
        b"\x93NU",
        b"not an array",
        header(b"__import__('os').system('touch PWNED')\n"),
        header(b"{'descr': '<f4', 'fortran_order': False, 'shape': (1L,)}\n"),
        header(b"(" * 500),
        header(b"'"),
        header(b"(" * 60_000),
        header(b"{}", b"\x02\x00"),
        header(b"{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }\n") + b"0000",
    ],
)
def test_an_array_that_is_hostile(array: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StorageError) as caught:
        storage.load(forged(tmp_path / "x.mark1", array=array))
    assert "\n" not in str(caught.value) and "x.mark1" in str(caught.value)
    assert os.listdir(tmp_path) == ["x.mark1"]


def test_an_array_that_claims_more_than_it_can_unpack_to(tmp_path: Path) -> None:
    path = forged(tmp_path / "x.mark1", array=npy((1,), body=b"0000"), compression=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 2**31)
    path.write_bytes(data)
    with pytest.raises(StorageError, match="impossible size"):
        storage.load(path)


def test_every_truncation_is_an_error(saved: Path) -> None:
    data = saved.read_bytes()
    for length in range(0, len(data), 7):
        saved.write_bytes(data[:length])
        with pytest.raises(StorageError, match="not a valid .mark1 file"):
            storage.load(saved)


def test_every_flipped_byte_is_an_error_or_harmless(saved: Path) -> None:
    """Nothing but StorageError, and what still loads is what was saved or says so by its names."""
    data = saved.read_bytes()
    for at in range(len(data)):
        saved.write_bytes(data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :])
        with warnings.catch_warnings(action="ignore"):
            try:
                storage.load(saved)
            except StorageError as error:
                assert "\n" not in str(error)


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packings_are_refused(kind: int, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="not a .mark1 file"):
        storage.load(forged(tmp_path / "x.mark1", array=npy((1,), body=b"0000"), compression=kind))


@pytest.mark.parametrize("read", [storage.load, storage.read_text])
def test_what_is_no_file(read: Callable[[Any], Any], tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no such file"):
        read(tmp_path / "nowhere")
    with pytest.raises(StorageError, match="is a directory"):
        read(tmp_path)
    with pytest.raises(StorageError, match="not a file name"):
        read("a\0b")


@pytest.mark.parametrize("read", [storage.load, storage.read_text])
def test_a_pipe_is_not_waited_for(read: Callable[[Any], Any], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StorageError, match="device"):
        read(tmp_path / "pipe")


def test_text_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\x89PNG\0\0")
    with pytest.raises(StorageError, match="not a text file"):
        storage.read_text(tmp_path / "x")
    with pytest.raises(StorageError, match="more than 3 bytes"):
        storage.read_text(tmp_path / "x", limit=3)


# ---- writing whole or not at all


def failing(file: Any) -> None:
    file.write(b"half")
    raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_the_old_file(saved: Path) -> None:
    before = saved.read_bytes()
    with pytest.raises(StorageError, match="No space left.*nothing there was changed"):
        storage.write_file(saved, failing)
    assert saved.read_bytes() == before
    assert os.listdir(saved.parent) == [saved.name]


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, ValueError])
def test_any_other_end_leaves_the_old_file(error: type[BaseException], saved: Path) -> None:
    def ending(file: Any) -> None:
        file.write(b"half")
        raise error

    before = saved.read_bytes()
    with pytest.raises(error):
        storage.write_file(saved, ending)
    assert saved.read_bytes() == before
    assert os.listdir(saved.parent) == [saved.name]


@pytest.mark.parametrize("check", [storage.require_writable, lambda path: storage.write_text(path, "x")])
def test_where_nothing_can_be_written(check: Callable[[Any], None], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for target in (tmp_path, tmp_path / "no" / "x", tmp_path / "file" / "x", "/dev/null", tmp_path / ("n" * 300), ""):
        with pytest.raises(StorageError, match="cannot be written.*elsewhere"):
            check(target)
    with pytest.raises(StorageError, match="not a file name"):
        check("a\0b")
    assert os.listdir(tmp_path) == ["file"]


def test_a_file_that_may_not_be_written_is_left_alone(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.os, "access", lambda path, mode: False)
    for check in (storage.require_writable, lambda path: storage.write_text(path, "x")):
        with pytest.raises(StorageError, match="permission denied"):
            check(saved)
    storage.load(saved)


def test_asking_changes_nothing(saved: Path) -> None:
    before = saved.read_bytes()
    storage.require_writable(saved)
    storage.require_writable(saved.parent / "new")
    assert saved.read_bytes() == before and os.listdir(saved.parent) == [saved.name]


def test_permissions_and_links_stay(saved: Path) -> None:
    saved.chmod(0o640)
    link = saved.parent / "link.mark1"
    link.symlink_to(saved.name)
    storage.save(link, META, {})
    assert link.is_symlink()
    assert stat.S_IMODE(saved.stat().st_mode) == 0o640
    assert storage.load(saved)[1] == {}


def test_the_longest_name_a_disk_takes(tmp_path: Path) -> None:
    storage.write_text(tmp_path / ("n" * 255), "x")
    assert (tmp_path / ("n" * 255)).read_text() == "x"


ENDLESS = """
import sys, numpy as np
from mark1 import storage
for number in range(1_000_000):
    storage.save(sys.argv[1], {"number": number}, {name: np.full(20_000, number) for name in "abc"})
    if number < 2:
        print("saved", flush=True)
"""

STEP_BY_STEP = """
import os, signal, sys, numpy as np
from mark1 import storage
path, stride = sys.argv[1], int(sys.argv[2])
storage.save(path, {"number": 0}, {name: np.full(50, 0) for name in "abc"})
for last in range(1, 100_000, stride):
    lines = iter(range(last))
    def at_a_line(frame, event, argument):
        if next(lines, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return at_a_line
    child = os.fork()
    if not child:
        sys.settrace(at_a_line)
        storage.save(path, {"number": 1}, {name: np.full(50, 1) for name in "abc"})
        os._exit(0)
    ended = os.waitpid(child, 0)[1]
    meta, arrays = storage.load(path)
    assert [set(array.tolist()) for array in arrays.values()] == [{meta["number"]}] * 3, last
    if not ended:
        print(last)
        break
"""


def test_killed_at_any_moment_of_saving_the_file_is_whole(tmp_path: Path) -> None:
    """kill -9, while one save after the other replaces the file: always one whole save, never a mixture."""
    path = tmp_path / "x.mark1"
    for pause in range(4):
        process = subprocess.Popen([sys.executable, "-c", ENDLESS, str(path)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        for _ in range(2):
            assert process.stdout.readline() == b"saved\n"
        sum(range(pause * 37_000))  # a moment that differs from round to round
        process.kill()
        process.wait()
        process.stdout.close()
        meta, arrays = storage.load(path)
        assert [set(array.tolist()) for array in arrays.values()] == [{meta["number"]}] * 3


def test_killed_at_any_line_of_saving_the_file_is_whole(tmp_path: Path) -> None:
    """kill -9 before every thirteenth line of Python that a save executes, in any module: the old file or the new."""
    words = [sys.executable, "-c", STEP_BY_STEP, str(tmp_path / "x.mark1"), "13"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 500
