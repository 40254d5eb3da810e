"""Numbers as a person reads them."""

from __future__ import annotations

import pytest

from bn_view.words.numbers import number, short


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0.0000"), (-0.00004, "0.0000"), (-2.02859, "-2.0286"), (61.52929, "61.5293"), (float("nan"), "–")],
)
def test_a_number_has_four_decimals_and_zero_no_minus(value, text):
    assert number(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.0, "0"), (1e-8, "1e-8"), (1.6e-05, "1.6e-5"), (-1.5, "-1.5"), (10.0, "10")])
def test_a_setting_is_written_as_short_as_it_can_be(value, text):
    assert short(value) == text
