"""Errors of files, ports and words are reported in Italian."""

import errno
import gzip
import os
import zipfile
from pathlib import Path

import numpy as np
import pygame
import pytest

from mark1.errors import Mark1Error
from mark1.gui.paint.words import Words
from tests.gui.italian import english_in


@pytest.fixture
def broken(tmp_path, monkeypatch):
    """A working directory with broken files and folders."""
    monkeypatch.chdir(tmp_path)
    for folder in ("none", "bare/A", "loose", "both/A", "deep/A/more"):
        Path(folder).mkdir(parents=True)
    for picture in ("loose/a.png", "both/a.png", "both/A/b.png", "grey.png"):
        pygame.image.save(pygame.Surface((9, 9)), picture)
    texts = {
        "font.ttf": "no font", "text.npz": "no zip", "text.mark1": "no zip", "text.png": "no picture", "note.txt": "?",
        "x-idx3": "none", "ragged.csv": "A,0,1\nB,0\n", "word.csv": "A,0,1,1,x\nB,0,0,0,0\n",
        "gap.csv": "A,0,1,1,\nB,0,0,0,0\n", "half.csv": "0.5,0,1,1,0\n1,0,1,1,0\n", "few.csv": "A,0,1,1\nB,1,0,1\n",
        "quote.csv": 'A,"0"1,1\n', "head.csv": "label,a\n", "empty.csv": "", "xy.csv": "x,y\n0,0\n",
        "far.csv": "x,y,label\n0,z,A\n", "bald.csv": "x,y,label\n0,0,\n", "one.csv": "x,y,label\n0,0,A\n",
        "cut.csv": "x,y,label\n0,0\n", "board.csv": "s,a\n", "wires.txt": "",
    }  # fmt: skip
    for name, text in texts.items():
        Path(name).write_text(text)
    light, labels = np.zeros((2, 8, 8), np.uint8), np.array(["A", "B"])
    arrays = {
        "alone": (light, None), "uneven": (light, labels[:1]), "flat": (light[:, 0, :7], labels),
        "minus": (light - 1.0, labels), "high": (light + 300.0, labels), "nan": (light * np.nan, labels),
        "dark": (light, labels), "halves": (light, [0.5, 1]), "words": (labels[:, None], labels),
        "pairs": (light, [[0, 1], [1, 0]]), "blank": (light, ["", "B"]), "pickle": (light, np.array([{}, {}])),
    }  # fmt: skip
    for name, (x, y) in arrays.items():
        np.savez(f"{name}.npz", **({"x": x} if y is None else {"x": x, "y": y}))
    np.savez("nothing.npz")
    whole = Path("dark.npz").read_bytes()
    Path("short.npz").write_bytes(whole[:300])
    Path("wrong.npz").write_bytes(whole.replace(b"descr", b"desks"))
    Path("latin.csv").write_bytes(b"\xff\xfe,1\n")
    Path("y-idx3-images").write_bytes(b"\0\0\x08\x03\0\0")
    Path("z-idx3").write_bytes(b"\0\0\x08\x03" + b"\0\0\0\1" * 3 + b"\7")
    Path("images-idx3").write_bytes(b"\0\0\x08\x03" + b"\0\0\0\1" * 3 + b"\7")
    Path("labels-idx1").write_bytes(b"\0\0\x08\x01" + b"\0\0\0\2" + b"\7\7")
    Path("v-idx1").write_bytes(b"\0\0\x08\x01" + b"\0\0\0\2" + b"\7\7")
    Path("w-idx3").write_bytes(b"\0\0\x08\x03" + b"\0\0\0\1" * 3 + b"\7\7")
    packed = gzip.compress(b"\0\0\x08\x03" + b"\0\0\0\2" + b"\0\0\0\7" * 2 + bytes(98))
    Path("images-idx3.gz").write_bytes(packed[:-9])
    return tmp_path


COURSES = """
    nowhere leters letters:romn letters:nowhere.ttf letters:font.ttf xor:3 digits: grey.png note.txt none
    bare loose both deep text.npz alone.npz nothing.npz uneven.npz flat.npz minus.npz high.npz nan.npz
    dark.npz halves.npz words.npz pairs.npz blank.npz pickle.npz short.npz wrong.npz ragged.csv word.csv
    gap.csv half.csv few.csv quote.csv head.csv empty.csv latin.csv x-idx3 y-idx3-images z-idx3
    images-idx3 v-idx1 w-idx3 images-idx3.gz plane:xr plane:nowhere plane:rings:x plane:xy.csv
    plane:far.csv plane:bald.csv plane:one.csv plane:cut.csv plane:nowhere.csv
"""
# Lines that fail, most because of a file.
BROKEN = (
    *(f"course {name}" for name in COURSES.split()),
    "present file grey.png", "present file text.png", "present file none", "present shape sqare",
    "present letter A roma", "load text.mark1", "load none", "load nowhere.mark1", "load cut.mark1",
    "load odd.mark1", "load zip.mark1", "save grey.png", "save wires.txt", "save none/x/m", "wires ragged.csv",
    "wires m.mark1", "wire board.csv", "wire none", "rig nowhere", "rig none", "rig note.txt",
    "rig socket://127.0.0.1:1", "rig socket://nowhere", "rig p motion jump", "rig p shadow maybe", "rig p pots x",
    "present rig", "backend mlp activation rel", "backend mlp rate 9999", "backend mlp batch x",
    "backend mlp patience 2", "backend mlp start zero", "machine cells 9", "machine rows 900",
)  # fmt: skip


def test_no_file_error_is_left_in_english(make_wall, broken):
    panel, words, left, done = make_wall().panel, Words("it"), [], []
    panel.execute("save sound.mark1")
    sound = Path("sound.mark1").read_bytes()
    Path("cut.mark1").write_bytes(sound[: len(sound) // 2])
    damage(Path("sound.mark1"), Path("odd.mark1"))
    with zipfile.ZipFile("zip.mark1", "w") as archive:
        archive.writestr("other", "")
    for line in BROKEN:
        try:
            done.append((line, panel.execute(line).text))
        except (Mark1Error, OSError) as error:
            text, said = str(error), words.said(str(error))
            left += [f"{line}: {text} | {said}"] if said == text or english_in(said) else []
    assert not left, "\n".join(left)
    assert not done


REASONS = """
    EPERM ENOENT EIO ENXIO EBADF EAGAIN ENOMEM EACCES EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE
    EMFILE ENOTTY EFBIG ENOSPC EROFS EPIPE ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP ENETUNREACH ECONNRESET
    ETIMEDOUT ECONNREFUSED EHOSTUNREACH EDQUOT ESTALE
"""


def test_system_errors_are_translated():
    words = Words("it")
    reasons = {os.strerror(getattr(errno, name)) for name in REASONS.split()}
    assert {reason for reason in reasons if words.said(reason) == reason} == set()
    assert words.said(str(PermissionError(errno.EACCES, os.strerror(errno.EACCES), "x"))) == "permesso negato: 'x'"


def damage(sound, odd):
    """A copy of a machine whose sign of a wire is 5."""
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(odd, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info, data[:-1] + b"\5" if info.filename.endswith("sign_of_wire.npy") else data)
