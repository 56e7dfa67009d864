"""The sentences of the source that a visitor can meet: each is in the catalogue, and thus translated."""

import ast
import re
from pathlib import Path

import mark1
from mark1.gui.paint.words import PLACE, said
from tests.gui.italian import english_in

ROOM = Path(mark1.__file__).parent
# Where a visitor's sentences are raised, replied or noted; what else is written there are commands and keys.
SPOKEN = ("panel", "backends", "backprop", "gui")
# Where every text may be part of a sentence.
TOLD = (
    "stimuli", "machine", "rig", "kind.py", "lock.py", "packed.py", "storage.py", "archive.py", "commit.py",
    "panel/journal.py",
)  # fmt: skip
# Files and folders from which nothing reaches the window.
UNSEEN = {
    # before there is a window
    "gui/screen.py", "gui/visitor/settings.py", "gui/paint/theme.py", "gui/paint/words.py", "gui/placement.py",
    # the workshop, which only the command line opens
    "rig/board/measuring.py", "rig/doctor", "rig/selftest", "rig/workshop", "rig/wire/ports.py",
    # called from Python only: batches, and networks that are put together gate by gate
    "machine/batch.py", "machine/many.py", "machine/chance.py", "machine/compiled", "stimuli/distortions.py",
    "backprop/activations.py",
    "backprop/explain.py", "backprop/gates.py", "backprop/graph.py", "backprop/losses.py", "backprop/nodes.py",
    "backprop/drawing", "backprop/optimizers.py", "backprop/foreign_gate.py", "backprop/functions.py",
    "backprop/gradient_check.py", "backprop/jacobian.py", "backprop/linear.py", "backprop/local.py",
    "backprop/operators.py", "backprop/plan.py", "backprop/wording.py",
}  # fmt: skip
# Sentences that do not reach the window, though others beside them do.
UNHEARD = {
    # what is logged
    "%s: the board was reset: hello again", "%s: the line is lost: %s", "%s: %s sent again, try %d",
    # parts of a sentence that the panel says whole in test_italian.py or test_italian_faults.py
    "; did you mean {}?", ". Did you mean {}?", "back end", "mlp or logistic", "none was taken", "kind of picture",
    "'help' lists them all", "'mark1 fidelity' lists them all", "at most ", "a {}number from {} {}",
    "; each of its {} units is fed {} / {} = {} pulses.",
    "; this one was off, so it goes {} / ({} - {}) = {} pulses against them.", "; this one was on and goes {} {}.",
    "the {} active A-units of R-unit {} summed to {} V and {} was wanted, so the motors of those pots ran {}.",
    "{}, with {} of its {} A-units on{} Its motor ran {}.", "An ideal motor goes 1 V per pulse: {} x {} V;",
    "Its motor goes {} V/s and coasts for {} s more: {} x {} x {} x ({} + {}) = {} V at the shaft, of which play takes "
    "up to {} V and the stop at {} V what is beyond it{};",
    "Pot {} joins A-unit {} to R-unit {} and stands at {} V.", "This motor is stuck now;",
    "{} It has not moved: A-unit {} was never on when R-unit {} was {}.",
    "{} It last moved at presentation {}, {}: {} {} {} V -> {} V.", "{} It was set by hand, from {} V.",
    "{} Its motor is running {}, from {} V.", "{} Its motor was run without a correction, from {} V.",
    # names of distributions, and what an error of the system is searched for
    "high high", "high low", "low high", "low low", "timed out", "multiple access on port",
    # lines of a journal's own file
    "its last lines could not be written", "machine draw {}", "mark1 run THIS-FILE does it all again",
    # the command line's record
    "--out {}: expected a name that ends in {}, got {}",
    "--out: this Pillow was built without WebP: use .gif, or install another Pillow",
    "--out: {} needs PyAV, which is not installed: {}, or use .gif or .webp",
    "record: {} frames of {} x {} exceed the limit of {} pixels in total; use a smaller --size, "
    "--seconds or --fps",
    "a size: expected bytes as in 500000000, 500M or 2G, got {}",
    # of faces that come with the program
    "{}, line {}: a second glyph for {}; each is drawn once",
    "{}, line {}: row {} of the glyph begun in line {} must be {} marks, # or . each; got {}",
    "{}: expected '= ' and one character to begin a glyph, got {}",
    "{}: no glyph; each is a line '= A' and {} lines of # and .",
    # called from Python only: pictures, wires and weights as arrays, pages in a notebook
    "{}. What each R-unit looks for: red speaks for +1, blue for -1.",
    "pictures of different shapes, or no numbers", "labels: expected {}, one for each picture, got {}",
    "pictures: expected numbers of shape (n, h, w), or (n, h, w, 3) in colour, got {}",
    "<StimulusSet {}: {} pictures of {} x {}, {} classes>", "help(MachineConfig.of) lists them",
    "a matrix of shape ({}, {}), or rows (S-unit, A-unit, sign)",
    "wires, {}-unit: expected a number from 0 to {}, got {}", "wires: expected one wire between two units, got {}",
    "weights: expected -{} to +{} V at every pot, got {}", "weights: expected steps of 1 V (ideal), got {}",
    "{}: expected NaN or 0, for no pot joins these units, got {}",
    "classes must be texts", "whole numbers from 0 to {}, or one True or False for each",
    "{}: joined: expected a StimulusSet, got {}", "{}: {}: expected one for each picture, got {}",
    "pictures: expected a whole number from 0 up, got {}",
    # what pyserial says of a terminal server
    r"rejected value for option '(\w+)'", r"timeout while waiting for option '(\w+)'", "reader thread died",
    "does not seem to support RFC2217",
    # what a file that is something else begins with, and how to install what reads it
    r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype svg[^>]*>\s*)?<svg", "<!doctype html|<html|<head|<body",
    "version https://git-lfs",
    # called from Python only
    "a glyph must be {} to {} pixels large, got {}",
    "a retina must be at least 1 x 1 cells, got {} x {}",
    "a shape's place and turn must be finite numbers, got ({}, {}) and {} deg",
    "a shape's size must be above 0 cells, got {}", "no shapes to scatter: name some of {}", "pictures of each shape",
    "the number of {} must be at least 1, got {}", "class_of must be int32 of shape (n,)",
    "class_of must hold indices into its {} classes", "light must be float32 of shape (n, rows, cols)",
    "light of no photocell", "no pictures", "two classes have the same name", "{} pictures and {} labels",
    "{} pictures and {} sources", "{}: expected {}(...), or a dict of its settings, got {}",
    "NaN or infinity", "finite numbers", "no rows", "light from 0 to 1",
    "the machine's own config with another rule or band", "code: expected binary or onehot, got {}",
    "classes: expected the names of different classes, got {}",
    "loss {} gives scores, not probabilities: make the network with {}", "finite targets",
    "loss {}: expected one number, the mean of a batch, got {}",
    "activation {}: expected a function of a node that returns a node, got {}",
    "loss {}: expected a function of scores and target that returns a node",
    "loss {}: expected a function that uses its target, got {}",
    "name of the {}: expected a word of letters, digits and _, got {}", "{} {} is built in: choose another name",
    "test points: expected a set that is generated ({}), got {}",
}  # fmt: skip


