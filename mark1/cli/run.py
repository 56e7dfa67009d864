"""``mark1 run``: run a script of panel commands."""

import sys
from typing import Annotated

import typer

from mark1.cli.options import JournalFile, Json
from mark1.cli.output import ProgressBar, as_json, say
from mark1.cli.session import panel_for, saved, script_text, stopped, where_kept
from mark1.errors import CommandError, Mark1Error


def run_script(
    script: Annotated[str, typer.Argument(metavar="SCRIPT", help="Panel commands, one per line; '-' reads stdin.")],
    json: Json = False,
    journal: JournalFile = None,
) -> int:
    """Run a script of panel commands. Fails if an 'expect' does not hold."""
    from mark1 import storage
    from mark1.panel.commands.table import command_of
    from mark1.panel.quoting import lines_of

    if script == "-" and sys.stdin is None:
        raise CommandError("run -: stdin is closed")
    text = storage.text_from(sys.stdin.buffer, "-") if script == "-" else script_text(script)
    replies, code = [], 0
    with ProgressBar() as bar:
        panel = panel_for(journal, bar)
        for number, line in lines_of(text):
            try:
                reply = saved(panel, line) if command_of(line).writes_machine else panel.execute(line)
            except Mark1Error as error:
                error.reword(f"{script} line {number}: {error}")
                raise
            if reply.text:
                replies.append({"line": number, "command": line.strip(), "reply": reply.text})
                if not json:
                    say(f"> {line.strip()}", *reply.text.split("\n"))
            course = reply.data.get("training_run")
            if course is not None and course.interrupted:
                code = stopped(panel, where_kept(panel, None), f"; the rest of {script} was not run")
                break
    if json:
        as_json(replies)
    return code
