"""Why one's numbers differ from another's, reason by reason with its size, and one layer as both frameworks have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from bn_core.conventions import KERAS, PYTORCH
from bn_view.data.batches import present_batch
from bn_view.data.mini_batch import AXES
from bn_view.figures.colours import BATCH_NORM, GREY
from bn_view.figures.layout import seven_digits
from bn_view.state.language import _
from bn_view.state.session import fragment, present
from bn_view.widgets import controls
from bn_view.widgets.heading import draw_heading
from bn_view.widgets.live_chart import draw_in_places, in_places, kept, place_of, place_of_words, sent
from bn_view.widgets.live_chart.motion import NOWHERE, frames, motion
from bn_view.widgets.sidebar import sidebar
from bn_view.words.numbers import short
from bn_view.words.readout import paragraphs, swatch
from pages.numpy_and_tensorflow import converter
from pages.numpy_and_tensorflow.figures import BARS, bar_end, bar_figure, bar_spoken, bar_text
from pages.numpy_and_tensorflow.reasons import EPSILON, Reasons, reasons_of
from pages.numpy_and_tensorflow.settings import Layer, NumpyAndTensorFlow

# What the code settles.
_CONVERTED = ("epsilon", "momentum")


def draw() -> None:
    """Draw the sizes of the reasons and the layer in both frameworks; below, what each reason is."""
    sidebar(with_batch_size=True)
    batch, layer = present_batch(), present(Layer)
    draw_heading(
        _("Why do my numbers differ?"),
        _("How much each reason alone moves an output value of this mini-batch, at most."),
        experiment=_("set your layer, and take the code of the other framework."),
        parts=NumpyAndTensorFlow.part,
    )
    with st.container(key="stage"):
        st.html(place_of("chart_reasons", BARS))
        with st.container(key="controls"):
            controls.choice(Layer.framework)
            _sliders()
            controls.choice(Layer.channels_axis)
        st.html(place_of_words("layer"))
    st.markdown(f"## {_('The reasons')}")
    st.markdown(_table(layer))
    st.markdown(
        _(
            "γ = 1, β = 0 and, where nothing else is said, ε = {epsilon}. **PyTorch is not run here**: its side is the rule that "
            "its documentation gives, computed by `bn_core`, as Keras’s is, which is tested against Keras itself."
        ).format(epsilon=short(EPSILON))
    )
    draw_in_places("reasons", kept(("reasons", batch.key, layer.key), lambda: _of_layer(reasons_of(batch), layer)))


@fragment
def _sliders() -> None:
    """Draw the settings of the layer that move both the bars and the code, which the browser does."""
    controls.stops_slider(Layer.layer_epsilon)
    controls.slider(Layer.layer_momentum)


def _of_layer(reasons: Reasons, layer: Layer) -> dict[str, Any]:
    """Return the bars and the code, with how the sliders move them."""
    names, sizes, moved = _names(), reasons.sizes(layer), _moved_sizes(reasons, layer)
    shades = [BATCH_NORM if reason in _CONVERTED else GREY for reason in sizes]
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
    chart = sent("chart_reasons", figure, alt, motion=moves, at=dict.fromkeys(sliders, NOWHERE))
    key = _("{converted} settled by the code below, {rest} for you to look after").format(
        converted=swatch(BATCH_NORM), rest=swatch(GREY)
    )
    return in_places(chart, words={"layer": paragraphs(key) + converter.as_html(layer)})


def _moved_sizes(reasons: Reasons, layer: Layer) -> dict[str, tuple[str, list[float]]]:
    """Return the reasons that a slider moves, with its name and their sizes at each of its stops."""
    epsilon, momentum, other = Layer.layer_epsilon, Layer.layer_momentum, layer.other_convention.epsilon
    return {
        "epsilon": (epsilon.name, [reasons.of_epsilon(stop, other) for stop in epsilon.stops]),
        "place": (epsilon.name, [reasons.of_place(stop) for stop in epsilon.stops]),
        "momentum": (momentum.name, [reasons.of_momentum(stop) for stop in momentum.stops]),
    }


def _moving_bars(moved: Mapping[str, tuple[str, list[float]]], order: Sequence[str]) -> list[dict[str, Any]]:
    parts = []
    for reason, (slider, sizes) in moved.items():
        bar, texts, spoken = order.index(reason), *([write(size) for size in sizes] for write in (bar_text, bar_spoken))
        ends = seven_digits([bar_end(size) for size in sizes])
        parts += frames(
            slider, {("data", 0, "x", bar): ends, ("data", 0, "text", bar): texts, ("numbers", _said(reason)): spoken}
        )
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
    return {
        "epsilon": _("ε default"),
        "place": _("ε place"),
        "momentum": _("momentum"),
        "variance": _("variance"),
        "axis": _("axis"),
        "sums": _("format"),
        "mode": _("mode"),
    }


def _table(layer: Layer) -> str:
    """Return what each reason is, as Markdown: the one way, the other, and what makes them equal."""
    default = f"`epsilon={KERAS.epsilon}`" if layer.framework == "pytorch" else f"`eps={PYTORCH.epsilon}`"
    rows = {
        "epsilon": (_("your ε"), _("the other’s default, {default}").format(default=default), _("give both one ε")),
        "place": ("√(σ² + ε)", "σ + ε", _("in the root, as both frameworks have it")),
        "momentum": (_("Keras: momentum · old"), _("PyTorch: momentum · new"), _("PyTorch’s is 1 − Keras’s")),
        "variance": ("Keras Σ / m", "PyTorch Σ / (m − 1)", "· (m − 1) / m"),
        "axis": (f"`{AXES['channel']}`", f"`{AXES['position']}`", _("compare the shapes of the means")),
        "sums": ("float64", "float32", '`x.astype("float64")`'),
        "mode": (_("training"), _("inference in a new layer"), "`training=False`, `model.eval()`"),
    }
    head = (_("reason"), _("the one"), _("the other"), _("what makes them equal"))
    lines = ((_names()[reason], *cells) for reason, cells in rows.items())
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, [":--"] * len(head), *lines))
