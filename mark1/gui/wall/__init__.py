"""The wall: where the plates hang, and what is laid over them."""
