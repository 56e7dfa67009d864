"""The schematic: the wiring of a rig, drawn. ``drawing.py`` is the sheet."""
