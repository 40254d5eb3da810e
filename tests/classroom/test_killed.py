"""The server process is killed while a class votes."""

from __future__ import annotations

import asyncio
import random
from urllib.parse import urlsplit

from classroom import classes, votes
from classroom.classes import Phase
from tests.benchmarks.phone import Phone
from tests.browser import driver

PHONES, VOTING_SECONDS, KILLED_AFTER = 200, 3.0, 80


async def vote_while_the_server_is_killed(code):
    process, address = await asyncio.to_thread(driver.start_server)
    phones = [Phone(address, code) for _ in range(PHONES)]
    running = [asyncio.create_task(phone.run()) for phone in phones]
    try:
        await asyncio.gather(*(phone.joined.wait() for phone in phones))

        async def vote(place):
            await asyncio.sleep(random.uniform(0, VOTING_SECONDS))
            await phones[place].vote(place % 2)

        voting = [asyncio.create_task(vote(place)) for place in range(PHONES)]
        while sum(phone.answered.is_set() for phone in phones) < KILLED_AFTER:
            await asyncio.sleep(0.01)
        process.kill()
        counted_before = [phone.token for phone in phones if phone.answered.is_set()]
        process.wait()
        process, _address = await asyncio.to_thread(driver.start_server, port=urlsplit(address).port)
        await asyncio.wait_for(asyncio.gather(*voting), 60)
        async with asyncio.timeout(60):
            while not all(phone.connections >= 2 for phone in phones):  # those who had voted come back too
                await asyncio.sleep(0.01)
        return phones, counted_before
    finally:
        for task in running:
            task.cancel()
        process.terminate()
        process.wait(20)


def test_no_acknowledged_vote_is_lost_or_counted_twice_when_the_server_is_killed_during_a_vote(voting):
    phones, counted_before = driver.in_own_thread(lambda: asyncio.run(vote_while_the_server_is_killed(voting.code)))
    assert KILLED_AFTER <= len(counted_before) < PHONES
    kept = [votes.votes_of(voting.code, phone.token, 1) for phone in phones]
    assert kept == [{1: (place % 2, 1)} for place in range(PHONES)]
    classes.move(voting.code, voting.secret, Phase.RUN)
    assert votes.tally(voting.code).first.chosen == [PHONES // 2, PHONES // 2]
