"""The commands: a table from a word to what it does. ``help`` prints it, scripts and journals are made of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from mark1.errors import CommandError
from mark1.machine.simulated_time import Lapse
from mark1.panel.commands import (
    album,
    association,
    brain,
    camera,
    course,
    damage,
    dials,
    expectations,
    rig,
    teaching,
    whole,
    wiring,
)
from mark1.panel.commands.words import nearest
from mark1.panel.reply import Reply
from mark1.panel.session import Session
from mark1.panel.undo import ReversibleSession


def _help(session: Session, words: Sequence[str]) -> Reply:
    if words:
        command = COMMANDS.get(words[0])
        if command is None:
            raise CommandError(f"no command {words[0]!r}{nearest(words[0], COMMANDS)}")
        return Reply(f"{command.usage}: {command.help}")
    width = max(len(command.usage) for command in COMMANDS.values())
    return Reply.of_lines(f"{command.usage:{width}}  {command.help}" for command in COMMANDS.values())


@dataclass(frozen=True)
class Command:
    """One word of the panel's language.

    ``kind``: *act* changes machine or code, so undo takes it back; *look* leaves them alone, yet a noisy machine
    draws chance for it, so a replay must do it too; *ask* changes nothing, and may be asked while another works.
    ``changes``: what an act may change that a verdict depends on: *weights* only if something was learned.
    ``run`` answers at once, or is a lapse: see ``lapse.py``.
    """

    usage: str
    help: str
    run: Callable[[ReversibleSession, Sequence[str]], Reply | Lapse[Reply]]
    kind: Literal["act", "look", "ask"] = "act"
    changes: Literal["answers", "weights", "nothing"] = "answers"


_TABLE = (
    Command("machine [SETTING VALUE]...", "a new machine: the standard Mark I but for these settings", whole.new),
    Command(
        "present letter A [FACE] | digit 7 | shape square | file IMAGE | dark | again [PICTURE] | rig | light HEX",
        "show a picture",
        camera.present,
        kind="look",
    ),
    Command(
        "draw HEX",
        "light on the photocells as a hand draws it: a change, which undo takes back",
        camera.draw,
        changes="nothing",
    ),
    Command(
        "backend mark1|mlp|logistic [new] [OPTION VALUE]...",
        "another brain behind the same photocells; each keeps what it has learned, unless a new one is asked for",
        brain.backend,
        changes="nothing",
    ),
    Command(
        "teach LABEL",
        "say what the presented picture is; the rule says which motors turn",
        teaching.teach,
        changes="weights",
    ),
    Command(
        "train DATA [passes N] [test-split F]",
        "show all pictures until no answer is wrong",
        course.train,
        changes="weights",
    ),
    Command(
        "course DATA [passes N] [test-split F]",
        "begin such a course, and show nothing yet",
        course.course,
        changes="nothing",
    ),
    Command(
        "step [N]",
        "show the next N pictures of the course; to a network, all of them N times",
        course.step,
        changes="weights",
    ),
    Command("run", "go on with the course until no answer is wrong", course.run, changes="weights"),
    Command("evaluate DATA", "show all pictures once, without teaching, and count", teaching.evaluate, kind="look"),
    Command("keep LABEL", "put the presented picture into the album", album.keep, kind="look"),
    Command("album [clear]", "what was kept; 'train album' teaches it", album.album, kind="look"),
    Command("classes LABEL LABEL...", "what the R-units shall tell apart", teaching.classes),
    Command(
        "rule RULE [gain alpha|beta|gamma] [feed K] [sign positive|negative]",
        "quantized, nonquantized: after errors; forced, bivalent, spontaneous: whatever the answer was",
        teaching.rule,
        changes="nothing",
    ),
    Command("undecided VOLTS", "sums nearer to 0 are no answer", teaching.undecided),
    Command("theta VALUE", "threshold of all A-units", association.theta),
    Command("trim A VALUE", "added to the threshold of one A-unit", association.trim),
    Command("plug S A +|-", "plug a wire in: excitatory or inhibitory", wiring.plug),
    Command("unplug S A", "pull a wire out", wiring.unplug),
    Command("wire FILE.csv", "replace all wires by those of a file", wiring.wire),
    Command("wires FILE.csv [again]", "write all wires to a file", wiring.wires, kind="ask"),
    Command("set POT VOLTS", "turn one dial by hand", dials.set_dial),
    Command("why POT", "why this dial last moved", dials.why, kind="ask"),
    Command("wait SECONDS", "let machine time go by (values decay)", dials.wait),
    Command("damage a|cells|stuck-cells|motors|wires N|N%", "break parts at random", damage.damage),
    Command("repair", "units, cells and motors work again", damage.repair),
    Command("shift X Y", "move the picture, in cells right and down", camera.shift),
    Command("rotate DEGREES", "turn the picture, counter-clockwise", camera.optics("rotation_deg")),
    Command("scale FACTOR", "enlarge the picture", camera.optics("scale")),
    Command("blur CELLS", "put the camera out of focus", camera.optics("blur_cells")),
    Command("noise AMOUNT", "let the photocells see the light with a jitter", camera.noise),
    Command("exposure auto|FACTOR", "how much light", camera.optics("exposure")),
    Command("framing auto|whole|fit", "show the whole picture, or its ink only", camera.optics("framing")),
    Command(
        "polarity auto|light|dark", "whether the figure is lighter or darker than the ground", camera.optics("polarity")
    ),
    Command(
        "rig [PORT [motion seek|pulse] [shadow on|off] [pots N] | off | stop | arm]",
        "join a real board: its motor pots are the machine's first weights",
        rig.rig,
        kind="look",
    ),
    Command("reset", "forget everything that the back end in use has learned", whole.reset, changes="nothing"),
    Command("undo", "take the last change back", whole.undo, kind="look"),
    Command("redo", "do again what was undone, until something else is changed", whole.redo, kind="look"),
    Command("amend LINE", "do this as part of the last change: undo takes back both", whole.amend, kind="ask"),
    Command("aside NAME", "put a copy of machine, album and undo aside", whole.aside, kind="look"),
    Command("back NAME", "go on with what was put aside", whole.back, kind="look"),
    Command("save FILE [again]", "write machine, code and history to a file", whole.save, kind="ask"),
    Command("load FILE", "go on with a saved machine", whole.load),
    Command(
        "expect NAME RELATION VALUE", "fail unless it holds: a script can be a test", expectations.expect, kind="ask"
    ),
    Command("help [COMMAND]", "this list", _help, kind="ask"),
)


COMMANDS = {command.usage.split()[0]: command for command in _TABLE}
