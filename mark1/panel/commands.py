"""The commands: a table from a word to what it does. ``help`` prints it, scripts and journals are made of it."""

import difflib
import os
import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from mark1 import storage
from mark1.errors import CommandError, ExpectationError, PictureError
from mark1.machine.config import MachineConfig
from mark1.machine.mark1 import MarkI
from mark1.machine.optics import Optics
from mark1.machine.reinforcement import ErrorCorrection
from mark1.machine.state import MOST_TRIM
from mark1.machine.teacher import Teacher
from mark1.panel.control_panel import ControlPanel, Reply
from mark1.panel.training import Course, judge, passes

Number = TypeVar("Number", int, float)
DEFAULT_PASSES = 100
MOST_WAIT_S = 1e9  # thirty years
PICTURE_WORDS = ("letter", "digit", "shape")

SETTINGS = {
    "a-units": "association.n_a",
    "r-units": "response.n_r",
    "pots": "potentiometers.pots",
    "ideal": "potentiometers.ideal",
    "excitatory": "patch_board.excitatory",
    "inhibitory": "patch_board.inhibitory",
    "wiring": "patch_board.wiring",
    "reach": "patch_board.reach_cells",
    "theta": "association.theta",
    "code": "teacher.code",
    "rule": "teacher.rule",
    "framing": "optics.framing",
    "rows": "retina.rows",
    "cols": "retina.cols",
    "seed": "seed",
}


# ---- words to values


def _number(kind: Callable[[str], Number], word: str, what: str) -> Number:
    try:
        value = kind(word)
    except ValueError:
        raise CommandError(f"{what}: a {'whole ' if kind is int else ''}number is needed, {word!r} came") from None
    if value != value or value in (float("inf"), float("-inf")):
        raise CommandError(f"{what}: a finite number is needed, {word!r} came")
    return value


def _exactly(words: Sequence[str], n: int, usage: str) -> Sequence[str]:
    if len(words) != n:
        raise CommandError(f"{n} word{'s' if n != 1 else ''} needed as in: {usage}")
    return words


def _sign(word: str) -> int:
    signs = {"+": 1, "-": -1}
    if word not in signs:
        raise CommandError(f"a wire is + (excitatory) or - (inhibitory), {word!r} came")
    return signs[word]


def _options(words: Sequence[str], kinds: dict[str, Callable[[str], Any]]) -> dict[str, Any]:
    """``name value`` pairs in any order."""
    if len(words) % 2:
        raise CommandError(f"{words[-1]!r} has no value; known here: {', '.join(kinds)}")
    found = {}
    for name, value in zip(words[::2], words[1::2], strict=True):
        if name not in kinds:
            raise CommandError(f"no option {name!r}{nearest(name, kinds)}; known here: {', '.join(kinds)}")
        found[name] = _number(kinds[name], value, name) if kinds[name] in (int, float) else kinds[name](value)
    return found


def nearest(word: str, names: Iterable[str]) -> str:
    """A question after the most similar name, or nothing."""
    near = difflib.get_close_matches(word, list(names), n=1)
    return f" (is {near[0]!r} meant?)" if near else ""


def set_value(config: MachineConfig, path: str, word: str) -> MachineConfig:
    """The config with the setting at ``path`` (``part.field``) taken from a word. Raises CommandError, ConfigError."""
    now = _settings_of(config)
    if path not in now:
        raise CommandError(f"no setting {path!r}{nearest(path, [*SETTINGS, *now])}: 'mark1 fidelity' lists them all")
    value, (part, _, name) = _parsed(word, now[path], path), path.partition(".")
    return replace(config, **{part: replace(getattr(config, part), **{name: value}) if name else value})


def _settings_of(config: MachineConfig) -> dict[str, Any]:
    """Every setting by its path."""
    found: dict[str, Any] = {}
    for part in fields(config):
        value = getattr(config, part.name)
        inner = fields(value) if is_dataclass(value) else ()
        found |= {f"{part.name}.{leaf.name}": getattr(value, leaf.name) for leaf in inner} or {part.name: value}
    return found


