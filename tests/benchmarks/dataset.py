"""The command for data sets against dask.array, and against decoding alone.

From the root of the repository, on a quiet machine: ``python -m tests.benchmarks.dataset [--gigabytes 4] [--images 20000]``. The
files are made in the temporary folder and deleted; 0 leaves a part out. The exit status is 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psutil
from PIL import Image

from bn_core.dataset.chunks import MOST_FILES
from tests.benchmarks.memory import anonymous
from tests.benchmarks.ratios import Table, machine

WORKERS = 2
MOST_MEMORY = 64 << 20
SIDE = 224
# Two chunks: what the command takes for these is nearly all its start.
SMALL = 128 << 20
ROUNDS = 2
# A look at the memory of the workers takes a millisecond of a processor that they have work for.
LOOK_SECONDS = 0.1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=4.0)
    parser.add_argument("--images", type=int, default=20_000)
    given = parser.parse_args()
    import dask

    print(machine(NumPy=np.__version__, Pillow=Image.__version__, dask=dask.__version__))
    table = Table()
    for dtype in ("uint8", "float32") if given.gigabytes else ():
        array_file(table, dtype, int(given.gigabytes * 1e9))
    if given.images:
        image_folder(table, given.images)
    print(f"\n{len(table.missed)} targets missed", *table.missed, sep="\n  ")
    return 1 if table.missed else 0


class Run(NamedTuple):
    """What one candidate took, on the clock and of the processors, and the most anonymous memory that one worker had."""

    seconds: float
    processor: float
    memory: int
    mean: list[float]
    deviation: list[float]

    def cells(self, ratio: float | None = None) -> list[str]:
        memory = f"{self.memory / 2**20:.0f} MiB" if self.memory else ""
        return [f"{self.seconds:.2f}", f"{self.processor:.2f}", memory, "" if ratio is None else f"{ratio:.2f}"]


def array_file(table: Table, dtype: str, size: int) -> None:
    """Compare mean and deviation of each channel of images in one file; the first look puts it in the page cache."""
    table.heading(f"{size / 1e9:g} GB of {dtype} images", "seconds", "processor", "memory", "ratio")
    with tempfile.TemporaryDirectory() as folder:
        file, small = Path(folder) / "images.npy", Path(folder) / "small.npy"
        write(small, dtype, SMALL)
        start = min(command([str(small), "--no-histogram"], watched=False) for _ in range(ROUNDS))
        write(file, dtype, size)
        command([str(file), "--no-histogram"])
        sums = {
            "dask.array, sums in float64": "dtype='f8'",
            **({"dask.array, sums in float32": ""} if dtype == "float32" else {}),
        }
        theirs = {name: by_dask(file, how) for name, how in sums.items()}
        ours = {
            name: min(command([str(file), *options]) for _ in range(ROUNDS))
            for name, options in {"mean, std and extremes": ["--no-histogram"], "with histogram": []}.items()
        }
    right, *quick = theirs.values()
    for name, run in theirs.items():
        apart = max(abs(np.divide(run.deviation, ours["with histogram"].deviation) - 1))
        table.row("mean and std of each channel", name, run.cells())
        table.row("relative error of the std", name, ["", "", "", f"{apart:.1g}"])
    for name, run in ours.items():
        ratio = right.seconds / run.seconds
        np.testing.assert_allclose(run.mean, right.mean, rtol=1e-9, atol=1e-9)
        as_much = name != "with histogram"  # which dask.array was not asked for
        table.row("the command", name, run.cells(ratio), ">= 10" if as_much else "", ratio >= 10 if as_much else None)
        for other in quick:
            table.row("the command, beside sums in float32", name, run.cells(other.seconds / run.seconds))
        table.row("anonymous memory of a worker", name, ["", "", run.cells()[2]], "< 64 MiB", run.memory < MOST_MEMORY)
    table.row("start and end of three processes", f"{SMALL >> 20} MiB instead", start.cells())


def image_folder(table: Table, count: int) -> None:
    """Compare the command with a pool that decodes the same files and throws the pixels away."""
    table.heading(f"{count:,} PNGs of {SIDE} × {SIDE}", "seconds", "processor", "memory", "ratio")
    with tempfile.TemporaryDirectory() as folder:
        draw(Path(folder), count)
        decoding(Path(folder))
        pairs = [
            (decoding(Path(folder)), command([folder], watched=False)) for _ in range(ROUNDS + 1)
        ]  # as nobody looks at decoding alone
    theirs, ours = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
    ratio = theirs.seconds / ours.seconds
    table.row("decoding alone", f"Pillow, {WORKERS} processes", theirs.cells())
    table.row("the command", f"{WORKERS} workers", ours.cells(ratio), ">= 0.9", ratio >= 0.9)


def command(arguments: list[str], *, watched: bool = True) -> Run:
    """Run the command; look at the memory of its workers meanwhile."""
    start, before = time.perf_counter(), processor_seconds()
    whole = [sys.executable, "-m", "bn_core.dataset", *arguments, "--json", "--quiet", "--workers", str(WORKERS)]
    with subprocess.Popen(whole, stdout=subprocess.PIPE, text=True) as run:
        most = [0]
        watcher = threading.Thread(target=watch, args=(run, most))
        if watched:
            watcher.start()
        out = run.communicate()[0]
        seconds = time.perf_counter() - start
        if watched:
            watcher.join()
    (found,) = json.loads(out)["tables"].values()
    mean, deviation = ([channel[what] * found["divided_by"] for channel in found["channels"]] for what in ("mean", "std"))
    return Run(seconds, processor_seconds() - before, most[0], mean, deviation)


def processor_seconds() -> float:
    """Return what all processes of this machine have taken: those that are forked from another's are no children of this one."""
    used = psutil.cpu_times()
    return float(used.user + used.system)


