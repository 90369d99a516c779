"""The examination as a whole: a healthy house, few calls at Front, and nothing that ends it."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text

from frontmate.conversation.decision import Reason
from frontmate.conversation.events import MessageReceived, Seen
from frontmate.conversation.message import Channel, Message
from frontmate.conversation.policy import Policy
from frontmate.conversation.session import Assignee, Who
from frontmate.conversation.text import Text
from frontmate.setup.checks import CHECKS, Check, Group, Level, Patient
from frontmate.setup.checks import Seen as Told
from frontmate.setup.doctor import UnknownConnectionError, examine
from frontmate.setup.doctor_report import as_json, as_text
from frontmate.store import Workspace, budgets, connections, secrets
from tests.setup.ward import AI, COMPANY, TOKEN, WORDS, Ward, levels, open_ward

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOST_CALLS = 16
"""At a healthy workspace: half a minute's worth of the smallest plan's budget is 25."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one_ward(
    module_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Ward]:
    async with open_ward(module_database_url, tmp_path_factory.mktemp("data")) as ward:
        yield ward


@pytest_asyncio.fixture(loop_scope="module")
async def ward(one_ward: Ward) -> Ward:
    await one_ward.heal()
    return one_ward


async def test_a_healthy_house_is_found_well_by_every_check(ward: Ward) -> None:
    report = await examine(ward.premises)
    assert levels(report.findings) == {}
    assert report.all_well
    assert [f.check for f in report.findings] == [check.id for check in CHECKS]
    assert all(f.finding for f in report.findings)


async def test_front_is_asked_few_times_and_nothing_changes_there(ward: Ward) -> None:
    await ward.customer_at_front()
    before = (await ward.http.get(f"{ward.front}/_control/state")).json()["conversations"]
    report = await examine(ward.premises)
    journal = (await ward.http.get(f"{ward.front}/_control/journal?kind=request")).json()
    assert report.calls_at_front == len(journal) <= MOST_CALLS
    assert before == (await ward.http.get(f"{ward.front}/_control/state")).json()["conversations"]
    # Whatever is tried out to learn what the token may do, is tried on what does not exist.
    assert all("_0" in call["path"] for call in journal if call["method"] != "GET")


async def test_its_calls_are_counted_with_everybody_elses(ward: Ward) -> None:
    await examine(ward.premises)
    report = await examine(ward.premises)
    async with ward.engine.connect() as db:
        found = await budgets.look(db, COMPANY)
    assert found is not None
    assert found.budget.tokens < 25 - report.calls_at_front / 2
    (told,) = [f for f in report.findings if f.check == "rate_limit"]
    assert "of our 25 requests may go at once" in told.finding


async def test_a_revoked_token_costs_one_call(ward: Ward) -> None:
    await ward.control("revoke_token")
    assert (await examine(ward.premises)).calls_at_front == 1


async def test_nothing_is_written_into_the_database(ward: Ward) -> None:
    async def write(patient: Patient) -> AsyncIterator[Told]:
        await patient.read(_write)
        yield Told(Level.OK, "it could write")

    check = Check("writes", Group.INSTALLATION, "", write)
    (found,) = (await examine(ward.premises, checks=[check])).findings
    assert found.level is Level.UNKNOWN
    assert await ward.ai_name() == "Ada"


async def _write(db: Any) -> None:
    await db.execute(text("update connections set ai_name = 'somebody'"))


async def test_a_check_that_breaks_is_a_finding_and_the_others_go_on(ward: Ward) -> None:
    async def breaks(_: Patient) -> AsyncIterator[Told]:
        yield Told(Level.WARN, "seen before it broke", "a fix")
        raise KeyError(WORDS)

    async def silent(_: Patient) -> AsyncIterator[Told]:
        yield Told(Level.OK, "fine")

    checks = [Check("a", Group.FRONT, "", breaks), Check("b", Group.FRONT, "", silent)]
    report = await examine(ward.premises, checks=checks)
    before, broke, after = report.findings
    assert (before.level, after.level) == (Level.WARN, Level.OK)
    assert (broke.check, broke.level) == ("a", Level.UNKNOWN)
    # Its place is told, its words are not: they may be a customer's.
    assert "KeyError" in broke.finding
    assert WORDS not in broke.finding
    assert report.all_well


@pytest.mark.parametrize(
    "answer",
    [
        {"_results": [{"id": None, "type": 7, "emitted_at": "never", "conversation": []}, None]},
        {"_results": [{"id": "evt_1", "type": "inbound", "emitted_at": 1e300}] * 3},
        {"_results": "nothing", "_pagination": "none"},
        ["a list"],
        {},
    ],
)
async def test_nonsense_from_front_ends_nothing(ward: Ward, answer: object) -> None:
    for path in ("/events", "/tags", "/company/tags", "/teammates", "/channels", "/inboxes"):
        ward.between.answers[path] = answer
    report = await examine(ward.premises)
    assert {f.check for f in report.findings} == {check.id for check in CHECKS}
    assert [f.finding for f in report.findings if "the check itself failed" in f.finding] == []


