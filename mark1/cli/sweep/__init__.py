"""``mark1 sweep``: one file per command."""
