"""Back ends: one protocol for what learns behind the photocells, be it the Mark I or a network."""
