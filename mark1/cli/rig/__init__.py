"""``mark1 rig``: one file per command."""
