"""The operator: the thread that carries out lines, with its queue, log and pace."""
