"""The line being typed: caret, history, completion."""

from mark1.gui.base.typing_line import MOST_CHARACTERS, TypingLine
from mark1.panel.commands.table import COMMANDS


def line(text="", words=("teach", "theta", "train", "trim")):
    made = TypingLine(words)
    made.insert(text)
    return made


def test_characters_are_inserted_and_erased_at_the_caret():
    one = line("tach")
    for move in (one.to_start, one.right, lambda: one.insert("e"), one.to_end, one.left):
        move()
    assert (one.text, one.caret) == ("teach", 4)
    one.erase()
    one.erase_ahead()
    assert (one.text, one.caret) == ("tea", 3)
    one.erase_ahead()
    one.to_start()
    one.erase()
    one.left()
    assert (one.text, one.caret) == ("tea", 0)
    one.clear()
    assert (one.text, one.caret) == ("", 0)


def test_only_one_line_of_printable_text_is_inserted():
    one = line("theta\t 3\x00\nundo")
    assert one.text == "theta 3"
    one.insert("x" * 2 * MOST_CHARACTERS)
    assert len(one.text) == MOST_CHARACTERS


def test_tab_completes_as_far_as_unambiguous_and_offers_the_rest():
    one = line("t")
    one.complete()
    assert (one.text, one.offered) == ("t", ("teach", "theta", "train", "trim"))
    one.insert("r")
    assert one.offered == ()
    one.complete()
    assert (one.text, one.offered) == ("tr", ("train", "trim"))
    one.insert("a")
    one.complete()
    assert (one.text, one.caret, one.offered) == ("train ", 6, ())
    one.complete()
    assert one.text == "train "
    nothing = line("x")
    nothing.complete()
    assert nothing.text == "x"


def test_every_command_is_reached_by_typing():
    for word in COMMANDS:
        one = line(word, tuple(COMMANDS))
        one.complete()
        assert one.text.rstrip() == word


def test_arrow_keys_recall_earlier_lines():
    one = line()
    for text in ("theta 3", "undo", "undo", "  ", " reset "):
        one.insert(text)
        assert one.take() == text.strip()
    one.older()
    assert (one.text, one.caret) == ("reset", 5)
    for wanted in ("undo", "theta 3", "theta 3"):
        one.older()
        assert one.text == wanted
    for wanted in ("undo", "reset", "", ""):
        one.newer()
        assert one.text == wanted
