"""The command: what one may ask for, and how a run goes from its paths to the answer."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bn_core.dataset import files, report, state
from bn_core.dataset.chunks import Chunk, Note, Options, Outcome, Skipped, outcome_of
from bn_core.dataset.progress import Progress
from bn_core.dataset.sources import MissingPackageError, on_any_machine
from bn_core.dataset.tree import MergeTree
from bn_core.engine.threads import processors

_DESCRIPTION = """\
Count, mean, standard deviation, minimum, maximum and histogram of each channel of a data set, in one pass: a folder of images, a
zip or tar, .npy, .npz, Parquet, Zarr, at a path or at an address that fsspec knows (s3://…). The standard deviation is that of
all pixels together. Bytes and images count as 0…1; whatever is not of 8 or 16 bits counts as it is stored."""
_EPILOG = """\
Exit status: 0; 1 where nothing could be read, or --strict stopped; 2 for arguments that are wrong; 130 after Ctrl-C.
What is damaged is named on the error output, left out and counted. A compressed tar and each compressed array of an npz can only
be read from the front: one worker reads it, and a run that is resumed begins it anew."""
_SAVE_SECONDS = 2.0
_MOST_NAMED = 100
_FAILED, _WRONG, _INTERRUPTED = 1, 2, 130


class StrictError(Exception):
    """Something could not be read, and --strict stops then."""


class Run(NamedTuple):
    """What is read how, and where its state is kept."""

    chunks: list[Chunk]
    options: Options
    tree: MergeTree[Outcome]
    key: str


def main(arguments: Sequence[str] | None = None, *, alone: bool = False) -> int:
    """Run the command, `alone` where its process has done nothing else; return its exit status."""
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    parser = _parser()
    given = parser.parse_args(arguments)
    file = Path(given.state) if given.state else None
    if file and not file.absolute().parent.is_dir():
        return _refused(f"there is no folder for {str(file)!r}")
    try:
        with _pool(given) if alone else nullcontext() as pool:
            return _run(given, file, pool)
    except (FileNotFoundError, state.StateError, MissingPackageError) as error:
        return _refused(str(error))
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return _INTERRUPTED
    except StrictError:
        return _FAILED
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return _FAILED


def _run(given: argparse.Namespace, file: Path | None, pool: Executor | None) -> int:
    options = Options(given.channels, given.dtype, not given.no_histogram, tuple(given.only or ()), given.most_ratio)
    paths = [on_any_machine(path) for path in given.paths] if given.scheduler else given.paths
    found = list(files.plan(paths, options))
    chunks = [one for one in found if isinstance(one, Chunk)]
    key = state.fingerprint(chunks, options) if file else ""
    run = Run(chunks, options, state.load(file, key) if file else MergeTree(), key)
    planned = outcome_of([one for one in found if isinstance(one, (Skipped, Note))])
    left = [(number, chunk) for number, chunk in enumerate(chunks) if not run.tree.has(number)]
    total = sum(chunk.size for chunk in chunks)
    progress = Progress(total, total - sum(chunk.size for _number, chunk in left), quiet=given.quiet)
    try:
        known = [*planned.skipped, *(one for outcome in run.tree.nodes.values() for one in outcome.skipped)]
        _name_skipped(known, 0, progress, given.strict)
        _merge(run, _outcomes(left, options, given, pool), progress, file, strict=given.strict, skipped=len(known))
    except KeyboardInterrupt:
        goes_on = f"; the same command goes on from {file}" if file else ""
        progress.say(f"stopped at {progress.share:.0%}{goes_on}")
        return _INTERRUPTED
    progress.clear()
    outcome = planned | run.tree.result() if chunks else planned
    if not outcome.tables:
        print("error: nothing could be read", file=sys.stderr)
        return _FAILED
    if given.json:
        text = json.dumps(report.as_json(outcome, stored=given.stored), indent=1, ensure_ascii=False)
    else:
        text = report.as_text(outcome, stored=given.stored)
    try:
        print(text, flush=True)
    except BrokenPipeError:  # who reads has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _pool(given: argparse.Namespace) -> AbstractContextManager[Executor | None]:
    """Return processes that are forked before the first file is looked at, as some libraries begin threads then.

    None where none are needed, nor on macOS, whose own libraries do not expect forks.
    """
    if given.workers == 1 or given.scheduler or sys.platform != "linux":
        return nullcontext()
    from bn_core.dataset.workers import forked_pool

    return forked_pool(given.workers)


def _outcomes(
    left: list[tuple[int, Chunk]], options: Options, given: argparse.Namespace, pool: Executor | None
) -> Iterator[tuple[int, Outcome]]:
    """Return the outcomes of what is left, from the engine that was asked for."""
    if given.scheduler:
        from bn_core.dataset.cluster import run_on_cluster

        return run_on_cluster(left, options, given.scheduler)
    from bn_core.dataset.workers import run_here, run_in_processes

    workers = min(given.workers, len(left))
    return run_in_processes(left, options, workers, pool) if workers > 1 else run_here(left, options)


def _merge(
    run: Run, outcomes: Iterator[tuple[int, Outcome]], progress: Progress, file: Path | None, *, strict: bool, skipped: int
) -> None:
    """Merge what comes, whatever its order, and write the state now and then, and at the end whatever that is."""
    save = partial(state.save, file, run.key, run.tree) if file else None
    saved = time.monotonic()
    try:
        for number, outcome in outcomes:
            run.tree.add(number, outcome)
            _name_skipped(outcome.skipped, skipped, progress, strict)
            skipped += len(outcome.skipped)
            progress.add(run.chunks[number].size, skipped)
            if save and time.monotonic() - saved > _SAVE_SECONDS:
                save()
                saved = time.monotonic()
    finally:
        if save:
            save()


def _name_skipped(skipped: Sequence[Skipped], before: int, progress: Progress, strict: bool) -> None:
    for number, (name, reason) in enumerate(skipped, before + 1):
        if number <= _MOST_NAMED:
            progress.say(f"{name} {reason}")
        if number == _MOST_NAMED:
            progress.say("… what else is skipped is counted, and --json names it")
    if skipped and strict:
        progress.say("stopped, as --strict says")
        raise StrictError


def _refused(sentence: str) -> int:
    print(f"error: {sentence}", file=sys.stderr)
    return _WRONG


def _axis(text: str) -> int | str:
    try:
        return text if text == "none" else int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a whole number or none, got {text!r}") from None


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 on, got {text!r}")
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bn_core.dataset", description=_DESCRIPTION, epilog=_EPILOG)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder or an address")
    axis = parser.add_mutually_exclusive_group()
    axis.add_argument("--channels-last", dest="channels", action="store_const", const="last", help="(N, H, W, C), as in Keras")
    axis.add_argument(
        "--channels-first", dest="channels", action="store_const", const="first", help="(N, C, H, W), as in PyTorch"
    )
    axis.add_argument(
        "--channel-axis", dest="channels", type=_axis, metavar="AXIS", help="a number, or none: all values together"
    )
    parser.add_argument("--dtype", choices=["float16", "float32", "float64"], help="round arrays and tables to it first")
    parser.add_argument("--stored", action="store_true", help="images and bytes as 0…255 in place of 0…1")
    parser.add_argument("--only", action="append", metavar="NAME", help="look at this array or column only; may be given again")
    parser.add_argument("--no-histogram", action="store_true", help="mean and deviation alone, which is faster")
    parser.add_argument(
        "--workers", type=_positive, default=processors(), metavar="N", help="processes on this machine: one a processor"
    )
    parser.add_argument("--scheduler", metavar="ADDRESS", help="run on this Dask cluster (tcp://…) in place of processes here")
    parser.add_argument("--state", metavar="FILE", help="keep the state here; a run that was stopped goes on, to the same bits")
    parser.add_argument("--strict", action="store_true", help="stop at the first thing that cannot be read")
    ratio = Options.most_ratio
    parser.add_argument(
        "--most-ratio", type=_positive, default=ratio, metavar="N", help=f"unpack to at most N times the size ({ratio})"
    )
    parser.add_argument("--json", action="store_true", help="every digit, and the histograms")
    parser.add_argument("--quiet", action="store_true", help="no progress")
    return parser
