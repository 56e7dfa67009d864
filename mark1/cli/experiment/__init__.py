"""``mark1 experiment``: one file a command."""
