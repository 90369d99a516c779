"""`make prove RUNS=n SEED=s`: the crash matrix and the storms, and one JSON line at the end.

    python -m tests.prove --runs 200 --seed 1 [--match TEXT] [--outage 60]
                          [--only crash|storm|operations|model]

`--runs` is how many of each there are to be at least: crash runs (conversations under way in a
process that died), storms (conversations that a storm went over) and operations (conversations
that were under way while the database died or was away, or processes were replaced). Exits with 1
where anything was found.
"""

import argparse
import asyncio
import contextlib
import sys

from tests.prove.arena import PATIENCE
from tests.prove.campaign import Campaign, Order


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["crash", "storm", "operations", "model"])
    parser.add_argument("--match", default="", help="only rounds whose name has this (a regex)")
    parser.add_argument(
        "--outage", type=float, default=8.0, help="seconds that the database is away"
    )
    parser.add_argument("--first", type=int, default=0, help="number of the first round")
    parser.add_argument(
        "--patience", type=float, default=PATIENCE, help="seconds until a round counts as broken"
    )
    given = parser.parse_args()
    if given.runs < 1:
        parser.error("--runs: 1 or more")
    order = Order(
        runs=given.runs,
        seed=given.seed,
        only=given.only or "",
        match=given.match,
        first=given.first,
        patience=given.patience,
        outage=given.outage,
    )
    campaign = Campaign(order)
    # Ctrl-C ends a long one: what it came to so far is printed.
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(campaign.run())
    sys.stdout.write(campaign.line() + "\n")
    return 0 if campaign.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
