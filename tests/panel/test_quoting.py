"""Quoting: words as a shell takes them, lines of a script, and text of any size read once."""

import re
import shlex

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mark1.errors import CommandError
from mark1.panel.control_panel import ControlPanel
from mark1.panel.quoting import MOST_CHARACTERS, MOST_LINES, lines_of, words_of

SIGNS = st.text(st.sampled_from("ab '\"\\#\t\n\r\x0b\x1c\u00a0\u2028\udc80é"), max_size=14)


def slow_words(line: str) -> list[str]:
    """The meaning, in quadratic time: Python's splitter, and a comment wherever the part before it is complete."""
    for place in re.finditer(r"(?:^|(?<=\s))#", line):
        try:
            return shlex.split(line[: place.start()])
        except ValueError:
            continue
    return shlex.split(line)


def slow_lines(text: str) -> list[tuple[int, str]]:
    """Actions end where their words are complete, or after too many lines."""
    found, first, action = [], 1, ""
    for number, line in enumerate(text.split("\n"), 1):
        first, action = (first, f"{action}\n{line}") if action else (number, line)
        try:
            slow_words(action)
        except ValueError:
            if number - first < MOST_LINES:
                continue
        found.append((first, action))
        action = ""
    return [*found, (first, action)] if action else found


@given(SIGNS)
@example("a\\ #b")
@example('"\\#')
@example("a\u00a0#b")
@example("'' \"\" \\\n#")
@settings(max_examples=300, deadline=None)
def test_words_are_those_of_a_shell(line: str) -> None:
    try:
        words = slow_words(line)
    except ValueError:
        with pytest.raises(CommandError, match="not closed"):
            words_of(line)
    else:
        assert words_of(line) == words
    assert list(lines_of(line)) == slow_lines(line)


@given(st.lists(SIGNS, max_size=4))
@settings(max_examples=100, deadline=None)
def test_what_was_quoted_comes_back(words: list[str]) -> None:
    assert words_of(shlex.join(words)) == words


def test_a_comment_begins_a_word() -> None:
    for line, words in (
        ("load my#file.mark1", ["load", "my#file.mark1"]),
        ("theta 2 # two", ["theta", "2"]),
        ("# theta 2", []),
        ("theta 2 #", ["theta", "2"]),
        ("teach '# A' # and a comment", ["teach", "# A"]),
        ('teach "it\'s" # here', ["teach", "it's"]),
    ):
        assert words_of(line) == words


def test_lines_of_a_script() -> None:
    for text, lines in (
        ("", [(1, "")]),
        ("a\nb", [(1, "a"), (2, "b")]),
        ("a 'x\ny'\nb", [(1, "a 'x\ny'"), (3, "b")]),
        ("# don't\nb", [(1, "# don't"), (2, "b")]),
        ("a\r\nb\u2028c", [(1, "a\r"), (2, "b\u2028c")]),
        ("a\nb 'x", [(1, "a"), (2, "b 'x")]),
    ):
        assert list(lines_of(text)) == lines


def test_a_quote_that_never_closes_does_not_swallow_the_script() -> None:
    found = list(lines_of("present 'A\n" + "theta 2\n" * 100))
    assert found[0][1].count("\n") == MOST_LINES
    assert found[1] == (MOST_LINES + 2, "theta 2")


def test_the_longest_lines_are_read_once() -> None:
    """Whatever could make a reader start again, 64,000 characters of it: with a fresh start at each, it takes hours."""
    for unit in (" #", "\\ #", "' #", '" #', '\\"', "a'b' ", '"\\"', "#"):
        line = ('present "' + unit * 64_000)[:64_000]
        assert list(lines_of(line))
        try:
            words_of(line)
        except CommandError as error:
            assert len(str(error)) < 300


def test_what_no_file_can_hold_is_refused(panel: ControlPanel) -> None:
    for character in ("\0", "\ud800", "\udfff"):
        with pytest.raises(CommandError, match=f"U\\+{ord(character):04X}"):
            panel.execute(f"classes A 'B{character}'")


def test_a_line_too_long_is_refused_and_the_script_goes_on(panel: ControlPanel) -> None:
    long = "classes " + "A" * MOST_CHARACTERS
    with pytest.raises(CommandError, match="length of a line: expected at most 262144 characters, got 262152"):
        panel.execute(long)
    assert list(lines_of(f"{long}\ntheta 2")) == [(1, long), (2, "theta 2")]
    assert next(lines_of(f"present 'x{long}\ntheta 2'"))[1].startswith("present 'xclasses")
