"""The table of panel commands. ``help`` prints it; scripts and journals consist of these commands."""

from collections.abc import Sequence

from mark1.errors import CommandError, unknown
from mark1.panel.commands import (
    album,
    association,
    backend,
    camera,
    course,
    damage,
    data,
    dials,
    expectations,
    proofs,
    rig,
    teaching,
    whole,
    wiring,
)
from mark1.panel.commands.command import Command, always
from mark1.panel.reply import Reply
from mark1.panel.session import Session


def _help(session: Session, words: Sequence[str]) -> Reply:
    if words:
        command = command_named(words[0])
        if command is None:
            raise CommandError(unknown("command", words[0], COMMANDS, "'help' lists them all"))
        return Reply(f"{command.usage}: {command.help}")
    width = max(len(command.usage) for command in COMMANDS.values())
    return Reply.of_lines(f"{command.usage:{width}}  {command.help}" for command in COMMANDS.values())


_TABLE = (
    Command(
        "machine [SETTING VALUE]...",
        "build a new machine: a standard Mark I except for these settings",
        whole.new,
        sized=True,
    ),
    Command(
        "present letter A [FACE] | digit 7 | shape square | file IMAGE [OPTION VALUE]..."
        " | dark | again [PICTURE] | rig | light HEX",
        "show a picture; a file may be followed by crop X,Y,W,H, corners X,Y,X,Y,X,Y,X,Y, figure N|all, "
        "channel COLOUR, frame N",
        camera.present,
        kind="look",
        reaches_out=camera.reaches_out,
    ),
    Command(
        "draw HEX",
        "draw light on the photocells by hand (can be undone)",
        camera.draw,
        changes="nothing",
    ),
    Command(
        "backend mark1|mlp|logistic [new] [OPTION VALUE]...",
        "switch the back end; each keeps what it has learned, unless 'new' is given",
        backend.backend,
        changes="nothing",
        sized=True,
    ),
    Command(
        "teach LABEL",
        "correct the machine: LABEL is what the picture shows",
        teaching.teach,
        changes="weights",
    ),
    Command(
        "train DATA [epochs N] [test-split F | test DATA] [bad skip|fail] [OPTION VALUE]...",
        "train on all pictures until no answer is wrong",
        course.train,
        changes="weights",
        reaches_out=data.reaches_out,
        presents="whole",
    ),
    Command(
        "course DATA [epochs N] [test-split F | test DATA] [OPTION VALUE]...",
        "prepare a training run without starting it",
        course.course,
        changes="nothing",
        reaches_out=data.reaches_out,
    ),
    Command(
        "step [N]",
        "train on the next N pictures; a network: on all of them N times",
        course.step,
        changes="weights",
        presents="next",
    ),
    Command(
        "run", "continue the training run until no answer is wrong", course.run, changes="weights", presents="rest"
    ),
    Command(
        "evaluate DATA [OPTION VALUE]...",
        "test the machine on all pictures, without training",
        teaching.evaluate,
        kind="look",
        reaches_out=data.reaches_out,
    ),
    Command(
        "prove DATA [limit SECONDS]",
        "prove whether the machine can learn the pictures, or why not",
        proofs.prove,
        kind="look",
        reaches_out=data.reaches_out,
    ),
    Command(
        "fool [cells|light|wires|dials|a-units] [to LABEL] [max N] [limit SECONDS] [show] | all DATA",
        "find the least change that changes the answer, and prove that less does not",
        proofs.fool,
        kind="look",
        reaches_out=proofs.reaches_out,
    ),
    Command(
        "why-answer", "show the arithmetic of the answer, to check with pencil and paper", proofs.why_answer, kind="ask"
    ),
    Command("keep LABEL", "add the presented picture to the album", album.keep, kind="look", in_between=True),
    Command("album [clear]", "list the album; 'train album' trains on it", album.album, kind="look"),
    Command("classes LABEL LABEL...", "set the classes that the R-units distinguish", teaching.classes),
    Command(
        "rule RULE [gain alpha|beta|gamma] [feed K] [sign positive|negative]",
        "learning rule; quantized, nonquantized: after errors only; forced, bivalent, spontaneous: after every picture",
        teaching.rule,
        changes="nothing",
        in_between=True,
    ),
    Command(
        "undecided VOLTS",
        "dead band: sums within this many volts of 0 give no answer",
        teaching.undecided,
        in_between=True,
    ),
    Command(
        "unknown off|auto|CELLS",
        "no answer to a picture farther than this from every training picture of its class",
        teaching.unknown,
        kind="look",
        in_between=True,
    ),
    Command("theta VALUE", "set the threshold of all A-units", association.theta, in_between=True),
    Command("trim A VALUE", "offset the threshold of one A-unit", association.trim, in_between=True),
    Command("plug S A +|-", "plug in a wire: excitatory (+) or inhibitory (-)", wiring.plug, in_between=True),
    Command("unplug S A", "remove a wire", wiring.unplug, in_between=True),
    Command("wire FILE.csv", "replace all wires with those in a file", wiring.wire, reaches_out=always),
    Command("wires FILE.csv [again]", "write all wires to a file", wiring.wires, kind="ask", reaches_out=always),
    Command("set POT VOLTS", "set one potentiometer by hand", dials.set_dial, in_between=True),
    Command("why POT", "explain the last change of a potentiometer", dials.why, kind="ask"),
    Command("wait SECONDS", "let machine time elapse (values decay)", dials.wait),
    Command(
        "damage a|cells|stuck-cells|motors|wires N|N%", "break randomly chosen parts", damage.damage, in_between=True
    ),
    Command("repair", "repair all units, cells and motors", damage.repair, in_between=True),
    Command("shift X Y", "shift the picture, in cells to the right and down", camera.shift, in_between=True),
    Command("rotate DEGREES", "rotate the picture counter-clockwise", camera.optics("rotation_deg"), in_between=True),
    Command("scale FACTOR", "scale the picture", camera.optics("scale"), in_between=True),
    Command("blur CELLS", "blur the picture: defocus the camera", camera.optics("blur_cells"), in_between=True),
    Command("noise AMOUNT", "add Gaussian noise to the photocells", camera.noise, in_between=True),
    Command("exposure auto|FACTOR", "amount of light", camera.optics("exposure"), in_between=True),
    Command(
        "framing auto|whole|fit",
        "use the whole picture, or crop it to the figure",
        camera.optics("framing"),
        in_between=True,
    ),
    Command(
        "polarity auto|light|dark",
        "whether the figure is lighter or darker than the background",
        camera.optics("polarity"),
        in_between=True,
    ),
    Command(
        "rig [PORT [motion seek|pulse] [shadow on|off] [pots N] | off | stop | arm]",
        "connect a board: its motor pots hold the machine's first weights",
        rig.rig,
        kind="look",
        reaches_out=always,
    ),
    Command("reset", "discard everything the current back end has learned", whole.reset, changes="nothing"),
    Command("undo", "undo the last change", whole.undo, kind="look", brings_history=True),
    Command(
        "redo",
        "redo the last change that was undone",
        whole.redo,
        kind="look",
        brings_history=True,
    ),
    Command("amend LINE", "run LINE as part of the last change: undo reverts both", whole.amend, kind="ask"),
    Command(
        "snapshot NAME",
        "save a snapshot of machine, album and undo history in memory",
        whole.snapshot,
        kind="look",
        old_words=("aside",),
        never_forgotten=True,
        brings_history=True,
    ),
    Command(
        "restore NAME",
        "restore a snapshot; it is kept",
        whole.restore,
        kind="look",
        old_words=("back",),
        never_forgotten=True,
        brings_history=True,
    ),
    Command(
        "save FILE [again]",
        "save machine, code and history to a file",
        whole.save,
        kind="ask",
        reaches_out=always,
        writes_machine=True,
    ),
    Command("load FILE", "load a saved machine", whole.load, reaches_out=always, brings_history=True),
    Command(
        "expect NAME RELATION VALUE",
        "fail unless the relation holds (for tests in scripts)",
        expectations.expect,
        kind="ask",
    ),
    Command("help [COMMAND]", "list the commands, or describe one", _help, kind="ask"),
)


COMMANDS = {command.word: command for command in _TABLE}
_OLD_WORDS = {word: command for command in _TABLE for word in command.old_words}
NO_COMMAND = Command("", "", _help, kind="ask")


def command_named(word: str) -> Command | None:
    """The command of this name or former name; None if there is none."""
    return COMMANDS.get(word) or _OLD_WORDS.get(word)


def command_of(line: str) -> Command:
    """The command of a line's first word; ``NO_COMMAND`` if there is none of that name."""
    word, *_ = *line.split(maxsplit=1), ""
    return command_named(word) or NO_COMMAND
