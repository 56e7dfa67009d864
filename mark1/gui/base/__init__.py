"""The base: what a view is, and what views are made of. No module here imports a view."""
