"""Why one's numbers differ from another's: all reasons by their size, what the picked one moves, one layer in both frameworks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from math import isnan
from typing import Any

import streamlit as st

from bn_view.data.batches import Batch, present_batch
from bn_view.figures import colours
from bn_view.figures.colours import faint
from bn_view.figures.layout import seven_digits
from bn_view.state.language import _
from bn_view.state.session import fragment, get, key_of, present, put
from bn_view.state.settings import Real, Stops
from bn_view.widgets import controls
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import Sent, draw_in_places, in_places, kept, place_of, place_of_words, sent
from bn_view.widgets.live_chart.motion import frames, frames_from, motion
from bn_view.widgets.sidebar import sidebar
from bn_view.words.numbers import short
from bn_view.words.readout import paragraphs
from pages.numpy_and_tensorflow import converter
from pages.numpy_and_tensorflow.figures import (
    APART_GLIDES,
    BARS,
    BARS_GLIDE,
    LINE_HEIGHT,
    apart_figure,
    bar_of,
    bars_figure,
    row_text,
    size_spoken,
    times_apart,
)
from pages.numpy_and_tensorflow.reason_words import in_digits, in_words, names_of, texts_of
from pages.numpy_and_tensorflow.reasons import EPSILON, Apart, Reasons, reasons_of
from pages.numpy_and_tensorflow.settings import Layer, NumpyAndTensorFlow

# The axis that widens and narrows, as far as each figure says.
_ZOOMS = [{"end": 0, "axes": {"xaxis": {}}}]
# These change a layer's output in inference alone; the others change it in training, too.
_INFERENCE_ALONE = ("momentum", "variance", "mode")
# At the bare address: to a half, where both mean the same, and back; then epsilon to both sides.
_SWEEPS = [
    [Layer.layer_momentum.name, -0.49, Layer.layer_momentum.default],
    [Layer.layer_epsilon.name, 2, Layer.layer_epsilon.stops.index(Layer.layer_epsilon.default)],
]
Setting = Stops | Real
# The reasons that a slider moves.
_MOVED_BY: Mapping[str, Setting] = {
    "epsilon": Layer.layer_epsilon,
    "place": Layer.layer_epsilon,
    "mode": Layer.layer_epsilon,
    "sums": Layer.layer_epsilon,
    "momentum": Layer.layer_momentum,
}
# Which reason a slider shows at each of its stops, by the slider's name, and what it does.
_Shown = Mapping[str, Sequence[tuple[str, Apart]]]
# The reason whose picture a slider moves where the one that is picked is another slider's, or none's.
_TAKES = {Layer.layer_epsilon.name: "epsilon", Layer.layer_momentum.name: "momentum"}
# What no eye would see at its true size is drawn larger.
_SMALL = ("place", "variance", "epsilon", "sums")


def draw() -> None:
    """Draw all reasons by their size and, beside them, what the picked one moves; below, the layer in both frameworks."""
    sidebar(with_batch_size=True)
    batch = present_batch()
    draw_heading(
        _("Why do my numbers differ?"),
        _("Seven things two programs may do differently, by their effect at Keras’s defaults."),
        experiment=_("click a bar, and drag ε and the momentum."),
        parts=NumpyAndTensorFlow.part,
    )
    with st.container(key="stage"):
        st.html(place_of("chart_reasons", BARS) + place_of_words("key"))
        with st.container(key="controls"):
            reason = _picker()
            _epsilon()
            _momentum()
        st.html(place_of("chart_apart", LINE_HEIGHT) + place_of_words("reason"))
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
    draw_in_places("reasons", kept(key, lambda: _of_layer(reasons_of(batch), layer, reason)), on_click=partial(_pick, batch))


def _picker() -> str:
    """Draw the choice of a reason, for those who do not click its bar."""
    setting = NumpyAndTensorFlow.reason
    titles = setting.titles
    st.selectbox(_(setting.label), list(titles), format_func=lambda reason: _(titles[reason]), key=key_of(setting))
    return get(setting)


@fragment
def _epsilon() -> None:
    """Draw the slider that moves three of the bars and the code; the browser does it."""
    controls.stops_slider(Layer.layer_epsilon, on_change=partial(_take_reason, Layer.layer_epsilon.name))
    _draw_what_is_taken()


@fragment
def _momentum() -> None:
    controls.slider(Layer.layer_momentum, on_change=partial(_take_reason, Layer.layer_momentum.name))
    _draw_what_is_taken()


def _take_reason(slider: str) -> None:
    """Pick the reason that a released slider has moved in the browser, where the one that is picked is not moved by it."""
    moving = _MOVED_BY.get(get(NumpyAndTensorFlow.reason))
    if moving is None or moving.name != slider:
        put(NumpyAndTensorFlow.reason, _TAKES[slider])
        st.session_state.reason_is_taken = True


def _draw_what_is_taken() -> None:
    """Draw all of the page where a slider has picked a reason: a fragment draws no choice of another."""
    if st.session_state.pop("reason_is_taken", False):
        st.rerun()


def _pick(batch: Batch, _x: float, y: float) -> None:
    """Take the reason whose bar is clicked."""
    order = reasons_of(batch).order
    put(NumpyAndTensorFlow.reason, order[min(max(round(y), 0), len(order) - 1)])


def _of_layer(reasons: Reasons, layer: Layer, reason: str) -> dict[str, Any]:
    """Return the charts and the code, with how the sliders move them."""
    apart, at_stops = reasons.of(reason, layer), _at_stops(reasons, layer)
    digits = [
        _followed("same", same, "span") + _followed(f"{way}_rest", rest)
        for way, (same, rest) in zip(("one", "other"), in_digits(apart), strict=True)
    ]
    words = {
        "reason": in_words(reason, layer, digits),
        "key": paragraphs(_("▨ inference only. Bars start at float32 rounding.")),
        "layer": converter.as_html(layer),
    }
    shown = {
        setting.name: _shown_at(setting, layer, reason, apart, at_stops)
        for setting in (Layer.layer_epsilon, Layer.layer_momentum)
    }
    return in_places(_bars(reasons, layer, reason, shown, at_stops), _values(apart, layer, reason, shown), words=words)


def _followed(name: str, text: str, tag: str = "b") -> str:
    return f'<{tag} class="{converter.FOLLOWED}-{name}">{text}</{tag}>'


def _at_stops(reasons: Reasons, layer: Layer) -> dict[str, list[Apart]]:
    """Return the reasons that a slider moves, at every stop of it."""
    return {
        reason: [reasons.of(reason, layer.replace(**{setting.name: stop})) for stop in setting.stops]
        for reason, setting in _MOVED_BY.items()
    }


def _shown_at(
    setting: Setting, layer: Layer, picked: str, now: Apart, at_stops: Mapping[str, Sequence[Apart]]
) -> list[tuple[str, Apart]]:
    """Return which reason is shown at each stop of a slider, and what it does: where the slider stands, that which is picked."""
    moved = picked if _MOVED_BY.get(picked) is setting else _TAKES[setting.name]
    stands = setting.stops.index(min(setting.stops, key=lambda stop: abs(stop - getattr(layer, setting.name))))
    of_stops = [(moved, apart) for apart in at_stops[moved]]
    of_stops[stands] = picked, now
    return of_stops


def _values(now: Apart, layer: Layer, reason: str, shown: _Shown) -> Sent:
    """Return the same values the one way and the other, and how both sliders move them."""

    def figure(reason: str, apart: Apart) -> dict[str, Any]:
        return apart_figure(apart, names_of(reason, layer), times_apart(apart.size) if reason in _SMALL else 1.0)

    said = _("The same values the one way and the other: they differ by {size} at most.")
    paths = (*APART_GLIDES, ("layout", "xaxis", "range"), *(("layout", "annotations", i, "text") for i in range(4)))
    parts = []
    for slider, of_stops in shown.items():
        sizes = [size_spoken(apart.size) for _reason, apart in of_stops]
        parts += frames_from(slider, [figure(*of_stop) for of_stop in of_stops], *paths)
        parts += frames(slider, {("numbers", "size"): sizes})
    moves = motion(*shown, said=said, lasting=list(shown), sweeps=_SWEEPS, frames=parts, glides=APART_GLIDES, ladder=_ZOOMS)
    return sent("chart_apart", figure(reason, now), said.format(size=size_spoken(now.size)), motion=moves)


def _bars(reasons: Reasons, layer: Layer, picked: str, shown: _Shown, at_stops: Mapping[str, Sequence[Apart]]) -> Sent:
    """Return the sizes of all reasons, in the order of a layer as one finds it, and how the sliders move them and the code."""
    order, titles = reasons.order, NumpyAndTensorFlow.reason.titles
    sizes = {reason: reasons.of(reason, layer).size for reason in order}
    figure = bars_figure(
        {_(titles[reason]): size for reason, size in sizes.items()},
        _shades(order, picked),
        _("largest change of an output value (log scale)"),
        largest=max(1.0, *(size for size in sizes.values() if not isnan(size))),
        hatched=[reason in _INFERENCE_ALONE for reason in order],
        # γ is 1 here: so is the deviation of an output.
        beyond_words=_("more than 1 standard deviation of the output"),
    )
    said = {reason: f"{{{_said(reason)}}}" if reason in _MOVED_BY else size_spoken(size) for reason, size in sizes.items()}
    spoken = "; ".join(f"{_(titles[reason])}: {text}" for reason, text in said.items())
    sliders = Layer.layer_epsilon.name, Layer.layer_momentum.name
    moves = motion(
        *sliders,
        numbers=converter.FOLLOWED,
        said=spoken,
        lasting=sliders,
        sweeps=_SWEEPS,
        frames=[*_moving_bars(order, at_stops), *_moving_words(order, layer, shown), *_moving_code(layer)],
        glides=BARS_GLIDE,
    )
    alt = spoken.format(**{_said(reason): size_spoken(sizes[reason]) for reason in _MOVED_BY})
    return sent("chart_reasons", figure, alt, motion=moves, clickable=True)


def _moving_bars(order: Sequence[str], at_stops: Mapping[str, Sequence[Apart]]) -> list[dict[str, Any]]:
    parts, titles = [], NumpyAndTensorFlow.reason.titles
    for reason, setting in _MOVED_BY.items():
        bar, sizes = order.index(reason), [apart.size for apart in at_stops[reason]]
        states: dict[tuple[str | int, ...], Sequence[Any]] = {
            ("data", 0, "x", bar): seven_digits(list(map(bar_of, sizes))),
            ("data", 1, "text", bar): [row_text(_(titles[reason]), size) for size in sizes],
            ("numbers", _said(reason)): [size_spoken(size) for size in sizes],
        }
        parts += frames(setting.name, states)
    return parts


def _moving_words(order: Sequence[str], layer: Layer, shown: _Shown) -> list[dict[str, Any]]:
    """Return which bar has the full colour, and what is said of its reason."""
    parts = []
    for slider, of_stops in shown.items():
        digits = [in_digits(apart) for _reason, apart in of_stops]
        texts = [texts_of(reason, layer) for reason, _apart in of_stops]
        states: dict[tuple[str | int, ...], Sequence[Any]] = {
            ("data", 0, "marker", "color"): [_shades(order, reason) for reason, _apart in of_stops],
            ("numbers", "same"): [one[0] for one, _other in digits],
            **{("numbers", f"{way}_rest"): [of[i][1] for of in digits] for i, way in enumerate(("one", "other"))},
            **{("numbers", name): [text[name] for text in texts] for name in texts[0]},
        }
        parts += frames(slider, states)
    return parts


def _shades(order: Sequence[str], picked: str) -> list[str]:
    return [colours.DIFFERENCE if reason == picked else faint(colours.DIFFERENCE, 0.45) for reason in order]


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
