"""`python -m tests.contract`: everything held against everything, one JSON line last."""

import asyncio
import json
import logging
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from tests.contract import official
from tests.contract.answered import answers
from tests.contract.asked import requests
from tests.contract.delivered import deliveries
from tests.contract.findings import Findings
from tests.contract.fuzzed import schemathesis_cases
from tests.contract.happened import events
from tests.contract.hostile import hostilities
from tests.contract.prism_run import both_servers
from tests.contract.queried import queries
from tests.contract.refused import refusals
from tests.contract.tables import tables

EXAMPLES: Final = 25
"""Of each kind, for each call that is served, beside the cases that cover its schema."""

Stage = Callable[[Findings], Awaitable[None]]
STAGES: Final[tuple[tuple[str, Stage], ...]] = (
    ("what our client asks", requests),
    ("what the stand-in answers", answers),
    ("what can be asked of its lists", queries),
    ("what it refuses", refusals),
    ("what it lets a request carry", tables),
    ("what it says has happened", events),
    ("what its webhooks carry", deliveries),
    ("our client on both servers", both_servers),
    ("schemathesis", lambda findings: schemathesis_cases(findings, EXAMPLES)),
    ("what no schema would make", lambda findings: hostilities(findings, EXAMPLES)),
)


def main(description: Path = official.FILE) -> int:
    """0 if all of it holds, 1 if not, 2 where there is no description to hold it against."""
    if not description.exists():
        _say(f"{official.ABSENT}: there is nothing to hold the contract against.")
        return 2
    # The reader of forms tells of each that is none, and most here are.
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)
    findings = Findings()
    for name, stage in STAGES:
        begun, known = time.monotonic(), len(findings.failures)
        asyncio.run(_run(stage, findings))
        wrong = len(findings.failures) - known
        _say(f"{name}: {wrong or 'nothing'} wrong, {time.monotonic() - begun:.0f} s")
    for one in findings.judge.unused():
        findings.fail(f"no run needs the deviation {one.where} ({one.kind}, {one.source})")
    for failure in findings.failures:
        _say(f"- {failure}")
    _say(json.dumps(findings.retell()))
    return 1 if findings.failures else 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - its output


async def _run(stage: Stage, findings: Findings) -> None:
    await stage(findings)


if __name__ == "__main__":
    sys.exit(main())
