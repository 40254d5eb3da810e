"""What the operating system lets this process have, and takes back from it."""

from __future__ import annotations

import ctypes
import sys

# What glibc calls the size from which a block of memory has pages of its own, which go back to the system when it is freed.
_M_MMAP_THRESHOLD, _LARGE_BYTES = -3, 1 << 20
# Four files a session, of which Streamlit keeps three after its end: enough for thousands, where the system allows it.
OPEN_FILES = 65_536


def raise_open_files(wanted: int = OPEN_FILES) -> None:
    """Allow as many open files as the system's hard limit does, up to `wanted`; more stays allowed where it is."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def give_back_freed_arrays() -> None:
    """Have large arrays go back to the system when they are freed: glibc else keeps up to 32 MB of each thread's for later."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none, and gives back by itself
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
