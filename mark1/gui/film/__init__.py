"""Film: a run drawn into a file."""
