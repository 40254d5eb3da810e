"""Backward pass, inference, layer and group normalization against torch, and the moments of a file against dask.

From the root of the repository, on a quiet machine: ``python -m tests.benchmarks.layers``. The file holds 4 GB, is made in the
temporary folder and deleted; ``--without-file`` leaves it out. The exit status is 1 where a target is missed.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

import bn_core
from tests.benchmarks.memory import anonymous
from tests.benchmarks.ratios import Table, interleaved, machine

NHWC = (0, 1, 2)
FILE_BYTES = 4_000_000_000
SLAB_BYTES = 16 << 20
MOST_MEMORY = 64 << 20


def main() -> int:
    print(machine(NumPy=np.__version__, torch=torch.__version__))
    table = Table()
    with torch.inference_mode():
        for shape, at_least in (((256, 32, 32, 3), 3.0), ((64, 56, 56, 64), 0.9)):
            convolutional(table, shape, at_least)
        dense(table)
    if "--without-file" not in sys.argv:
        whole_file(table)
    print(f"\n{len(table.missed)} targets missed", *table.missed, sep="\n  ")
    return 1 if table.missed else 0


def convolutional(table: Table, shape: tuple[int, ...], backward_at_least: float) -> None:
    random = np.random.default_rng(678)
    x, dy = random.normal(3, 2, shape).astype(np.float32), random.standard_normal(shape, dtype=np.float32)
    channels = shape[-1]
    gamma, beta = (random.normal(1, 0.1, channels).astype(np.float32) for _ in range(2))
    forward = bn_core.batch_norm(x, gamma, beta, axis=NHWC)
    tx, tdy = (torch.from_numpy(a).permute(0, 3, 1, 2) for a in (x, dy))
    g, b, mean, variance = (torch.from_numpy(a.ravel().astype(np.float32)) for a in (gamma, beta, forward.mean, forward.variance))
    inverse = torch.rsqrt(variance + 1e-5)
    backward = torch.ops.aten.native_batch_norm_backward
    compare(
        table,
        f"backward {shape}",
        lambda: bn_core.batch_norm_backward(dy, x, forward.mean, forward.variance, gamma, axis=NHWC),
        lambda: backward(tdy, tx, g, None, None, mean, inverse, True, 1e-5, [True, True, True]),
        backward_at_least,
    )
    compare(
        table,
        f"inference {shape}",
        lambda: bn_core.batch_norm_inference(x, forward.mean, forward.variance, gamma, beta),
        lambda: functional.batch_norm(tx, mean, variance, g, b, False, 0.1, 1e-5),
        0.9,
        "torch multiplies and adds in one pass; NumPy in two, and here a third looks for NaN and infinity",
    )
    if channels % 8 == 0:
        compare(
            table,
            f"group norm {shape}",
            lambda: bn_core.group_norm(x, 8, gamma, beta),
            lambda: functional.group_norm(tx, 8, g, b, 1e-5),
            0.2,
        )


def dense(table: Table) -> None:
    random = np.random.default_rng(678)
    x = random.normal(3, 2, (4096, 768)).astype(np.float32)
    gamma, beta = (random.normal(1, 0.1, 768).astype(np.float32) for _ in range(2))
    tx, g, b = map(torch.from_numpy, (x, gamma, beta))
    compare(
        table,
        "layer norm (4096, 768)",
        lambda: bn_core.layer_norm(x, gamma, beta),
        lambda: functional.layer_norm(tx, (768,), g, b, 1e-5),
        0.2,
        "torch has a row in registers from its mean to its output; NumPy goes over it once for each operation",
    )


def compare(
    table: Table, what: str, ours: Callable[[], object], theirs: Callable[[], object], at_least: float, missed_as: str = ""
) -> None:
    """Compare with torch on one thread and on two: the faster has the target, and `missed_as` says why where it is missed."""

    def on(threads: int) -> Callable[[], object]:
        def call() -> object:
            torch.set_num_threads(threads)
            return theirs()

        return call

    times = interleaved({"ours": ours, **{f"torch, {n} thread{'s' * (n > 1)}": on(n) for n in (1, 2)}})
    mine = times.pop("ours")
    fastest = min(times, key=lambda name: times[name].best)
    table.heading("", "ours", "theirs", "ratio", "of medians")
    for name, taken in times.items():
        table.speed(what, mine, name, taken, at_least if name == fastest else None, missed_as)


def whole_file(table: Table) -> None:
    """Each in a process of its own, ours twice as the file is then in the page cache for both."""
    table.heading("Mean and variance of 4 GB", "seconds", "memory", "ratio")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "values.f32"
        write(file)
        seen = {name: alone(work, file) for name, work in (("warm", by_slabs), ("ours", by_slabs), ("dask", by_dask))}
    (ours, our_memory, our_answer), (theirs, their_memory, their_answer) = seen["ours"], seen["dask"]
    np.testing.assert_allclose(our_answer, their_answer, rtol=1e-3)
    ratio = theirs / ours
    table.row("moments, slab by slab", "dask.array", [f"{theirs:.2f}", f"{their_memory >> 20} MiB"])
    table.row("moments, slab by slab", "ours", [f"{ours:.2f}", f"{our_memory >> 20} MiB", f"{ratio:.1f}"], ">= 10", ratio >= 10)
    table.row("moments, slab by slab", "anonymous memory", [f"{our_memory >> 20} MiB"], "< 64 MiB", our_memory < MOST_MEMORY)


def write(file: Path) -> None:
    random = np.random.default_rng(678)
    with file.open("wb") as target:
        for _slab in range(40):
            target.write(random.standard_normal(FILE_BYTES // 160, dtype=np.float32).tobytes())


def alone(work: Callable[[Path], tuple[float, float]], file: Path) -> tuple[float, int, tuple[float, float]]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(timed, work, file).result()


def timed(work: Callable[[Path], tuple[float, float]], file: Path) -> tuple[float, int, tuple[float, float]]:
    """Return the seconds, the anonymous memory added at its highest and the answer."""
    before, peak, stop = anonymous(os.getpid()), [0], threading.Event()

    def watch() -> None:
        while not stop.wait(0.005):
            peak[0] = max(peak[0], anonymous(os.getpid()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    start = time.perf_counter()
    answer = work(file)
    seconds = time.perf_counter() - start
    stop.set()
    watcher.join()
    return seconds, max(0, peak[0] - before), answer


def by_slabs(file: Path) -> tuple[float, float]:
    """Merge the moments of slabs of a memory-mapped file: what bn_core is for here."""
    values = np.memmap(file, np.float32, "r")
    step = SLAB_BYTES // values.itemsize
    slabs = (bn_core.moments(values[i : i + step]) for i in range(0, len(values), step))
    seen = next(slabs)
    for slab in slabs:
        seen = seen | slab
    return seen.mean.item(), seen.variance.item()


def by_dask(file: Path) -> tuple[float, float]:
    import dask
    import dask.array as da

    values = da.from_array(np.memmap(file, np.float32, "r"), chunks=SLAB_BYTES // 4)
    mean, variance = dask.compute(values.mean(), values.var())
    return float(mean), float(variance)


if __name__ == "__main__":
    sys.exit(main())
