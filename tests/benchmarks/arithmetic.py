"""Speed, memory and exactness of `batch_norm` and `histogram` against the textbook, torch, TensorFlow and NumPy.

From the root of the repository, on a quiet machine: ``python -m tests.benchmarks.arithmetic``. It takes about a minute and a
half; the exit status is 1 where a target is missed.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from multiprocessing import get_context

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

import bn_core
from bn_core import batch_norm, histogram
from tests.benchmarks import textbook as book
from tests.benchmarks.ratios import Table, interleaved, machine

Array = NDArray[np.floating]
Axes = tuple[int, ...]
Forward = Callable[[Array, Axes], Array]

EPSILON = 1e-5
NHWC, NCHW = (0, 1, 2), (0, 2, 3)
SMALL = (256, 32, 32, 3)
LARGE = [((64, 56, 56, 64), NHWC), ((64, 64, 56, 56), NCHW)]
LAYOUTS = {"channels-last": torch.channels_last, "NCHW": torch.contiguous_format}
# The app's own sizes: below about 10⁵ values the calls cost more than the arithmetic.
TINY = [((32, 10), (0,)), ((64, 64), (0,)), ((10, 32, 32, 1), (0,)), ((10, 32, 32, 1), NHWC)]
GROUPED = [(8, 32, 16, 16), (2, 64, 56, 56)]
# So few calls are timed at once: what else runs interrupts a longer stretch more often, and so the slower candidate.
CALLS, STRETCHES = 10, 30
MEANS = [0.0, 1e2, 1e4, 1e6]
# The app draws 60 bins; NumPy draws 10 where one does not say. 600 show what becomes of it beyond what two bytes can pair.
BINS = {10: 3, 60: 3, 600: None}


def main() -> int:
    print(machine(NumPy=np.__version__, torch=torch.__version__))
    print("Speed: ratios of the least times and of the medians; the target is set for torch on the same array.")
    table = Table()
    with torch.inference_mode():
        ten_calls(table)
        small_batches(table)
        large_batches(table)
    histograms(table)
    memory(table)
    errors(table)
    print()
    print(f"{len(table.missed)} targets missed", *table.missed, sep="\n  ")
    return 1 if table.missed else 0


def ten_calls(table: Table) -> None:
    """Small arrays against the textbook with float64 sums and the checks of arguments that a user would want."""
    table.heading(f"{CALLS} calls", "ours", "theirs", "ratio", "of medians")
    for shape, axes in TINY:
        for what, (ours, theirs) in small_pairs(shape, axes).items():
            beside(table, f"{what} {shape}" + f" {axes}" * (len(shape) > 2), ours, theirs)
    for shape in GROUPED:
        x, gamma, beta = batch(shape, NCHW)
        gamma, beta = gamma.ravel(), beta.ravel()
        for what, groups in (("group", 8), ("instance", shape[1])):

            def ours(x: Array = x, groups: int = groups, gamma: Array = gamma, beta: Array = beta) -> Array:
                return bn_core.group_norm(x, groups, gamma, beta, channel_axis=1)

            def theirs(x: Array = x, groups: int = groups, gamma: Array = gamma, beta: Array = beta) -> Array:
                return book.group_norm(x, groups, gamma, beta, 1, EPSILON)

            beside(table, f"{what} norm {shape}", ours, theirs, calls=1)


def small_pairs(shape: tuple[int, ...], axes: Axes) -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    x, gamma, beta = batch(shape, axes)
    mean, variance = (np.asarray(s) for s in book.moments(x, axes))
    features = tuple(range(1, x.ndim))
    weight, bias = (np.full(shape[1:], value, np.float32) for value in (1.5, 0.25))
    return {
        "batch norm": (
            lambda: batch_norm(x, gamma, beta, axis=axes, epsilon=EPSILON),
            lambda: book.batch_norm(x, gamma, beta, axes, EPSILON),
        ),
        "inference": (
            lambda: bn_core.batch_norm_inference(x, mean, variance, gamma, beta, epsilon=EPSILON),
            lambda: book.batch_norm_inference(x, mean, variance, gamma, beta, EPSILON),
        ),
        "layer norm": (
            lambda: bn_core.layer_norm(x, weight, bias, axis=features, epsilon=EPSILON),
            lambda: book.layer_norm(x, weight, bias, features, EPSILON),
        ),
        "moments": (lambda: bn_core.moments(x, axes), lambda: book.moments(x, axes)),
        "min-max": (lambda: bn_core.min_max_scale(x, axes), lambda: book.min_max_scale(x, axes)),
    }


def beside(table: Table, what: str, ours: Callable[[], object], theirs: Callable[[], object], *, calls: int = CALLS) -> None:
    candidates = {"ours": ours, "textbook, checked, float64 sums": theirs}
    if what == "batch norm (64, 64)":
        candidates |= torch_of_columns()
    times = interleaved({name: many(call, calls) for name, call in candidates.items()}, rounds=9, burst=STRETCHES)
    mine = times.pop("ours")
    for name, taken in times.items():
        table.speed(what, mine, name, taken, {"torch": 0.5, "torch, 1 thread": None}.get(name, 1.0))


def many(call: Callable[[], object], calls: int) -> Callable[[], None]:
    def repeated() -> None:
        for _ in range(calls):
            call()

    return repeated


def torch_of_columns() -> dict[str, Callable[[], object]]:
    """As it comes, with a thread for each processor, and with one alone, which is faster here.

    That one has no target: the eight passes over 4,096 values in float64 are, with no line of Python between them, twice what
    it takes.
    """
    x = torch.from_numpy(batch((64, 64), (0,))[0])
    weight, bias = torch.full((64,), 1.5), torch.full((64,), 0.25)
    default = torch.get_num_threads()

    def on(threads: int) -> Callable[[], object]:
        def call() -> object:
            torch.set_num_threads(threads)
            return functional.batch_norm(x, None, None, weight, bias, training=True, eps=EPSILON)

        return call

    return {"torch": on(default), "torch, 1 thread": on(1)}


def small_batches(table: Table) -> None:
    """A batch that mostly fits the cache, as students have it; everything allocates its output."""
    x, gamma, beta = batch(SMALL, NHWC)
    candidates = {
        "ours": lambda: batch_norm(x, gamma, beta, axis=NHWC, epsilon=EPSILON),
        "textbook": lambda: textbook(x, NHWC, gamma, beta),
        **torch_candidates(x, NHWC),
        "torch, NCHW and back, copies timed": torch_by_copies(x),
    }
    speed_rows(table, "batch_norm, small NHWC", "channels-last", candidates, than_textbook=12, than_torch=3)


def large_batches(table: Table) -> None:
    """Batches of 51 MB; ours writes into memory that is there already."""
    for shape, axes in LARGE:
        x, gamma, beta = batch(shape, axes)
        out = np.empty_like(x)

        def ours(x: Array = x, gamma: Array = gamma, beta: Array = beta, axes: Axes = axes, out: Array = out) -> None:
            batch_norm(x, gamma, beta, axis=axes, epsilon=EPSILON, out=out)

        def by_the_book(x: Array = x, gamma: Array = gamma, beta: Array = beta, axes: Axes = axes) -> Array:
            return textbook(x, axes, gamma, beta)

        candidates = {"ours": ours, "textbook": by_the_book, **torch_candidates(x, axes), **torch_into_given_memory(x, axes)}
        what, layout = ("batch_norm, large NHWC", "channels-last") if axes == NHWC else ("batch_norm, large NCHW", "NCHW")
        speed_rows(table, what, layout, candidates, than_textbook=2.5, than_torch=1)


def speed_rows(
    table: Table, what: str, layout: str, candidates: dict[str, Callable[[], object]], *, than_textbook: float, than_torch: float
) -> None:
    times = interleaved(candidates)
    # The same array for both: as it lies in memory, by the documented call, with one thread or two, whichever is faster.
    as_it_lies = [f"torch, {layout}, {threads}" for threads in ("1 thread", "2 threads")]
    targets = {"textbook": than_textbook, min(as_it_lies, key=lambda name: times[name].best): than_torch}
    ours = times.pop("ours")
    table.heading("", "ours", "theirs", "ratio", "of medians")
    for name, theirs in times.items():
        table.speed(what, ours, name, theirs, targets.get(name))


def batch(shape: tuple[int, ...], axes: Axes) -> tuple[Array, Array, Array]:
    x = np.random.default_rng(678).standard_normal(shape, dtype=np.float32)
    statistics = [1 if a in axes else n for a, n in enumerate(shape)]
    return x, np.full(statistics, 1.5, np.float32), np.full(statistics, 0.25, np.float32)


def textbook(x: Array, axes: Axes, gamma: Array | float = 1.0, beta: Array | float = 0.0) -> Array:
    mean = x.mean(axes, keepdims=True)
    variance = x.var(axes, keepdims=True)
    return (x - mean) / np.sqrt(variance + EPSILON) * gamma + beta


def channels_second(x: Array, axes: Axes) -> torch.Tensor:
    """View an array as torch counts its axes, in the same memory."""
    tensor = torch.from_numpy(x)
    return tensor.permute(0, 3, 1, 2) if axes == NHWC else tensor


def torch_layouts(x: Array, axes: Axes) -> Iterator[tuple[str, int, torch.Tensor]]:
    for (name, layout), threads in product(LAYOUTS.items(), (1, 2)):
        tensor = channels_second(x, axes).contiguous(memory_format=layout)
        yield f"{name}, {threads} thread{'s' * (threads > 1)}", threads, tensor


def torch_candidates(x: Array, axes: Axes) -> dict[str, Callable[[], object]]:
    """Every layout torch has a kernel for; a copy into the other layout is made before the clock starts."""

    def candidate(tensor: torch.Tensor, threads: int) -> Callable[[], object]:
        weight, bias = torch.full((tensor.shape[1],), 1.5), torch.full((tensor.shape[1],), 0.25)

        def call() -> torch.Tensor:
            torch.set_num_threads(threads)
            return functional.batch_norm(tensor, None, None, weight, bias, training=True, eps=EPSILON)

        return call

    return {f"torch, {name}": candidate(tensor, threads) for name, threads, tensor in torch_layouts(x, axes)}


def torch_into_given_memory(x: Array, axes: Axes) -> dict[str, Callable[[], object]]:
    """The operator below `F.batch_norm` takes `out=` too, though undocumented: what it saves is shown, without a target."""

    def candidate(tensor: torch.Tensor, threads: int) -> Callable[[], object]:
        channels = tensor.shape[1]
        weight, bias = torch.full((channels,), 1.5), torch.full((channels,), 0.25)
        out = (torch.empty_like(tensor), torch.empty(channels), torch.empty(channels))

        def call() -> object:
            torch.set_num_threads(threads)
            return torch.native_batch_norm(tensor, weight, bias, None, None, True, 0.1, EPSILON, out=out)

        return call

    return {f"torch, {name}, out=": candidate(tensor, threads) for name, threads, tensor in torch_layouts(x, axes)}


def torch_by_copies(x: Array) -> Callable[[], object]:
    """What its faster layout costs someone whose data are NHWC."""
    view = channels_second(x, NHWC)
    weight, bias = torch.full((view.shape[1],), 1.5), torch.full((view.shape[1],), 0.25)

    def call() -> torch.Tensor:
        torch.set_num_threads(2)
        output = functional.batch_norm(view.contiguous(), None, None, weight, bias, training=True, eps=EPSILON)
        return output.contiguous(memory_format=torch.channels_last)

    return call


def histograms(table: Table) -> None:
    x = np.random.default_rng(678).standard_normal(1_000_000, dtype=np.float32)
    table.heading("", "ours", "theirs", "ratio", "of medians")
    for bins, at_least in BINS.items():
        times = interleaved(
            {"ours": lambda bins=bins: histogram(x, bins), "np.histogram": lambda bins=bins: np.histogram(x, bins)}
        )
        table.speed(f"histogram, {bins} bins", times["ours"], "np.histogram", times["np.histogram"], at_least)
    table.heading("", "other bin", "near edges")
    for bins in BINS:
        ours = histogram(x, bins)
        for name, theirs in {
            "np.histogram": np.histogram(x, bins),
            "of a float64 copy": np.histogram(x.astype(float), bins),
        }.items():
            # What crossed an edge shows as a difference of the two sums up to that edge.
            crossed = np.abs(np.cumsum(ours.counts - theirs[0]))[:-1]
            near = near_edges(x, ours.edges[1:-1])
            cells = [str(crossed.sum()), str(near.sum())]
            table.row(f"histogram, {bins} bins", name, cells, "edges only", bool((crossed <= near).all()))


def near_edges(x: Array, edges: Array) -> NDArray[np.int64]:
    """Count the values within rounding of each edge; `np.histogram` rounds its edges to float32, with errors of a few places."""
    rounding = 4 * np.spacing(np.float32(np.abs(x).max()))
    ascending = np.sort(x).astype(np.float64)
    return np.searchsorted(ascending, edges + rounding, "right") - np.searchsorted(ascending, edges - rounding, "left")


def memory(table: Table) -> None:
    """The first call also takes each thread's working memory of one block, which is kept: it shows beside a small batch."""
    table.heading("Peak / input, with output", "first call", "later")
    for shape, axes in [(SMALL, NHWC), *LARGE]:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
            first, later = fresh.submit(peaks, shape, axes).result()
        held = max(first, later) if (shape, axes) in LARGE else later
        table.row("batch_norm, memory", f"{shape}", [f"{first:.3f}", f"{later:.3f}"], "<= 1.05", held <= 1.05)


