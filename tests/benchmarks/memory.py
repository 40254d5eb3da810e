"""How much memory a process holds."""

from __future__ import annotations

from pathlib import Path

import psutil


def anonymous(pid: int) -> int:
    """Return its bytes that are no file's; 0 for a process that is over."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon")), 0)


def pss(process: psutil.Process) -> float:
    """Return its megabytes, each shared page counted by its share."""
    return float(process.memory_full_info().pss / 2**20)
