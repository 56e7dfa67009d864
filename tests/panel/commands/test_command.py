"""What each command needs and forbids: field by field, the commands that have it; and that nobody else keeps a list."""

import ast
from pathlib import Path

import pytest

import mark1
from mark1.panel.commands.command import Command
from mark1.panel.commands.table import COMMANDS, NO_COMMAND, command_of

ROOT = Path(mark1.__file__).parent
EXCEPT = {
    ("gui/views/picture.py", "exposure framing polarity"): "settings of the optics",
    ("gui/visitor/tour.py", "machine seed 0|present letter T"): "lines that the tour does",
}


def having(field: str, value: object) -> str:
    return " ".join(name for name, command in COMMANDS.items() if getattr(command, field) == value)


def reaching_out(*words: str) -> str:
    return " ".join(name for name, command in COMMANDS.items() if command.reaches_out(words))


# ---- field by field


@pytest.mark.parametrize(
    "kind, names",
    [
        (
            "act",
            "machine draw backend teach train course step run classes rule undecided theta trim plug unplug wire set "
            "wait damage repair shift rotate scale blur noise exposure framing polarity reset load",
        ),
        ("look", "present evaluate prove fool keep album unknown rig undo redo snapshot restore"),
        ("ask", "why-answer wires why amend save expect help"),
    ],
)
def test_what_is_undone_and_what_is_only_asked(kind: str, names: str) -> None:
    assert having("kind", kind) == names


@pytest.mark.parametrize(
    "changes, names",
    [
        ("weights", "teach train step run"),
        ("nothing", "draw backend course rule reset"),
    ],
)
def test_what_leaves_a_verdict_as_it_is(changes: str, names: str) -> None:
    assert having("changes", changes) == names


def test_what_had_another_name() -> None:
    old = {word: name for name, command in COMMANDS.items() for word in command.old_words}
    assert old == {"aside": "snapshot", "back": "restore"}
    assert all(command_of(word) is COMMANDS[name] for word, name in old.items())


def test_what_brings_another_history() -> None:
    assert having("brings_history", True) == "undo redo snapshot restore load"


def test_what_opens_files_or_needs_a_rig() -> None:
    always = "wire wires rig save load"
    assert reaching_out() == reaching_out("letters") == reaching_out("album") == always
    assert reaching_out("letters:roman") == reaching_out("digits:all") == always
    data = "train course evaluate prove wire wires rig save load"
    for place in ("mine.csv", "/etc", "letters:a.ttf", "letters:/a/b", "letters:~", "xor:\\a", "~"):
        assert reaching_out(place) == data
    assert "fool" in reaching_out("all", "mine.csv") and "fool" not in reaching_out("all", "letters")
    for words in (("file", "a.png"), ("rig",), ("again", "file", "a.png"), ("again", "rig")):
        assert reaching_out(*words) == f"present {data}"
    assert reaching_out("again") == reaching_out("again", "letter", "A") == data


def test_what_writes_the_machine() -> None:
    assert having("writes_machine", True) == "save"


def test_what_may_be_as_large_as_somebody_says() -> None:
    assert having("sized", True) == "machine backend"


@pytest.mark.parametrize("presents, name", [("next", "step"), ("rest", "run"), ("whole", "train")])
def test_what_presents_pictures_of_a_training_run(presents: str, name: str) -> None:
    assert having("presents", presents) == name


def test_what_makes_room_for_other_lines() -> None:
    assert having("makes_room", True) == "step run"


def test_what_is_done_in_between() -> None:
    names = "keep rule undecided unknown theta trim plug unplug set damage repair shift rotate scale blur noise"
    assert having("in_between", True) == f"{names} exposure framing polarity"


def test_what_is_never_forgotten() -> None:
    assert having("never_forgotten", True) == "snapshot restore"


def test_every_field_is_held_against_the_names_above() -> None:
    ours = Path(__file__).read_text("utf-8")
    for field in (*Command.__dataclass_fields__, "makes_room"):
        assert field in ("usage", "help", "run") or f'"{field}"' in ours or f"command.{field}" in ours


# ---- the command of a line


def test_the_command_of_a_line() -> None:
    assert command_of("theta 3") is command_of(" theta\t3") is COMMANDS["theta"]
    for line in ("", " ", "# theta 3", "thet 3", "theta3"):
        assert command_of(line) is NO_COMMAND
    assert not any((NO_COMMAND.never_forgotten, NO_COMMAND.in_between, NO_COMMAND.makes_room, NO_COMMAND.sized))


# ---- nobody else keeps a list


def lists(source: str) -> list[str]:
    """Lists of two commands or more, as words or as beginnings of lines, and what asks how a line begins."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Tuple, ast.List, ast.Set, ast.Dict)):
            parts = node.keys if isinstance(node, ast.Dict) else node.elts
            words = [part.value if isinstance(part, ast.Constant) else None for part in parts]
            if len(words) > 1 and all(isinstance(word, str) and command_of(word) is not NO_COMMAND for word in words):
                found.append("|".join(map(str, words)) if any(" " in str(word) for word in words) else " ".join(words))
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "startswith":
            named = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            found += [word for word in named if isinstance(word, str) and command_of(word) is not NO_COMMAND]
    return found


@pytest.mark.parametrize(
    "source",
    ["A = ('run', 'step')", "A = {'theta', 'set'}", "A = ['save']\nB = {'train': 1, 'course': 2}",
     "line.startswith(('aside ', 'back '))", "line.startswith('present again')"],
)  # fmt: skip
def test_a_list_of_commands_is_noticed(source: str) -> None:
    assert len(lists(source)) == 1


def test_no_list_of_commands_is_kept_elsewhere() -> None:
    sources = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in ROOT.rglob("*.py")}
    found = {(path, words) for path, source in sources.items() for words in lists(source)}
    assert found == set(EXCEPT)
