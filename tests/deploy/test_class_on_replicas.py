"""A class on two replicas that share a database and nothing else: one of them is killed in mid-vote."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import ExitStack

from classroom import classes, database, votes
from classroom.classes import Phase
from tests.benchmarks.phone import Phone
from tests.browser.driver import in_own_thread
from tests.classroom.conftest import QUESTION, postgresql  # noqa: F401
from tests.deploy.behind_caddy import needs_caddy, places, proxy, two_replicas

PHONES, VOTING_SECONDS, KILLED_AFTER = 60, 4.0, 20


async def vote_while_a_replica_is_killed(code: str, address: str, kill) -> list[Phone]:
    phones = [Phone(address, code) for _ in range(PHONES)]
    running = [asyncio.create_task(phone.run()) for phone in phones]
    await asyncio.gather(*(phone.joined.wait() for phone in phones))

    async def vote(place: int) -> None:
        await asyncio.sleep(random.uniform(0, VOTING_SECONDS))
        await phones[place].vote(place % 2)

    voting = [asyncio.create_task(vote(place)) for place in range(PHONES)]
    while sum(phone.answered.is_set() for phone in phones) < KILLED_AFTER:
        await asyncio.sleep(0.01)
    kill()
    await asyncio.wait_for(asyncio.gather(*voting), 60)
    for task in running:
        task.cancel()
    return phones


@needs_caddy
def test_no_vote_is_lost_and_none_counted_twice_where_one_of_two_replicas_is_killed(postgresql, monkeypatch):  # noqa: F811
    monkeypatch.setenv(database.VARIABLE, postgresql)
    with ExitStack() as ends:
        ends.callback(lambda: database.engine().dispose())
        servers = ends.enter_context(two_replicas())
        address = ends.enter_context(proxy(*places(servers)))
        opened = classes.open_class()
        classes.ask(opened.code, opened.secret, "lesson/lab", QUESTION)
        classes.move(opened.code, opened.secret, Phase.VOTE)
        time.sleep(1)
        voted = vote_while_a_replica_is_killed(opened.code, address, servers[0][0].kill)
        phones = in_own_thread(lambda: asyncio.run(voted))
        cut = [phone for phone in phones if phone.connections > 1]
        assert 0 < len(cut) < PHONES  # those of the other did not feel it
        assert [votes.votes_of(opened.code, phone.token, 1) for phone in phones] == [
            {1: (place % 2, 1)} for place in range(PHONES)
        ]
        classes.move(opened.code, opened.secret, Phase.RUN)
        assert votes.tally(opened.code).first.chosen == [PHONES // 2, PHONES // 2]
