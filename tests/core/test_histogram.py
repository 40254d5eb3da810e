"""Histograms, held against np.histogram."""

from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bn_core import histogram, normal_counts

grids = st.integers(1, 300).flatmap(lambda n: arrays(np.int64, n, elements=st.integers(-100, 100)))
data = st.builds(
    lambda grid, step, shift: grid * step + shift, grids, st.sampled_from([0.1, 0.125, 1, 1e-6]), st.sampled_from([0, 1, -50])
)
bin_numbers = st.sampled_from([1, 2, 3, 10, 50, 255, 256, 257, 1000])


def assert_same(got, x, bins, range=None):
    """Same edges; same counts, but that values within rounding of an edge may lie on either side of it."""
    x = np.asarray(x, np.float64).ravel()
    counts, edges = np.histogram(x, bins, range)
    assert got.counts.dtype == np.int64
    assert got.edges.dtype == np.float64
    assert got.counts.shape == (bins,)
    tolerance = 1e-13 * max(abs(edges[0]), abs(edges[-1]))
    np.testing.assert_allclose(got.edges, edges, rtol=0, atol=tolerance)
    assert got.counts.min() >= 0
    assert got.counts.sum() == counts.sum()
    ordered = np.sort(x)
    inner = edges[1:-1]
    on_edge = np.searchsorted(ordered, inner + tolerance, "right") - np.searchsorted(ordered, inner - tolerance, "left")
    assert (np.abs(np.cumsum(got.counts - counts)[:-1]) <= on_edge).all()


@given(data, bin_numbers)
def test_a_histogram_equals_numpy_s(x, bins):
    assert_same(histogram(x, bins), x, bins)


@given(data, bin_numbers, st.integers(-100, 100), st.integers(1, 100))
def test_a_histogram_over_a_given_range_equals_numpy_s(x, bins, first, width):
    range = (first / 4, (first + width) / 4)
    assert_same(histogram(x, bins, range), x, bins, range)


@given(grids, bin_numbers, st.integers(-200, 100), st.integers(1, 300), st.sampled_from([0, 1, 7]))
def test_values_on_a_grid_are_counted_as_exact_rationals_are(grid, bins, first, width, halvings):
    """Whole numbers, halves and the like: also where an edge that is one of them is none in float64."""
    last, step = first + width, Fraction(1, 2**halvings)
    inside = [n for n in grid.tolist() if first <= n <= last]
    exact = [min(floor(Fraction(n - first) / width * bins), bins - 1) for n in inside]
    got = histogram(grid * float(step), bins, (first * float(step), last * float(step)))
    np.testing.assert_array_equal(got.counts, np.bincount(np.array(exact, int), minlength=bins))


@pytest.mark.parametrize(("value", "bins", "ends"), [(49, 2, (0, 98)), (337, 8296, (2, 2280)), (98, 3, (0, 147))])
def test_a_value_on_an_edge_lies_to_its_right_although_a_reciprocal_or_the_edge_is_rounded(value, bins, ends):
    expected = Fraction((value - ends[0]) * bins, ends[1] - ends[0])
    assert expected.denominator == 1
    assert histogram([value], bins, ends).counts.argmax() == expected


def normal(rng, n):
    return rng.normal(26, 17, n)


def uniform(rng, n):
    return rng.random(n)


def long_tailed(rng, n):
    return rng.standard_cauchy(n)


def two_heaps(rng, n):
    return rng.choice([-5.0, 5.0], n) + rng.normal(size=n)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("n", [1000, 2**12 - 1, 2**12, 2**12 + 1, 50_001])
@pytest.mark.parametrize("bins", [1, 50, 256, 257])
@pytest.mark.parametrize("draw", [normal, uniform, long_tailed, two_heaps])
def test_many_random_values_are_counted_as_numpy_counts_them(draw, bins, n):
    x = draw(np.random.default_rng(n), n)
    got, (counts, edges) = histogram(x, bins), np.histogram(x, bins)
    np.testing.assert_array_equal(got.counts, counts)
    np.testing.assert_array_equal(got.edges, edges)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("range", [(-3, 3), (0, 1), (-100, 100), (50, 60)])
@pytest.mark.parametrize("n", [1000, 9001])
def test_values_outside_the_range_are_left_out(n, range):
    x = np.random.default_rng(0).normal(0, 2, n)
    np.testing.assert_array_equal(histogram(x, 40, range).counts, np.histogram(x, 40, range)[0])


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("n", [9, 2**12 + 3])
@pytest.mark.parametrize("value", [0.0, 0.1, -7.0, 1e6])
def test_equal_values_stand_in_the_middle_of_a_range_of_one(n, value):
    x = np.full(n, value)
    assert_same(histogram(x, 5), x, 5)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(("dtype", "n"), [("i1", 1000), ("u1", 9000), ("i8", 1000), ("?", 1000), ("f4", 1000), ("f4", 9000)])
