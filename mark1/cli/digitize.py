"""``mark1 digitize``: show a picture as the retina sees it."""

import shlex
import sys
from typing import Annotated

import typer

from mark1.cli.options import Channel, Corners, Crop, Figure, Framing, Json, Settings, photo_words
from mark1.cli.output import as_json, draw
from mark1.cli.reading import Frame
from mark1.cli.session import panel_for, settings_of, words_of


def digitize(
    image: Annotated[str, typer.Argument(metavar="IMAGE", help="Picture in any format Pillow can read.")],
    framing: Annotated[
        Framing, typer.Option("--framing", help="Use the whole picture, or crop it to the figure.")
    ] = Framing.auto,
    frame: Frame = None,
    crop: Crop = None,
    corners: Corners = None,
    figure: Figure = None,
    channel: Channel = None,
    settings: Settings = None,
    json: Json = False,
) -> None:
    """Show a picture as the retina sees it."""
    panel = panel_for(None, None)
    panel.execute(shlex.join(["machine", "framing", framing, *settings_of(settings)]))
    options = [*photo_words(crop, corners, figure, channel), *words_of({"frame": frame})]
    panel.execute(shlex.join(["present", "file", image, *options]))
    observation = panel.observation
    assert observation is not None
    on = observation.s.reshape(observation.light.shape)
    if json:
        light = [[round(float(cell), 4) for cell in row] for row in observation.light]
        as_json({"file": image, "light": light, "on": on.astype(int)})
    else:
        from mark1.cli.terminal import retina_text, speaks_unicode

        draw(*retina_text(on, speaks_unicode(sys.stdout.encoding)).split("\n"))
