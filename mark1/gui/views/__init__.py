"""The views: one file for each plate of the wall."""
