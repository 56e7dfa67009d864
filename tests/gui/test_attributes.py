"""Every attribute is set in ``__init__``, where a reader looks for it."""

import ast
from pathlib import Path

from loops import each

import mark1.gui

ROOM = Path(mark1.gui.__file__).parent
FIELDS = ("dataclass", "NamedTuple", "Protocol")


def made_late(tree):
    """``Class.name`` of attributes that a method other than ``__init__`` creates, in source order."""
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return [f"{kind.name}.{name}" for kind in classes for name in _late(kind, classes)]


def _late(kind, classes):
    made, late = _made(kind, classes), []
    for method in _methods(kind):
        late += [name for name in _stored(method) if name not in (*made, *late)]
    return late


def _made(kind, classes):
    """The attributes that a class and its bases set in body and ``__init__``."""
    made = {
        name.id for node in kind.body if _is_made(node, kind) for name in ast.walk(node) if _is_stored(name, ast.Name)
    }
    made |= {name for method in _methods(kind) if method.name == "__init__" for name in _stored(method)}
    made |= {node.name for node in _methods(kind)}  # a property with a setter
    bases = [ast.unparse(base) for base in kind.bases]
    return made.union(*(_made(one, classes) for one in classes if one.name in bases))


def _is_made(node, kind):
    """Whether a line of a class body creates an attribute: ``x: int`` alone does only if it is a field."""
    if isinstance(node, ast.AnnAssign) and node.value is None:
        return any(word in ast.unparse(one) for one in (*kind.bases, *kind.decorator_list) for word in FIELDS)
    return isinstance(node, (ast.Assign, ast.AnnAssign))


def _methods(kind):
    return [node for node in kind.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def _stored(method):
    """The attributes of the first argument that a method writes, or creates by name."""
    own = method.args.args[0].arg if method.args.args else ""
    found = []
    for node in ast.walk(method):
        if _is_stored(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == own:
            found.append(node.attr)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "setattr" and ast.unparse(node.args[0]) == own:
            found.append(ast.unparse(node.args[1]))
    return found


def _is_stored(node, kind):
    return isinstance(node, kind) and isinstance(node.ctx, ast.Store)


@each(
    "body, late",
    [
        ("def __init__(self): self.x = 1\n def f(self): self.x = 2", []),
        ("def __init__(self): pass\n def f(self): self.x = 2", ["A.x"]),
        ("def f(self): self.x, (self.y, z) = 2, (3, 4)", ["A.x", "A.y"]),
        ("x = 1\n def f(self): self.x += 2", []),
        ("x: int\n def f(self): self.x = 2", ["A.x"]),
        ("def f(self):\n  for self.x in (): pass", ["A.x"]),
        ("def f(self): self.x: int = 2", ["A.x"]),
        ("def f(this): setattr(this, 'x', 2)", ["A.'x'"]),
        ("def f(self): self.x.y = self.z[0] = 2", []),
        ("@property\n def x(self): pass\n @x.setter\n def x(self, value): pass\n def f(self): self.x = 2", []),
    ],
)
def test_an_attribute_set_outside_init_is_found(body, late):
    assert made_late(ast.parse(f"class A:\n {body}")) == late


def test_fields_and_derived_names_count():
    assert made_late(ast.parse("@dataclass\nclass A:\n x: int\n def f(self): self.x = 2")) == []
    derived = "class A:\n def __init__(self): self.x = 1\nclass B(A):\n def f(self): self.x = self.y = 2"
    assert made_late(ast.parse(derived)) == ["B.y"]


def test_every_attribute_of_the_window_is_made_in_init():
    whole = "\n".join(path.read_text("utf-8") for path in sorted(ROOM.rglob("*.py")))
    assert made_late(ast.parse(whole)) == []
