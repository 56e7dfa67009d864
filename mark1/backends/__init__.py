"""Back ends: one protocol, several brains behind the same photocells."""
