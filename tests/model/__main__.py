"""The model check by hand: deeper than `make test` goes, one JSON line last.

    python -m tests.model [--depth N] [--start TEXT] [--draw]

`--depth` is the number of moves from outside (customer, teammate, rule, bot, clock, crash, failure)
in all interleavings with the product's own steps; without it each start goes as deep as in the
tests. Exits with 1 where a promise was broken.
"""

import argparse
import json
import sys
from time import monotonic

from tests.model.explore import Exploration
from tests.model.picture import FILE, draw, ways_of
from tests.model.starts import STARTS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--depth", type=int, default=0)
    parser.add_argument("--start", default="", help="only starts whose name has this")
    parser.add_argument("--draw", action="store_true", help="renew docs/session.svg")
    given = parser.parse_args()
    begun = monotonic()
    chosen = [start for start in STARTS if given.start in start.name]
    depths = [given.depth or start.depth for start in chosen]
    explored = [
        Exploration(start.situation(), depth, stop_at=20).run()
        for start, depth in zip(chosen, depths, strict=True)
    ]
    if given.draw:
        FILE.write_text(draw(ways_of(one.map for one in explored)), encoding="utf-8")
    found = [violation for one in explored for violation in one.violations]
    for violation in found:
        sys.stdout.write(f"{violation}\n")
    line = {
        "states": sum(one.states for one in explored),
        "transitions": sum(one.transitions for one in explored),
        "depth": min(depths, default=0),
        "longest": max((one.longest for one in explored), default=0),
        "ends": sum(one.ends for one in explored),
        "starts": len(chosen),
        "seconds": round(monotonic() - begun, 1),
        "violations": len(found),
    }
    sys.stdout.write(json.dumps(line) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
