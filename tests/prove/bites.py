"""`make prove-bites`: the prover over copies of the product that have one bug planted each.

    python -m tests.prove.bites [--only TEXT]

A prover that catches nothing is worse than none. Each bug is put into a copy of `src`, never into
the one that is there; the prover must come to a finding, and leave at least with the product as it
is. Prints a table, and one JSON line last; exits with 1 where a bug was not caught.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.prove.planted import CONTROL, PLANTED, Bug, plant

ROOT = Path(__file__).parents[2]
LONGEST = 600.0
KINDS = ("duplicates", "lost", "half_done", "over_a_person", "violations")


@dataclass(frozen=True)
class Caught:
    bug: Bug
    counts: dict[str, int]
    """How many findings of each kind."""
    seconds: float

    @property
    def is_caught(self) -> bool:
        return any(self.counts.values())

    @property
    def by(self) -> str:
        return ", ".join(f"{n} {kind}" for kind, n in self.counts.items() if n) or "NOT FOUND"


def hunt(bug: Bug) -> Caught:
    """Plant it in a copy, and run the prover over that."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="frontmate-bites-") as folder:
        source = Path(folder) / "src"
        shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
        plant(bug, source)
        line = _prove(source, bug.arguments)
    counts = {kind: int(line[kind]) for kind in (*KINDS, *(["broken"] if bug.hangs else []))}
    return Caught(bug, counts, time.monotonic() - began)


def _prove(source: Path, arguments: Sequence[str]) -> dict[str, Any]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(source), str(ROOT)])}
    done = subprocess.run(
        [sys.executable, "-m", "tests.prove", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    lines = done.stdout.strip().splitlines()
    if not lines:
        raise SystemExit(f"the prover did not come to an end:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="only bugs whose name has this (a regex)")
    only = parser.parse_args().only
    bugs = [bug for bug in PLANTED if re.search(only, bug.name)]
    if not bugs:
        parser.error(f"no planted bug is called anything like {only!r}")
    caught = []
    if not only:
        if hunt(CONTROL).is_caught:
            raise SystemExit("something is found in the product as it is: see `make prove`")
        _say(f"{CONTROL.name:<58} nothing")
    for bug in bugs:
        caught.append(hunt(bug))
        _say(f"{bug.name:<58} {caught[-1].by}  ({caught[-1].seconds:.0f} s)")
    missed = [one.bug.name for one in caught if not one.is_caught]
    line = {"planted": len(caught), "caught": len(caught) - len(missed), "missed": missed}
    sys.stdout.write(json.dumps(line) + "\n")
    return 1 if missed else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
