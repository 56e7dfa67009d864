"""Camera: what the optics need: which part of a picture is the figure, and area-true sampling."""
