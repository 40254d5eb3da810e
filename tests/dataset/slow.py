"""The command with small chunks that take their time, its state written after each, for a test that stops it half-way."""

from __future__ import annotations

import os
import sys
import time

from bn_core.dataset import command, files, workers
from bn_core.dataset.readers import arrays

SECONDS = 0.02


def slow_read(chunk, options):
    time.sleep(SECONDS)
    return files.read(chunk, options)


def deadly_read(chunk, options):
    """Read a chunk as a decoder would that crashes over one file."""
    if any("deadly" in piece.name for piece in chunk.details):
        os.abort()
    return files.read(chunk, options)


if __name__ == "__main__":
    arrays.CHUNK_BYTES = 1 << 14
    command._SAVE_SECONDS = 0
    workers.read = slow_read
    sys.exit(command.main(alone=True))
