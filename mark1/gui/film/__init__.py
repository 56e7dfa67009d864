"""Film: recordings of the wall."""
