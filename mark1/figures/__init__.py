"""Figures: what is drawn with matplotlib; no other package imports it."""