def _parsed(word: str, now: Any, what: str) -> Any:
    """A word as a value of the kind that stands there now."""
    switches = {"on": True, "off": False, "true": True, "false": False}
    if isinstance(now, bool):
        if word not in switches:
            raise CommandError(f"{what}: on or off is allowed, {word!r} came")
        return switches[word]
    if isinstance(now, int):
        return _number(int, word, what)
    if now is None:
        return None if word == "auto" else _number(float, word, what)
    return _number(float, word, what) if isinstance(now, float) else word


# ---- the machine as a whole


def _machine(panel: ControlPanel, words: Sequence[str]) -> Reply:
    if len(words) % 2:
        raise CommandError(f"{words[-1]!r} has no value; as in: machine a-units 1000 seed 3")
    config = MachineConfig()
    for name, value in zip(words[::2], words[1::2], strict=True):
        if name not in SETTINGS and "." not in name:
            raise CommandError(f"no setting {name!r}{nearest(name, SETTINGS)}; known: {', '.join(SETTINGS)}")
        config = set_value(config, SETTINGS.get(name, name), value)
    panel.machine, panel.code = MarkI(config), None
    panel.forget()
    panel.asked_r_units = "r-units" in words[::2] or "response.n_r" in words[::2]
    panel.history = []
    machine = panel.machine
    board = machine.patch_board
    larger = f", {board.sockets} sockets an S-unit (the Mark I had {config.patch_board.sockets_per_s_unit})"
    return Reply(
        f"machine: {board.n_s} S-units, {len(board.s_of_wire)} wires, {machine.association.n_a} A-units, "
        f"{machine.potentiometers.n_pots} pots, {machine.response.n_r} R-units, seed {config.seed}"
        + (larger if board.extended else "")
    )


def _reset(panel: ControlPanel, words: Sequence[str]) -> Reply:
    _exactly(words, 0, "reset")
    panel.machine.reset()
    panel.code = None
    panel.forget()
    return Reply("everything learned is forgotten; wires, tolerances and faults stay")


def _undo(panel: ControlPanel, words: Sequence[str]) -> Reply:
    _exactly(words, 0, "undo")
    panel.undo()
    return Reply("undone")


def _save(panel: ControlPanel, words: Sequence[str]) -> Reply:
    path = _file(words, "save FILE")
    panel.save(path)
    return Reply(f"saved to {path}", {"file": path})


def _load(panel: ControlPanel, words: Sequence[str]) -> Reply:
    path = _file(words, "load FILE")
    panel.load(path)
    classes = f", taught {len(panel.code.classes)} classes" if panel.code else ", not yet taught"
    return Reply(f"loaded {path}: {panel.machine.association.n_a} A-units{classes}", _replaying("load", path))


def _file(words: Sequence[str], usage: str) -> str:
    """The one word, a file; ``~`` is the user's folder."""
    return os.path.expanduser(_exactly(words, 1, usage)[0])


def _replaying(*words: str) -> dict[str, Any]:
    """The journal's line with the last word as a full path, so that it replays from anywhere."""
    return {"journal": shlex.join([*words[:-1], os.path.realpath(words[-1])])}


def _anywhere(data: str) -> str:
    """The name of a data set as it is, that of a file or folder as a full path."""
    from mark1.stimuli.library import FONT_SUFFIXES, OWN

    name, _, place = data.strip().partition(":")
    if name in OWN and not place.lower().endswith(FONT_SUFFIXES):
        return data
    before, place = (f"{name}:", place) if name in OWN else ("", data.strip())
    return before + os.path.realpath(os.path.expanduser(place))


# ---- wires and units


def _wire(panel: ControlPanel, words: Sequence[str]) -> Reply:
    path = _file(words, "wire FILE.csv")
    panel.machine.patch_board.load_csv(storage.read_text(path))
    return Reply(f"{len(panel.machine.patch_board.s_of_wire)} wires plugged from {path}", _replaying("wire", path))


def _wires(panel: ControlPanel, words: Sequence[str]) -> Reply:
    path = _file(words, "wires FILE.csv")
    storage.write_text(path, panel.machine.patch_board.to_csv())
    return Reply(f"{len(panel.machine.patch_board.s_of_wire)} wires written to {path}")


