"""The program's icon: an A of lit lamps on a dark plate, in a brass ring."""

import pygame

SIDE = 64
LETTER = ("01110", "10001", "11111", "10001", "10001")
PLATE, RIM, LIT, DARK = (30, 31, 32), (176, 141, 87), (255, 176, 64), (64, 58, 50)


def icon(side: int = SIDE) -> pygame.Surface:
    """The icon as a picture of ``side`` pixels."""
    icon_surface = pygame.Surface((SIDE, SIDE), pygame.SRCALPHA)
    pygame.draw.rect(icon_surface, RIM, (0, 0, SIDE, SIDE), border_radius=14)
    pygame.draw.rect(icon_surface, PLATE, (3, 3, SIDE - 6, SIDE - 6), border_radius=12)
    for row, line in enumerate(LETTER):
        for col, on in enumerate(line):
            pygame.draw.circle(icon_surface, LIT if on == "1" else DARK, (12 + 10 * col, 12 + 10 * row), 4)
    return icon_surface if side == SIDE else pygame.transform.smoothscale(icon_surface, (side, side))
