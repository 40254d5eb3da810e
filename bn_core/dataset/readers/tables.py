"""Parquet: each column of numbers is a channel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bn_core.dataset.blocks import GROUP_VALUES, summary_of_array
from bn_core.dataset.chunks import CHUNK_BYTES, Chunk, Found, Note, Options, Outcome, Skipped, Table, in_groups, outcome_of
from bn_core.dataset.sources import MissingPackageError, opened


def plan(source: str, options: Options) -> Iterator[Found]:
    """Find the chunks of one file: some row groups each."""
    with opened(source) as file:
        try:
            parquet = _parquet(file)
        except _damages() as error:
            yield Skipped(source, f"is no Parquet that can be read: {error}")
            return
        names = []
        for column in parquet.schema_arrow:
            if not options.wants(column.name):
                continue
            if _is_number(column.type):
                names.append(column.name)
            else:
                yield Note(f"column {column.name!r} holds {column.type}, left out")
        if not names or parquet.metadata.num_rows == 0:
            yield Skipped(source, "has no column of numbers" if not names else "has no rows")
            return
        sizes = [parquet.metadata.row_group(i).total_byte_size for i in range(parquet.metadata.num_row_groups)]
    for group, size in in_groups(enumerate(sizes), CHUNK_BYTES, len(sizes)):
        yield Chunk("tables", source, size, (tuple(names), group))


def read(chunk: Chunk, options: Options) -> Outcome:
    """Read some row groups, a few thousand rows at a time."""
    names, groups = chunk.details
    label = f"table of {len(names)} columns: {', '.join(names)}"
    found: list[tuple[str, Table] | Skipped | Note] = []
    with opened(chunk.source) as file:
        try:
            rows = max(1, GROUP_VALUES // len(names))
            for batch in _parquet(file).iter_batches(rows, row_groups=list(groups), columns=list(names)):
                values = np.stack([_floats(batch.column(name)) for name in names])
                summary = summary_of_array(values[np.newaxis], histogram=options.histogram, dtype=options.dtype)
                found.append((label, Table(summary, batch.num_rows, "rows", 1, tuple(names))))
        except _damages() as error:
            found.append(Skipped(chunk.source, f"is damaged in one of the row groups {groups[0]} to {groups[-1]}: {error}"))
    return outcome_of(found)


def _floats(column: Any) -> NDArray[np.float64]:
    """Return a column as float64; what is missing becomes NaN."""
    import pyarrow as pa
    import pyarrow.compute as pc

    values: NDArray[np.float64] = pc.cast(column, pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return values


def _is_number(kind: Any) -> bool:
    from pyarrow import types

    return any(is_so(kind) for is_so in (types.is_integer, types.is_floating, types.is_boolean, types.is_decimal))


def _parquet(file: Any) -> Any:
    try:
        from pyarrow import parquet
    except ImportError:
        raise MissingPackageError("Parquet needs pyarrow: pip install pyarrow") from None
    return parquet.ParquetFile(file)


def _damages() -> tuple[type[Exception], ...]:
    from pyarrow import ArrowException

    return ArrowException, OSError, ValueError, KeyError