def test_any_dtype_is_counted_as_its_float64_copy(dtype, n):
    x = (np.random.default_rng(0).normal(size=n) * 30).astype(dtype)
    assert_same(histogram(x, 50), x, 50)


@pytest.mark.parametrize("view", [np.transpose, lambda x: x[:, ::2], lambda x: x[::-1], np.asfortranarray])
def test_shape_and_layout_do_not_matter_and_the_input_is_left_alone(view):
    x = view(np.random.default_rng(0).normal(size=(20, 30, 4)))
    before = x.copy()
    assert_same(histogram(x, 17), x, 17)
    np.testing.assert_array_equal(x, before)


# Affine maps

maps = st.tuples(st.sampled_from([-1000, -2, -1, -0.5, 0, 0.125, 1, 3, 1000]), st.integers(-100, 100).map(lambda n: n / 4))


@given(data.filter(lambda x: np.ptp(x) > 0), bin_numbers, maps)
def test_an_affine_map_gives_the_histogram_of_the_mapped_values(x, bins, scale_and_shift):
    scale, shift = scale_and_shift
    got, mapped = histogram(x, bins).affine(scale, shift), scale * x + shift
    counts, edges = np.histogram(mapped, bins)
    size = np.abs(edges).max() + np.abs(scale * x).max()
    np.testing.assert_allclose(got.edges, edges, rtol=0, atol=1e-13 * size)
    assert got.counts.sum() == counts.sum()
    on_edge = (np.abs(mapped[:, None] - edges[1:-1]) <= 1e-13 * size).sum(axis=0)
    assert (np.abs(np.cumsum(got.counts - counts)[:-1]) <= on_edge).all()


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("scale", [-3.5, -0.1, 0, 0.1, 3.5])
def test_random_values_mapped_are_counted_exactly(scale):
    x = np.random.default_rng(0).normal(size=50_000)
    got, (counts, edges) = histogram(x, 60).affine(scale, 7), np.histogram(scale * x + 7, 60)
    np.testing.assert_array_equal(got.counts, counts)
    np.testing.assert_allclose(got.edges, edges, atol=1e-13)


def test_an_affine_map_leaves_the_first_histogram_alone():
    first = histogram([0.0, 1.0, 1.0, 2.0], 2)
    first.affine(-2, 1)
    assert (first.counts.tolist(), first.edges.tolist()) == ([1, 3], [0, 1, 2])


@pytest.mark.parametrize(
    ("scale", "shift", "error", "message"),
    [
        (np.nan, 0, ValueError, "scale must be finite, got nan"),
        (-np.inf, 0, ValueError, "scale must be finite, got -inf"),
        (1, 10**400, ValueError, "shift must be finite, got 1000"),
        ("a", 0, TypeError, "scale must be a number, got 'a'"),
        (1.7e308, 0, ValueError, "scale and shift must leave finite edges, got 1.7e\\+308 and 0.0"),
    ],
)
def test_a_map_that_leaves_no_histogram_is_refused(scale, shift, error, message):
    with pytest.raises(error, match=message):
        histogram([1.0, 2.0], 2).affine(scale, shift)


@pytest.mark.parametrize(("scale", "shift"), [(1e-30, 1.0), (0, 1e17), (-1e-300, 1e150)])
def test_a_map_after_which_float64_has_one_value_puts_all_values_there(scale, shift):
    moved = histogram([1.0, 2.0, 2.0], 5).affine(scale, shift)
    assert moved.counts.tolist() == [0, 0, 3, 0, 0]
    assert moved.edges[2] < shift < moved.edges[3]
    assert (np.diff(moved.edges) > 0).all()


@pytest.mark.parametrize("ends", [None, (-1, 3)])
def test_no_values_are_counted_as_numpy_counts_them(ends):
    counts, edges = np.histogram([], 10, ends)
    got = histogram([], 10, ends)
    np.testing.assert_array_equal(got.counts, counts)
    np.testing.assert_allclose(got.edges, edges, atol=1e-15)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("ends", [(0.1, 0.101), (0.7, 0.7001), (0.3, 0.90001)])
@pytest.mark.parametrize("bins", [10, 60, 600])
def test_a_range_whose_ends_the_dtype_does_not_hold_is_kept_exactly(dtype, ends, bins):
    x = np.linspace(0, 1, 30720).astype(dtype)
    assert_same(histogram(x, bins, ends), x, bins, ends)


# What is refused


