"""What the front panel is made of: metal, lamps, dials, meters, knobs, cables, lettering; each drawn once and kept.

Light falls from the top left. Every sprite is computed from distances, so it is as fine as the screen.
"""
