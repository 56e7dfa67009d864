"""The wall: where the plates are, and what is laid over them."""
