"""The parts of the front panel: metal, lamps, dials, meters, knobs, cables, lettering; each drawn once and cached.

Light falls from the top left. Every sprite is computed from distances, at the resolution of the screen.
"""
