"""The directory and all that hangs on conversations, held against Front's official description."""

from collections.abc import AsyncIterator

import pytest

from frontmate.simulator import Config
from frontmate.simulator.company import (
    ShiftConfig,
    SignatureConfig,
    TeamConfig,
    TimeOffConfig,
)
from frontmate.simulator.config import InboxConfig, TokenConfig
from tests.simulator.conftest import Front
from tests.simulator.judging import good, judged_front, read_all

TOMORROW = 86_400.0
COMPANY = Config(
    message_delay=0,
    ratelimit=0,
    ticketing=True,
    tokens=(TokenConfig(Config().token, may_see_private=True),),
    inboxes=(
        *Config().inboxes,
        InboxConfig("inb_1mias", "Mia", "gmail", "mia@example.com", "tea_1mia"),
    ),
    teams=(
        TeamConfig("tim_1", "Support", ("inb_1mail",)),
        TeamConfig("tim_2", "Shop", ("inb_1sms",)),
    ),
    signatures=(
        SignatureConfig("sig_1", "Plain", "Mia", "tea_1mia", is_default=True),
        SignatureConfig("sig_2", "Team", "The team", "tim_1", channels=("cha_1",)),
    ),
    shifts=(ShiftConfig("shf_1", "Early", ("tea_1mia",), {"mon": ["08:00", "16:00"]}),),
    time_offs=(TimeOffConfig("vcr_1", "Away", "tea_1mia", 1_700_000_000.0),),
)


@pytest.fixture
async def judged() -> AsyncIterator[Front]:
    async with judged_front(COMPANY) as front:
        yield front


async def test_the_company_answers_as_described(judged: Front) -> None:
    await judged.customer()
    await judged.customer("to Mia", inbox="inb_1mias")
    await read_all(
        judged,
        "/teams",
        *(f"/teams/tim_1{part}" for part in ("", "/inboxes", "/channels", "/tags", "/signatures")),
        *(f"/teams/tim_1{part}" for part in ("/shifts", "/time_offs")),
        "/inboxes",
        *(
            f"/inboxes/inb_1mias{part}"
            for part in ("", "/channels", "/teammates", "/conversations")
        ),
        *(f"/teammates/tea_1mia{part}" for part in ("/inboxes", "/private_inboxes", "/channels")),
        *(f"/teammates/tea_1mia{part}" for part in ("/conversations", "/tags", "/signatures")),
        *(f"/teammates/tea_1mia{part}" for part in ("/shifts", "/time_offs")),
        "/signatures/sig_1",
        "/signatures/sig_2",
        "/shifts",
        "/shifts/shf_1",
        "/shifts/shf_1/teammates",
        "/time_offs/vcr_1",
        "/company/statuses",
        "/company/statuses/sts_2",
    )
    body = {"first_name": "Mia", "is_available": False, "custom_fields": {"Floor": 3}}
    await good(judged.api.patch("/teammates/tea_1mia", json=body))


async def test_tags_answer_as_described(judged: Front) -> None:
    made = []
    for owner in ("/company", "/teams/tim_2", "/teammates/tea_1mia", ""):
        body = {"name": "Late", "description": "after noon", "highlight": "light-blue"}
        made.append((await good(judged.api.post(f"{owner}/tags", json=body)))["id"])
        await read_all(judged, f"{owner}/tags")
    await good(judged.api.post(f"/tags/{made[0]}/children", json={"name": "Later"}))
    await good(judged.api.patch(f"/tags/{made[1]}", json={"parent_tag_id": made[0]}))
    await read_all(judged, f"/tags/{made[0]}", f"/tags/{made[0]}/children")
    await read_all(judged, f"/tags/{made[0]}/conversations", f"/tags/{made[1]}")
    await good(judged.api.delete(f"/tags/{made[0]}"))


async def test_contacts_answer_as_described(judged: Front) -> None:
    body = {
        "name": "Kim Doe",
        "description": "likes lids",
        "links": ["https://example.org/kim"],
        "list_names": ["VIP"],
        "custom_fields": {"Plan": "gold"},
        "handles": [{"handle": "kim@example.org", "source": "email"}],
    }
    kim = (await good(judged.api.post("/contacts", json=body)))["id"]
    handle = {"handle": "+12025550188", "source": "phone"}
    await good(judged.api.post(f"/contacts/{kim}/handles", json=handle))
    note = {"author_id": "tea_1mia", "body": "A good customer"}
    await good(judged.api.post(f"/contacts/{kim}/notes", json=note))
    await good(judged.api.patch(f"/contacts/{kim}", json={"name": "Kim D."}))
    await judged.customer(name="Kim Doe", handle="kim@example.org")
    await judged.customer(name="Sam", handle="sam@example.org")
    sam = (await good(judged.api.get("/contacts/alt:email:sam@example.org")))["id"]
    await read_all(judged, "/contacts", f"/contacts/{kim}/conversations", f"/contacts/{kim}/notes")
    merge = {"target_contact_id": kim, "contact_ids": [sam]}
    await good(judged.api.post("/contacts/merge", json=merge))
    await good(judged.api.request("DELETE", f"/contacts/{kim}/handles", json=handle))
    await good(judged.api.delete(f"/contacts/{kim}"))
    await read_all(judged, "/conversations")


