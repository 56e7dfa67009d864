"""The published experiments, and some that were only spoken of: one file each."""
