"""Bombs: small files that ask for gigabytes. Each is refused, and before much of it is unpacked."""

import io
import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mark1 import storage
from mark1.errors import ConfigError, StorageError
from mark1.packed import max_size, require_modest, set_max_size, size_of, unpacked
from mark1.panel.control_panel import ControlPanel

MOST_MIB = 200
MIB = 2**20
READ = """
import sys
from mark1.panel.control_panel import ControlPanel
from mark1.sweep.curves import rows_of
from mark1.sweep.spec import read
from mark1.gui.visitor.settings import read as settings
from mark1.rig.workshop.rig_file import read as rig
from pathlib import Path

def peak():
    text = open("/proc/self/status").read()
    return int(text.split("VmHWM:")[1].split()[0]) // 1024

panel = ControlPanel()
panel.execute("load good.mark1")
panel.execute("present file good.png")
panel.execute("train good.npz passes 1")
before = peak()
for name, line in [line.rstrip("\\n").split("\\t") for line in sys.stdin]:
    try:
        if line.startswith("call "):
            globals()[line.split()[1]](Path(name))
        else:
            panel.execute(f"{line} {name}")
        print(name, "was not refused")
    except (ValueError, OSError) as error:
        print(name, peak() - before, len(str(error)), error)
"""


def packed_zeros(size: int, start: bytes = b"") -> bytes:
    """``start`` and so many zeros as raw DEFLATE, made of one block over and over."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    tail = packer.compress(bytes(size % MIB)) + packer.flush()
    return head + block * (size // MIB) + tail


def gzipped(size: int, start: bytes) -> bytes:
    end = struct.pack("<II", crc(start, size), (len(start) + size) % 2**32)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + packed_zeros(size, start) + end


def crc(start: bytes, zeros: int) -> int:
    """The checksum, if there is little to sum up: the rest is refused before."""
    return zlib.crc32(bytes(zeros), zlib.crc32(start)) if zeros < MIB else 0


def npy(shape: tuple[int, ...], dtype: Any = np.uint8) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        file, {"descr": np.lib.format.dtype_to_descr(np.dtype(dtype)), "fortran_order": False, "shape": shape}
    )
    return file.getvalue()


def zipped(entries: dict[str, tuple[bytes, int]]) -> bytes:
    """A zip by hand: each entry is a start, and so many bytes in all; what is missing are zeros."""
    data, directory = b"", b""
    for name, (start, size) in entries.items():
        content = packed_zeros(size - len(start), start)
        facts = struct.pack(
            "<HHHHHIIIHH", 20, 0, 8, 0, 33, crc(start, size - len(start)), len(content), size, len(name), 0
        )
        directory += b"PK\1\2\x14\0" + facts + struct.pack("<HHHII", 0, 0, 0, 0, len(data)) + name.encode()
        data += b"PK\3\4" + facts + name.encode() + content
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(data), 0)
    return data + directory + b"PK\5\6" + end


def machine_with(meta: bytes, wiper: tuple[int, ...] = (), size: int = 0) -> bytes:
    head = npy(wiper, np.int32)
    arrays = {"arrays/potentiometers.wiper.npy": (head, len(head) + size)} if wiper else {}
    return zipped({"mark1.json": (meta, len(meta) if wiper else max(size, len(meta))), **arrays})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a machine, a picture and a set that are good."""
    monkeypatch.chdir(tmp_path)
    ControlPanel().execute("save good.mark1")
    Image.fromarray(np.eye(40, dtype=np.uint8) * 255).save("good.png")
    np.savez("good.npz", x=np.stack([np.eye(20), np.eye(20)[::-1]]), y=np.array(["a", "b"]))
    return tmp_path


