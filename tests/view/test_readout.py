"""Numbers as a person reads them."""

from __future__ import annotations

import numpy as np
import pytest

from bn_view.words.numbers import number, pointed_at, short, term


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00"),
        (-0.00004, "0.00"),
        (0.00061, "0.0006"),
        (-2.02859, "−2.03"),
        (0.2601, "0.260"),
        (61.52929, "61.5"),
        (9.996, "10.0"),
        (203.12, "203"),
        (-10240.4, "−10,240"),
        (100.5, "101"),  # a tie, as the browser writes it
        (-12.25, "−12.3"),
        (np.float32(1024.5), "1,025"),
        (float("nan"), "–"),
    ],
)
def test_a_number_has_three_significant_digits_and_zero_no_minus(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0.0000"), (-0.00004, "0.0000"), (-2.02859, "−2.0286"), (1234.5, "1,234.5000")]
)
def test_a_number_of_a_sum_has_four_decimals(value, text):
    assert term(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (1e-8, "10⁻⁸"), (1.6e-05, "1.6·10⁻⁵"), (-1e-5, "−1·10⁻⁵"), (-1.5, "−1.5"), (10.0, "10"), (10240, "10,240")],
)
def test_a_setting_is_written_as_short_as_it_can_be(value, text):
    assert short(value) == text


def test_who_points_at_a_number_sees_all_its_digits():
    assert pointed_at(24.08174603) == '<span title="24.08175">24.1</span>'