@pytest.mark.parametrize(
    ("x", "bins", "range", "error", "message"),
    [
        ([1, np.nan], 3, None, ValueError, "x must be finite, got NaN or infinity"),
        ([1, np.inf], 3, (0, 1), ValueError, "x must be finite, got NaN or infinity"),
        ([1, -np.inf], 3, None, ValueError, "x must be finite, got NaN or infinity"),
        (["a"], 3, None, TypeError, "x must hold real numbers"),
        ([1.0], 0, None, ValueError, "bins must be at least 1, got 0"),
        ([1.0], 2.0, None, TypeError, "bins must be an integer, got 2.0"),
        ([1.0], True, None, TypeError, "bins must be an integer, got True"),
        ([1.0, 2.0], 3, (0, 5e-324), ValueError, "range must leave 3 bins edges that increase"),
        ([1.0], [0, 1], None, TypeError, "bins must be an integer"),
        ([1.0], 3, (1, 0), ValueError, "range must be two finite numbers in increasing order"),
        ([1.0], 3, (0, np.nan), ValueError, "range must be two finite numbers in increasing order"),
        ([1.0], 3, (0, 1, 2), TypeError, "range must be two numbers"),
        ([1.0], 3, 5, TypeError, "range must be two numbers"),
        ([1.0], 3, "01", TypeError, "range must be two numbers"),
    ],
)
def test_a_wrong_argument_is_named(x, bins, range, error, message):
    with pytest.raises(error, match=message):
        histogram(x, bins, range)


# Extremes


@pytest.mark.parametrize(
    "x",
    [
        [1e20] * 4,
        [1, 1 + 2**-52] * 10,
        [2 - 2**-52, 2, 2],
        [1e16, 1e16 + 2],
        [-1e150, -1e150],
        [0, 5e-324],
        [2**63 - 1, 2**63 - 2],
    ],
)
@pytest.mark.parametrize("bins", [1, 10, 60])
def test_values_too_close_for_edges_between_them_lie_in_wider_bins(x, bins):
    counts, edges = (got := histogram(x, bins)).counts, got.edges
    assert (np.diff(edges) > 0).all()
    assert edges[0] <= min(x)
    assert edges[-1] >= max(x)
    assert counts.sum() == len(x)
    for left, right in zip(edges[:-1][counts > 0], edges[1:][counts > 0], strict=True):
        assert any(left - (right - left) <= value <= right for value in x)


def test_a_range_of_no_width_reaches_half_a_unit_to_either_side_as_in_numpy():
    x = [0.7, 1.0, 1.2, 1.6]
    assert_same(histogram(x, 3, (1, 1)), x, 3, (1, 1))


def test_float32_values_near_an_edge_are_placed_as_in_float64():
    x = np.random.default_rng(0).normal(size=1_000_000).astype(np.float32)
    assert_same(histogram(x, 50, (-3, 3)), x, 50, (-3, 3))


def test_float16_values_are_placed_as_in_float64():
    x = np.random.default_rng(0).normal(size=10_000).astype(np.float16)
    assert_same(histogram(x, 50), x, 50)


@pytest.mark.parametrize(("dtype", "value"), [(np.float16, 6e4), (np.float32, 3e38)])
def test_values_across_the_whole_range_of_their_dtype_are_counted(dtype, value):
    assert histogram(np.array([-value, 0, 0, value], dtype), 3).counts.tolist() == [1, 2, 1]


def test_values_too_far_apart_for_finite_bins_are_refused():
    with pytest.raises(ValueError, match="x must leave 3 bins edges that increase, at a finite distance"):
        histogram([-1.5e308, 1.5e308], 3)


@pytest.mark.parametrize(("mean", "deviation"), [(0.0, 1.0), (-30.0, 5.0), (1e6, 1e-3)])
def test_the_counts_of_a_normal_distribution_are_those_scipy_expects_between_the_edges(mean, deviation):
    stats = pytest.importorskip("scipy.stats")
    edges = mean + deviation * np.linspace(-4, 4, 41)
    middles, width = (edges[1:] + edges[:-1]) / 2, edges[1] - edges[0]
    expected = 1000 * np.diff(stats.norm(mean, deviation).cdf(edges))
    np.testing.assert_allclose(normal_counts(middles, width, 1000, mean, deviation), expected, rtol=1e-4, atol=1e-6)


def test_without_any_spread_all_values_are_expected_around_the_mean():
    assert normal_counts([1.0, 2.0, 3.0], 0.5, 10, 2.0, 0.0).tolist() == [0, 10, 0]
    assert normal_counts([1.0, 2.0, 3.0], 1.0, 10, 2.5, 0.0).tolist() == [0, 5, 5]  # on the edge of two bins
    assert normal_counts([0.5], 1.0, 10, 0.0, 0.0).tolist() == [5]


def test_quantiles_are_numpy_s_to_the_width_of_a_bin_and_repeat_what_many_values_share():
    x = np.append(np.random.default_rng(0).normal(size=9000), np.full(1000, 0.7))
    fine = histogram(x, 4096)
    found = fine.quantiles(500)
    expected = np.quantile(x, (np.arange(500) + 0.5) / 500, method="inverted_cdf")
    np.testing.assert_allclose(found, expected, atol=np.diff(fine.edges)[0])
    assert np.isclose(found, 0.7, atol=1e-3).sum() == pytest.approx(50, abs=2)