async def test_a_name_that_no_connection_has_is_refused(ward: Ward) -> None:
    with pytest.raises(UnknownConnectionError, match="'mian'"):
        await examine(ward.premises, "mian")


async def test_a_disconnected_workspace_is_named_and_not_examined(ward: Ward) -> None:
    async with ward.engine.begin() as db:
        await connections.disconnect(db, "main", ward.now)
    report = await examine(ward.premises, "main")
    (found,) = [f for f in report.findings if f.level is Level.BAD]
    assert (found.check, found.finding) == ("connected", "main was disconnected")
    assert {f.group for f in report.findings} == {"installation"}


async def test_each_workspace_is_examined_with_its_own_token(ward: Ward) -> None:
    await _connect_another(ward)
    both = await examine(ward.premises)
    assert {f.connection for f in both.findings} == {None, "main", "other"}
    revoked = [f.connection for f in both.findings if (f.check, f.level) == ("token", Level.BAD)]
    assert revoked == ["other"]
    one = await examine(ward.premises, "main")
    assert {f.connection for f in one.findings} == {None, "main"}
    assert one.all_well


async def _connect_another(ward: Ward) -> None:
    keeper = ward.premises.keeper
    assert keeper is not None
    async with ward.engine.begin() as db:
        other = Workspace("other", "cmp_2", AI, "Ada", api_url=ward.front)
        await connections.connect(db, other, Policy(), ward.now)
        await secrets.put(db, keeper, "other", "token", f"{TOKEN}-not", ward.now)


async def test_9_4_twenty_silences_are_told_and_own_address_comes_first(ward: Ward) -> None:
    message = Message("msg_1", ward.now, Channel.EMAIL, Text("anna@customer.example"))
    received = MessageReceived(ward.now, message, Seen(Assignee(Who.NOBODY)))
    await ward.judged("cnv_own", received, Reason.OWN_ADDRESS, ward.ago(days=2))
    for number in range(25):
        await ward.judged(f"cnv_{number}", received, Reason.WITH_TEAM)
    findings = (await examine(ward.premises, "main")).findings
    own, team = [f.finding for f in findings if f.check == "silences"]
    assert own.startswith("1 of the last 20 silences: own_address")
    assert team.startswith("19 of the last 20 silences: with_team")


async def test_what_a_workspace_does_without_is_not_asked_for(ward: Ward) -> None:
    await ward.control("set_scopes", scopes=None)
    async with ward.engine.begin() as db:
        await connections.change_policy(db, "main", ward.now, sync_tags=False)
        await db.execute(text("update sources set kind = 'folder', place = :p"), _here(ward))
    await examine(ward.premises)
    journal = (await ward.http.get(f"{ward.front}/_control/journal?kind=request")).json()
    paths = [call["path"] for call in journal]
    assert [p for p in paths if "tags" in p or "knowledge" in p or "drafts" in p] == []


def _here(ward: Ward) -> dict[str, str]:
    return {"p": str(ward.folder)}


async def test_the_report_is_json_with_the_documented_keys(ward: Ward) -> None:
    ward.premises = replace(ward.premises, public_url=None)
    report = json.loads(json.dumps(as_json(await examine(ward.premises))))
    assert list(report) == [
        *("frontmate", "at", "all_well", "counts", "calls_at_front", "findings"),
    ]
    assert report["counts"] == {"ok": len(CHECKS) - 1, "warn": 1, "bad": 0, "unknown": 0}
    (warning,) = [f for f in report["findings"] if f["level"] == "warn"]
    assert list(warning) == [
        *("check", "group", "connection", "level", "symptom", "finding", "fix", "ids"),
    ]


async def test_on_paper_each_finding_has_a_line_and_what_mends_it_below(ward: Ward) -> None:
    ward.premises = replace(ward.premises, public_url=None)
    await ward.control("revoke_token")
    report = await examine(ward.premises)
    paper = as_text(report, width=80)
    assert max(len(line) for line in paper.splitlines()) <= 80
    lines = [line.split() for line in paper.splitlines()]
    assert [line[1] for line in lines if line[:1] == ["✗"]] == ["token"]
    assert [line[1] for line in lines if line[:1] == ["!"]] == ["public_url"]
    assert sum(line[:1] == ["✓"] for line in lines) == report.counts[Level.OK]
    assert [line[0] for line in lines if line[:1] in (["symptom"], ["fix"])] == [
        *("symptom", "fix", "symptom", "fix"),
    ]
    assert as_text(report, plain=True).isascii()


async def test_nothing_that_a_terminal_would_obey_is_printed(ward: Ward) -> None:
    async with ward.engine.begin() as db:
        inboxes = frozenset({"inb_\x1b[31mred\x07"})
        await connections.change_policy(db, "main", ward.now, allowed_inboxes=inboxes)
    report = await examine(ward.premises)
    printed = as_text(report).replace("\n", "")
    assert "inb_" in printed
    assert printed.isprintable()


async def test_whoever_polls_needs_no_address_for_webhooks(ward: Ward) -> None:
    ward.premises = replace(ward.premises, public_url=None)
    async with ward.engine.begin() as db:
        await db.execute(text("update connections set intake = 'poll'"))
    assert levels((await examine(ward.premises)).findings) == {}
