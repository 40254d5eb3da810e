"""Zarr: an array, or a group of them, chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Any

import numpy as np

from bn_core.dataset.blocks import merged
from bn_core.dataset.chunks import CHUNK_BYTES, Chunk, Found, Options, Outcome, Skipped, outcome_of
from bn_core.dataset.readers import arrays
from bn_core.dataset.sources import MissingPackageError

# What may unpack a chunk. Another codec may run what it reads: numcodecs has one that unpickles.
_CODECS = {
    *("bytes", "transpose", "sharding_indexed"),
    *("gzip", "zlib", "bz2", "lzma", "zstd", "blosc", "lz4", "packbits"),
    *("crc32", "crc32c", "adler32", "fletcher32", "jenkins_lookup3"),
    *("shuffle", "bitround", "delta", "fixedscaleoffset", "quantize", "astype"),
}
_MOST_CHUNK_BYTES = 1 << 30


def plan(source: str, options: Options) -> Iterator[Found]:
    """Find the chunks of a store: whole chunks of its own, of a few megabytes together, with all channels."""
    try:
        found = list(_arrays_in(source))
    except MissingPackageError:
        raise
    except Exception as error:  # whatever zarr raises over a store whose descriptions are damaged
        yield Skipped(source, f"is no Zarr store that can be read: {error}")
        return
    if not found:
        yield Skipped(source, "holds no arrays")
    for path, array in found:
        label = path.rsplit("/", 1)[-1]
        if not options.wants(label) and path:
            continue
        try:
            yield from _chunks_of(source, path, label, array, options)
        except ValueError as error:
            yield Skipped(f"{source}/{path}".rstrip("/"), arrays.reason(error))


def read(chunk: Chunk, options: Options) -> Outcome:
    """Read a piece of an array."""
    zarr = _zarr(chunk.source)
    path, header, axis, cuts = chunk.details
    try:
        store = zarr.open(chunk.source, mode="r")
        array = store[path] if path else store
        values = np.asarray(array[tuple(slice(*cut) for cut in cuts)])
        first = int(all(start == 0 for start, _stop in cuts))
        return outcome_of([arrays.table_of(merged(values, axis), header, first, options)])
    except Exception as error:  # whatever a codec raises over damaged bytes
        return Outcome(skipped=(Skipped(f"{chunk.source}/{path}".rstrip("/"), arrays.reason(error)),))


def _chunks_of(source: str, path: str, label: str, array: Any, options: Options) -> Iterator[Chunk]:
    codecs = _codecs(array)
    if not codecs <= _CODECS:
        raise ValueError(f"is packed by {', '.join(sorted(codecs - _CODECS))}, which is not run here")
    shape = tuple(array.shape)
    header = arrays.header_of(label, shape, np.dtype(array.dtype), options)
    axis = arrays.channel_axis_of(shape, options.channels)
    own = tuple(shape[a] if a == axis else n for a, n in enumerate(array.chunks))
    if prod(own) * array.dtype.itemsize > _MOST_CHUNK_BYTES:
        raise ValueError(f"has chunks of {prod(own) * array.dtype.itemsize:,} bytes, and {_MOST_CHUNK_BYTES:,} are the most")
    steps = _grown(own, shape, CHUNK_BYTES // 4 // array.dtype.itemsize)
    cuts = [[(start, min(start + step, n)) for start in range(0, n, step)] for n, step in zip(shape, steps, strict=True)]
    for cut in product(*cuts):
        size = prod(stop - start for start, stop in cut) * array.dtype.itemsize
        yield Chunk("zarrs", source, size, (path, header, axis, cut))


def _grown(own: tuple[int, ...], shape: tuple[int, ...], values: int) -> tuple[int, ...]:
    """Return a multiple of the chunks' own shape with about so many values, longer along the last axes first."""
    steps = list(own)
    for a in reversed(range(len(own))):
        times = min(values // prod(steps), -(-shape[a] // steps[a]))
        steps[a] *= max(1, times)
    return tuple(steps)


def _zarr(source: str) -> Any:
    try:
        import zarr
    except ImportError:
        raise MissingPackageError(f"{source} needs zarr: pip install -r requirements-dask.txt") from None
    return zarr


def _arrays_in(source: str) -> Iterator[tuple[str, Any]]:
    zarr = _zarr(source)
    opened = zarr.open(source, mode="r")
    if isinstance(opened, zarr.Array):
        yield "", opened
        return
    members = sorted(opened.members(max_depth=None), key=lambda member: member[0])
    yield from ((path, member) for path, member in members if isinstance(member, zarr.Array))


def _codecs(array: Any) -> set[str]:
    """Return the names of all that packs an array, those within shards included, from its description."""
    return set(_names(array.metadata.to_dict()))


def _names(description: Any) -> Iterator[str]:
    if not isinstance(description, dict):
        return
    for key in ("codecs", "index_codecs", "filters", "compressor"):
        several = description.get(key)
        for codec in several if isinstance(several, (list, tuple)) else [several]:
            if codec is not None:
                name = codec.get("name") or codec.get("id") if isinstance(codec, dict) else str(codec)
                yield str(name).removeprefix("numcodecs.")
                yield from _names(codec.get("configuration") if isinstance(codec, dict) else None)
