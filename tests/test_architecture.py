"""What must never import what, and who may open files, print, or look at a clock: tables, and a checker that reads
the source. The checker itself is tried on bad lines first."""

import ast
import fnmatch
import subprocess
import sys
from collections.abc import Container, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest
from loops import each

import mark1
from mark1.deprecated import MOVED

ROOT = Path(mark1.__file__).parent
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))

MODELS = ("machine/*", "backprop/*", "stimuli/*")
PARTS = (
    "optics", "retina", "patch_board", "association", "potentiometers", "response", "reinforcement", "teacher",
)  # fmt: skip
AT_A_PART = ("correction", "outcome", "explanation")  # they work at one part that they are handed
LOADERS = tuple(
    f"stimuli/{name}.py"
    for name in (
        *("arrays", "characters", "fonts", "idx", "npy"),
        *("picture_size", "pictures", "room", "table_text", "zipped"),
    )
)


class Ban(NamedTuple):
    """Files like ``where``, but not those like ``but``, never import ``modules`` (nor what is inside them)."""

    where: tuple[str, ...]
    modules: tuple[str, ...]
    why: str
    but: tuple[str, ...] = ()


NEVER_IMPORT = [
    Ban(MODELS, ("mark1.gui", "mark1.rig", "mark1.panel", "mark1.cli", "mark1.figures"), "a model knows no front end"),
    Ban(MODELS, ("time", "datetime", "sched", "asyncio", "threading"), "a model has no clock: it is handed dt_s"),
    Ban(MODELS, ("random", "secrets", "uuid"), "a model has no luck of its own: it is handed rng"),
    Ban(MODELS, ("logging",), "a model says nothing: it returns or raises"),
    Ban(("machine/*", "backprop/*"), ("mark1.storage", "os", "pathlib", "io.open"), "the machine opens no files"),
    Ban(
        ("machine/*",),
        tuple(f"mark1.machine.{part}" for part in PARTS),
        "only parts.py knows all parts; parts exchange arrays",
        but=("machine/parts.py", "machine/mark1.py", *(f"machine/{name}.py" for name in AT_A_PART)),
    ),
    Ban(
        ("machine/compiled/*",),
        tuple(f"mark1.machine.{whole}" for whole in ("parts", "mark1", "batch", "learning", "double", "outcome")),
        "a compiled pass is handed arrays",
    ),
    Ban(
        tuple(f"machine/{part}.py" for part in PARTS),
        ("mark1.machine.mark1", "mark1.machine.parts", "mark1.machine.compiled.kernels"),
        "a part does not know the whole",
    ),
    Ban(("machine/*",), ("mark1.backprop", "mark1.stimuli"), "the machine knows neither its rival nor its pictures"),
    Ban(("backprop/*",), ("mark1.machine", "mark1.stimuli"), "nor does the rival"),
    Ban(("proofs/*",), ("mark1.figures", "random", "logging"), "a proof depends on its arguments only"),
    Ban(("proofs/*",), ("time",), "only the budget has a clock", but=("proofs/budget.py",)),
    Ban(("gui/*",), ("mark1.rig",), "the window sees potentiometers, not where they are"),
    Ban(
        ("gui/paint/*",),
        tuple(f"mark1.gui.{room}" for room in ("base", "views", "wall", "operator", "visitor", "film", "window")),
        "paint does not know what is drawn with it",
    ),
    Ban(
        ("gui/base/*",),
        tuple(f"mark1.gui.{room}" for room in ("views", "wall", "visitor", "film", "window")),
        "what a view is does not depend on the views there are",
    ),
    Ban(
        ("gui/views/*",),
        tuple(f"mark1.gui.{room}" for room in ("wall", "visitor", "film", "window")),
        "a view does not know the wall it hangs on",
    ),
    Ban(
        ("panel/*", "storage.py", "figures/*", "experiments/*", "sweep/*", "plane/*"),
        ("mark1.cli", "mark1.gui"),
        "the panel does not know who stands before it",
    ),
    Ban(("panel/commands/*",), ("mark1.panel.control_panel",), "a command knows the session, not who reads its line"),
    Ban(
        ("panel/session.py", "panel/undo.py", "panel/progress_observer.py", "panel/journal.py"),
        ("mark1.panel.control_panel", "mark1.panel.commands"),
        "the session is below the commands",
    ),
    Ban(
        ("training/*", "estimators/*", "backends/*"),
        ("mark1.panel", "mark1.sweep", "mark1.experiments", "mark1.figures"),
        "training knows no panel and no study",
    ),
    Ban(
        ("rig/wire/protocol.py", "rig/wire/bits.py"),
        (
            *("mark1.rig.board", "mark1.rig.doctor", "mark1.rig.selftest", "mark1.rig.workshop"),
            *("mark1.rig.wire.framing", "mark1.rig.wire.link", "mark1.rig.wire.ports", "socket", "os", "io", "time"),
        ),
        "it turns bytes into messages, no more",
    ),
    Ban(
        ("rig/wire/framing.py",),
        ("mark1.rig.wire.link", "socket", "os", "io", "time"),
        "it turns bytes into frames, no more",
    ),
    Ban(("*",), ("firmware_sim", "tests", "benchmarks"), "the program stands alone"),
]

