"""The input map: which key stands for which line of the panel, or which action of the window."""

from typing import NamedTuple

import pygame

from mark1.gui.panel_state import PanelState

PLAIN, SHIFT, CTRL = 0, pygame.KMOD_SHIFT, pygame.KMOD_CTRL
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"


class Key(NamedTuple):
    """A key with what is held beside it."""

    code: int
    held: int = PLAIN


class Meaning(NamedTuple):
    """``line``: for the operator, ``{wanted}`` filled in. ``action``: a name in the window's table. ``wanted``: the
    label that becomes the wanted one."""

    line: str = ""
    action: str = ""
    wanted: str = ""


KEYS: dict[Key, Meaning] = {
    **{Key(ord(c.lower())): Meaning(f"present letter {c}", wanted=c) for c in LETTERS},
    **{Key(ord(c.lower()), SHIFT): Meaning(f"teach {c}", wanted=c) for c in LETTERS},
    **{Key(ord(c)): Meaning(f"present digit {c}", wanted=c) for c in DIGITS},
    Key(pygame.K_BACKSPACE): Meaning("present dark"),
    Key(pygame.K_RETURN): Meaning(action="press"),
    Key(pygame.K_SPACE): Meaning(action="pause"),
    **{Key(code): Meaning(action="faster") for code in (pygame.K_PLUS, pygame.K_KP_PLUS, pygame.K_EQUALS)},
    **{Key(code): Meaning(action="slower") for code in (pygame.K_MINUS, pygame.K_KP_MINUS)},
    Key(pygame.K_TAB): Meaning(action="next"),
    Key(pygame.K_PLUS, SHIFT): Meaning(action="faster"),
    Key(pygame.K_EQUALS, SHIFT): Meaning(action="faster"),
    Key(pygame.K_TAB, SHIFT): Meaning(action="previous"),
    Key(pygame.K_ESCAPE): Meaning(action="escape"),
    Key(pygame.K_t, CTRL): Meaning("train letters"),
    Key(pygame.K_e, CTRL): Meaning("evaluate letters"),
    Key(pygame.K_z, CTRL): Meaning("undo"),
    Key(pygame.K_F11): Meaning(action="full screen"),
    Key(pygame.K_F9): Meaning(action="theme"),
    Key(pygame.K_F10): Meaning(action="language"),
    Key(pygame.K_q, CTRL): Meaning(action="quit"),
}


def meaning(code: int, modifiers: int) -> Meaning | None:
    """What a pressed key means, if anything. The command key of a Mac is as good as Ctrl."""
    held = (
        CTRL if modifiers & (pygame.KMOD_CTRL | pygame.KMOD_GUI) else SHIFT if modifiers & pygame.KMOD_SHIFT else PLAIN
    )
    return KEYS.get(Key(code, held))


def line_of(meant: Meaning, state: PanelState) -> str:
    """The line it stands for now."""
    return meant.line.format(wanted=state.wanted)