def watch(run: subprocess.Popen[str], most: list[int]) -> None:
    while run.poll() is None:
        for child in children(run.pid):
            most[0] = max(most[0], anonymous(child))
        time.sleep(LOOK_SECONDS)


def children(pid: int) -> list[int]:
    try:
        return [child.pid for child in psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def by_dask(file: Path, how: str) -> Run:
    """Time dask.array as one uses it, in a process of its own, whose start does not count.

    Of float32 it takes sums in float32 where one does not say `how` else, and its std is off by a hundredth.
    """
    program = f"""
import json, time, numpy, dask, dask.array as da
from tests.benchmarks.dataset import processor_seconds
x = da.from_array(numpy.load({str(file)!r}, mmap_mode="r"))
start, processor = time.perf_counter(), processor_seconds()
mean, deviation = dask.compute(x.mean((0, 1, 2), {how}), x.std((0, 1, 2), {how}))
print(json.dumps([time.perf_counter() - start, processor_seconds() - processor, 0, mean.tolist(), deviation.tolist()]))
"""
    return Run(*json.loads(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout))


def write(file: Path, dtype: str, size: int) -> None:
    one = SIDE * SIDE * 3 * np.dtype(dtype).itemsize
    images = np.lib.format.open_memmap(file, "w+", dtype, (max(1, size // one), SIDE, SIDE, 3))
    random = np.random.default_rng(678)
    for start in range(0, len(images), 500):
        part = images[start : start + 500]
        part[...] = (
            random.integers(0, 256, part.shape, np.uint8) if dtype == "uint8" else random.standard_normal(part.shape, np.float32)
        )
    images.flush()


def draw(folder: Path, count: int) -> None:
    """Draw a hundred images that pack like photographs, and copy them: a decoder does not know."""
    random = np.random.default_rng(678)
    y, x = np.mgrid[:SIDE, :SIDE]
    for i in range(min(count, 100)):
        waves = np.stack(
            [np.sin(x / random.uniform(5, 40) + random.uniform(0, 6)) + np.sin(y / random.uniform(5, 40)) for _ in range(3)], -1
        )
        pixels = (127 + 50 * waves + random.normal(0, 6, waves.shape)).clip(0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"{i:06}.png")
    for i in range(100, count):
        shutil.copyfile(folder / f"{i % 100:06}.png", folder / f"{i:06}.png")


def decode(names: list[str]) -> int:
    for name in names:
        with Image.open(name) as image:
            image.load()
    return len(names)


def decoding(folder: Path) -> Run:
    """Time a pool of as many processes that decode the same files, in groups of the same size."""
    program = f"""
import sys; from tests.benchmarks.dataset import decode
from pathlib import Path; from loky import ProcessPoolExecutor
names = [str(file) for file in sorted(Path({str(folder)!r}).iterdir())]
groups = [names[i : i + {MOST_FILES}] for i in range(0, len(names), {MOST_FILES})]
with ProcessPoolExecutor({WORKERS}) as pool: print(sum(pool.map(decode, groups)))
"""
    start, before = time.perf_counter(), processor_seconds()
    subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return Run(time.perf_counter() - start, processor_seconds() - before, 0, [], [])


if __name__ == "__main__":
    sys.exit(main())
