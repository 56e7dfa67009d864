"""The visitor: keys, modes, settings, the tour and the kiosk."""
