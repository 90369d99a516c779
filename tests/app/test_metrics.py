"""Metrics: on a port of their own, in few queries, and of nobody."""

import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families as families_of
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.app import listen, serve, utc_now
from frontmate.app.gauges import Gauges
from frontmate.app.metrics import Metrics
from frontmate.store import open_engine
from tests.databases import statements_of
from tests.journeys.conftest import help_center
from tests.journeys.house import House, open_house
from tests.workflow.relay import relay

__all__ = ["help_center"]

OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"
_MAIN = {"connection": "main"}
Sample = tuple[str, frozenset[tuple[str, str]]]


@dataclass
class Shown:
    """What one scrape found."""

    values: dict[Sample, float]

    def of(self, name: str, **labels: str) -> float:
        return self.values[f"frontmate_{name}", frozenset(labels.items())]


@dataclass
class Watch:
    house: House
    metrics: Metrics
    engine: AsyncEngine

    async def scrape(self) -> Shown:
        answer = await self.house.http.get(self.metrics.url)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/plain")
        return Shown(
            {
                (sample.name, frozenset(sample.labels.items())): sample.value
                for family in families_of(answer.text)
                for sample in family.samples
            }
        )


@asynccontextmanager
async def watching(database_url: str, help_center: Path, kept: float = 0.0) -> AsyncIterator[Watch]:
    metrics = Metrics(listen("127.0.0.1", 0))

    async with open_house(database_url, help_center, metrics=metrics) as house:
        gauges = Gauges(house.app.engine, house.app.roster, utc_now, kept)
        door = metrics.door(gauges, "0.0", "run")
        async with serve(door, metrics.listener, ()):
            yield Watch(house, metrics, house.app.engine)


@pytest.fixture
async def watch(database_url: str, help_center: Path) -> AsyncIterator[Watch]:
    async with watching(database_url, help_center) as watch:
        yield watch


async def test_an_answer_and_a_handoff_are_statements_of(watch: Watch) -> None:
    house = watch.house
    who = {"name": "Ann Quillfeather", "handle": "quillfeather@private.example"}
    answered = await house.customer("I am a xylophonist. How do I reset the dimmer?", **who)
    await house.until_replies(answered, 1)
    handed = await house.customer("I want to talk to a human, now!", name="Bo Quillfeather")
    await house.until_reason(handed, "handed_off")
    await house.until_quiet()
    shown = await watch.scrape()
    rows = await house.rows("select reason, count(*) as n from history group by reason")
    for row in rows:
        assert shown.of("decisions_total", **_MAIN, reason=row.reason) == row.n
    calls = sum(v for (name, _), v in shown.values.items() if name == "frontmate_front_calls_total")
    stored = await house.rows("select count(*) as n from calls")
    assert calls >= stored[0].n > 0
    assert shown.of("steps_total", **_MAIN, step="reply", state="accepted") == 1
    assert shown.of("agent_seconds_count", **_MAIN, outcome="Answer") == 1
    assert shown.of("window_seconds_count", **_MAIN) >= 1
    assert shown.of("webhook_seconds_count", **_MAIN, status="200") >= 2
    assert shown.of("open_sessions", **_MAIN, holder="ai") == 1
    assert shown.of("open_sessions", **_MAIN, holder="team") == 1
    assert shown.of("articles", **_MAIN, told="yes") == 3
    assert shown.of("articles", **_MAIN, told="no") == 1
    assert shown.of("passages", **_MAIN) >= 3
    assert shown.of("processes", role="run") == 1
    assert shown.of("open_events") == 0
    assert shown.of("database_up") == 1
    assert shown.of("database_bytes") > 1_000_000
    assert shown.of("webhook_age_seconds", **_MAIN) < 60
    assert shown.of("front_budget_left", **_MAIN) > 0
    labels = {value.casefold() for _, pairs in shown.values for _, value in pairs}
    told = " ".join(labels)
    for word in ("quillfeather", "xylophonist", "private.example", "cnv_", "msg_", "dimmer"):
        assert word not in told
    assert len(shown.values) < 1_500


async def test_anybodys_path_is_no_label(watch: Watch) -> None:
    for path in ("nobody", "../../etc", "x" * 500):
        await watch.house.http.post(f"{watch.house.url}/webhooks/front/{path}")
    shown = await watch.scrape()
    names = {
        dict(pairs)["connection"]
        for name, pairs in shown.values
        if name.startswith("frontmate_webhook_seconds")
    }
    assert names <= {"main", "unknown"}


async def test_the_public_address_shows_no_metrics_and_theirs_shows_nothing_else(
    watch: Watch,
) -> None:
    public = await watch.house.http.get(f"{watch.house.url}/metrics", follow_redirects=False)
    assert public.status_code in (303, 302, 404)
    assert "frontmate_" not in public.text
    root = watch.metrics.url.removesuffix("/metrics")
    for path in ("/", "/login", "/readyz", "/sessions", "/webhooks/front/main"):
        assert (await watch.house.http.get(root + path)).status_code == 404


async def test_a_scrape_asks_ten_queries_and_another_soon_after_none(watch: Watch) -> None:
    await watch.house.customer("How do I reset the dimmer?")
    await watch.house.until_quiet()
    own = open_engine(str(watch.engine.url.render_as_string(hide_password=False)))
    try:
        await Gauges(own, watch.house.app.roster, utc_now).look()
        gauges = Gauges(own, watch.house.app.roster, utc_now)
        with statements_of(own) as seen:
            await gauges.look()
            asked = [one for one in seen if not one.startswith("set ")]
            assert 0 < len(asked) <= 10
            await gauges.look()
            assert [one for one in seen if not one.startswith("set ")] == asked
    finally:
        await own.dispose()


async def test_a_database_that_is_away_is_shown_and_what_was_counted_stays(
    database_url: str, help_center: Path
) -> None:
    async with relay(database_url) as way, watching(way.url, help_center) as watch:
        assert (await watch.scrape()).of("database_up") == 1
        way.hang_up()
        shown = await watch.scrape()
        assert shown.of("database_up") == 0
        assert ("frontmate_open_events", frozenset()) not in shown.values
        way.cut = False


def _documented() -> set[str]:
    rows = re.findall(r"^\| `(frontmate_\w+)", OPERATING.read_text(encoding="utf-8"), re.MULTILINE)
    return set(rows)


async def test_every_metric_is_documented_and_nothing_else_is(watch: Watch) -> None:
    await watch.scrape()
    kinds = {"counter": "_total"}
    found = {
        family.name + kinds.get(family.type, "")
        for family in watch.metrics.registry.collect()
        if family.name.startswith("frontmate_")
    }
    assert found == _documented()


def test_a_port_that_is_taken_stops_the_start_with_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError):
        listen("127.0.0.1", taken.getsockname()[1])
