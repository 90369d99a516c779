"""`make prove RUNS=n SEED=s`: the crash matrix and the storms, and one JSON line at the end.

    python -m tests.prove --runs 200 --seed 1 [--arenas 2] [--only crash|storm] [--match TEXT]

`--runs` is how many of each there are to be at least: crash runs (conversations under way in a
process that died) and storms (conversations that a storm went over). Exits with 1 where anything
was found.
"""

import argparse
import asyncio
import sys

from tests.prove.campaign import Campaign, Order


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--arenas", type=int, default=1, help="companies side by side")
    parser.add_argument("--only", choices=["crash", "storm"])
    parser.add_argument("--match", default="", help="only crash rounds whose name has this")
    given = parser.parse_args()
    if given.runs < 1 or given.arenas < 1:
        parser.error("--runs and --arenas: 1 or more")
    order = Order(given.runs, given.seed, given.arenas, given.only or "", given.match)
    campaign = asyncio.run(Campaign(order).run())
    sys.stdout.write(campaign.line() + "\n")
    return 0 if campaign.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