def _plug(panel: ControlPanel, words: Sequence[str]) -> Reply:
    s, a, sign = _exactly(words, 3, "plug S A +")
    panel.machine.patch_board.plug(_number(int, s, "S-unit"), _number(int, a, "A-unit"), _sign(sign))
    return Reply(f"S-unit {s} now {'excites' if sign == '+' else 'inhibits'} A-unit {a}")


def _unplug(panel: ControlPanel, words: Sequence[str]) -> Reply:
    s, a = _exactly(words, 2, "unplug S A")
    panel.machine.patch_board.unplug(_number(int, s, "S-unit"), _number(int, a, "A-unit"))
    return Reply(f"the wire from S-unit {s} to A-unit {a} is out")


def _theta(panel: ControlPanel, words: Sequence[str]) -> Reply:
    (word,) = _exactly(words, 1, "theta 2")
    machine = panel.machine
    machine.config = set_value(machine.config, "association.theta", word)
    machine.association.theta = machine.config.association.theta
    return Reply(f"theta {machine.association.theta:g}")


def _trim(panel: ControlPanel, words: Sequence[str]) -> Reply:
    a, trim = _exactly(words, 2, "trim A VALUE")
    number, units = _number(int, a, "A-unit"), panel.machine.association
    if not 0 <= number < units.n_a:
        raise CommandError(f"A-units 0 to {units.n_a - 1} are there, {number} came")
    value = _number(float, trim, "trim")
    if abs(value) > MOST_TRIM:
        raise CommandError(f"trim: -{MOST_TRIM} to {MOST_TRIM} is allowed, {trim} came")
    units.trim[number] = value
    return Reply(f"A-unit {number} fires from {units.least[number]} on")


def _damage(panel: ControlPanel, words: Sequence[str]) -> Reply:
    part, amount = _exactly(words, 2, "damage a 10%")
    if part not in DAMAGE:
        raise CommandError(f"no part {part!r}{nearest(part, DAMAGE)}: {', '.join(DAMAGE)}")
    what, count, harm = DAMAGE[part]
    n = count(panel.machine)
    hit = _amount(amount, n)
    harm(panel.machine, panel.machine.damage_rng.permutation(n)[:hit])
    return Reply(f"{hit} of {n} {what}")


def _amount(word: str, n: int) -> int:
    """``10%`` or ``51`` of n."""
    share = word.removesuffix("%")
    hit = _number(int, word, "damage") if share == word else _number(float, share, "damage") / 100 * n
    if not 0 <= hit <= n:
        raise CommandError(f"damage: 0 to {n}, or 0% to 100%, is allowed, {word} came")
    return round(hit)


def _switch(array: Callable[[MarkI], NDArray[np.bool_]]) -> Callable[[MarkI, NDArray[np.int64]], None]:
    def harm(machine: MarkI, hit: NDArray[np.int64]) -> None:
        array(machine)[hit] = True

    return harm


DAMAGE: dict[str, tuple[str, Callable[[MarkI], int], Callable[[MarkI, NDArray[np.int64]], None]]] = {
    "a": ("A-units are dead", lambda m: m.association.n_a, _switch(lambda m: m.association.dead)),
    "cells": ("photocells are dead", lambda m: m.retina.n_s, _switch(lambda m: m.retina.dead)),
    "stuck-cells": ("photocells are stuck on", lambda m: m.retina.n_s, _switch(lambda m: m.retina.stuck)),
    "motors": ("motors are stuck", lambda m: m.potentiometers.n_pots, _switch(lambda m: m.potentiometers.stuck)),
    "wires": ("wires are cut", lambda m: len(m.patch_board.s_of_wire), lambda m, hit: m.patch_board.cut(hit)),
}


def _repair(panel: ControlPanel, words: Sequence[str]) -> Reply:
    _exactly(words, 0, "repair")
    machine = panel.machine
    for faults in (machine.association.dead, machine.retina.dead, machine.retina.stuck, machine.potentiometers.stuck):
        faults[:] = False
    return Reply("units, cells and motors work again; wires that were cut stay out")