def peaks(shape: tuple[int, ...], axes: Axes) -> tuple[float, float]:
    """Return the most memory taken at a time by a first and a second call, as a share of the input."""
    x, gamma, beta = batch(shape, axes)
    tracemalloc.start()
    shares = []
    for _ in range(2):
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        batch_norm(x, gamma, beta, axis=axes, epsilon=EPSILON)
        shares.append((tracemalloc.get_traced_memory()[1] - before) / x.nbytes)
    return shares[0], shares[1]


def errors(table: Table) -> None:
    """Largest error of the normalized output, in standard deviations, against extended precision."""
    table.heading("Largest error, data mean", *(f"{mean:g}" for mean in MEANS))
    for shape, axes in [((64, 32, 32, 3), NHWC), ((200_000, 4), (0,))]:
        inputs = [normal_around(mean, shape) for mean in MEANS]
        exact = [textbook(x.astype(np.longdouble), axes) for x in inputs]
        for name, forward in forwards(shape).items():
            off = [float(np.abs(forward(x, axes) - y).max()) for x, y in zip(inputs, exact, strict=True)]
            target = ("<= 5e-06", max(off) <= 5e-6) if name == "ours" else ()
            table.row(f"{shape}", name, [f"{error:.1e}" for error in off], *target)


def normal_around(mean: float, shape: tuple[int, ...]) -> Array:
    return (np.random.default_rng(678).standard_normal(shape) + mean).astype(np.float32)


