"""How many wrong codes may be tried: too few to guess a code, and without storing an address.

Only wrong codes count, so that a school behind one address joins freely. Memory holds a keyed hash of each address; the key is
random and ends with the process.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

# How many at once, and how many more each second.
OF_ADDRESS, OF_ADDRESS_A_SECOND = 40.0, 4 / 60
IN_ALL, IN_ALL_A_SECOND = 400.0, 40 / 60
_MOST_ADDRESSES = 10_000


class Tries:
    """Recent wrong codes, for each address and in total."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._lock, self._salt = now, threading.Lock(), secrets.token_bytes(16)
        self._of: OrderedDict[bytes, tuple[float, float]] = OrderedDict()  # tries left, and when they were counted
        self._in_all = (IN_ALL, now())

    def may_try(self, address: str) -> bool:
        """Return whether this address may try a code."""
        with self._lock:
            return self._left_of(self._hash(address)) >= 1 and self._left_in_all() >= 1

    def was_wrong(self, address: str) -> None:
        """Count a wrong code."""
        with self._lock:
            hashed = self._hash(address)
            self._of[hashed] = self._left_of(hashed) - 1, self._now()
            self._of.move_to_end(hashed)
            while len(self._of) > _MOST_ADDRESSES:
                self._of.popitem(last=False)
            self._in_all = self._left_in_all() - 1, self._now()

    def _left_of(self, hashed: bytes) -> float:
        left, since = self._of.get(hashed, (OF_ADDRESS, self._now()))
        return min(OF_ADDRESS, left + (self._now() - since) * OF_ADDRESS_A_SECOND)

    def _left_in_all(self) -> float:
        left, since = self._in_all
        return min(IN_ALL, left + (self._now() - since) * IN_ALL_A_SECOND)

    def _hash(self, address: str) -> bytes:
        return hashlib.blake2b(_network(address).encode(), key=self._salt, digest_size=12).digest()


def _network(address: str) -> str:
    """Return what one household shares: an IPv4 address, or the first half of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or int(parsed) >> 64)
    return str(parsed)
