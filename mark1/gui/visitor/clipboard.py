"""The system clipboard. Without one, pasting gives nothing and copying raises an error."""

import pygame

from mark1.errors import DisplayError


def copy(text: str) -> None:
    """Put a text on the clipboard. Raises DisplayError."""
    try:
        pygame.scrap.put_text(text)
    except pygame.error as error:
        raise DisplayError(f"cannot copy to the clipboard ({error}): save to a file instead") from error


def pasted() -> str:
    """The text on the clipboard."""
    try:
        return pygame.scrap.get_text()
    except pygame.error:
        return ""