def skeleton(text):
    return re.sub(r"(\{\})+", "{}", PLACE.sub("{}", text))


def text_of(node):
    """A sentence of the source with {} for each value; None if it is not text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def sentence_of(node):
    """The sentence of ``expected(what, allowed, got)``, which is English only as a whole; None for other calls."""
    if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("expected", "refusal"):
        what, allowed, got = ((text_of(part) or "{}") for part in node.args)
        return f"{what}: expected {allowed}, got {got if isinstance(node.args[2], ast.Constant) else '{}'}"
    return None


def texts(node):
    """All texts in a part of the source, those that are put into others, too; no docstrings."""
    text = sentence_of(node) or text_of(node)
    if text is not None:
        yield text
    if sentence_of(node):
        return
    inner = [part.value for part in getattr(node, "values", ()) if isinstance(part, ast.FormattedValue)]
    for part in inner if isinstance(node, ast.JoinedStr) else ast.iter_child_nodes(node):
        if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)):
            yield from texts(part)


def spoken(source):
    """The texts of what is raised, replied, noted, or the help of a command."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield from (text for part in node.exc.args for text in texts(part))
        elif isinstance(node, ast.Call) and node.args:
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in ("Reply", "note", "tell", "_say", "Command"):
                yield from texts(node.args[name == "Command"])


def english_left(sentence):
    """Whether a sentence, with its values filled in, remains English after translation."""
    text = re.sub(r"(?<!\s)\{\}$", "", sentence).removeprefix("; ").removesuffix(";")
    tries = [one.replace("{}", "7") for one in (sentence, text) if re.search("[a-z]{2,} [a-z]", one)]
    return all((italian := said(one, "it")) == one or english_in(italian) for one in tries) and bool(tries)


def files_of(place):
    files = sorted((ROOM / place).rglob("*.py")) if (ROOM / place).is_dir() else [ROOM / place]
    return [
        path for path in files if not {*map(str, path.relative_to(ROOM).parents), str(path.relative_to(ROOM))} & UNSEEN
    ]


def test_every_sentence_that_a_visitor_meets_is_in_the_catalogue():
    assert list(spoken('raise CommandError(f"no {a} of {b!r}")\nCommand("a", "b")')) == ["no {} of {}", "b"]
    assert list(texts(ast.parse('expected("a", f"b {c}", d)'))) == ["a: expected b {}, got {}"]
    assert list(texts(ast.parse('"doc"\nx = f"{a} {1 if b else 2}" + "c"'))) == ["{} {}", "c"]
    assert english_left("{}: the moon is full") and not english_left("{}: no pictures")
    heard, missing = set(), []
    for place in (*SPOKEN, *TOLD):
        for path in files_of(place):
            source = path.read_text("utf-8")
            found = {skeleton(text) for text in (spoken(source) if place in SPOKEN else texts(ast.parse(source)))}
            heard |= found
            missing += [f"{path.name}: {text}" for text in sorted(found - UNHEARD) if english_left(text)]
    assert missing == []
    assert UNHEARD - heard == set(), "there no more"
