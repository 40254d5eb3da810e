"""Values as a matrix whose rows or columns are channels, whichever way they lie in memory: to turn them is slow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_core.engine.layout import lanes_of


class Grid:
    """Some values of an array with the axes (outer, channels, inner), reduced along `axis` of a matrix.

    Where the channels are last, a row of the matrix has some channels again and again ("lanes"); else it is one channel.
    """

    def __init__(self, values: NDArray[Any]) -> None:
        outer, self.channels, inner = values.shape
        self.count = outer * inner
        if inner == 1:
            self.axis, lanes = 0, lanes_of(self.channels)
            lanes = lanes if outer % lanes == 0 else 1
            self.matrix = np.ascontiguousarray(values[:, :, 0]).reshape(outer // lanes, lanes * self.channels)
        else:
            self.axis = 1
            self.matrix = np.ascontiguousarray(np.moveaxis(values, 1, 0)).reshape(self.channels, -1)

    def blocks(self, most: int) -> Iterator[tuple[slice, NDArray[Any]]]:
        """Cut the matrix along its reduced axis into blocks of about so many values."""
        length = self.matrix.shape[self.axis]
        step = max(1, most * length // self.matrix.size)
        for start in range(0, length, step):
            run = slice(start, start + step)
            yield run, self.matrix[run] if self.axis == 0 else self.matrix[:, run]

    def fold(self, reduced: NDArray[Any], how: np.ufunc) -> NDArray[Any]:
        """Return what a reduction gave of each channel, with its lanes taken together."""
        folded: NDArray[Any] = how.reduce(reduced.reshape(-1, self.channels), axis=0)
        return folded

    def spread(self, of_channels: NDArray[Any]) -> NDArray[Any]:
        """Return one value a channel so that it broadcasts against a block."""
        return of_channels[:, np.newaxis] if self.axis else np.tile(of_channels, self.matrix.shape[1] // self.channels)

    def by_channel(self, matrix: NDArray[Any]) -> NDArray[Any]:
        """Return a matrix of the same shape with one row a channel."""
        return matrix if self.axis else np.ascontiguousarray(matrix.reshape(-1, self.channels).T)
