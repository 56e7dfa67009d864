"""The base: what a view is, and what views are made of. Nothing here knows a view."""
