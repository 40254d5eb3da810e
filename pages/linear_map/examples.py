"""Two examples: the kurtosis of the study note's images, and two tests on one scale."""

from __future__ import annotations

import numpy as np
import streamlit as st

import bn_core
from bn_view.figures import colours
from bn_view.state.language import _
from bn_view.words.numbers import number, signed
from pages.linear_map.charts import draw_values
from pages.linear_map.values import two_normals
from witnesses import article


def draw_images_of_the_note() -> None:
    """Write the kurtosis of the note's images after one map and after one map for each position."""
    steps = article.steps()
    rows = {
        _("Before"): steps["data"],
        _("Standardization, one map for all"): bn_core.standardize(steps["data"]),
        _("Min-max scaling per pixel position"): steps["min_max"],
        _("Standardization per pixel position"): steps["standardized"],
    }
    sentence = _("{name}: kurtosis **{kurtosis}**, excess kurtosis {excess}")
    excess = {name: bn_core.summary(values).excess_kurtosis for name, values in rows.items()}
    # A list, not a table, which would be wider than a phone.
    lines = ["- " + sentence.format(name=name, kurtosis=f"{e + 3:.5f}", excess=signed(f"{e:.5f}")) for name, e in excess.items()]
    st.markdown(f"### {_('The 30 images of the note')}")
    st.markdown("\n".join(lines))


def draw_two_tests() -> None:
    """Draw two normal distributions before and after: what standardization is good for."""
    points = two_normals()
    of_each = bn_core.moments(points, axis=0)
    results = np.array([[70.0, 80.0]])
    first, second = bn_core.batch_norm_inference(results, of_each.mean, of_each.variance, epsilon=0.0)[0].tolist()
    st.markdown(f"### {_('What standardizing is good for')}")
    sentence = _(
        "70 points in a test with mean 60 and std 5 (filled), or 80 points in one with mean 70 and std 10 (line): which is "
        "better? Standardized they are **{first}** and **{second}**: each map is a line, and both tests now have one "
        "scale."
    )
    st.markdown(sentence.format(first=number(first), second=number(second)))
    stages = {"before": (_("Before"), points), "after": (_("After"), bn_core.standardize(points, axis=0))}
    for column, (name, (title, values)) in zip(st.columns(2, gap="medium"), stages.items(), strict=True):
        with column:
            draw_values(f"tests_{name}", title, values[:, 0], colours.BEFORE, values[:, 1])
