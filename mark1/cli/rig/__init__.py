"""``mark1 rig``: one file a command."""
