"""The laboratory: reports and experiments."""