# ---- the camera


def _optics(setting: str) -> Callable[[ControlPanel, Sequence[str]], Reply]:
    """A command that sets one knob of the camera and projector."""

    def turn_knob(panel: ControlPanel, words: Sequence[str]) -> Reply:
        (word,) = _exactly(words, 1, f"{setting} VALUE")
        _set_optics(panel, {setting: word})
        return Reply(f"{setting.split('_')[0]} {word}")

    return turn_knob


def _shift(panel: ControlPanel, words: Sequence[str]) -> Reply:
    x, y = _exactly(words, 2, "shift X Y")
    _set_optics(panel, {"shift_x_cells": x, "shift_y_cells": y})
    return Reply(f"shift {x} cells right, {y} down")


def _set_optics(panel: ControlPanel, knobs: dict[str, str]) -> None:
    machine = panel.machine
    for name, word in knobs.items():
        machine.config = set_value(machine.config, f"optics.{name}", word)
    machine.optics = Optics(machine.config.optics, machine.config.retina.rows, machine.config.retina.cols)


def _present(panel: ControlPanel, words: Sequence[str]) -> Reply:
    if not words:
        raise CommandError("a picture is needed, as in: present letter A, or: present file IMAGE")
    kind, *rest = words
    light, name, replaying = _light(panel, kind, rest)
    sight = panel.look(light, name)
    answer = panel.answer(sight)
    lamps = " ".join({1: "+", -1: "-", 0: "?"}[side] for side in answer["responses"])
    verdict = f": {answer['label']}, margin {answer['margin_v']:+.2f} V" if panel.code else ""
    text = f"{name}: {sight.s.sum()} S-units and {sight.a.sum()} A-units on, R-units {lamps}{verdict}"
    return Reply(text, {"file": name, **answer, **replaying})


def _light(panel: ControlPanel, kind: str, rest: Sequence[str]) -> tuple[NDArray[np.float32], str, dict[str, Any]]:
    """Light on the retina, the picture's name, and the journal's line."""
    machine = panel.machine
    if kind in PICTURE_WORDS:
        from mark1.stimuli.library import picture_of

        picture = picture_of(kind, *rest)
        return machine.optics.project(picture, framing="whole", polarity="light"), " ".join([kind, *rest]), {}
    if kind == "dark":
        _exactly(rest, 0, "present dark")
        return np.zeros((machine.retina.config.rows, machine.retina.config.cols), np.float32), "dark", {}
    if kind != "file":
        known = (*PICTURE_WORDS, "file", "dark")
        raise CommandError(f"no kind of picture {kind!r}{nearest(kind, known)}: {', '.join(known)}")
    from mark1.stimuli.pictures import read_picture

    path = _file(rest, "present file IMAGE")
    try:
        light = machine.optics.project(read_picture(path), framing="fit")
    except PictureError as error:
        raise error if path in str(error) else PictureError(f"{path!r}: {error}") from error
    return light, Path(path).name, _replaying("present", "file", path)


# ---- teaching


def _classes(panel: ControlPanel, words: Sequence[str]) -> Reply:
    if len(set(words)) < 2 or not all(word.strip() for word in words):
        raise CommandError("at least two classes with a name are needed, as in: classes A B C")
    note = panel.adopt(tuple(dict.fromkeys(words)))
    return Reply(note or f"{len(set(words))} classes, {panel.machine.response.n_r} R-units")


def _teach(panel: ControlPanel, words: Sequence[str]) -> Reply:
    (label,) = _exactly(words, 1, "teach A")
    if panel.sight is None:
        raise CommandError("there is no picture to teach: present one first")
    if panel.code is None:
        panel.adopt(_usual_classes(label))
    assert panel.code is not None
    sight = panel.sight
    wrong = panel.machine.teach(sight.light, panel.code.word(label), f"{sight.name} ({label})")
    panel.look(sight.light, sight.name)
    text = f"{wrong} R-units were wrong and corrected" if wrong else "right already: nothing moved"
    return Reply(text, {"corrections": wrong, **panel.answer(panel.sight)})


