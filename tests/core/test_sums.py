"""Sums in stages: as exact as float64 where plain float32 sums drift."""

import threading

import numpy as np
import pytest

from bn_core import moments
from bn_core.engine import threads
from bn_core.engine.layout import Layout


@pytest.mark.parametrize("value", [60000.0, 1.7, 0.1])
@pytest.mark.parametrize(("shape", "axis"), [((100_000, 3), 0), ((60_000, 64), 0), ((3, 1_000_000), 1), ((1_000_003,), 0)])
def test_rounding_errors_of_many_equal_values_do_not_add_up(value, shape, axis):
    """Equal squares are all rounded in the same direction, so that nothing cancels: 2e-4 and more off in plain float32 sums."""
    signs = 1 - 2 * (np.arange(shape[axis]) % 2)
    x = np.broadcast_to(np.expand_dims(signs, tuple(a for a in range(len(shape)) if a != axis)) * value, shape).astype(np.float32)
    exact = x.astype(float).var(axis, keepdims=True)
    np.testing.assert_allclose(moments(x, axis).variance, exact, rtol=1.5e-6)


def test_the_small_blocks_of_the_tests_make_several_threads_work_on_several_blocks_each(small_blocks, monkeypatch):
    monkeypatch.setattr(threads, "worker_count", lambda: 2)
    layout = Layout((11, 32, 32, 3), (0, 1, 2))
    blocks = layout.blocks(itemsize=4)
    both = threading.Barrier(2, timeout=60)  # which no thread passes alone
    workers = threads.in_threads(lambda run: (both.wait(), threading.get_ident(), len(blocks[run])), len(blocks))
    assert threads.worth_threads(11 * 32 * 32 * 3 * 4)
    assert len({ident for _, ident, _ in workers}) == 2
    assert all(count > 1 for *_, count in workers)
