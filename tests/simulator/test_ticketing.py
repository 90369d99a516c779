"""Ticket statuses, and the three vocabularies of status."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from frontmate.simulator import Config
from frontmate.simulator.company import DEFAULT_STATUSES, StatusConfig
from tests.simulator.conftest import Front, served

PARTS = StatusConfig("sts_7", "Waiting for parts", "waiting")


@pytest.fixture
async def desk() -> AsyncIterator[Front]:
    """A Front with ticketing on."""
    config = Config(message_delay=0, ticketing=True, statuses=(*DEFAULT_STATUSES, PARTS))
    async with served(config) as front:
        yield front


async def seen(front: Front, id_: str) -> tuple[str, str, str]:
    found = (await front.api.get(f"/conversations/{id_}")).json()
    return found["status"], found["status_id"], found["status_category"]


async def write(front: Front, id_: str, **body: Any) -> None:
    answer = await front.api.patch(f"/conversations/{id_}", json=body)
    assert answer.status_code == 204, answer.text


async def test_without_ticketing_there_are_no_ticket_statuses(front: Front) -> None:
    id_ = await front.customer()
    assert "status_id" not in (await front.api.get(f"/conversations/{id_}")).json()
    assert (await front.api.get("/company/statuses")).status_code == 404
    answer = await front.api.patch(f"/conversations/{id_}", json={"status_id": "sts_1"})
    assert answer.json()["_error"]["details"] == ["status_id: ticketing is not enabled"]
    answer = await front.api.get("/conversations?q[status_categories][]=open")
    assert answer.status_code == 400


async def test_statuses_are_listed_with_their_categories(desk: Front) -> None:
    listed = (await desk.api.get("/company/statuses")).json()["_results"]
    assert [(s["id"], s["category"]) for s in listed] == [
        ("sts_1", "open"),
        ("sts_2", "waiting"),
        ("sts_3", "resolved"),
        ("sts_7", "waiting"),
    ]
    assert (await desk.api.get("/company/statuses/sts_7")).json()["name"] == "Waiting for parts"
    assert (await desk.api.get("/company/statuses/sts_9")).status_code == 404


async def test_a_ticket_status_is_written_by_its_id_and_never_with_a_status(desk: Front) -> None:
    id_ = await desk.customer()
    assert await seen(desk, id_) == ("unassigned", "sts_1", "open")
    await write(desk, id_, status_id="sts_7")
    assert await seen(desk, id_) == ("archived", "sts_7", "waiting")
    await write(desk, id_, status_id="sts_3")
    assert await seen(desk, id_) == ("archived", "sts_3", "resolved")
    await write(desk, id_, status_id="sts_1")
    assert await seen(desk, id_) == ("unassigned", "sts_1", "open")
    both = {"status": "open", "status_id": "sts_1"}
    assert (await desk.api.patch(f"/conversations/{id_}", json=both)).status_code == 400
    assert desk.event_types() == [
        *("inbound", "archive", "ticket_status_update", "ticket_status_update"),
        *("reopen", "ticket_status_update"),
    ]


async def test_a_status_takes_the_ticket_status_with_it(desk: Front) -> None:
    id_ = await desk.customer()
    await write(desk, id_, status="archived")
    assert await seen(desk, id_) == ("archived", "sts_3", "resolved")
    await write(desk, id_, status="open")
    assert await seen(desk, id_) == ("unassigned", "sts_1", "open")
    await desk.act("snooze", conversation=id_)
    assert await seen(desk, id_) == ("archived", "sts_2", "waiting")
    await desk.act("archive", conversation=id_)
    assert await seen(desk, id_) == ("archived", "sts_3", "resolved")
    await desk.customer("again", conversation=id_)
    assert await seen(desk, id_) == ("unassigned", "sts_1", "open")


async def test_a_snooze_may_choose_among_the_waiting_ones(desk: Front) -> None:
    id_ = await desk.customer()
    later = desk.simulator.desk.workspace.now() + 3600
    body = {"teammate_id": "tea_1mia", "scheduled_at": later, "status_id": "sts_3"}
    where = f"/conversations/{id_}/reminders"
    assert (await desk.api.patch(where, json=body)).status_code == 400
    assert (await desk.api.patch(where, json=body | {"status_id": "sts_7"})).status_code == 204
    assert await seen(desk, id_) == ("archived", "sts_7", "waiting")
    done = await desk.act("set_status", conversation=id_, status="Resolved", by="mia")
    assert done == {"conversation": id_}
    assert await seen(desk, id_) == ("archived", "sts_3", "resolved")


async def test_lists_filter_by_category_and_by_id(desk: Front) -> None:
    waiting, done, new = [await desk.customer(text) for text in ("a", "b", "c")]
    await write(desk, waiting, status_id="sts_7")
    await write(desk, done, status="archived")

    async def found(query: str) -> set[str]:
        answer = await desk.api.get(f"/conversations?{query}")
        assert answer.status_code == 200, answer.text
        return {c["id"] for c in answer.json()["_results"]}

    assert await found("q[status_categories][]=waiting") == {waiting}
    assert await found("q[status_categories]=open&q[status_categories]=resolved") == {new, done}
    assert await found("q[status_ids][]=sts_7") == {waiting}
    for wrong in ("q[status_ids][]=sts_9", "q[status_categories][]=closed"):
        assert (await desk.api.get(f"/conversations?{wrong}")).status_code == 400


async def test_lists_have_a_vocabulary_of_status_of_their_own(front: Front) -> None:
    new, held, done, gone = [await front.customer(text) for text in "abcd"]
    await write(front, held, assignee_id="tea_1mia")
    await write(front, done, status="archived")
    await write(front, gone, status="deleted")

    async def found(*statuses: str) -> list[str]:
        query = {"q[statuses][]": list(statuses)}
        answer = await front.api.get("/conversations", params=query)
        return [c["id"] for c in answer.json()["_results"]]

    assert await found("assigned", "unassigned") == [held, new]
    assert await found("archived") == [done]
    assert await found("trashed") == await found("deleted") == [gone]
    assert await found() == [gone, done, held, new]
    answer = await front.api.get("/conversations", params={"q[statuses][]": "open"})
    assert answer.status_code == 400
    for order, first in (("asc", new), ("desc", gone)):
        page = await front.api.get(f"/conversations?sort_by=date&sort_order={order}")
        assert page.json()["_results"][0]["id"] == first
    assert (await front.api.get("/conversations?sort_by=created_at")).status_code == 400