def _usual_classes(label: str) -> tuple[str, ...]:
    from mark1.stimuli.characters import DIGITS, LETTERS

    for usual in (LETTERS, DIGITS):
        if label in usual:
            return tuple(usual)
    raise CommandError(f"no class {label!r} is known yet: name them all first, as in: classes {label} other")


def _train(panel: ControlPanel, words: Sequence[str]) -> Reply:
    if not words:
        raise CommandError("what to train is needed, as in: train letters passes 10")
    options = _options(words[1:], {"passes": int, "test-split": float})
    most = options.get("passes", DEFAULT_PASSES)
    if most < 1:
        raise CommandError(f"passes: a whole number from 1 up is allowed, {most} came")
    stimuli, test = panel.stimuli(words[0]).require_trainable(), None
    if "test-split" in options:
        stimuli, test = stimuli.split(options["test-split"], panel.rng("split"))
        stimuli.require_trainable()
    note = panel.adopt(stimuli.classes)
    assert panel.code is not None
    course = Course(stimuli, panel.code, most)
    panel.on_progress("compiling", 0, 0, "")
    with panel.stop_request as request:
        for done in passes(panel.machine, course, lambda: request.asked):
            wrong = f"{done.wrong[-1]} of {len(stimuli)} wrong"
            panel.on_progress("passes", done.passes, most, wrong)
        course.train_accuracy = judge(panel.machine, panel.code, stimuli).accuracy
        course.test_accuracy = judge(panel.machine, panel.code, test).accuracy if test else None
    panel.course = course
    return Reply(_told(course, note), {"course": course, **_replaying_train(words, course)})


def _told(course: Course, note: str) -> str:
    end = "no answer is wrong" if course.settled else f"{course.wrong[-1]} of {len(course.stimuli)} still wrong"
    if course.interrupted:
        end = f"stopped on request, what was learned is kept; {end}"
    tested = "" if course.test_accuracy is None else f", {course.test_accuracy:.1%} of the test pictures right"
    return f"{course.stimuli.name}: {course.passes} passes, {sum(course.corrections)} corrections, {end}{tested}" + (
        f" ({note})" if note else ""
    )


def _replaying_train(words: Sequence[str], course: Course) -> dict[str, Any]:
    """A replay does as many passes as were done, also after Ctrl-C."""
    split = [word for name, value in zip(words[1::2], words[2::2], strict=True) if name == "test-split"
             for word in (name, value)]  # fmt: skip
    return {"journal": shlex.join(["train", _anywhere(words[0]), "passes", str(course.passes), *split])}


def _evaluate(panel: ControlPanel, words: Sequence[str]) -> Reply:
    (data,) = _exactly(words, 1, "evaluate DATA")
    if panel.code is None:
        raise CommandError("the machine has learned no classes yet: train it first")
    verdict = panel.verdict = judge(panel.machine, panel.code, panel.stimuli(data))
    n = int(verdict.confusion.sum())
    right = int(np.trace(verdict.confusion))
    replaying = shlex.join(["evaluate", _anywhere(data)])
    return Reply(f"{data}: {right} of {n} right, {verdict.accuracy:.1%}", {"verdict": verdict, "journal": replaying})


def _rule(panel: ControlPanel, words: Sequence[str]) -> Reply:
    (word,) = _exactly(words, 1, "rule quantized")
    machine = panel.machine
    machine.config = set_value(machine.config, "teacher.rule", word)
    machine.reinforcement = ErrorCorrection(machine.config.teacher)
    return Reply(f"rule {word}")


def _undecided(panel: ControlPanel, words: Sequence[str]) -> Reply:
    (word,) = _exactly(words, 1, "undecided VOLTS")
    machine = panel.machine
    machine.config = set_value(machine.config, "response.undecided_v", word)
    machine.response.undecided_v = machine.config.response.undecided_v
    machine.teacher = Teacher(machine.config.response.undecided_v)
    return Reply(f"sums within {machine.response.undecided_v:g} V of 0 are no answer")


