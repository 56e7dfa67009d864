"""Elementary functions: against 60 digits, one argument or many, compiled or not; and nothing else decides a bit."""

import ast
import math
from collections.abc import Callable
from decimal import Decimal, getcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mark1
from mark1.machine import elementary
from mark1.machine.compiled import kernels

PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")


@pytest.fixture(autouse=True)
def sixty_digits():
    before, getcontext().prec = getcontext().prec, 60
    yield
    getcontext().prec = before


def below_zero(n: int) -> np.ndarray:
    """Arguments up to 0 of every size, down to -708."""
    rng = np.random.default_rng(1)
    return np.concatenate([-(10 ** rng.uniform(-17, 2.8, n)), -rng.uniform(0, 3, n), np.arange(-40, 1) * math.log(2)])


def worst_ulp(ours: Callable[[Any], Any], true: Callable[[Decimal], Decimal], arguments: np.ndarray) -> float:
    worst = 0.0
    for x, y in zip(arguments.tolist(), ours(arguments).tolist(), strict=True):
        wanted = true(Decimal(x))
        worst = max(worst, float(abs(Decimal(y) - wanted) / Decimal(math.ulp(float(wanted)))))
    return worst


def test_the_error_is_within_its_bound(count: int = 500):
    x = below_zero(count)
    assert worst_ulp(elementary.expm1, lambda x: x.exp() - 1, x) < 1
    assert worst_ulp(elementary.exp, lambda x: x.exp(), x) < 1
    assert worst_ulp(elementary.log, lambda x: x.ln(), 2.0 ** np.random.default_rng(2).uniform(-60, 60, count)) < 3


def test_the_ends_are_exact():
    assert elementary.expm1(np.array([0.0, -0.0, -np.inf, -800, -1e-300])).tolist() == [0, 0, -1, -1, -1e-300]
    assert elementary.exp(np.array([0.0, -709.0, -np.inf])).tolist() == [1, 0, 0]
    assert elementary.log(np.array([1.0])).tolist() == [0]
    turns = [elementary.cos_sin(deg) for deg in (0.0, 90.0, 180.0, 270.0, 360.0, -90.0, 3600.0)]
    assert turns == [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 0), (0, -1), (1, 0)]


def test_turns_are_within_their_bound():
    def series(x: Decimal, term: Decimal, n: int) -> Decimal:
        total = Decimal(0)
        while abs(term) > Decimal("1e-50"):
            total, term, n = total + term, -term * x * x / ((n + 1) * (n + 2)), n + 2
        return total

    for deg in [*np.random.default_rng(3).uniform(-400, 400, 100).tolist(), 30, 45, -45, 3599.5]:
        angle = Decimal(deg) * PI / 180
        angle -= 2 * PI * (angle / (2 * PI)).to_integral_value()
        cos, sin = elementary.cos_sin(deg)
        assert abs(Decimal(cos) - series(angle, Decimal(1), 0)) < Decimal(2) ** -52
        assert abs(Decimal(sin) - series(angle, angle, 1)) < Decimal(2) ** -52


def test_one_and_many_and_compiled_give_the_same_bits(count: int = 3000):
    """Were a step fused with the next by the compiler, one argument in a few would show it."""
    x = below_zero(count)
    many = elementary.expm1(x)
    assert [float(elementary.expm1(one)) for one in x.tolist()] == many.tolist()
    assert [kernels.expm1(one) for one in x.tolist()] == many.tolist()
    y = -x[x < 0]
    assert [kernels.log(one) for one in y.tolist()] == elementary.log(y).tolist()


# ---- the source


# Functions of ``math`` and ``numpy`` that other libraries compute otherwise.
LIBRARY = {
    "exp", "expm1", "exp2", "log", "log1p", "log2", "log10", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin",
    "arccos", "arctan", "arctan2", "asin", "acos", "atan", "atan2", "hypot", "pow", "power", "float_power", "cbrt",
    "logaddexp", "erf", "erfc", "gamma", "lgamma", "radians", "degrees", "deg2rad", "rad2deg", "dist",
}  # fmt: skip
# Of a generator: those that ask the system's library, and ``uniform``, which a compiler may fuse.
DEVIATES = {
    "standard_normal", "normal", "gamma", "standard_gamma", "exponential", "standard_exponential", "beta", "laplace",
    "lognormal", "poisson", "binomial", "multivariate_normal", "uniform",
}  # fmt: skip
ALLOWED = {
    "first_draw.py": {"rng.uniform", "rng.gamma", "np.sin", "np.cos"},  # as mark1 0.1.0 drew, for its files
    "chance.py": {"self.standard_normal"},  # our own
    "retina.py": {"rng.standard_normal"},  # of Chance
    "potentiometers.py": {"rng.standard_normal"},
    "passes.py": {"2 ** (n_digits - 1)"},
    "outcome.py": {"rng.standard_normal"},
    "elementary.py": {"(-1) ** n"},  # of whole numbers
    "teacher.py": {"2 ** n_digits"},
}


def library_calls(source: str) -> set[str]:
    """What a file asks of the libraries: the last two words of each call, and powers that are not whole numbers."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, (ast.Name, ast.Attribute)):
            of = ast.unparse(node.value).split(".")[-1]
            if (node.attr in LIBRARY and of in ("np", "math", "numpy", "rng")) or node.attr in DEVIATES:
                found.add(f"{of}.{node.attr}")
        if isinstance(node, ast.ImportFrom) and node.module in ("math", "numpy"):
            found |= {f"{node.module}.{alias.name}" for alias in node.names if alias.name in LIBRARY}
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            power = ast.unparse(node.right).strip("-()")
            found |= set() if power.isdigit() else {ast.unparse(node)}
    return found


def test_the_search_finds_what_it_looks_for():
    source = "import numpy as np\ny = np.exp(x) + math.sin(1) + rng.gamma(2) + x ** 0.5 + x ** 2\nfrom math import log"
    assert library_calls(source) == {"np.exp", "math.sin", "rng.gamma", "x ** 0.5", "math.log"}


def test_no_bit_of_a_machine_depends_on_a_library():
    folder = Path(mark1.__file__).parent / "machine"
    calls = {path.name: library_calls(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.py"))}
    for name, found in calls.items():
        left = found - ALLOWED.get(name, set())
        assert not left, f"{name}: {left}: use elementary.py or chance.py"
