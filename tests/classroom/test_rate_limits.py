from __future__ import annotations

from classroom.classes import MOST_CLASSES
from classroom.rate_limits import OPENED_CLASSES, WRONG_CODES, WRONG_CODES_IN_ALL, Allowance


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def wrong_codes(clock=None):
    return Allowance(WRONG_CODES, WRONG_CODES_IN_ALL, clock or Clock())


def used_up(allowance, address):
    """Return how often an address may do it."""
    count = 0
    while allowance.has_left(address) and count < 10_000:
        allowance.spend(address)
        count += 1
    return count


def test_an_address_may_try_some_codes_and_later_some_more():
    clock = Clock()
    codes = wrong_codes(clock)
    assert used_up(codes, "192.0.2.1") == WRONG_CODES.at_once
    assert codes.has_left("192.0.2.2")
    clock.now = 60
    assert used_up(codes, "192.0.2.1") == 4


def test_many_addresses_together_may_not_try_more_than_the_total():
    clock = Clock()
    codes = wrong_codes(clock)
    assert sum(used_up(codes, f"192.0.{n // 256}.{n % 256}") for n in range(1000)) == WRONG_CODES_IN_ALL.at_once
    clock.now = 60
    assert sum(used_up(codes, f"198.51.{n // 256}.{n % 256}") for n in range(1000)) == 40


def test_the_code_of_a_class_that_is_over_counts_once_for_a_whole_school():
    codes = wrong_codes()
    for _phone in range(200):
        codes.spend("192.0.2.1", once_for="BCDFG")
    assert used_up(codes, "192.0.2.1") == WRONG_CODES.at_once - 1
    codes.spend("192.0.2.2", once_for="BCDFG")
    assert used_up(codes, "192.0.2.2") == WRONG_CODES.at_once - 1


def test_a_school_may_open_twenty_classes_at_once_and_nobody_alone_takes_the_room_of_all():
    clock = Clock()
    opened = Allowance(OPENED_CLASSES, now=clock)
    assert used_up(opened, "192.0.2.1") == 20
    assert opened.has_left("192.0.2.2")
    clock.now = 3600
    assert 20 + used_up(opened, "192.0.2.1") < MOST_CLASSES


def test_all_ipv6_addresses_of_a_household_count_as_one():
    codes = wrong_codes()
    used_up(codes, "2001:db8::1")
    assert not codes.has_left("2001:db8::ffff")
    assert not codes.has_left("2001:db8::2%eth0")
    assert codes.has_left("2001:db8:0:1::1")


def test_no_address_is_stored():
    codes = wrong_codes()
    codes.spend("192.0.2.1", once_for="BCDFG")
    assert "192.0.2.1" not in repr(vars(codes))
    assert b"192.0.2.1" not in b"".join([*codes._left, *codes._counted])
