"""Chunks to an existing Dask cluster: it has the machines, sees which of them die, and asks others for what they left."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bn_core.dataset.chunks import Chunk, Options, Outcome
from bn_core.dataset.files import read
from bn_core.dataset.sources import MissingPackageError

_AHEAD = 3
_CONNECT_SECONDS = 10


def run_on_cluster(chunks: list[tuple[int, Chunk]], options: Options, address: str) -> Iterator[tuple[int, Outcome]]:
    """Read the chunks where the scheduler at this address sends them; `OSError` where it does not answer."""
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise MissingPackageError("--scheduler needs dask: pip install -r requirements-dask.txt") from None
    with Client(address, timeout=_CONNECT_SECONDS) as client:
        _send_package(client)
        left = list(reversed(chunks))
        most = _AHEAD * max(1, sum(client.nthreads().values()))
        submitted = as_completed([_submit(client, left.pop(), options) for _ in range(min(most, len(left)))])
        try:
            for future in submitted:
                if left:
                    submitted.add(_submit(client, left.pop(), options))
                yield future.result()
        finally:
            submitted.clear()


def _submit(client: Any, numbered: tuple[int, Chunk], options: Options) -> Any:
    return client.submit(_numbered_outcome, *numbered, options, pure=False)


def _numbered_outcome(number: int, chunk: Chunk, options: Options) -> tuple[int, Outcome]:
    return number, read(chunk, options)


def _send_package(client: Any) -> None:
    """Give the workers this `bn_core`, those too that come later: it is no package that one installs."""
    package = Path(__file__).parents[1]
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "bn_core.zip"
        with zipfile.ZipFile(archive, "w") as target:
            for file in sorted(package.rglob("*.py")):
                target.write(file, file.relative_to(package.parent))
        client.upload_file(str(archive))
