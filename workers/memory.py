"""How much memory there is, so that nothing is begun that the machine cannot hold."""

from __future__ import annotations

from pathlib import Path


def free_bytes() -> int:
    """Return how much memory this machine or container can still give; 0 where it does not say."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        free = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
        group = Path("/sys/fs/cgroup")
        limit = (group / "memory.max").read_text().strip() if (group / "memory.max").exists() else "max"
        return free if limit == "max" else min(free, int(limit) - int((group / "memory.current").read_text()))
    except (OSError, StopIteration):
        return 0
