"""The command line: parse, call the panel, print."""
