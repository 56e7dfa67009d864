"""Compiled: the arithmetic of the parts over many stimuli and many machines, with the same bits."""
