"""How many wrong codes may be tried: none of five letters is found by trying, and no address is stored.

Only wrong codes count, so that a school behind one address joins freely. What is held, in memory, is a mark of the address that
nobody can turn back, as long as it takes to be forgotten.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

# At once, and how many more each second.
OF_ADDRESS, OF_ADDRESS_A_SECOND = 40.0, 4 / 60
IN_ALL, IN_ALL_A_SECOND = 400.0, 40 / 60
_MOST_ADDRESSES = 10_000


class Tries:
    """Wrong codes of late, by address and in all."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._lock, self._salt = now, threading.Lock(), secrets.token_bytes(16)
        self._of: OrderedDict[bytes, tuple[float, float]] = OrderedDict()  # how many are left, and when that was so
        self._in_all = (IN_ALL, now())

    def may_try(self, address: str) -> bool:
        """Return whether this address may try a code."""
        with self._lock:
            return self._left_of(self._mark(address)) >= 1 and self._left_in_all() >= 1

    def was_wrong(self, address: str) -> None:
        """Count a code that no class has."""
        with self._lock:
            mark = self._mark(address)
            self._of[mark] = self._left_of(mark) - 1, self._now()
            self._of.move_to_end(mark)
            while len(self._of) > _MOST_ADDRESSES:
                self._of.popitem(last=False)
            self._in_all = self._left_in_all() - 1, self._now()

    def _left_of(self, mark: bytes) -> float:
        left, since = self._of.get(mark, (OF_ADDRESS, self._now()))
        return min(OF_ADDRESS, left + (self._now() - since) * OF_ADDRESS_A_SECOND)

    def _left_in_all(self) -> float:
        left, since = self._in_all
        return min(IN_ALL, left + (self._now() - since) * IN_ALL_A_SECOND)

    def _mark(self, address: str) -> bytes:
        return hashlib.blake2b(_network(address).encode(), key=self._salt, digest_size=12).digest()


def _network(address: str) -> str:
    """Return what one household has: an address of version 4, the first half of one of version 6."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or int(parsed) >> 64)
    return str(parsed)
