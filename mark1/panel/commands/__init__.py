"""The panel's language: every word of it, and what it does."""