def _set(panel: ControlPanel, words: Sequence[str]) -> Reply:
    pot, volts = _exactly(words, 2, "set POT VOLTS")
    number = _number(int, pot, "pot")
    panel.machine.potentiometers.set_by_hand(number, _number(float, volts, "volts"))
    return Reply(f"pot {number} stands at {panel.machine.potentiometers.wiper_v[number]:+.3f} V")


def _wait(panel: ControlPanel, words: Sequence[str]) -> Reply:
    (word,) = _exactly(words, 1, "wait SECONDS")
    seconds = _number(float, word, "wait")
    if not 0 <= seconds <= MOST_WAIT_S:
        raise CommandError(f"wait: 0 to {MOST_WAIT_S:g} seconds are allowed, {word} came")
    panel.machine.potentiometers.decay(seconds)
    panel.machine.machine_time_s += seconds
    return Reply(f"{seconds:g} s of machine time went by")


def _why(panel: ControlPanel, words: Sequence[str]) -> Reply:
    (pot,) = _exactly(words, 1, "why POT")
    return Reply(panel.machine.why(_number(int, pot, "pot")))


# ---- expectations


def _expect(panel: ControlPanel, words: Sequence[str]) -> Reply:
    *name, relation, wanted = words if len(words) >= 3 else ("", "", "")
    if relation not in RELATIONS or " ".join(name[:1]) not in VALUES:
        raise CommandError(f"expect NAME {'|'.join(RELATIONS)} VALUE, where NAME is one of {', '.join(VALUES)}")
    came = VALUES[name[0]](panel, *name[1:])
    holds, shown = RELATIONS[relation], wanted
    if isinstance(came, str):
        good = relation in ("=", "!=") and holds(came, wanted)
    else:
        good = holds(came, _number(float, wanted, "expect"))
    if not good:
        came_text = came if isinstance(came, str) else f"{came:.12g}"
        raise ExpectationError(f"expect {' '.join(name)} {relation} {shown}: {came_text} came")
    return Reply(f"as expected: {' '.join(words)}")


RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}


def _value(get: Callable[[ControlPanel], Any], missing: str) -> Callable[..., Any]:
    """A value without arguments; ``missing`` says what must come first."""

    def value(panel: ControlPanel, *words: str) -> Any:
        _exactly(words, 0, "expect accuracy >= 0.9")
        try:
            found = get(panel)
        except AttributeError:
            found = None
        if found is None:
            raise CommandError(f"nothing to expect yet: {missing} first")
        return found

    return value


def _indexed(get: Callable[[ControlPanel, int], float], count: Callable[[ControlPanel], int]) -> Callable[..., Any]:
    """A value of one of many."""

    def value(panel: ControlPanel, *words: str) -> float:
        (word,) = _exactly(words, 1, "expect pot 17 > 0")
        number, n = _number(int, word, "expect"), count(panel)
        if not 0 <= number < n:
            raise CommandError(f"expect: numbers 0 to {n - 1} are there, {number} came")
        return get(panel, number)

    return value


def _sum_v(panel: ControlPanel, r: int) -> float:
    if panel.sight is None:
        raise CommandError("nothing to expect yet: present a picture first")
    return float(panel.sight.sum_v[r])


VALUES: dict[str, Callable[..., Any]] = {
    "answer": _value(lambda p: p.sight and p.answer(p.sight)["label"], "present a picture and teach"),
    "accuracy": _value(lambda p: p.verdict and p.verdict.accuracy, "evaluate"),
    "train-accuracy": _value(lambda p: p.course and p.course.train_accuracy, "train"),
    "test-accuracy": _value(lambda p: p.course and p.course.test_accuracy, "train with test-split"),
    "passes": _value(lambda p: p.course and p.course.passes, "train"),
    "wrong": _value(lambda p: p.course and p.course.wrong[-1], "train"),
    "corrections": _value(lambda p: p.machine.corrections, "train"),
    "presentations": _value(lambda p: p.machine.presentations, "train"),
    "machine-time": _value(lambda p: p.machine.machine_time_s, "train"),
    "cells": _value(lambda p: p.sight and int(p.sight.s.sum()), "present a picture"),
    "active": _value(lambda p: p.sight and int(p.sight.a.sum()), "present a picture"),
    "theta": _value(lambda p: p.machine.association.theta, ""),
    "wires": _value(lambda p: len(p.machine.patch_board.s_of_wire), ""),
    "pot": _indexed(lambda p, i: float(p.machine.potentiometers.wiper_v[i]), lambda p: p.machine.potentiometers.n_pots),
    "sum": _indexed(_sum_v, lambda p: p.machine.response.n_r),
}


