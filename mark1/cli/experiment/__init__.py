"""``mark1 experiment``: one file per command."""
