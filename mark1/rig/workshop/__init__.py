"""The workshop: what to build, what to buy, which pin goes where, the image for the board."""
