"""A class on one server: what pages cost, 200 students moving gamma, others at work beside them, crowds, and votes.

From the root of the repository, on a quiet machine with two cores: ``python -m tests.benchmarks.classroom``, with names behind it
for some parts alone: costs, moves, beside, uploads, crowd, replicas, cold, votes. The exit status is 1 where a target is missed.
"""

from __future__ import annotations

import asyncio
import sys

import streamlit

from tests.benchmarks import beside, cold, costs, crowd, moves, uploads, votes
from tests.benchmarks.ratios import Table, machine

PARTS = {
    "costs": costs.measure,
    "moves": moves.measure,
    "beside": beside.measure,
    "uploads": uploads.measure,
    "crowd": crowd.measure,
    "replicas": moves.measure_replicas,
    "cold": cold.measure,
    "votes": votes.measure,
}


def main() -> int:
    print(machine(Streamlit=streamlit.__version__))
    table = Table()
    for name in sys.argv[1:] or PARTS:
        asyncio.run(PARTS[name](table))
    print(f"\n{len(table.missed)} targets missed", *table.missed, sep="\n  ")
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
