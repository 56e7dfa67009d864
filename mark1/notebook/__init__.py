"""The live wall in a notebook: retina to draw on, lamps, dials and meters of a machine in the kernel.

>>> wall = mark1.LiveWall(panel)

The only package that imports anywidget. Raises ImportError, in one line, where it is missing.
"""

try:
    import anywidget  # noqa: F401
except ModuleNotFoundError as error:
    from mark1.install_hint import install

    text = f"mark1.LiveWall needs anywidget ({error}): {install('notebook')}"
    raise ImportError(text) from None

from mark1.notebook.live_wall import LiveWall

__all__ = ["LiveWall"]
