"""The commands: a table from a word to what it does. ``help`` prints it, scripts and journals are made of it."""

from collections.abc import Sequence

from mark1.errors import CommandError
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
from mark1.panel.commands.command import Command, always
from mark1.panel.commands.words import nearest
from mark1.panel.reply import Reply
from mark1.panel.session import Session


def _help(session: Session, words: Sequence[str]) -> Reply:
    if words:
        command = command_named(words[0])
        if command is None:
            raise CommandError(f"no command {words[0]!r}{nearest(words[0], COMMANDS)}")
        return Reply(f"{command.usage}: {command.help}")
    width = max(len(command.usage) for command in COMMANDS.values())
    return Reply.of_lines(f"{command.usage:{width}}  {command.help}" for command in COMMANDS.values())


_TABLE = (
    Command(
        "machine [SETTING VALUE]...", "a new machine: the standard Mark I but for these settings", whole.new, sized=True
    ),
    Command(
        "present letter A [FACE] | digit 7 | shape square | file IMAGE | dark | again [PICTURE] | rig | light HEX",
        "show a picture",
        camera.present,
        kind="look",
        reaches_out=camera.reaches_out,
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
        sized=True,
    ),
    Command(
        "teach LABEL",
        "say what the presented picture is; the rule says which motors turn",
        teaching.teach,
        changes="weights",
    ),
    Command(
        "train DATA [epochs N] [test-split F]",
        "show all pictures until no answer is wrong",
        course.train,
        changes="weights",
        reaches_out=course.reaches_out,
        course="whole",
    ),
    Command(
        "course DATA [epochs N] [test-split F]",
        "begin such a course, and show nothing yet",
        course.course,
        changes="nothing",
        reaches_out=course.reaches_out,
    ),
    Command(
        "step [N]",
        "show the next N pictures of the course; to a network, all of them N times",
        course.step,
        changes="weights",
        course="next",
    ),
    Command("run", "go on with the course until no answer is wrong", course.run, changes="weights", course="rest"),
    Command(
        "evaluate DATA",
        "show all pictures once, without teaching, and count",
        teaching.evaluate,
        kind="look",
        reaches_out=course.reaches_out,
    ),
    Command("keep LABEL", "put the presented picture into the album", album.keep, kind="look", in_between=True),
    Command("album [clear]", "what was kept; 'train album' teaches it", album.album, kind="look"),
    Command("classes LABEL LABEL...", "what the R-units shall tell apart", teaching.classes),
    Command(
        "rule RULE [gain alpha|beta|gamma] [feed K] [sign positive|negative]",
        "quantized, nonquantized: after errors; forced, bivalent, spontaneous: whatever the answer was",
        teaching.rule,
        changes="nothing",
        in_between=True,
    ),
    Command("undecided VOLTS", "sums nearer to 0 are no answer", teaching.undecided, in_between=True),
    Command("theta VALUE", "threshold of all A-units", association.theta, in_between=True),
    Command("trim A VALUE", "added to the threshold of one A-unit", association.trim, in_between=True),
    Command("plug S A +|-", "plug a wire in: excitatory or inhibitory", wiring.plug, in_between=True),
    Command("unplug S A", "pull a wire out", wiring.unplug, in_between=True),
    Command("wire FILE.csv", "replace all wires by those of a file", wiring.wire, reaches_out=always),
    Command("wires FILE.csv [again]", "write all wires to a file", wiring.wires, kind="ask", reaches_out=always),
    Command("set POT VOLTS", "turn one dial by hand", dials.set_dial, in_between=True),
    Command("why POT", "why this dial last moved", dials.why, kind="ask"),
    Command("wait SECONDS", "let machine time go by (values decay)", dials.wait),
    Command("damage a|cells|stuck-cells|motors|wires N|N%", "break parts at random", damage.damage, in_between=True),
    Command("repair", "units, cells and motors work again", damage.repair, in_between=True),
    Command("shift X Y", "move the picture, in cells right and down", camera.shift, in_between=True),
    Command("rotate DEGREES", "turn the picture, counter-clockwise", camera.optics("rotation_deg"), in_between=True),
    Command("scale FACTOR", "enlarge the picture", camera.optics("scale"), in_between=True),
    Command("blur CELLS", "put the camera out of focus", camera.optics("blur_cells"), in_between=True),
    Command("noise AMOUNT", "let the photocells see the light with a jitter", camera.noise, in_between=True),
    Command("exposure auto|FACTOR", "how much light", camera.optics("exposure"), in_between=True),
    Command(
        "framing auto|whole|fit", "show the whole picture, or its ink only", camera.optics("framing"), in_between=True
    ),
    Command(
        "polarity auto|light|dark",
        "whether the figure is lighter or darker than the ground",
        camera.optics("polarity"),
        in_between=True,
    ),
    Command(
        "rig [PORT [motion seek|pulse] [shadow on|off] [pots N] | off | stop | arm]",
        "join a real board: its motor pots are the machine's first weights",
        rig.rig,
        kind="look",
        reaches_out=always,
    ),
    Command("reset", "forget everything that the back end in use has learned", whole.reset, changes="nothing"),
    Command("undo", "take the last change back", whole.undo, kind="look", brings_history=True),
    Command(
        "redo",
        "do again what was undone, until something else is changed",
        whole.redo,
        kind="look",
        brings_history=True,
    ),
    Command("amend LINE", "do this as part of the last change: undo takes back both", whole.amend, kind="ask"),
    Command(
        "snapshot NAME",
        "keep a copy of machine, album and undo under a name",
        whole.snapshot,
        kind="look",
        old_words=("aside",),
        never_forgotten=True,
        brings_history=True,
    ),
    Command(
        "restore NAME",
        "go on with such a copy, which stays",
        whole.restore,
        kind="look",
        old_words=("back",),
        never_forgotten=True,
        brings_history=True,
    ),
    Command(
        "save FILE [again]",
        "write machine, code and history to a file",
        whole.save,
        kind="ask",
        reaches_out=always,
        writes_machine=True,
    ),
    Command("load FILE", "go on with a saved machine", whole.load, reaches_out=always, brings_history=True),
    Command(
        "expect NAME RELATION VALUE", "fail unless it holds: a script can be a test", expectations.expect, kind="ask"
    ),
    Command("help [COMMAND]", "this list", _help, kind="ask"),
)


COMMANDS = {command.word: command for command in _TABLE}
_OLD_WORDS = {word: command for command in _TABLE for word in command.old_words}
NO_COMMAND = Command("", "", _help, kind="ask")


def command_named(word: str) -> Command | None:
    """The command of this name, or of this old name; None if there is none."""
    return COMMANDS.get(word) or _OLD_WORDS.get(word)


def command_of(line: str) -> Command:
    """The command of a line's first word; ``NO_COMMAND``, of which nothing is said, for a word that is none."""
    word, *_ = *line.split(maxsplit=1), ""
    return command_named(word) or NO_COMMAND
