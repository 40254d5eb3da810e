from __future__ import annotations

from classroom.limits import IN_ALL, OF_ADDRESS, Tries


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def used_up(tries, address):
    """Return how many wrong codes an address may try."""
    count = 0
    while tries.may_try(address) and count < 10_000:
        tries.was_wrong(address)
        count += 1
    return count


def test_an_address_may_try_some_codes_and_later_some_more():
    clock = Clock()
    tries = Tries(clock)
    assert used_up(tries, "192.0.2.1") == OF_ADDRESS
    assert tries.may_try("192.0.2.2")
    clock.now = 60
    assert used_up(tries, "192.0.2.1") == 4


def test_many_addresses_together_may_not_try_more_than_the_total():
    clock = Clock()
    tries = Tries(clock)
    assert sum(used_up(tries, f"192.0.{n // 256}.{n % 256}") for n in range(1000)) == IN_ALL
    clock.now = 60
    assert sum(used_up(tries, f"198.51.{n // 256}.{n % 256}") for n in range(1000)) == 40


def test_right_codes_do_not_count():
    tries = Tries(Clock())
    assert all(tries.may_try("192.0.2.1") for _student in range(2000))


def test_all_ipv6_addresses_of_a_household_count_as_one():
    tries = Tries(Clock())
    used_up(tries, "2001:db8::1")
    assert not tries.may_try("2001:db8::ffff")
    assert not tries.may_try("2001:db8::2%eth0")
    assert tries.may_try("2001:db8:0:1::1")


def test_no_address_is_stored():
    tries = Tries(Clock())
    tries.was_wrong("192.0.2.1")
    assert "192.0.2.1" not in repr(vars(tries))
    assert b"192.0.2.1" not in b"".join(tries._of)
