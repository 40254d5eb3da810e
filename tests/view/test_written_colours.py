"""Words in the colour of what they are about: read on both grounds of the page."""

from __future__ import annotations

import re
import tomllib

import pytest

from bn_view.figures.colours import ALONE, ARMS, DIFFERENCE, INFERENCE, TRAINING, mixed, written
from tests.browser.driver import ROOT

THEMES = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("colour", [ALONE, DIFFERENCE, TRAINING, INFERENCE, *ARMS.values()])
def test_words_in_a_colour_stand_out_from_the_ground_by_four_and_a_half_times(theme, colour):
    of_colour = re.search(rf"color-mix\(in srgb,{colour} (\d+)%,var\(--ink\)\)", written("word", colour))[1]
    shade = mixed(THEMES[theme]["textColor"], colour, int(of_colour) / 100)
    low, high = sorted(map(luminance, (shade, THEMES[theme]["backgroundColor"])))
    assert (high + 0.05) / (low + 0.05) >= 4.5
