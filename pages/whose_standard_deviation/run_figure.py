"""The histograms of somebody's own data set, as the command counted them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bn_core.dataset import ReportedChannel
from bn_view.figures import colours
from bn_view.figures.histograms import Labels, steps_over
from bn_view.figures.layout import AXIS, LEGEND_ABOVE, Figure, drawing, few_digits, layout, title

HEIGHT = 300
_OF_LIGHT = {"red": colours.VERMILLION, "green": colours.GREEN, "blue": colours.BLUE, "grey": colours.GREY}


def run_figure(channels: Sequence[ReportedChannel], names: Sequence[str], labels: Labels) -> Figure:
    """Draw as steps how dense the values are: the bins of one channel may be wider than those of another."""
    traces = list[dict[str, Any]]()
    for i, (channel, name) in enumerate(zip(channels, names, strict=True)):
        colour = _OF_LIGHT.get(channel.name, colours.GROUPS[i % len(colours.GROUPS)])
        densities = few_digits(channel.counts / channel.counts.sum() / (channel.edges[1] - channel.edges[0]))
        # The edges with every digit: bins far from 0 are told apart by the last ones.
        x, y = steps_over(channel.edges, densities)
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": x,
                "y": y,
                "line": {"shape": "hv", "width": 2, "color": colour},
                "fill": "tozeroy",
                "fillcolor": colours.faint(colour, 0.15),
                **labels.hover(name),
            }
        )
    return drawing(
        traces,
        layout(
            HEIGHT,
            top=34,
            xaxis={**AXIS, "title": title(labels.x)},
            yaxis={**AXIS, "title": title(labels.y), "rangemode": "tozero", "nticks": 4},
            showlegend=len(traces) > 1,
            legend=LEGEND_ABOVE,
        ),
    )
