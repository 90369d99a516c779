"""The contract in short: `make contract` sends more, and runs Prism wherever it can be had."""

import asyncio
from pathlib import Path
from typing import Final

import pytest

from tests.contract import __main__ as contract
from tests.contract import official
from tests.contract.answered import answers
from tests.contract.asked import requests
from tests.contract.delivered import deliveries
from tests.contract.deviations import DEVIATIONS
from tests.contract.findings import Findings
from tests.contract.fuzzed import schemathesis_cases
from tests.contract.happened import events
from tests.contract.hostile import hostilities
from tests.contract.queried import queries
from tests.contract.refused import refusals
from tests.contract.tables import tables

_ONE_IN: Final = 15


@pytest.fixture(scope="module")
def findings() -> Findings:
    """What a whole run found, but for most of what is sent at random."""
    if not official.is_here():
        pytest.skip(official.ABSENT)
    found = Findings()

    async def run() -> None:
        for stage in (requests, answers, queries, refusals, tables, events, deliveries):
            await stage(found)
        await schemathesis_cases(found, examples=1, every=_ONE_IN)
        await hostilities(found, examples=1, every=_ONE_IN)

    asyncio.run(run())
    return found


def test_client_and_stand_in_keep_to_the_description(findings: Findings) -> None:
    assert "\n".join(findings.failures) == ""


def test_every_deviation_is_needed(findings: Findings) -> None:
    assert findings.judge.unused() == []


def test_each_deviation_says_why_and_who_says_so() -> None:
    for one in DEVIATIONS:
        assert one.why.endswith("."), one.where
        assert one.source, one.where
        assert one.sides, one.where


def test_much_was_held_against_it(findings: Findings) -> None:
    """A run that judged little would find nothing, too."""
    assert findings.requests > 60
    assert findings.responses > 500
    assert findings.events > 100
    assert findings.cases > 300


def test_where_the_description_is_absent_the_command_says_so_and_stops(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert contract.main(tmp_path / "core-api.json") == 2
    assert capsys.readouterr().out.splitlines() == [
        f"{official.ABSENT}: there is nothing to hold the contract against."
    ]
