"""Axes: the scales, grid and spines of a chart."""

from typing import Any

from mark1.paper import FADED, HAIRLINE, INK

MANY_DECADES = 3000  # from this ratio on, ticks stand at powers of ten only


def scales(axes: Any, logarithmic: str, percent: bool, numbers: bool) -> None:
    """Round ticks, a hairline grid and two spines.

    ``logarithmic``: "x", "y" or both; ``percent``: y is a share; ``numbers``: x is numbers, not words.
    """
    from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator

    for axis in (axes.xaxis, axes.yaxis) if numbers else (axes.yaxis,):
        axis.set_major_locator(MaxNLocator("auto", steps=(1, 2, 5, 10)))
    if percent:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.3g}%"))
    for name in logarithmic:
        getattr(axes, f"set_{name}scale")("log")
        axis, (low, high) = getattr(axes, f"{name}axis"), getattr(axes, f"get_{name}lim")()
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if high / low < MANY_DECADES else (1.0,)))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    axes.minorticks_off()
    axes.grid(True, color=HAIRLINE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(colors=FADED, labelsize=11, width=0.8)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(INK)
        spine.set_linewidth(0.9)
