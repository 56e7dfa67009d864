"""Modes: while somebody types, reads the help or is on the tour, some keys mean something else."""

import pygame

from mark1.gui.base.ui_state import PanelState
from mark1.gui.visitor.input_map import CTRL, KEYS, SHIFT, Key, Meaning

TYPING = {
    Key(pygame.K_LEFT): "left",
    Key(pygame.K_RIGHT): "right",
    Key(pygame.K_HOME): "to_start",
    Key(pygame.K_END): "to_end",
    Key(pygame.K_UP): "older",
    Key(pygame.K_DOWN): "newer",
    Key(pygame.K_BACKSPACE): "erase",
    Key(pygame.K_DELETE): "erase_ahead",
    Key(pygame.K_TAB): "complete",
    Key(pygame.K_u, CTRL): "clear",
}
"""Keys that work on the line that is being typed: methods of ``TypingLine``."""

WHILE_TYPING = {
    Key(pygame.K_RETURN): Meaning(action="enter"),
    Key(pygame.K_KP_ENTER): Meaning(action="enter"),
    Key(pygame.K_v, CTRL): Meaning(action="paste"),
    **{
        key: KEYS[key]
        for key in (
            Key(pygame.K_ESCAPE),
            Key(pygame.K_PAGEUP),
            Key(pygame.K_PAGEDOWN),
            Key(pygame.K_c, CTRL),
            Key(pygame.K_q, CTRL),
            *(
                Key(code)
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
    **{Key(code): Meaning(action="help next") for code in (pygame.K_RIGHT, pygame.K_DOWN, pygame.K_PAGEDOWN)},
    **{Key(code): Meaning(action="help back") for code in (pygame.K_LEFT, pygame.K_UP, pygame.K_PAGEUP)},
    **{
        key: KEYS[key]
        for key in (
            Key(pygame.K_ESCAPE),
            Key(pygame.K_TAB),
            Key(pygame.K_TAB, SHIFT),
            Key(pygame.K_RETURN),
            Key(pygame.K_QUESTION),
            Key(pygame.K_q, CTRL),
            *(Key(code) for code in (pygame.K_F1, pygame.K_F9, pygame.K_F10, pygame.K_F11, pygame.K_F12)),
        )
    },
}
ON_TOUR = {
    **KEYS,
    Key(pygame.K_RIGHT): Meaning(action="tour next"),
    Key(pygame.K_LEFT): Meaning(action="tour back"),
}


def table(state: PanelState) -> dict[Key, Meaning]:
    """What keys mean now."""
    if state.typing:
        return WHILE_TYPING
    if state.page >= 0:
        return IN_HELP
    return ON_TOUR if state.step >= 0 else KEYS
