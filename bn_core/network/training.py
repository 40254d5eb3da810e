"""A training run of the small network, in snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bn_core.arguments import FloatArray, float_array, whole_number
from bn_core.histogram import histogram
from bn_core.network.network import Network, Recipe
from bn_core.stream import shuffled_batches

__all__ = ["BINS", "Snapshot", "train"]

BINS = 40


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A network after so many updates, in a few kilobytes.

    Attributes
    ----------
    step : int
        Updates so far; 0 is before the first.
    loss : float
        Of the mini-batch that comes next; NaN or infinity where the run diverged.
    accuracy : float
        Share of the held-out samples that it labels rightly, in inference; the running statistics have seen the mini-batch that
        comes next.
    activations : ndarray of uint32
        Shape (depth, BINS): counts of each hidden layer's outputs for that mini-batch; non-finite values are not counted.
    edges : ndarray of float64
        Shape (depth, 2): first and last edge of each layer's bins.
    gamma, beta : ndarray of float32
        Shape (depth, width); (0, width) where the arm learns none.
    gradient : ndarray of float64
        Shape (depth + 1,): norm of the gradient of each dense layer's weights; NaN where the run diverged.
    flat : ndarray of float64
        Shape (depth,): share of each activation function's inputs for that mini-batch where it is flat (see `activation_use`).
    sample_std : ndarray of float64
        Shape (depth,): standard deviation of a unit's output over that mini-batch, mean over the units: how much the output
        differs between samples. NaN or infinity where the run diverged.
    predicted : ndarray of uint16
        Shape (held-out samples,): the label it gives each of them, in inference.
    """

    step: int
    loss: float
    accuracy: float
    activations: NDArray[np.uint32]
    edges: NDArray[np.float64]
    gamma: NDArray[np.float32]
    beta: NDArray[np.float32]
    gradient: NDArray[np.float64]
    flat: NDArray[np.float64]
    sample_std: NDArray[np.float64]
    predicted: NDArray[np.uint16]

    @property
    def diverged(self) -> bool:
        """Whether the loss is NaN or infinite; this is then the last snapshot of its run."""
        return not isfinite(self.loss)


def train(
    recipe: Recipe,
    arm: str,
    x_train: ArrayLike,
    y_train: ArrayLike,
    x_test: ArrayLike,
    y_test: ArrayLike,
    every: int = 10,
) -> Iterator[tuple[list[float], Snapshot]]:
    """Train one arm of a recipe, and yield snapshots.

    Every arm of a recipe starts from the same weights and is given the same mini-batches.

    Parameters
    ----------
    recipe : Recipe
    arm : str
        One of `ARMS`.
    x_train, x_test : array_like of real numbers
        Shape (samples, features). The network computes in the dtype of `x_train`: float32 is enough, and the faster one.
    y_train, y_test : array_like of int
        One label per sample, from 0.
    every : int
        Updates from one snapshot to the next.

    Yields
    ------
    losses : list of float
        Of each mini-batch since the snapshot before, the snapshot's own last.
    snapshot : Snapshot
        At step 0, each `every` steps, and at the end, which comes early where the loss becomes NaN or infinite.

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong type or value. Raised by the first `next`, as this is a generator.

    Examples
    --------
    >>> x, y = np.eye(8), np.arange(8)
    >>> recipe = Recipe(depth=1, width=16, batch_size=8, steps=20)
    >>> [snapshot.step for losses, snapshot in train(recipe, "plain", x, y, x, y)]
    [0, 10, 20]
    """
    samples, labels = _labelled("train", x_train, y_train)
    held_out, expected = _labelled("test", x_test, y_test)
    if held_out.shape[1] != samples.shape[1]:
        raise ValueError(f"x_test must have the {samples.shape[1]} features of x_train, got {held_out.shape[1]}")
    whole_number("every", every, least=1)
    batches = shuffled_batches(len(samples), recipe.batch_size, recipe.steps + 1, recipe.seed)
    network = Network(recipe, arm, samples.shape[1], int(labels.max()) + 1, samples.dtype)
    held_out = held_out.astype(samples.dtype, copy=False)
    losses: list[float] = []
    for step, batch in enumerate(batches):
        losses.append(network.loss_and_gradients(samples[batch], labels[batch]))
        diverged = not isfinite(losses[-1])
        if step % every == 0 or step == recipe.steps or diverged:
            predicted = network.predict(held_out)
            accuracy = float(np.mean(predicted == expected))
            yield losses, _snapshot(step, losses[-1], accuracy, predicted, network)
            losses = []
        if diverged:
            return
        network.descend()


def _labelled(part: str, x: ArrayLike, y: ArrayLike) -> tuple[FloatArray, NDArray[np.integer]]:
    samples, labels = float_array(f"x_{part}", x), np.asarray(y)
    if samples.ndim != 2 or 0 in samples.shape:
        raise ValueError(f"x_{part} must have shape (samples, features), got {samples.shape}")
    if labels.dtype.kind not in "iu":
        raise TypeError(f"y_{part} must hold integers, got dtype {labels.dtype}")
    if labels.shape != samples.shape[:1] or labels.min() < 0:
        raise ValueError(f"y_{part} must hold one label from 0 for each row of x_{part}, got shape {labels.shape}")
    return samples, labels


@np.errstate(all="ignore")
def _snapshot(step: int, loss: float, accuracy: float, predicted: NDArray[np.intp], network: Network) -> Snapshot:
    counted = [_counts_and_ends(output) for output in network.outputs]
    learned = [n.parameters for n in network.normalizations if n.parameters]
    gamma, beta = (np.array([p[i] for p in learned], np.float32).reshape(-1, network.recipe.width) for i in range(2))
    return Snapshot(
        step,
        loss,
        accuracy,
        np.array([counts for counts, _edges in counted], np.uint32),
        np.array([edges for _counts, edges in counted]),
        gamma,
        beta,
        np.array([np.linalg.norm(g.astype(np.float64)) for g in network.weight_gradients]),
        np.array([activation.flat for activation in network.activations]),
        np.array([output.std(axis=0, dtype=np.float64).mean() for output in network.outputs]),
        predicted.astype(np.uint16),
    )


def _counts_and_ends(output: FloatArray) -> tuple[NDArray[np.int64], tuple[float, float]]:
    single = output.astype(np.float32)  # float64 near its limits would leave the bins no finite width
    finite = single[np.isfinite(single)]
    if finite.size == 0:
        return np.zeros(BINS, np.int64), (-0.5, 0.5)
    bins = histogram(finite, BINS)
    return bins.counts, (bins.edges[0], bins.edges[-1])
