"""The size of a picture file, upright, in its own pixels: those in which people say where something is."""

import os

from mark1.stimuli.pictures import DECODER_FAULTS, read_picture

TRANSPOSED = (5, 6, 7, 8)  # EXIF orientations whose rows are stored as columns


def picture_size(path: str | os.PathLike[str]) -> tuple[int, int]:
    """Width and height of a picture that ``read_picture`` could read, in pixels. Raises PictureError."""
    from PIL import Image

    try:
        with Image.open(path) as image:
            width, height = image.size
            lying = image.getexif().get(0x0112, 1) in TRANSPOSED
    except DECODER_FAULTS:  # the page of a PDF is as large as it is drawn
        height, width = read_picture(path).shape
        return width, height
    return (height, width) if lying else (width, height)
