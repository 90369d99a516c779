"""Health: the doctor's report, made behind the page, and what arrives right now."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.conversation.policy import Policy
from frontmate.setup import Finding, Level, Report, doctor_report
from frontmate.store import (
    Delivery,
    Workspace,
    audit,
    connections,
    conversations,
    cursors,
    deliveries,
    examinations,
    processes,
    webhook_silences,
    webhooks,
)
from tests.console.build import NOW, answered
from tests.console.conftest import SECRET, Desk, MakeDesk, csrf_of
from tests.setup.ward import SECRETS, WORDS, Ward, open_ward, utc_now

REPORT = {
    "frontmate": "9.9.9",
    "at": NOW.isoformat(),
    "all_well": False,
    "counts": {"ok": 1, "warn": 1, "bad": 1, "unknown": 0},
    "calls_at_front": 17,
    "findings": [
        {
            "check": check,
            "group": group,
            "connection": connection,
            "level": level,
            "symptom": f"Symptom of {check}.",
            "finding": f"<i>found</i> by {check}",
            "fix": f"Fix of {check}." if level != "ok" else "",
            "ids": ["cnv_5", "tea_1"] if level == "bad" else [],
        }
        for check, group, connection, level in (
            ("database_reachable", "installation", None, "ok"),
            ("data_folder", "installation", None, "warn"),
            ("token", "front", "main", "bad"),
            ("of_tomorrow", "tomorrow", "main", "worse"),
        )
    ],
}


@pytest.fixture
async def ward(database_url: str, tmp_path: Path) -> AsyncIterator[Ward]:
    async with open_ward(database_url, tmp_path) as ward:
        ward.does_not_wait()
        yield ward


async def until(visitor: httpx2.AsyncClient, words: str) -> str:
    """The page once it says so."""
    for _ in range(200):
        page = (await visitor.get("/health")).text
        if words in page:
            return page
        await asyncio.sleep(0.05)
    raise AssertionError(f"the page never said “{words}”\n{page}")


async def examined(engine: AsyncEngine, done: bool = True) -> None:
    async with engine.begin() as db:
        assert await examinations.begin(db, NOW, NOW)
        if done:
            await examinations.finish(db, REPORT, NOW)


def test_a_report_that_was_stored_reads_as_the_one_that_was_made() -> None:
    found = Finding("token", "front", "main", Level.BAD, "Shows.", "Found.", "Mend.", ("cnv_1",))
    fine = Finding("worker", "installation", None, Level.OK, "", "one at work", "", ())
    report = Report("1.2.3", NOW, (fine, found), 17)
    again = doctor_report.report_of(json.loads(json.dumps(doctor_report.as_json(report))))
    assert again == report
    assert doctor_report.as_text(again) == doctor_report.as_text(report)


async def test_before_the_first_examination_an_admin_is_offered_it_and_a_viewer_told_whom_to_ask(
    admin: httpx2.AsyncClient, viewer: httpx2.AsyncClient
) -> None:
    page = (await admin.get("/health")).text
    assert "Nothing has been examined yet" in page
    assert "Examine now" in page
    page = (await viewer.get("/health")).text
    assert "Ask an administrator of this installation" in page
    assert "Examine now</button>" not in page
    assert (await viewer.get("/health/report.txt")).status_code == 404


async def test_an_admin_examines_and_nothing_secret_nor_anybodys_words_is_on_page_or_in_text(
    ward: Ward, make_desk: MakeDesk, engine: AsyncEngine
) -> None:
    await ward.customer_at_front(minutes_ago=9)
    await ward.wrote("cnv_1", "team")
    await ward.delivered("evt_2", "inbound_received", ward.ago(minutes=1))
    password = engine.url.password
    desk = await make_desk({"premises": ward.premises})
    desk.clock.now = utc_now()
    async with aclosing(await desk.admin()) as admin:
        form = {"csrf": csrf_of(await admin.get("/health"))}
        begun = await admin.post("/health/examine", data=form)
        assert (begun.status_code, begun.headers["location"]) == (303, "/health")
        page = await until(admin, "Examined ")
        text = await admin.get("/health/report.txt")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert "webhook_silent" in text.text
    assert "webhook_silent" in page
    hidden = [*SECRETS, WORDS, SECRET, "a-key-for-tests", *([password] if password else [])]
    for secret in hidden:
        assert str(secret) not in page, secret
        assert str(secret) not in text.text, secret
    async with engine.connect() as db:
        (entry,) = await audit.newest(db, 1)
    assert (entry.who, entry.what, entry.detail) == ("admin", "examined", {})


async def test_a_viewer_cannot_examine_and_looking_at_the_page_examines_nothing(
    engine: AsyncEngine, desk: Desk, viewer: httpx2.AsyncClient
) -> None:
    form = {"csrf": csrf_of(await viewer.get("/health"))}
    assert (await viewer.post("/health/examine", data=form)).status_code == 403
    assert (await viewer.get("/health/examine")).status_code == 404
    await viewer.get("/health")
    async with engine.connect() as db:
        assert await examinations.newest(db) is None
    assert desk.given_back == []


async def test_one_examines_at_a_time_and_what_came_to_no_end_may_be_begun_anew(
    engine: AsyncEngine, desk: Desk, admin: httpx2.AsyncClient
) -> None:
    await examined(engine, done=False)
    desk.clock.go_on(timedelta(minutes=4))
    page = await admin.get("/health")
    assert "Examining since" in page.text
    assert re.search(r'id="examine"[^>]* disabled', page.text)
    form = {"csrf": csrf_of(page)}
    await admin.post("/health/examine", data=form)
    async with engine.connect() as db:
        underway = await examinations.newest(db)
    assert underway is not None
    assert underway.began_at == NOW
    desk.clock.go_on(timedelta(minutes=2))
    assert "came to no end" in (await admin.get("/health")).text
    await admin.post("/health/examine", data=form)
    await until(admin, "Examined ")


async def test_what_is_wrong_comes_first_with_symptom_fix_and_where_more_stands(
    engine: AsyncEngine, viewer: httpx2.AsyncClient
) -> None:
    await examined(engine)
    page = (await viewer.get("/health")).text
    assert "1 thing is wrong" in page
    assert page.index("main: Front") < page.index("This installation")
    assert "Symptom of token." in page
    assert "Fix of token." in page
    assert "docs/troubleshooting.md, section <code>token</code>" in page
    assert 'href="/conversations/cnv_5"' in page
    assert "&lt;i&gt;found&lt;/i&gt; by token" in page
    assert "1 check is well" in page
    # What a newer version has found is shown as well as it can be.
    assert "Not looked at</span> <code>of_tomorrow" in page
    text = (await viewer.get("/health/report.txt")).text
    assert text.startswith("frontmate 9.9.9, 2026-11-12 15:30 UTC")
    assert "✗ token" in text


async def test_a_report_that_cannot_be_read_any_more_is_as_good_as_none(
    engine: AsyncEngine, viewer: httpx2.AsyncClient
) -> None:
    async with engine.begin() as db:
        await examinations.begin(db, NOW, NOW)
        await examinations.finish(db, {"report": 1}, NOW)
    assert "Nothing has been examined yet" in (await viewer.get("/health")).text


async def test_who_works_and_how_front_is_heard_is_shown(
    engine: AsyncEngine, viewer: httpx2.AsyncClient
) -> None:
    assert "No worker is alive" in (await viewer.get("/health")).text
    async with engine.begin() as db:
        await processes.beat(db, "p1", "work", "1.2.3", NOW - timedelta(seconds=5))
        await processes.beat(db, "p2", "serve", "1.2.2", NOW - timedelta(minutes=9))
        await connections.connect(db, Workspace("main", "cmp_1", "tea_1", "Ada"), Policy(), NOW)
        polls = Workspace("acme", "cmp_2", "tea_1", "Ada", intake="poll")
        await connections.connect(db, polls, Policy(), NOW)
        await webhook_silences.begin(db, "main", NOW - timedelta(hours=2))
        await webhooks.refused(db, "main", "bad_signature", NOW - timedelta(hours=1))
        await cursors.fail(db, "acme", "events", "the token may not read events", NOW)
    page = (await viewer.get("/health")).text
    assert "No worker is alive" not in page
    assert "1.2.3" in page
    assert "silent for 9 min" in page
    assert "The webhook is silent" in page
    assert "1 webhook refused:" in page
    assert "Signed with another key" in page
    assert "the token may not read events" in page
    assert "50 a minute, none made yet" in page


async def test_the_last_events_say_what_came_which_way_and_what_became_of_it(
    engine: AsyncEngine, viewer: httpx2.AsyncClient
) -> None:
    story = await answered(engine)
    async with engine.begin() as db:
        await connections.connect(db, Workspace("main", "cmp_1", "tea_1", "Ada"), Policy(), NOW)
        number = await conversations.lock(db, "main", story.front_id, NOW)
        for key, way, type_, place in (
            ("evt_1", "webhook", "inbound_received", number),
            ("evt_2", "recovered", "assign", number),
            ("evt_3", "webhook", "quite_new_thing", None),
        ):
            told = Delivery("main", key, way, "application", type_, place, NOW, '"their words"')
            found = await deliveries.receive(db, told, NOW)
            assert found is not None
            if key == "evt_1":
                await deliveries.settle(db, found, "handled", "asked_agent")
                await deliveries.receive(db, told, NOW)
    page = (await viewer.get("/health")).text
    events = page[page.index('id="events"') :]
    assert "A customer wrote" in events
    assert "Asked the AI for an answer" in events
    assert "told 2 times" in events
    assert "The assignee changed" in events
    assert "Front&#39;s list" in events
    assert "Waiting to be decided" in events
    assert "Quite new thing" in events
    assert "Kept, not judged: of no conversation" in events
    assert f'href="/sessions/{story.session}"' in events
    assert "their words" not in page
    assert events.index("Quite new thing") < events.index("A customer wrote")
