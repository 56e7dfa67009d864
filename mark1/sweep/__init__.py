"""Sweeps: studies of many machines, their specs, workers, clusters, tables and curves."""
