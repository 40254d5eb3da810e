"""Steps a second of the small network against Keras's ``train_on_batch`` on the same one, and the default run as a whole.

From the root of the repository, on a quiet machine: ``OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m
tests.benchmarks.training``. Keras is measured as it compiles by default, and without XLA; the faster one counts. The exit status
is 1 where a target is missed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from itertools import cycle
from typing import Any

import keras
import numpy as np

from bn_core import ARMS, Network, Recipe, shuffled_batches, train
from tests.benchmarks.ratios import Table, interleaved, machine
from witnesses.digits import DigitSplit, digit_split
from witnesses.keras_network import keras_model

AT_LEAST = 5.0
MOST_SECONDS = 3.0


def main() -> int:
    print(machine(NumPy=np.__version__, Keras=keras.__version__))
    data, table = digit_split(), Table()
    table.heading("One step, batch 64", "ours", "theirs", "ratio", "of medians")
    for arm in ("plain", "batch_norm"):
        a_step(table, arm, data)
    table.heading("The default run", "seconds")
    whole_run(table, data)
    print(f"\n{len(table.missed)} targets missed", *table.missed, sep="\n  ")
    return 1 if table.missed else 0


def a_step(table: Table, arm: str, data: DigitSplit) -> None:
    recipe = Recipe(learning_rate=0.01)
    batches = shuffled_batches(len(data.x_train), recipe.batch_size, recipe.steps, recipe.seed)
    network = Network(recipe, arm, data.x_train.shape[1], 10)

    def ours(x: np.ndarray, y: np.ndarray) -> None:
        network.loss_and_gradients(x, y)
        network.descend()

    compiled = {"Keras": {}, "Keras without XLA": {"jit_compile": False}}
    theirs = {name: keras_model(recipe, arm, data, **how).train_on_batch for name, how in compiled.items()}
    times = interleaved({name: fed(step, data, batches) for name, step in {"ours": ours, **theirs}.items()})
    mine = times.pop("ours")
    fastest = min(times, key=lambda name: times[name].best)
    for name, taken in times.items():
        table.speed(arm, mine, name, taken, AT_LEAST if name == fastest else None)


def fed(step: Callable[[np.ndarray, np.ndarray], Any], data: DigitSplit, batches: np.ndarray) -> Callable[[], object]:
    """Return a call that takes the next mini-batch; cutting it out is part of both."""
    endless = cycle(batches)

    def call() -> object:
        batch = next(endless)
        return step(data.x_train[batch], data.y_train[batch])

    return call


def whole_run(table: Table, data: DigitSplit) -> None:
    total = 0.0
    for arm in ARMS:
        start = time.perf_counter()
        for _part in train(Recipe(), arm, data.x_train, data.y_train, data.x_test, data.y_test):
            pass
        seconds = time.perf_counter() - start
        total += seconds
        table.row("500 steps, 51 snapshots", arm, [f"{seconds:.2f}"])
    table.row("500 steps, 51 snapshots", "all arms", [f"{total:.2f}"], f"< {MOST_SECONDS:g} s", total < MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