async def test_what_hangs_on_a_conversation_answers_as_described(judged: Front) -> None:
    one = f"/conversations/{await judged.customer()}"
    now = judged.simulator.desk.workspace.now()
    url = "https://shop.example/orders/1"
    await good(judged.api.post(f"{one}/links", json={"link_external_urls": [url]}))
    link = (await good(judged.api.get("/links")))["_results"][0]["id"]
    await good(judged.api.post("/links", json={"external_url": url, "name": "Order"}))
    await good(judged.api.patch(f"/links/{link}", json={"name": "Order 1"}))
    await good(judged.api.post(f"{one}/followers", json={"teammate_ids": ["tea_1mia"]}))
    reminder = {"teammate_id": "tea_1mia", "scheduled_at": now + TOMORROW}
    await good(judged.api.patch(f"{one}/reminders", json=reminder))
    await good(judged.api.patch(one, json={"status_id": "sts_3", "custom_fields": {"Order": "1"}}))
    await read_all(judged, one, f"{one}/followers", f"{one}/events", "/events", f"/links/{link}")
    await read_all(
        judged, f"/links/{link}/conversations", "/conversations/search/order is:resolved"
    )
    followers = {"teammate_ids": ["tea_1mia"]}
    await good(judged.api.request("DELETE", f"{one}/followers", json=followers))
    await good(judged.api.request("DELETE", f"{one}/links", json={"link_ids": [link]}))
    await good(judged.api.patch(one, json={"status": "deleted"}))
    await good(judged.api.delete(one))


@pytest.mark.parametrize("kind", ["discussion", "task"])
async def test_discussions_and_tasks_answer_as_described(judged: Front, kind: str) -> None:
    body = {
        "type": kind,
        "inbox_id": "inb_1mail",
        "subject": "A plan",
        "comment": {"body": "@mia what do you think?", "author_id": "tea_1leo"},
    }
    made = await good(judged.api.post("/conversations", json=body))
    one = f"/conversations/{made['id']}"
    comment = (await good(judged.api.get(f"{one}/comments")))["_results"][0]["id"]
    reply = {"body": "Fine", "author_id": "tea_1mia", "is_pinned": True}
    await good(judged.api.post(f"/comments/{comment}/replies", json=reply))
    await good(judged.api.patch(f"/comments/{comment}/", json={"body": "@leo too"}))
    await read_all(judged, "/conversations", one, f"{one}/comments", f"{one}/messages")
    await read_all(judged, f"/comments/{comment}", f"/comments/{comment}/mentions")
    if kind == "task":
        due = judged.simulator.desk.workspace.now() + TOMORROW
        await good(judged.api.patch(one, json={"description": "soon", "due_at": due}))
        await read_all(judged, one)


async def test_writing_knowledge_bases_answers_as_described(judged: Front) -> None:
    base = await good(judged.api.post("/knowledge_bases", json={"name": "Help"}))
    own = f"/knowledge_bases/{base['id']}"
    category = await good(judged.api.post(f"{own}/categories", json={"name": "Orders"}))
    body = {
        "author_id": "tea_1mia",
        "subject": "Returns",
        "content": "<p>Send it back.</p>",
        "category_id": category["id"],
    }
    article = await good(judged.api.post(f"{own}/locales/en/articles", json=body))
    edit = {"author_id": "tea_1leo", "content": "<p>Keep it.</p>", "status": "published"}
    where = f"/knowledge_base_articles/{article['id']}"
    await good(judged.api.patch(f"{where}/content", json=edit))
    await good(judged.api.patch(f"{own}/content", json={"name": "Help!"}))
    in_category = f"/knowledge_base_categories/{category['id']}"
    await good(judged.api.patch(f"{in_category}/content", json={"description": "all of them"}))
    await read_all(judged, own, f"{own}/content", in_category, f"{in_category}/content", where)
    await good(judged.api.delete(where))
    await good(judged.api.delete(in_category))
