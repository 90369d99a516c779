"""Metrics have a switch of their own, whatever a process does."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from tests.journeys.fleet import Fleet, Process


@pytest.fixture
async def fleet(database_url: str, tmp_path: Path) -> AsyncIterator[Fleet]:
    fleet = Fleet(database_url, tmp_path / "data")
    try:
        yield fleet
    finally:
        await fleet.stop()


def shown_at(process: Process) -> list[str]:
    return [line.split()[1] for line in process.lines if line.startswith("Metrics:")]


async def test_a_worker_shows_metrics_where_it_is_told_to_and_nobody_else_does(
    fleet: Fleet,
) -> None:
    silent = await fleet.start("serve")
    assert shown_at(silent) == []
    worker = await fleet.start("work", FRONTMATE_METRICS_PORT="0")
    (url,) = shown_at(worker)
    async with httpx2.AsyncClient() as http:
        said = (await http.get(url)).text
        public = await http.get(f"{silent.url}/metrics", follow_redirects=False)
    assert 'role="work"' in said
    assert "frontmate_database_up 1.0" in said
    assert "process_resident_memory_bytes" in said
    assert "frontmate_" not in public.text
