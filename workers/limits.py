"""What the operating system lets this process have, and takes back from it."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import selectors
import socket
import sys

# What glibc calls the size from which a block of memory has pages of its own, which go back to the system when it is freed.
_M_MMAP_THRESHOLD, _LARGE_BYTES = -3, 1 << 20
# And how many stores of freed memory a process has.
_M_ARENA_MAX, _STORES = -8, 2
# Three files a session, of which Streamlit keeps two for a while after its end: enough for thousands, where the system allows it.
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


def spare_open_files() -> None:
    """Have new event loops take two open files instead of three: Streamlit makes one for each session, and never runs it."""
    if sys.platform != "win32":
        asyncio.set_event_loop_policy(_PollingLoops())


class _PollingLoops(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.SelectorEventLoop(selectors.PollSelector())  # where epoll and kqueue hold a file


def send_at_once() -> None:
    """Have all connections that the server accepts send what they are given at once.

    asyncio sees to that where a socket names TCP as its protocol, which Streamlit's does not. Of an answer in several messages
    all but the first would then wait for the other side to acknowledge that one, which its system may put off for 40 ms.
    """
    if sys.platform != "linux":  # where what is accepted has it from the socket that listens
        return
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        try:
            one = socket.socket(fileno=descriptor)
        except OSError:  # no socket, or closed by now
            continue
        try:
            if one.type == socket.SOCK_STREAM and one.family in (socket.AF_INET, socket.AF_INET6):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        finally:
            one.detach()  # whose it is still has it


def spare_collections() -> None:
    """Have Python's garbage collector leave alone what the server holds once it has started: each look through it takes 0.1 s."""
    gc.collect()
    gc.freeze()


def give_back_freed_arrays() -> None:
    """Have large arrays go back to the system when they are freed: glibc would keep up to 32 MB of each thread's for later."""
    _tell_glibc(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def share_freed_memory() -> None:
    """Have threads take memory that others freed: a rerun is a thread, and glibc has eight stores of memory for each core."""
    _tell_glibc(_M_ARENA_MAX, _STORES)


def _tell_glibc(option: int, value: int) -> None:
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none, and gives back by itself
        if mallopt is not None:
            mallopt(option, value)
