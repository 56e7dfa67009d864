"""Page: the machine as one HTML file that needs nothing else."""