def forwards(shape: tuple[int, ...]) -> dict[str, Forward]:
    known: dict[str, Forward] = {
        "ours": lambda x, axes: batch_norm(x, axis=axes, epsilon=EPSILON).output,
        "textbook": textbook,
    }
    if len(shape) == 4:
        known["torch, channels-last"] = lambda x, axes: torch_forward(channels_second(x, axes))
        known["torch, NCHW"] = lambda x, axes: torch_forward(channels_second(x, axes).contiguous())
    else:
        known["torch"] = lambda x, axes: torch_forward(torch.from_numpy(x))
    if importlib.util.find_spec("tensorflow") is None:
        print("(no TensorFlow here)")
        return known
    return known | tensorflow_forwards()


def torch_forward(tensor: torch.Tensor) -> Array:
    output = functional.batch_norm(tensor, None, None, training=True, eps=EPSILON)
    return output.permute(0, 2, 3, 1).numpy() if output.ndim == 4 else output.numpy()


def tensorflow_forwards() -> dict[str, Forward]:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf  # late, as its threads would disturb the timing

    def from_moments(x: Array, axes: Axes) -> Array:
        mean, variance = tf.nn.moments(x, axes)
        return tf.nn.batch_normalization(x, mean, variance, None, None, EPSILON).numpy()

    def from_layer(x: Array, axes: Axes) -> Array:
        return tf.keras.layers.BatchNormalization(epsilon=EPSILON)(x, training=True).numpy()

    return {f"TensorFlow {tf.__version__}, tf.nn.moments": from_moments, f"Keras {tf.keras.__version__}, layer": from_layer}


if __name__ == "__main__":
    sys.exit(main())
