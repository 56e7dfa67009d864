"""Modes: while a visitor types, reads the help or takes the tour, some keys have other meanings."""

import pygame

from mark1.gui.base.ui_state import PanelState
from mark1.gui.visitor.input_map import CTRL, KEYS, SHIFT, KeyPress, Meaning

# Keys that edit the line being typed: methods of ``TypingLine``.
TYPING = {
    KeyPress(pygame.K_LEFT): "left",
    KeyPress(pygame.K_RIGHT): "right",
    KeyPress(pygame.K_HOME): "to_start",
    KeyPress(pygame.K_END): "to_end",
    KeyPress(pygame.K_UP): "older",
    KeyPress(pygame.K_DOWN): "newer",
    KeyPress(pygame.K_BACKSPACE): "erase",
    KeyPress(pygame.K_DELETE): "erase_ahead",
    KeyPress(pygame.K_TAB): "complete",
    KeyPress(pygame.K_u, CTRL): "clear",
}

WHILE_TYPING = {
    KeyPress(pygame.K_RETURN): Meaning(action="enter"),
    KeyPress(pygame.K_KP_ENTER): Meaning(action="enter"),
    KeyPress(pygame.K_v, CTRL): Meaning(action="paste"),
    **{
        key: KEYS[key]
        for key in (
            KeyPress(pygame.K_ESCAPE),
            KeyPress(pygame.K_PAGEUP),
            KeyPress(pygame.K_PAGEDOWN),
            KeyPress(pygame.K_c, CTRL),
            KeyPress(pygame.K_q, CTRL),
            *(
                KeyPress(code)
                for code in (
                    pygame.K_F1,
                    pygame.K_F2,
                    pygame.K_F3,
                    pygame.K_F9,
                    pygame.K_F10,
                    pygame.K_F11,
                    pygame.K_F12,
                )
            ),
        )
    },
}
IN_HELP = {
    **{KeyPress(code): Meaning(action="help next") for code in (pygame.K_RIGHT, pygame.K_DOWN, pygame.K_PAGEDOWN)},
    **{KeyPress(code): Meaning(action="help back") for code in (pygame.K_LEFT, pygame.K_UP, pygame.K_PAGEUP)},
    **{
        key: KEYS[key]
        for key in (
            KeyPress(pygame.K_ESCAPE),
            KeyPress(pygame.K_TAB),
            KeyPress(pygame.K_TAB, SHIFT),
            KeyPress(pygame.K_RETURN),
            KeyPress(pygame.K_QUESTION),
            KeyPress(pygame.K_q, CTRL),
            *(KeyPress(code) for code in (pygame.K_F1, pygame.K_F9, pygame.K_F10, pygame.K_F11, pygame.K_F12)),
        )
    },
}
ON_TOUR = {
    **KEYS,
    KeyPress(pygame.K_RIGHT): Meaning(action="tour next"),
    KeyPress(pygame.K_LEFT): Meaning(action="tour back"),
}


def table(state: PanelState) -> dict[KeyPress, Meaning]:
    """The current meanings of keys."""
    if state.typing:
        return WHILE_TYPING
    if state.page >= 0:
        return IN_HELP
    return ON_TOUR if state.step >= 0 else KEYS
