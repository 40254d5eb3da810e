"""Why one's numbers differ from another's: a reason as two lines, all as bars, one layer in both frameworks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from bn_view.data.batches import present_batch
from bn_view.figures import colours
from bn_view.figures.colours import faint
from bn_view.figures.layout import seven_digits
from bn_view.state.language import _
from bn_view.state.session import fragment, present, put
from bn_view.state.settings import Real, Stops
from bn_view.widgets import controls
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import Sent, draw_in_places, in_places, kept, place_of, place_of_words, sent
from bn_view.widgets.live_chart.motion import NOWHERE, frames, frames_from, motion
from bn_view.widgets.sidebar import sidebar
from bn_view.words.numbers import short
from bn_view.words.readout import paragraphs, swatch
from pages.numpy_and_tensorflow import converter
from pages.numpy_and_tensorflow.figures import BARS, LINE_HEIGHT, apart_figure, bar_end, bar_figure, bar_spoken, bar_text
from pages.numpy_and_tensorflow.reason_words import in_words
from pages.numpy_and_tensorflow.reasons import EPSILON, Apart, Reasons, reasons_of
from pages.numpy_and_tensorflow.settings import Layer, NumpyAndTensorFlow

# What of a layer's output the others move: that in training.
_INFERENCE_ALONE = ("momentum", "variance", "mode")
# The slider that moves a reason, with what the reason is at one of its stops.
_Moved = Mapping[str, tuple[Stops | Real, Callable[[float], Apart]]]


def draw() -> None:
    """Draw one reason, the sizes of all, and below the layer in both frameworks."""
    sidebar(with_batch_size=True)
    batch = present_batch()
    draw_heading(
        _("Why do my numbers differ?"),
        _("One reason at a time, and how far it moves an output value at most."),
        experiment=_("pick a reason, then drag a slider."),
        parts=NumpyAndTensorFlow.part,
    )
    reason = controls.choice(NumpyAndTensorFlow.reason, label_visibility="collapsed")
    with st.container(key="stage"):
        st.html(place_of("chart_apart", LINE_HEIGHT))
        with st.container(key="controls"):
            _sliders()
            st.html(place_of_words("reason"))
        st.html(place_of("chart_reasons", BARS) + place_of_words("key"))
    st.markdown(f"## {_('One layer in both frameworks')}")
    with st.container(horizontal=True, gap="large"):
        controls.choice(Layer.framework)
        controls.choice(Layer.channels_axis)
    st.html(place_of_words("layer"))
    st.markdown(
        _(
            "γ = 1, β = 0 and, where nothing else is said, ε = {epsilon}. **PyTorch is not run here**: its side is the rule that "
            "its documentation gives, computed by `bn_core`, as Keras’s is, which is tested against Keras itself."
        ).format(epsilon=short(EPSILON))
    )
    layer = present(Layer)
    key = ("reasons", batch.key, layer.key, reason)
    draw_in_places("reasons", kept(key, lambda: _of_layer(reasons_of(batch), layer, reason)), on_click=_pick)


@fragment
def _sliders() -> None:
    """Draw the settings of the layer that move the lines, the bars and the code, which the browser does."""
    controls.stops_slider(Layer.layer_epsilon)
    controls.slider(Layer.layer_momentum)


def _pick(_x: float, y: float) -> None:
    """Take the reason whose bar is clicked."""
    reasons = list(NumpyAndTensorFlow.reason.titles)
    put(NumpyAndTensorFlow.reason, reasons[min(max(round(y), 0), len(reasons) - 1)])


def _of_layer(reasons: Reasons, layer: Layer, reason: str) -> dict[str, Any]:
    """Return the charts and the code, with how the sliders move them."""
    moved = _moved(reasons, layer)
    words = {
        "reason": in_words(
            reason, layer, f'<b class="{converter.FOLLOWED}-{_said(reason)}">{{}}</b>', reasons.sizes(layer)[reason]
        ),
        "key": paragraphs(
            _("{training} in training and inference, {inference} in inference alone").format(
                training=swatch(colours.TRAINING), inference=swatch(colours.INFERENCE)
            )
        ),
        "layer": converter.as_html(layer),
    }
    return in_places(_lines(reasons, layer, reason, moved), _bars(reasons, layer, reason, moved), words=words)


def _moved(reasons: Reasons, layer: Layer) -> _Moved:
    """Return the reasons that a slider moves."""
    other = layer.other_convention.epsilon
    return {
        "epsilon": (Layer.layer_epsilon, lambda stop: reasons.of_epsilon(stop, other)),
        "place": (Layer.layer_epsilon, reasons.of_place),
        "momentum": (Layer.layer_momentum, reasons.of_momentum),
    }


def _lines(reasons: Reasons, layer: Layer, reason: str, moved: _Moved) -> Sent:
    """Return the output the one way and the other, and how a slider moves them."""
    now = reasons.of(reason, layer)
    setting, of_stop = moved.get(reason, (None, None))
    of_stops = [of_stop(stop) for stop in setting.stops] if setting and of_stop else [now]
    ends = [y for apart in of_stops for y in (*apart.one, *apart.other)]
    room = 0.15 * (max(ends) - min(ends))
    y_range = min(ends) - room, max(ends) + room

    def figure(apart: Apart) -> dict[str, Any]:
        return apart_figure(apart, reasons.reach, y_range, _("input value"), _("output value"))

    said = _("Output over input, the one way and the other: they differ by {size} at most.")
    alt = said.format(size=bar_spoken(now.size))
    if setting is None:
        return sent("chart_apart", figure(now), alt)
    paths = [("data", trace, axis) for trace in range(3) for axis in ("x", "y")] + [
        ("data", 0, "text"),
        ("data", 0, "textposition"),
    ]
    sizes = [bar_spoken(apart.size) for apart in of_stops]
    moves = motion(
        setting.name,
        said=said,
        lasting=[setting.name],
        frames=[
            *frames_from(setting.name, [figure(apart) for apart in of_stops], *paths),
            *frames(setting.name, {("numbers", "size"): sizes}),
        ],
    )
    return sent("chart_apart", figure(now), alt, motion=moves, at={setting.name: NOWHERE})


def _bars(reasons: Reasons, layer: Layer, picked: str, moved: _Moved) -> Sent:
    """Return the sizes of all reasons, and how the sliders move them and the code."""
    names, sizes = _names(), reasons.sizes(layer)
    shades = [colours.INFERENCE if reason in _INFERENCE_ALONE else colours.TRAINING for reason in sizes]
    shades = [shade if reason == picked else faint(shade, 0.35) for reason, shade in zip(sizes, shades, strict=True)]
    figure = bar_figure(
        {names[reason]: size for reason, size in sizes.items()}, shades, _("largest difference"), ends=(-9, 3), left=95
    )
    said = {reason: f"{{{_said(reason)}}}" if reason in moved else bar_spoken(size) for reason, size in sizes.items()}
    spoken = "; ".join(f"{names[reason]}: {text}" for reason, text in said.items())
    sliders = Layer.layer_epsilon.name, Layer.layer_momentum.name
    moves = motion(
        *sliders,
        numbers=converter.FOLLOWED,
        said=spoken,
        lasting=sliders,
        frames=[*_moving_bars(moved, list(sizes)), *_moving_code(layer)],
    )
    alt = spoken.format(**{_said(reason): bar_spoken(sizes[reason]) for reason in moved})
    return sent("chart_reasons", figure, alt, motion=moves, at=dict.fromkeys(sliders, NOWHERE), clickable=True)


def _moving_bars(moved: _Moved, order: Sequence[str]) -> list[dict[str, Any]]:
    parts = []
    for reason, (setting, of_stop) in moved.items():
        bar, sizes = order.index(reason), [of_stop(stop).size for stop in setting.stops]
        states: dict[tuple[str | int, ...], Sequence[Any]] = {
            ("data", 0, "x", bar): seven_digits([bar_end(size) for size in sizes]),
            ("data", 0, "text", bar): [bar_text(size) for size in sizes],
            ("numbers", _said(reason)): [bar_spoken(size) for size in sizes],
        }
        parts += frames(setting.name, states)
    return parts


def _moving_code(layer: Layer) -> list[dict[str, Any]]:
    epsilon, momentum = Layer.layer_epsilon, Layer.layer_momentum
    momenta = [converter.momenta(stop, layer.framework) for stop in momentum.stops]
    return [
        *frames(epsilon.name, {("numbers", "epsilon"): [repr(stop) for stop in epsilon.stops]}),
        *frames(momentum.name, {("numbers", name): [texts[name] for texts in momenta] for name in momenta[0]}),
    ]


def _said(reason: str) -> str:
    """Return by which name the motion has the size of a reason."""
    return f"size_{reason}"


def _names() -> dict[str, str]:
    """Return what stands beside the bars."""
    return {reason: _(title) for reason, title in NumpyAndTensorFlow.reason.titles.items()}
