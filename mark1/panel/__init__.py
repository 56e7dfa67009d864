"""The control panel: what an operator can do, one line of text an action."""