def _help(panel: ControlPanel, words: Sequence[str]) -> Reply:
    if words:
        command = COMMANDS.get(words[0])
        if command is None:
            raise CommandError(f"no command {words[0]!r}{nearest(words[0], COMMANDS)}")
        return Reply(f"{command.usage}: {command.help}")
    width = max(len(command.usage) for command in COMMANDS.values())
    return Reply("\n".join(f"{command.usage:{width}}  {command.help}" for command in COMMANDS.values()))


@dataclass(frozen=True)
class Command:
    """One word of the panel's language.

    ``kind``: *act* changes machine or code, so undo takes it back; *look* leaves them alone, yet a noisy machine
    draws chance for it, so a replay must do it too; *ask* changes nothing.
    """

    usage: str
    help: str
    run: Callable[[ControlPanel, Sequence[str]], Reply]
    kind: Literal["act", "look", "ask"] = "act"


_TABLE = (
    Command("machine [SETTING VALUE]...", "a new machine: the standard Mark I but for these settings", _machine),
    Command(
        "present letter A [FACE] | digit 7 | shape square | file IMAGE | dark", "show a picture", _present, kind="look"
    ),
    Command("teach LABEL", "say what the presented picture is; wrong R-units are corrected", _teach),
    Command("train DATA [passes N] [test-split F]", "show all pictures until no answer is wrong", _train),
    Command("evaluate DATA", "show all pictures once, without teaching, and count", _evaluate, kind="look"),
    Command("classes LABEL LABEL...", "what the R-units shall tell apart", _classes),
    Command("rule quantized|nonquantized", "one pulse a correction, or until it is right", _rule),
    Command("undecided VOLTS", "sums nearer to 0 are no answer", _undecided),
    Command("theta VALUE", "threshold of all A-units", _theta),
    Command("trim A VALUE", "added to the threshold of one A-unit", _trim),
    Command("plug S A +|-", "plug a wire in: excitatory or inhibitory", _plug),
    Command("unplug S A", "pull a wire out", _unplug),
    Command("wire FILE.csv", "replace all wires by those of a file", _wire),
    Command("wires FILE.csv", "write all wires to a file", _wires, kind="ask"),
    Command("set POT VOLTS", "turn one dial by hand", _set),
    Command("why POT", "why this dial last moved", _why, kind="ask"),
    Command("wait SECONDS", "let machine time go by (values decay)", _wait),
    Command("damage a|cells|stuck-cells|motors|wires N|N%", "break parts at random", _damage),
    Command("repair", "units, cells and motors work again", _repair),
    Command("shift X Y", "move the picture, in cells right and down", _shift),
    Command("rotate DEGREES", "turn the picture, counter-clockwise", _optics("rotation_deg")),
    Command("scale FACTOR", "enlarge the picture", _optics("scale")),
    Command("blur CELLS", "put the camera out of focus", _optics("blur_cells")),
    Command("exposure auto|FACTOR", "how much light", _optics("exposure")),
    Command("framing auto|whole|fit", "show the whole picture, or its ink only", _optics("framing")),
    Command("polarity auto|light|dark", "whether the figure is lighter or darker than the ground", _optics("polarity")),
    Command("reset", "forget everything learned", _reset),
    Command("undo", "take the last change back", _undo, kind="look"),
    Command("save FILE", "write machine, code and history to a file", _save, kind="ask"),
    Command("load FILE", "go on with a saved machine", _load),
    Command("expect NAME RELATION VALUE", "fail unless it holds: a script can be a test", _expect, kind="ask"),
    Command("help [COMMAND]", "this list", _help, kind="ask"),
)

COMMANDS = {command.usage.split()[0]: command for command in _TABLE}