# Libraries that are not Python's own: where each may be imported, and whether only when it is used.
LIBRARIES: dict[str, tuple[tuple[str, ...], bool]] = {
    "numpy": (("*",), False),
    "numba": (("machine/compiled/jit.py",), False),
    "platformdirs": (("folders.py",), True),
    "PIL": (("stimuli/*", "gui/film/recording.py"), True),  # pygame writes no film: GIF and WebP are Pillow's
    "av": (("gui/film/recording.py",), True),  # nor is there a writer of MP4 and WebM in Pillow
    "sklearn": (("stimuli/arrays.py", "estimators/*"), True),
    "threadpoolctl": (("blas_threads.py",), True),
    "joblib": (("sweep/workers.py", "stimuli/decoding.py"), True),
    "pillow_heif": (("stimuli/photos.py",), True),
    "pillow_jxl": (("stimuli/photos.py",), True),
    "pypdfium2": (("stimuli/photos.py",), True),
    "distributed": (("sweep/cluster.py", "sweep/scheduler.py"), True),
    "pyarrow": (("sweep/parquet.py",), True),
    "matplotlib": (("figures/*",), True),
    "typer": (("cli/*",), False),
    "rich": (("cli/*",), False),
    "markdown_it": (("cli/lecture.py",), True),
    "pygame": (("gui/*",), False),
    "serial": (("rig/wire/serial_port.py",), False),
    "highspy": (("proofs/solver.py",), True),
    "anywidget": (("notebook/*",), False),
    "traitlets": (("notebook/*",), False),
    "pandas": (("data_frame.py", "machine/correction_log.py", "training/*"), True),  # these for the type checker
}

ASK_THE_BACK_END = ("*",)  # what a back end can do is its own to say: nobody knows one by its name ...
MAKES_BACK_ENDS = (
    "backends/*",
    "sweep/batch_rows.py",
    "sweep/many_rows.py",
)  # ... but who makes them; a batch is of Mark I back ends
MOST_LINES, MOST_OF_A_FUNCTION = 300, 40
# Packages from the ground up: each imports only those before it, and files at the top.
ORDER = (
    "machine", "stimuli", "backprop", "backends", "training", "proofs", "figures", "rig", "panel", "plane",
    "estimators", "experiments", "sweep", "gui", "page", "notebook", "cli",
)  # fmt: skip

# Our own modules that cost too much to be loaded before they are used.
ONLY_WHEN_USED = (
    "mark1.machine.compiled.kernels", "mark1.machine.compiled.many", "mark1.figures.report", "mark1.gui",
)  # fmt: skip

OPEN_FILES = (
    "storage.py", "archive.py", "lock.py", "packed.py", "kind.py", "quiet.py", "cli/*", "figures/*", "experiments/*",
    "sweep/*", "plane/*", "page/*", "panel/journal.py", "rig/wire/rates.py",
    *LOADERS,
)  # fmt: skip
READ_OWN_DATA = ("machine/fidelity.py", "gui/paint/words.py")
OPENING = (
    "open", "fdopen", "read_text", "read_bytes", "write_text", "write_bytes", "touch", "mkstemp", "NamedTemporaryFile",
    "GzipFile", "ZipFile", "load", "save", "savez", "savez_compressed", "loadtxt", "savetxt", "genfromtxt", "fromfile",
    "tofile", "memmap", "savefig",
)  # fmt: skip
THEIRS = ("storage", "av")  # they open for others: storage.read_text(path) is a call; av writes a film into memory
HANDED_IN = ("Generator", "BitGenerator", "PCG64", "SeedSequence")  # of numpy.random; all else draws or makes luck


