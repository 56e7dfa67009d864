"""``mark1 sweep``: one file a command."""
