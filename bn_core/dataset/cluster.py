"""Chunks to an existing Dask cluster: it has the machines, sees which of them die, and asks others for what they left."""

from __future__ import annotations

import pickle
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bn_core.dataset.chunks import Chunk, Options, Outcome
from bn_core.dataset.sources import MissingPackageError
from bn_core.dataset.workers import gave_up

_AHEAD = 3
_CONNECT_SECONDS = 10


def run_on_cluster(chunks: list[tuple[int, Chunk]], options: Options, address: str) -> Iterator[tuple[int, Outcome]]:
    """Read the chunks where the scheduler at this address sends them; `OSError` where it does not answer."""
    try:
        from distributed import Client, as_completed
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise MissingPackageError("--scheduler needs dask: pip install -r requirements-dask.txt") from None
    with Client(address, timeout=_CONNECT_SECONDS) as client:
        _send_package(client)
        left = list(reversed(chunks))
        most = _AHEAD * max(1, sum(client.nthreads().values()))
        read_packed = _reader()
        running: dict[Any, tuple[int, Chunk]] = {}
        submitted = as_completed()

        def submit_next() -> None:
            numbered = left.pop()
            future = client.submit(read_packed, pickle.dumps((numbered[1], options)), pure=False)
            running[future.key] = numbered
            submitted.add(future)

        for _ in range(min(most, len(left))):
            submit_next()
        try:
            for future in submitted:
                number, chunk = running.pop(future.key)
                if left:
                    submit_next()
                try:
                    yield number, future.result()
                except KilledWorker:
                    yield number, gave_up(chunk)
                except ImportError as error:
                    raise MissingPackageError(f"the workers of {address} lack a package: {error}") from None
        finally:
            submitted.clear()


def _reader() -> Callable[[bytes], Outcome]:
    """Return what a worker is asked for, as a function within one, which goes whole: the scheduler may have no `bn_core`."""

    def read_packed(chunk_and_options: bytes) -> Outcome:
        import pickle

        from bn_core.dataset.files import read

        return read(*pickle.loads(chunk_and_options))

    return read_packed


def _send_package(client: Any) -> None:
    """Give the workers this `bn_core`, those too that come later: it is no package that one installs."""
    from distributed.diagnostics.plugin import UploadFile

    package = Path(__file__).parents[1]
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "bn_core.zip"
        with zipfile.ZipFile(archive, "w") as target:
            for file in sorted(package.rglob("*.py")):
                target.write(file, file.relative_to(package.parent))
        client.register_plugin(
            UploadFile(str(archive)), name="bn_core"
        )  # `Client.upload_file` would load it in the scheduler too