class Import(NamedTuple):
    module: str
    line: int
    when_used: bool  # inside a function, or for the type checker only


@lru_cache(maxsize=1)
def tree_of(source: str) -> ast.Module:
    return ast.parse(source)


@lru_cache(maxsize=1)
def imports(source: str, path: str) -> list[Import]:
    """Every module that is imported, also relatively and by name at run time; ``from a import b`` gives a and a.b."""
    return list(_imports(tree_of(source), path, False))


def _imports(node: ast.AST, path: str, when_used: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        later = when_used or isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        later = later or (isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"))
        for module in _named(child, path):
            yield Import(module, child.lineno, when_used)  # type: ignore[attr-defined]
        yield from _imports(child, path, later)


def _named(node: ast.AST, path: str) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            package = ["mark1", *path.split("/")[:-1]]
            base = ".".join([*package[: len(package) - node.level + 1], *([base] if base else [])])
        return [base, *(f"{base}.{alias.name}" for alias in node.names)]
    if isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__"):
        return [arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)]
    return []


def cycles(sources: dict[str, str]) -> list[list[str]]:
    """The groups of files (inside mark1/, by path) that import each other round about, each in order of its names.

    What is imported for the type checker only, or inside a function, counts as well. ``from a import b`` is an import
    of the module b where there is one, else of a.
    """
    module_of = {path: _module(path) for path in sources}
    path_of = {module: path for path, module in module_of.items()}
    imported = {
        path: {path_of[module] for module in modules_imported(source, path, path_of)} - {path}
        for path, source in sources.items()
    }
    reached = {path: _reached(path, imported) for path in sources}
    groups = {tuple(sorted(other for other in reached[path] if path in reached[other])) for path in sources}
    return sorted(list(group) for group in groups if group)


def modules_imported(source: str, path: str, known: Container[str]) -> Iterator[str]:
    """The modules among ``known`` that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        package, *inner = _named(node, path) or [""]
        if isinstance(node, ast.ImportFrom):
            yield from (name if name in known else package for name in inner if name in known or package in known)
        else:
            yield from (name for name in (package, *inner) if name in known)


def _module(path: str) -> str:
    return ".".join(["mark1", *path.removesuffix(".py").removesuffix("__init__").strip("/").split("/")]).strip(".")


def _reached(start: str, imported: dict[str, set[str]]) -> set[str]:
    """All files that ``start`` imports, itself or through others."""
    found, left = set[str](), [start]
    while left:
        new = imported[left.pop()] - found
        found |= new
        left += new
    return found


def _called(node: ast.Call) -> str:
    """The last word of what is called: ``np.random.rand`` is rand."""
    return getattr(node.func, "id", "") or getattr(node.func, "attr", "")


def inside(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def like(path: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


# ---- the complaints


def complaints(source: str, path: str) -> list[str]:
    """Everything in ``source`` that a file at ``path`` (inside mark1/) must not have."""
    tree = tree_of(source)
    found = [*banned(source, path), *libraries(source, path), *too_early(source, path), *moved(source, path)]
    if not like(path, OPEN_FILES):
        found += openings(tree, path)
    if like(path, MODELS):
        found += words(tree, path)
    if like(path, ASK_THE_BACK_END) and not like(path, MAKES_BACK_ENDS):
        found += told_by_name(tree, path)
    if not like(path, ("cli/*", "__main__.py")):
        found += [f"{path}:{call.lineno}: print: only the command line speaks" for call in calls(tree, ("print",))]
    return found


def banned(source: str, path: str) -> list[str]:
    bans = [ban for ban in NEVER_IMPORT if like(path, ban.where) and not like(path, ban.but)]
    return [
        f"{path}:{line}: imports {module}: {ban.why}"
        for module, line, _ in imports(source, path)
        for ban in bans
        if any(inside(module, name) for name in ban.modules)
    ]


def libraries(source: str, path: str) -> list[str]:
    found = []
    for module, line, when_used in imports(source, path):
        top = module.split(".")[0]
        if top in sys.stdlib_module_names or top == "mark1":
            continue
        where, late = LIBRARIES.get(top, ((), False))
        if not like(path, where):
            found.append(f"{path}:{line}: imports {module}: allowed in {', '.join(where) or 'no file of ours'}")
        elif late and not when_used and not like(path, ("estimators/*",)):
            found.append(f"{path}:{line}: imports {module} before it is used: import it inside the function")
    return found


def costs(module: str) -> bool:
    return any(inside(module, name) for name in ONLY_WHEN_USED)


def too_early(source: str, path: str) -> list[str]:
    own = f"mark1.{path.removesuffix('.py').replace('/', '.')}"
    return [
        f"{path}:{line}: imports {module} before it is used: import it inside the function"
        for module, line, when_used in imports(source, path)
        if not when_used and not costs(own) and costs(module)
    ]


def moved(source: str, path: str) -> list[str]:
    return [
        f"{path}:{line}: imports {module}: it is {MOVED[module]} now"
        for module, line, _ in imports(source, path)
        if module in MOVED
    ]


def openings(tree: ast.Module, path: str) -> list[str]:
    found = []
    for call in calls(tree, OPENING):
        of = call.func.value if isinstance(call.func, ast.Attribute) else None
        if isinstance(of, ast.Name) and of.id in THEIRS:
            continue
        if like(path, READ_OWN_DATA) and of and ast.unparse(of).startswith("resources.files("):
            continue
        if _called(call) in ("load", "save") and not (isinstance(of, ast.Name) and of.id in ("np", "numpy", "json")):
            continue
        if path == "__main__.py" and "devnull" in ast.unparse(call):
            continue
        found.append(f"{path}:{call.lineno}: {ast.unparse(call.func)}: opens a file; {', '.join(OPEN_FILES)} may")
    return found


def words(tree: ast.Module, path: str) -> list[str]:
    """numpy's own random numbers, and input."""
    found = [f"{path}:{call.lineno}: input: a model asks nobody" for call in calls(tree, ("input",))]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("np.random", "numpy.random"):
            if node.attr not in HANDED_IN:
                found.append(f"{path}:{node.lineno}: np.random.{node.attr}: a model is handed rng")
        elif isinstance(node, ast.ImportFrom) and node.module and inside(node.module, "numpy.random"):
            found += [
                f"{path}:{node.lineno}: numpy.random.{alias.name}: a model is handed rng"
                for alias in node.names
                if alias.name not in HANDED_IN
            ]
    return found


def told_by_name(tree: ast.Module, path: str) -> list[str]:
    """What a back end is or can do, told by its name or its class."""
    found = []
    for node in ast.walk(tree):
        named = isinstance(node, ast.Compare) and any(
            _is_name_of_backend(side) for side in (node.left, *node.comparators)
        )
        if named or (isinstance(node, ast.Call) and _called(node) == "isinstance" and "Backend" in ast.unparse(node)):
            found.append(f"{path}:{node.lineno}: {ast.unparse(node)}: ask the back end what it can do")
    return found


def _is_name_of_backend(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "name" and ast.unparse(node.value).endswith("backend")


def calls(tree: ast.Module, names: tuple[str, ...]) -> list[ast.Call]:
    """Calls of these names; ``print`` and ``input`` only as the builtins they are."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and _called(node) in names
        and (isinstance(node.func, ast.Name) or _called(node) not in ("print", "input"))
    ]


# ---- the checker notices


@each(
    "path, source, says",
    [
        ("machine/retina.py", "import pygame", "allowed in gui"),
        ("machine/retina.py", "def f():\n    import serial", "allowed in rig/wire/serial_port.py"),
        ("machine/retina.py", "from mark1 import gui", "a model knows no front end"),
        ("machine/retina.py", "import mark1.panel.control_panel as p", "a model knows no front end"),
        ("stimuli/idx.py", "from ..cli import app", "a model knows no front end"),
        ("backprop/graph.py", "from importlib import import_module\nimport_module('mark1.rig')", "no front end"),
        ("machine/potentiometers.py", "from time import monotonic", "no clock"),
        ("stimuli/shapes.py", "import random", "no luck of its own"),
        ("backprop/gates.py", "import logging", "says nothing"),
        ("stimuli/shapes.py", "import numpy as np\nx = np.random.rand(3)", "np.random.rand: a model is handed rng"),
        ("stimuli/shapes.py", "import numpy as np\nrng = np.random.default_rng()", "np.random.default_rng"),
        ("machine/retina.py", "from numpy.random import normal", "numpy.random.normal"),
        ("machine/retina.py", "import numpy\nnumpy.random.seed(0)", "np.random.seed"),
        ("machine/retina.py", "def f():\n    print('lit')", "only the command line speaks"),
        ("panel/commands/wiring.py", "print('done')", "only the command line speaks"),
        ("machine/retina.py", "x = input()", "a model asks nobody"),
        ("machine/retina.py", "from mark1.machine.patch_board import PatchBoard", "only parts.py knows all parts"),
        ("machine/retina.py", "from mark1.machine import association", "only parts.py knows all parts"),
        ("machine/retina.py", "from . import teacher", "only parts.py knows all parts"),
        ("machine/retina.py", "from .teacher import Code", "only parts.py knows all parts"),
        ("machine/compiled/kernels.py", "from mark1.machine.retina import Retina", "only parts.py knows all parts"),
        ("machine/retina.py", "from mark1.machine.mark1 import MarkI", "does not know the whole"),
        ("machine/compiled/passes.py", "from mark1.machine.parts import Parts", "is handed arrays"),
        ("machine/compiled/batch.py", "def f():\n    from mark1.machine.mark1 import MarkI", "is handed arrays"),
        ("machine/mark1.py", "from mark1.backprop.gates import Gate", "neither its rival"),
        ("backprop/graph.py", "from mark1.machine.config import MachineConfig", "nor does the rival"),
        ("machine/mark1.py", "from mark1.machine.compiled import kernels", "before it is used"),
        ("machine/mark1.py", "class A:\n    from mark1.machine.compiled import kernels", "before it is used"),
        ("machine/mark1.py", "import numba", "allowed in machine/compiled/jit.py"),
        ("machine/optics.py", "def f():\n    from PIL import Image", "allowed in stimuli"),
        ("stimuli/pictures.py", "from PIL import Image", "inside the function"),
        ("gui/views/camera.py", "def f():\n    from PIL import Image", "allowed in stimuli"),
        ("figures/report.py", "import matplotlib.pyplot", "inside the function"),
        ("panel/control_panel.py", "def f():\n    import matplotlib", "allowed in figures"),
        ("panel/control_panel.py", "from rich.console import Console", "allowed in cli"),
        ("__main__.py", "import typer", "allowed in cli"),
        ("machine/retina.py", "import scipy", "allowed in no file of ours"),
        ("machine/retina.py", "f = open('x')", "opens a file"),
        ("machine/retina.py", "import gzip\nf = gzip.open('x')", "opens a file"),
        ("panel/commands/wiring.py", "from pathlib import Path\nt = Path('x').read_text()", "opens a file"),
        ("panel/commands/wiring.py", "Path('x').write_bytes(b'')", "opens a file"),
        ("stimuli/shapes.py", "import numpy as np\nx = np.load('x.npy')", "opens a file"),
        ("machine/fidelity.py", "Path('fidelity.toml').read_text()", "opens a file"),
        ("machine/retina.py", "resources.files(__package__).joinpath('x').read_text()", "opens a file"),
        ("machine/retina.py", "from pathlib import Path", "opens no files"),
        ("gui/window.py", "from mark1.rig.wire.link import Link", "not where they are"),
        ("cli/train.py", "from mark1.lab import faces", "it is mark1.experiments.faces now"),
        ("gui/views/outputs.py", "if frame.backend.name == 'mlp': pass", "ask the back end"),
        ("gui/views/outputs.py", "is_it = 'logistic' != backend.name", "ask the back end"),
        ("gui/wall/wall.py", "found = isinstance(frame.backend, Mark1Backend)", "ask the back end"),
        ("gui/paint/knob.py", "from mark1.gui.base.contract import Dial", "what is drawn with it"),
        ("gui/base/base_view.py", "def f():\n    from mark1.gui.views.retina import RetinaView", "the views there are"),
        ("gui/views/retina.py", "if TYPE_CHECKING:\n    from mark1.gui.wall.wall import Front", "the wall it hangs on"),
        ("rig/wire/protocol.py", "import serial", "allowed in rig/wire/serial_port.py"),
        ("rig/wire/protocol.py", "import socket", "bytes into messages"),
        ("cli/app.py", "import firmware_sim", "stands alone"),
        ("panel/commands/wiring.py", "from mark1.cli.output import out", "who stands before it"),
        ("panel/commands/wiring.py", "from mark1.panel.control_panel import ControlPanel", "who reads its line"),
        ("panel/session.py", "def f():\n    from mark1.panel.commands.words import nearest", "below the commands"),
    ],
)
def test_the_checker_notices(path, source, says):
    found = complaints(source, path)
    assert any(says in complaint for complaint in found), found
    assert all(complaint.startswith(f"{path}:{len(source.splitlines())}: ") for complaint in found)


@each(
    "path, source",
    [
        ("machine/retina.py", "import numpy as np\nfrom mark1.machine.config import RetinaConfig"),
        ("machine/retina.py", "def f(rng: np.random.Generator):\n    return rng.random()"),
        ("machine/mark1.py", "np.random.Generator(np.random.PCG64(np.random.SeedSequence(1)))"),
        (
            "machine/mark1.py",
            "from mark1.machine.retina import Light\ndef f():\n    from mark1.machine.compiled import kernels",
        ),
        ("machine/compiled/jit.py", "import numba\nfrom numba.extending import overload"),
        ("machine/fidelity.py", "resources.files(__package__).joinpath('x').read_text('utf-8')"),
        ("stimuli/pictures.py", "def f(path):\n    from PIL import Image\n    return Image.open(path)"),
        ("stimuli/characters.py", "if TYPE_CHECKING:\n    from PIL.ImageFont import FreeTypeFont"),
        ("panel/commands/wiring.py", "storage.read_text(path)"),
        ("cli/app.py", "import typer\nimport rich\nprint(1)"),
        ("figures/report.py", "def f():\n    import matplotlib\n    figure.savefig('x')"),
        ("rig/wire/serial_port.py", "import serial"),
        ("gui/window.py", "import pygame"),
        ("gui/views/outputs.py", "found = frame.training_run.stimuli.name == name"),
    ],
)
def test_the_checker_lets_pass_what_is_allowed(path, source):
    assert complaints(source, path) == []


def test_relative_imports_are_resolved():
    assert [found.module for found in imports("from ..errors import Mark1Error", "machine/retina.py")] == [
        "mark1.errors",
        "mark1.errors.Mark1Error",
    ]
    assert imports("from . import config", "machine/retina.py")[0].module == "mark1.machine"
    assert imports("from .machine import config", "__init__.py")[0].module == "mark1.machine"


CYCLES: list[tuple[dict[str, str], list[list[str]]]] = [
    ({"a.py": "from mark1 import b", "b.py": "import mark1.c", "c.py": ""}, []),
    ({"a.py": "from mark1 import b", "b.py": "import mark1.a", "c.py": "from mark1.a import x"}, [["a.py", "b.py"]]),
    ({"a.py": "if TYPE_CHECKING:\n    from mark1.b import B", "b.py": "from .a import A"}, [["a.py", "b.py"]]),
    ({"a.py": "def f():\n    import mark1.b", "b.py": "import_module('mark1.a')"}, [["a.py", "b.py"]]),
    ({"p/__init__.py": "from mark1.p.q import x", "p/q.py": "from mark1.p import x"}, [["p/__init__.py", "p/q.py"]]),
    ({"p/__init__.py": "from mark1.p.q import x", "p/q.py": "from mark1.p import r", "p/r.py": ""}, []),
    (
        {"a.py": "import mark1.b", "b.py": "import mark1.c", "c.py": "import mark1.a", "d.py": "import mark1.d.e"},
        [["a.py", "b.py", "c.py"]],
    ),
    ({"a.py": "import mark1.b", "b.py": "import mark1.a", "c.py": "import mark1.d", "d.py": "import mark1.c"},
     [["a.py", "b.py"], ["c.py", "d.py"]]),
]  # fmt: skip


@each("sources, found", CYCLES)
def test_cycles_are_found(sources, found):
    assert cycles(sources) == found


# ---- and now the house


def test_no_file_imports_itself_round_about():
    assert cycles({path: text(path) for path in FILES}) == []


def climbs(source: str, path: str) -> list[str]:
    """Imports of a package that stands above the file's own; inside functions and for the type checker, too."""
    own = path.split("/")[0] if "/" in path else ""
    if own not in ORDER:
        return []
    above = tuple(f"mark1.{package}" for package in ORDER[ORDER.index(own) + 1 :])
    return [
        f"{path}:{line}: imports {module}: it stands above {own}/"
        for module, line, _ in imports(source, path)
        if any(inside(module, package) for package in above)
    ]


def test_a_package_imports_only_what_is_below_it():
    assert climbs("def f():\n    from mark1.panel import session", "training/x.py") == [
        "training/x.py:2: imports mark1.panel: it stands above training/",
        "training/x.py:2: imports mark1.panel.session: it stands above training/",
    ]
    assert climbs("from mark1.machine.config import MachineConfig", "training/x.py") == []
    assert {path.split("/")[0] for path in FILES if "/" in path} == set(ORDER)
    assert [climb for path in FILES for climb in climbs(text(path), path)] == []


def test_a_class_name_has_one_meaning():
    places: dict[str, list[str]] = {}
    for room in ("mark1", "firmware_sim", "benchmarks"):
        for path in sorted((ROOT.parent / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef):
                    places.setdefault(node.name, []).append(str(path))
    assert len(places) > 300
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_files_and_functions_are_short():
    assert not [path for path in FILES if text(path).count("\n") > MOST_LINES]
    functions = [
        (f"{path}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for path in FILES
        for node in ast.walk(tree_of(text(path)))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    assert len(functions) > 1000
    assert [name for name, length in functions if length > MOST_OF_A_FUNCTION] == []


@each("path", FILES)
def test_a_file_keeps_the_rules(path):
    assert complaints((ROOT / path).read_text("utf-8"), path) == []


def test_the_rules_speak_of_rooms_that_are_there():
    for path in (
        *(f"machine/{part}.py" for part in PARTS),
        *LOADERS,
        *(f"machine/{name}.py" for name in (*AT_A_PART, "mark1", "parts", "batch", "learning", "double")),
        "machine/compiled/kernels.py",
        "machine/compiled/jit.py",
    ):
        assert path in FILES
    assert {path for path in FILES if path.startswith("stimuli/") and openings(tree_of(text(path)), "")} <= set(LOADERS)


def test_only_parts_py_knows_all_parts():
    known = {module for module, _, _ in imports(text("machine/parts.py"), "machine/parts.py")}
    assert known >= {f"mark1.machine.{part}" for part in PARTS}


def text(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


def test_respond_is_six_lines():
    (machine,) = [node for node in tree_of(text("machine/mark1.py")).body if getattr(node, "name", "") == "MarkI"]
    (respond,) = [node for node in machine.body if getattr(node, "name", "") == "respond"]  # type: ignore[attr-defined]
    docstring, *sentence = respond.body
    assert isinstance(docstring, ast.Expr)
    assert len(sentence) == 6
    assert sentence[-1].end_lineno - sentence[0].lineno + 1 == 6


def loaded_by(code: str) -> set[str]:
    """Top names of all modules a fresh Python has after running ``code``."""
    report = f"{code}\nimport sys\nprint(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in ended.stdout.split()}


HEAVY = {"numpy", "numba", "llvmlite", "matplotlib", "PIL", "sklearn", "scipy", "typer", "rich", "pygame", "serial"}
HEAVY |= {"joblib", "distributed", "dask", "pyarrow"}


def test_importing_mark1_loads_nothing_heavy():
    assert loaded_by("import mark1") & HEAVY == set()


def test_the_command_line_begins_with_what_prints_help_alone():
    assert loaded_by("import mark1.cli.app") & HEAVY <= {"typer", "rich"}


@pytest.mark.parametrize(
    "code", ["from mark1 import MarkI; MarkI()", "import mark1.stimuli.library", "from mark1 import ControlPanel"]
)
def test_a_machine_and_its_pictures_load_numpy_alone(code):
    assert loaded_by(code) & HEAVY == {"numpy"}
