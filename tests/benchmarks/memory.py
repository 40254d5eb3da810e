"""What a process holds of memory that is no file's."""

from __future__ import annotations

from pathlib import Path


def anonymous(pid: int) -> int:
    """Return its bytes; 0 for a process that is over."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon")), 0)
