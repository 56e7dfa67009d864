"""The operator: the thread that carries out lines, and what goes with it."""
