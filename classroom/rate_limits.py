"""What one address may do, and all together: try wrong codes, too few to guess one; open classes, too few to leave no room.

A school is behind one address: right codes do not count, and a wrong one counts once, as each phone of a class that is over
may try its code again. Memory holds keyed hashes of addresses; the key is random and ends with the process.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple, TypeVar

T = TypeVar("T")
_MOST_ADDRESSES = 10_000


class Rate(NamedTuple):
    """A token bucket: how many it holds, and how many more come each second."""

    at_once: float
    a_second: float

    def after(self, left: float, seconds: float) -> float:
        """Return how many are left so many seconds later."""
        return min(self.at_once, left + seconds * self.a_second)


WRONG_CODES, WRONG_CODES_IN_ALL = Rate(40.0, 4 / 60), Rate(400.0, 40 / 60)
# Those that nobody joins within an hour make room for others: from one address they never are all of `MOST_CLASSES`.
OPENED_CLASSES = Rate(20.0, 1 / 60)
_UNLIMITED = Rate(math.inf, 0.0)


class Allowance:
    """How much an address may still do, and all addresses together."""

    def __init__(self, of_address: Rate, in_all: Rate = _UNLIMITED, now: Callable[[], float] = time.monotonic) -> None:
        self._of_address, self._in_all, self._now = of_address, in_all, now
        self._lock, self._salt = threading.Lock(), secrets.token_bytes(16)
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()  # how much, and when that was so
        self._left_in_all = (in_all.at_once, now())
        self._counted: OrderedDict[bytes, None] = OrderedDict()

    def has_left(self, address: str) -> bool:
        """Return whether this address may do it once more."""
        with self._lock:
            return self._of(self._hash(address)) >= 1 and self._of_all() >= 1

    def spend(self, address: str, once_for: str = "") -> None:
        """Count that it was done: by an address only once for the same thing, where one is named."""
        with self._lock:
            hashed = self._hash(address)
            if once_for and not _first_time(self._counted, self._hash(address, once_for)):
                return
            self._left[hashed] = self._of(hashed) - 1, self._now()
            _keep_latest(self._left, hashed)
            self._left_in_all = self._of_all() - 1, self._now()

    def _of(self, hashed: bytes) -> float:
        left, since = self._left.get(hashed, (self._of_address.at_once, self._now()))
        return self._of_address.after(left, self._now() - since)

    def _of_all(self) -> float:
        left, since = self._left_in_all
        return self._in_all.after(left, self._now() - since)

    def _hash(self, address: str, what: str = "") -> bytes:
        return hashlib.blake2b(f"{_network(address)} {what}".encode(), key=self._salt, digest_size=12).digest()


def _first_time(counted: OrderedDict[bytes, None], hashed: bytes) -> bool:
    """Count it, and return whether it had not been counted."""
    is_first = hashed not in counted
    counted[hashed] = None
    _keep_latest(counted, hashed)
    return is_first


def _keep_latest(kept: OrderedDict[bytes, T], hashed: bytes) -> None:
    kept.move_to_end(hashed)
    while len(kept) > _MOST_ADDRESSES:
        kept.popitem(last=False)


def _network(address: str) -> str:
    """Return what one household shares: an IPv4 address, or the first half of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or int(parsed) >> 64)
    return str(parsed)