def bombs() -> Iterator[tuple[str, str, bytes]]:
    """Name, the line that reads it, content."""
    meta = storage.load("good.mark1")[0]
    text = json.dumps(meta).encode()
    deep = json.dumps({**meta, "history": [[]] * 3_000_000}).encode()
    large = json.loads(json.dumps(meta))
    large["machine"]["config"]["association"]["n_a"] = 100_000
    large["machine"]["config"]["response"]["n_r"] = 1024
    large["machine"]["config"]["potentiometers"]["pots"] = "shared"
    yield "wiper.mark1", "load", machine_with(text, (375_000_000,), 1_500_000_000)
    yield "within.mark1", "load", machine_with(text, (150_000_000,), 600_000_000)
    yield "settings.mark1", "load", machine_with(json.dumps(large).encode(), (512,), 2048)
    yield "values.mark1", "load", machine_with(deep)
    yield "names.mark1", "load", machine_with(text[:-1], (), 1_500_000_000)
    labels = (npy((10_000,)), len(npy((10_000,))) + 10_000)
    for name, n, also in (("large", 1_500_000, labels), ("blank", 10_000, labels), ("unlabelled", 10_000, None)):
        head = npy((n, 28, 28) if n > 10_000 else (n, 250, 250))
        size = len(head) + n * (28 * 28 if n > 10_000 else 250 * 250)
        yield f"{name}.npz", "train", zipped({"x.npy": (head, size), **({"y.npy": also} if also else {})})
    yield "texts.npz", "train", zipped({"x.npy": (npy((2, 9, 9)), len(npy((2, 9, 9))) + 162), "y.npy": (
        npy((2,), "U80000000"), len(npy((2,), "U80000000")) + 640_000_000)})  # fmt: skip
    many = b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 8, 0, 33, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0) + b"name"
    end = struct.pack("<HHHHIIH", 0, 0, 65535, 65535, len(many) * 400_000, 0, 0)
    for name, line in (("entries.mark1", "load"), ("entries.npz", "train")):
        yield name, line, many * 400_000 + b"PK\5\6" + end
    idx = struct.pack(">HBBIII", 0, 8, 3, 10_000, 250, 250)
    yield (
        "over-images-idx3-ubyte.gz",
        "train",
        gzipped(2_200_000_000, struct.pack(">HBBIII", 0, 8, 3, 2_800_000, 28, 28)),
    )
    yield "blank-images-idx3-ubyte.gz", "train", gzipped(625_000_000, idx)
    yield "short-images-idx3-ubyte.gz", "train", gzipped(624_000_000, idx)
    for kind in ("over", "blank", "short"):
        n = 2_800_000 if kind == "over" else 10_000
        yield f"{kind}-labels-idx1-ubyte.gz", "", gzipped(n, struct.pack(">HBBI", 0, 8, 1, n))
    for name, width, colour in (("wide", 60_000, 0), ("true", 7900, 6)):
        header = b"IHDR" + struct.pack(">IIBBBBB", width, width, 8, colour, 0, 0, 0)
        data = b"IDAT" + zlib.compress(bytes(1000))
        chunks = [struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in (header, data)]
        yield f"{name}.png", "present file", b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
    yield "line.csv", "train", b"0," * 30_000_000
    yield "line.txt", "wire", b"s,a,sign\n" + b"\n" * 60_000_000
    yield "points.csv", "train plane:points.csv #", b"x,y,label\n" + b"1,1,a\n" * 2_000_000
    for name, reader in (("study", "read"), ("window", "settings"), ("rig", "rig"), ("table", "rows_of")):
        yield f"{name}.toml", f"call {reader}", b"a=1\n" * 5_000_000


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
def test_each_bomb_is_refused_and_takes_little_memory(folder: Path) -> None:
    lines = []
    for name, line, content in bombs():
        (folder / name).write_bytes(content)
        if line:
            lines.append(f"{name}\t{line}\n")
    command = [sys.executable, "-c", READ]
    done = subprocess.run(command, input="".join(lines), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = [line.split(" ", 3) for line in done.stdout.splitlines()]
    assert len(told) == len(lines)
    assert not [line for line in told if not line[1].isdigit() or int(line[1]) > MOST_MIB or int(line[2]) > 600]


@pytest.mark.parametrize("text, size", [("5", 5), ("3K", 3072), ("2G", 2**31), ("1GiB", 2**30), (" 7mb ", 7 * 2**20)])
def test_sizes(text: str, size: int) -> None:
    assert size_of(text) == size


@pytest.mark.parametrize("text", ["", "0", "-1", "G", "1.5G", "nan", "9" * 30, "1P"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ConfigError, match="expected bytes as in"):
        size_of(text)


def test_more_may_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MARK1_MAX_SIZE", raising=False)
    assert 547_000_000 < max_size() < 10**9
    with pytest.raises(StorageError, match="--max-size 954M"):
        require_modest(10**9, "a file")
    monkeypatch.setenv("MARK1_MAX_SIZE", "1")
    set_max_size("1G")
    require_modest(10**9, "a file")


@pytest.mark.parametrize("large", [0, 10**9])
def test_what_is_unpacked_is_all_there_and_no_more(large: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mark1.packed.LARGE", large)

    def opened() -> io.BytesIO:
        return io.BytesIO(b"head" + b"values")

    assert unpacked(opened, 4, 6).tobytes() == b"values"
    for start, size, kind in ((4, 7, EOFError), (4, 5, ValueError), (11, 0, EOFError)):
        with pytest.raises(kind):
            unpacked(opened, start, size)


def test_max_size_is_an_option_and_ends_with_its_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from mark1.cli import invocation

    assert invocation.run(["inspect", "good.mark1", "--max-size", "1K"], debug=False) == 1
    assert "--max-size" in capsys.readouterr().err
    assert invocation.run(["inspect", "good.mark1"], debug=False) == 0
    assert invocation.run(["inspect", "good.mark1", "--max-size", "much"], debug=False) == 2
    assert max_size() > 2**20
