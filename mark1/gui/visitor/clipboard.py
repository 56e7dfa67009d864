"""The clipboard of the system. Where there is none it is empty, and copying says so."""

import pygame

from mark1.errors import DisplayError


def copy(text: str) -> None:
    """Put a text there. Raises DisplayError."""
    try:
        pygame.scrap.put_text(text)
    except pygame.error as error:
        raise DisplayError(f"cannot copy to the clipboard ({error}): save to a file instead") from error


def pasted() -> str:
    """The text that is there."""
    try:
        return pygame.scrap.get_text()
    except pygame.error:
        return ""
