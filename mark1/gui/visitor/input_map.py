"""The input map: which key stands for which line of the panel, or which action of the window."""

from typing import NamedTuple

import pygame

from mark1.gui.base.ui_state import PanelState

PLAIN, SHIFT, CTRL = 0, pygame.KMOD_SHIFT, pygame.KMOD_CTRL
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"


class KeyPress(NamedTuple):
    """A key with the modifiers held."""

    code: int
    held: int = PLAIN


class Meaning(NamedTuple):
    """``line``: for the operator, with ``{wanted}`` filled in. ``action``: a name in the window's table. ``wanted``:
    the label that becomes the target. ``key``: its name in the catalogue.
    """

    line: str = ""
    action: str = ""
    wanted: str = ""
    key: str = ""


# The keys that + can be on.
PLUS = (
    *(KeyPress(code) for code in (pygame.K_PLUS, pygame.K_KP_PLUS, pygame.K_EQUALS)),
    *(KeyPress(code, SHIFT) for code in (pygame.K_PLUS, pygame.K_EQUALS)),
)
KEYS: dict[KeyPress, Meaning] = {
    **{KeyPress(ord(c.lower())): Meaning(f"present letter {c}", wanted=c, key="keys.letter") for c in LETTERS},
    **{KeyPress(ord(c.lower()), SHIFT): Meaning(f"teach {c}", wanted=c, key="keys.teach") for c in LETTERS},
    **{KeyPress(ord(c)): Meaning(f"present digit {c}", wanted=c, key="keys.digit") for c in DIGITS},
    KeyPress(pygame.K_BACKSPACE): Meaning("present dark", key="picture.dark"),
    KeyPress(pygame.K_RETURN): Meaning(action="press", key="keys.press"),
    KeyPress(pygame.K_SPACE): Meaning(action="pause", key="keys.pause"),
    **{key: Meaning(action="faster", key="keys.faster") for key in PLUS},
    **{KeyPress(code): Meaning(action="slower", key="keys.slower") for code in (pygame.K_MINUS, pygame.K_KP_MINUS)},
    KeyPress(pygame.K_TAB): Meaning(action="next", key="keys.next"),
    KeyPress(pygame.K_TAB, SHIFT): Meaning(action="previous", key="keys.previous"),
    KeyPress(pygame.K_ESCAPE): Meaning(action="escape", key="keys.escape"),
    KeyPress(pygame.K_t, CTRL): Meaning("train letters", key="teacher.train"),
    KeyPress(pygame.K_e, CTRL): Meaning("evaluate letters", key="teacher.evaluate"),
    KeyPress(pygame.K_z, CTRL): Meaning("undo", key="teacher.undo"),
    KeyPress(pygame.K_y, CTRL): Meaning("redo", key="teacher.redo"),
    KeyPress(pygame.K_s, CTRL): Meaning(action="save machine", key="header.save"),
    KeyPress(pygame.K_o, CTRL): Meaning(action="open machine", key="header.open"),
    KeyPress(pygame.K_QUESTION): Meaning(action="help", key="header.help"),
    KeyPress(pygame.K_F1): Meaning(action="help", key="header.help"),
    KeyPress(pygame.K_F2): Meaning(action="type", key="teletype.entry"),
    KeyPress(pygame.K_F3): Meaning(action="tour", key="header.tour"),
    KeyPress(pygame.K_F5): Meaning(action="take offer", key="keys.offer"),
    KeyPress(pygame.K_F6): Meaning("fool cells limit 10 show", key="keys.fool"),
    KeyPress(pygame.K_PAGEUP): Meaning(action="roll up", key="keys.roll"),
    KeyPress(pygame.K_PAGEDOWN): Meaning(action="roll down", key="keys.roll"),
    KeyPress(pygame.K_c, CTRL): Meaning(action="copy", key="teletype.copy"),
    KeyPress(pygame.K_F9): Meaning(action="theme", key="keys.theme"),
    KeyPress(pygame.K_F10): Meaning(action="language", key="keys.language"),
    KeyPress(pygame.K_F11): Meaning(action="full screen", key="keys.full_screen"),
    KeyPress(pygame.K_F12): Meaning(action="record", key="keys.record"),
    KeyPress(pygame.K_q, CTRL): Meaning(action="quit", key="keys.quit"),
}


def pressed(code: int, modifiers: int, text: str = "") -> KeyPress:
    """The key that was pressed. The command key of a Mac counts as Ctrl; ? may be on any key."""
    if text == "?":
        return KeyPress(pygame.K_QUESTION)
    held = (
        CTRL if modifiers & (pygame.KMOD_CTRL | pygame.KMOD_GUI) else SHIFT if modifiers & pygame.KMOD_SHIFT else PLAIN
    )
    return KeyPress(code, held)


def meaning(code: int, modifiers: int) -> Meaning | None:
    """The meaning of a key while the wall is shown, if it has one."""
    return KEYS.get(pressed(code, modifiers))


def line_of(meant: Meaning, state: PanelState) -> str:
    """The line that a meaning stands for now."""
    return meant.line.format(wanted=state.wanted)
