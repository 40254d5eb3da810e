"""From the paths one gives to the chunks that workers read, always in the same order; and which reader takes which."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any

from bn_core.dataset.chunks import IMAGES, Chunk, Found, Note, Options, Outcome, Skipped, images_in_groups
from bn_core.dataset.sources import MissingPackageError, exists, files_in, is_folder, is_zarr, joined, size_of

_TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
# Which function plans a file, by the end of its name, and which reads a chunk, by its reader: modules come when their files do.
_PLANS: dict[tuple[str, ...], tuple[str, str]] = {
    (".npy",): ("arrays", "plan"),
    (".npz", ".zip"): ("archives", "plan_zip"),
    _TARS: ("archives", "plan_tar"),
    (".parquet", ".pq"): ("tables", "plan"),
}
_READS = {
    "images": ("images", "read"),
    "arrays": ("arrays", "read"),
    "zip_images": ("archives", "read_zip_images"),
    "zip_arrays": ("archives", "read_zip_arrays"),
    "tar_images": ("archives", "read_tar_images"),
    "tar_stream": ("archives", "read_tar_stream"),
    "tables": ("tables", "read"),
    "zarrs": ("zarrs", "read"),
}


def plan(paths: Iterable[str], options: Options) -> Iterator[Found]:
    """Find the chunks of all paths; `FileNotFoundError` names one that does not exist."""
    for path in paths:
        if not exists(path):
            raise FileNotFoundError(f"there is no {path!r}")
        if not is_folder(path):
            yield from _of_file(path, options)
        elif is_zarr(path):
            yield from _function("zarrs", "plan")(path, options)
        else:
            yield from _of_folder(path, options)


def read(chunk: Chunk, options: Options) -> Outcome:
    """Read a chunk: what a worker process is asked for."""
    try:
        outcome: Outcome = _function(*_READS[chunk.reader])(chunk, options)
    except (ImportError, MissingPackageError):
        raise
    except Exception as error:
        return Outcome(skipped=(_unforeseen(name_of(chunk), error),))
    return outcome


def name_of(chunk: Chunk) -> str:
    """Return what to call a chunk when all of it is left out."""
    return chunk.source or str(chunk.details[0])


def _unforeseen(name: str, error: Exception) -> Skipped:
    """Return the sentence for what no reader foresees: a parser of damaged files raises whatever comes, and a run goes on."""
    return Skipped(name, f"could not be read, {type(error).__name__}: {error}")


def _of_folder(folder: str, options: Options) -> Iterator[Found]:
    """Images first, in groups; then whatever else there is, of which .npy files are grouped as well."""
    names = list(files_in(folder))
    pictures = [name for name in names if name.lower().endswith(IMAGES)]
    if pictures:
        sized = ((name, size_of(joined(folder, name))) for name in pictures)
        yield from images_in_groups("images", folder, sized)  # here, as this process needs no decoder
    alone = [name for name in names if name.lower().endswith(".npy") and options.wants(os.path.basename(name)[:-4])]
    if alone:
        yield from _function("arrays", "plan_all")([joined(folder, name) for name in alone], options)
    for name in names:
        if name.lower().endswith((*IMAGES, ".npy")):
            continue
        path = joined(folder, name)
        if is_folder(path):
            if is_zarr(path):
                yield from _function("zarrs", "plan")(path, options)
            else:
                yield Skipped(path, "may not be read")
        elif _planner(path) is None:
            yield Note("files of another kind in a folder, not looked at")
        else:
            yield from _of_file(path, options)


def _of_file(path: str, options: Options) -> Iterator[Found]:
    if size_of(path) == 0:
        yield Skipped(path, "is empty")
        return
    planned = _planner(path)
    if planned is not None:
        try:
            yield from planned(path, options)
        except (ImportError, MissingPackageError):
            raise
        except Exception as error:
            yield _unforeseen(path, error)
    elif path.lower().endswith(IMAGES):
        yield Chunk("images", "", size_of(path), (path,))
    else:
        yield Skipped(path, "is of no kind that is known: images, zip, tar, npy, npz, Parquet and Zarr are")


def _planner(path: str) -> Callable[[str, Options], Iterator[Found]] | None:
    for ends, where in _PLANS.items():
        if path.lower().endswith(ends):
            planned: Callable[[str, Options], Iterator[Found]] = _function(*where)
            return planned
    return None


def _function(module: str, name: str) -> Any:
    return getattr(import_module(f"bn_core.dataset.readers.{module}"), name)
