"""The two functions: exact for each dtype and layout, the same however the data are cut, on a dask.array too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bn_core import moments
from bn_core.dataset import blocks, moments_of_dataset, summary_of_dataset
from tests.dataset.conftest import statistics

SHAPES = [((40, 9, 7, 3), -1), ((3, 300, 17), 0), ((20, 3, 9, 99), 1), ((5003, 1), -1), ((70, 300), 1)]


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "g", ">f4", "u1", "i1", "i2", "u2", "i8", "?"])
@pytest.mark.parametrize(("shape", "axis"), SHAPES)
def test_mean_and_deviation_are_exact_and_the_histogram_is_numpys(dtype, shape, axis, monkeypatch):
    monkeypatch.setattr(blocks, "GROUP_VALUES", 1 << 12)
    monkeypatch.setattr(blocks, "BLOCK_VALUES", 1 << 10)
    x = np.random.default_rng(1).normal(100, 9, shape).clip(0, 127).astype(dtype)
    seen = summary_of_dataset([x], channel_axis=axis)
    mean, deviation = statistics(x, axis)
    np.testing.assert_allclose(seen.mean, mean.astype(float), rtol=1e-12)
    np.testing.assert_allclose(seen.standard_deviation, deviation.astype(float), rtol=1e-12)
    for row, least, greatest, bins in zip(
        np.moveaxis(x, axis, 0).reshape(shape[axis], -1).astype(float), seen.least, seen.greatest, seen.bins, strict=True
    ):
        assert (least, greatest) == (row.min(), row.max())
        np.testing.assert_array_equal(bins.counts, np.histogram(row, bins.edges)[0])
        assert len(bins.counts) <= 256


@given(st.lists(st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=30), min_size=1, max_size=6))
def test_the_histogram_of_parts_is_that_of_the_whole(parts):
    several = summary_of_dataset([np.array(part) for part in parts], channel_axis=None).bins[0]
    whole = summary_of_dataset([np.concatenate(parts)], channel_axis=None).bins[0]
    assert (several.exponent, several.first, several.counts.tolist()) == (whole.exponent, whole.first, whole.counts.tolist())


@pytest.mark.parametrize("far", [0.0, 1e4, -1e8])
def test_values_far_from_0_keep_their_digits(far):
    x = np.random.default_rng(2).normal(far, 1, 100_000)
    seen = moments_of_dataset([x], channel_axis=None)
    np.testing.assert_allclose(seen.variance, np.var(x.astype(np.longdouble)).astype(float), rtol=1e-12)


def test_a_constant_has_no_deviation_and_lies_in_one_bin():
    seen = summary_of_dataset([np.full(1000, 0.1)], channel_axis=None)
    assert seen.mean == 0.1
    assert seen.standard_deviation == 0
    assert seen.bins[0].counts.tolist() == [1000]


def test_nan_and_infinity_are_left_out_and_counted():
    x = np.array([[1.0, np.nan], [3.0, np.inf], [np.nan, 5.0]])
    seen = summary_of_dataset([x])
    assert seen.missing.tolist() == [1, 2]
    assert np.asarray(seen.moments.count).tolist() == [2, 1]
    assert seen.mean.tolist() == [2.0, 5.0]


def test_a_column_of_nan_alone_has_no_values():
    seen = summary_of_dataset([np.full((4, 1), np.nan)])
    assert np.asarray(seen.moments.count).tolist() == [0]


def test_the_moments_are_those_of_bn_core():
    x = np.random.default_rng(3).normal(size=(30, 4))
    ours, plain = moments_of_dataset(x[:, np.newaxis]), moments(x, axis=0)
    np.testing.assert_allclose(ours.mean, plain.mean[0], rtol=1e-13)
    np.testing.assert_allclose(ours.variance, plain.variance[0], rtol=1e-13)


@pytest.mark.parametrize("axis", [-1, 1, None])
def test_a_dask_array_gives_what_its_values_give(axis):
    dask_array = pytest.importorskip("dask.array")
    x = np.random.default_rng(4).normal(size=(30, 6, 4))
    lazy = summary_of_dataset(dask_array.from_array(x, chunks=(7, 4, 3)), channel_axis=axis)
    plain = summary_of_dataset([x], channel_axis=axis)
    np.testing.assert_allclose(lazy.mean, plain.mean, rtol=1e-12)
    np.testing.assert_allclose(lazy.standard_deviation, plain.standard_deviation, rtol=1e-12)
    assert [bins.counts.tolist() for bins in lazy.bins] == [bins.counts.tolist() for bins in plain.bins]


def test_what_is_no_data_set_is_refused():
    with pytest.raises(ValueError, match="arrays must be at least one"):
        summary_of_dataset([])
    with pytest.raises(TypeError, match="must hold real numbers"):
        summary_of_dataset([np.array(["a"])])
    with pytest.raises(TypeError, match="arrays must not be a masked array"):
        moments_of_dataset([np.ma.masked_array([[1.0, 9.0]], [[False, True]])])
    with pytest.raises(ValueError, match=r"arrays must have at least one channel each, got shape \(2, 0\)"):
        moments_of_dataset([np.zeros((2, 0))])
    with pytest.raises(ValueError, match="as many channels"):
        summary_of_dataset([np.zeros((2, 3)), np.zeros((2, 4))])
    with pytest.raises(ValueError, match="squares are too large"):
        moments_of_dataset([np.array([1e200, -1e200])], channel_axis=None)
