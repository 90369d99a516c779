"""The API's semantics: token, lookups, validation, status, assignee, tags, comments, merge."""

import httpx2
import pytest

from frontmate.simulator import Config
from tests.simulator.conftest import Front, served


async def status_of(front: Front, conversation: str) -> str:
    answer = await front.api.get(f"/conversations/{conversation}")
    return str(answer.json()["status"])


async def test_a_request_without_the_token_is_refused_as_front_refuses_it(front: Front) -> None:
    for headers in ({}, {"authorization": "Bearer wrong"}):
        answer = await front.control.get("/me", headers=headers)
        assert answer.status_code == 401
        assert answer.json() == {
            "_error": {"status": 401, "title": "Unauthenticated", "message": "Invalid token"}
        }


async def test_me_is_the_company_and_links_point_at_the_stand_in(front: Front) -> None:
    company = (await front.api.get("/me")).json()
    assert company["id"] == "cmp_1demo"
    assert company["_links"]["self"] == f"{front.url}/me"


async def test_teammates_are_found_by_id_and_by_email(front: Front) -> None:
    listed = (await front.api.get("/teammates")).json()["_results"]
    assert [t["username"] for t in listed] == ["ada", "mia", "leo"]
    assert {t["type"] for t in listed} == {"application", "user"}
    for key in ("tea_1mia", "alt:email:mia@example.com"):
        assert (await front.api.get(f"/teammates/{key}")).json()["id"] == "tea_1mia"
    assert (await front.api.get("/teammates/alt:email:no@example.com")).status_code == 404


async def test_every_inbox_has_its_channel(front: Front) -> None:
    inboxes = (await front.api.get("/inboxes")).json()["_results"]
    channels = (await front.api.get("/channels")).json()["_results"]
    assert [i["id"] for i in inboxes] == ["inb_1mail", "inb_1chat", "inb_1sms"]
    linked = [c["_links"]["related"]["inbox"] for c in channels]
    assert linked == [i["_links"]["self"] for i in inboxes]


async def test_a_customers_first_message_starts_an_unassigned_conversation(front: Front) -> None:
    conversation = await front.customer("Hello?", name="Kim Doe", subject="A question")
    found = (await front.api.get(f"/conversations/{conversation}")).json()
    assert (found["status"], found["assignee"]) == ("unassigned", None)
    assert found["recipient"]["handle"] == "kim.doe@customer.example"
    newest = (await front.api.get(f"/conversations/{conversation}/messages")).json()["_results"][0]
    assert found["_links"]["related"]["last_message"].startswith(newest["_links"]["self"])
    assert newest["author"] is None
    assert newest["is_inbound"] is True
    assert [r["role"] for r in newest["recipients"]] == ["from", "to"]


@pytest.mark.parametrize("nobody", [None, ""])
@pytest.mark.parametrize(("verb", "path"), [("PATCH", ""), ("PUT", "/assignee")])
async def test_null_and_an_empty_string_both_unassign(
    front: Front, nobody: str | None, verb: str, path: str
) -> None:
    conversation = await front.customer()
    where = f"/conversations/{conversation}{path}"
    assert (
        await front.api.request(verb, where, json={"assignee_id": "tea_1ada"})
    ).status_code == 204
    assert await status_of(front, conversation) == "assigned"
    assert (await front.api.request(verb, where, json={"assignee_id": nobody})).status_code == 204
    assert await status_of(front, conversation) == "unassigned"
    assert front.event_types() == ["inbound", "assign", "unassign"]


async def test_a_change_that_changes_nothing_emits_nothing(front: Front) -> None:
    conversation = await front.customer()
    await front.api.patch(f"/conversations/{conversation}", json={"assignee_id": None})
    await front.api.patch(f"/conversations/{conversation}", json={"status": "open"})
    assert front.event_types() == ["inbound"]


async def test_status_is_written_and_read_in_different_words(front: Front) -> None:
    conversation = await front.customer()
    seen = []
    for word in ("archived", "open", "deleted", "open"):
        await front.api.patch(f"/conversations/{conversation}", json={"status": word})
        seen.append(await status_of(front, conversation))
    assert seen == ["archived", "unassigned", "deleted", "unassigned"]
    assert front.event_types() == ["inbound", "archive", "reopen", "trash", "restore"]


async def test_a_customer_who_writes_again_reopens_and_the_assignee_stays(front: Front) -> None:
    conversation = await front.customer()
    await front.act("assign", conversation=conversation, teammate="tea_1leo")
    await front.act("snooze", conversation=conversation)
    assert await status_of(front, conversation) == "archived"
    await front.customer("Hello again", conversation=conversation)
    found = (await front.api.get(f"/conversations/{conversation}")).json()
    assert (found["status"], found["assignee"]["id"]) == ("assigned", "tea_1leo")
    assert found["scheduled_reminders"] == []


async def test_tags_are_added_removed_and_replaced(front: Front) -> None:
    conversation = await front.customer()
    made = [
        (await front.api.post("/company/tags", json={"name": name})).json()["id"]
        for name in ("one", "two", "three")
    ]
    tags = f"/conversations/{conversation}/tags"

    async def present() -> list[str]:
        found = (await front.api.get(f"/conversations/{conversation}")).json()
        return [tag["name"] for tag in found["tags"]]

    assert (await front.api.post(tags, json={"tag_ids": made[:2]})).status_code == 204
    assert await present() == ["one", "two"]
    gone = await front.api.request("DELETE", tags, json={"tag_ids": made[:1]})
    assert gone.status_code == 204
    assert await present() == ["two"]
    await front.api.patch(f"/conversations/{conversation}", json={"tag_ids": made[2:]})
    assert await present() == ["three"]
    assert front.event_types()[1:] == ["tag", "tag", "untag", "untag", "tag"]


async def test_comments_are_listed_newest_first_and_by_whom(front: Front) -> None:
    conversation = await front.customer()
    path = f"/conversations/{conversation}/comments"
    first = await front.api.post(path, json={"body": "**note**", "author_id": "tea_1ada"})
    await front.api.post(path, json={"body": "second"})
    assert first.status_code == 201
    listed = (await front.api.get(path)).json()["_results"]
    assert [c["body"] for c in listed] == ["second", "**note**"]
    assert [c["author"]["type"] for c in listed] == ["api", "application"]


@pytest.mark.parametrize(
    ("verb", "path", "body", "named"),
    [
        ("POST", "/messages", {}, "body: missing"),
        ("POST", "/messages", {"body": 5}, "body: string expected"),
        ("POST", "/messages", {"body": "x", "to": "a@b.c"}, "to: a list of strings expected"),
        ("POST", "/messages", {"body": "x", "options": {"archive": "no"}}, "options.archive"),
        ("POST", "/messages", {"body": "x", "author_id": "tea_nobody"}, "author_id"),
        ("POST", "/messages", {"body": "x", "to": [], "cc": []}, "to: nobody"),
        ("POST", "/comments", {}, "body: missing"),
        ("POST", "/tags", {}, "tag_ids: missing"),
        ("POST", "/tags", {"tag_ids": ["tag_none"]}, "tag_ids: no such tag"),
        ("PATCH", "", {"assignee_id": "tea_nobody"}, "assignee_id"),
        ("PATCH", "", {"status": "assigned"}, "status: one of"),
        ("PATCH", "", {"status": "open", "status_id": "sts_1"}, "never together"),
        ("PUT", "/assignee", {}, "assignee_id: missing"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_happens(
    front: Front, verb: str, path: str, body: dict[str, object], named: str
) -> None:
    conversation = await front.customer()
    answer = await front.api.request(verb, f"/conversations/{conversation}{path}", json=body)
    assert answer.status_code == 400
    assert named in " ".join(answer.json()["_error"]["details"])
    assert front.event_types() == ["inbound"]


async def test_half_a_character_is_refused_and_everything_can_still_be_read(front: Front) -> None:
    conversation = await front.customer()
    path = f"/conversations/{conversation}/comments"
    answer = await front.api.post(path, content=b'{"body": "x \\ud83d"}')
    assert answer.status_code == 400
    assert (await front.api.get(path)).json()["_results"] == []
    assert (await front.look("journal?kind=request"))[0]["status"] == 400


async def test_what_does_not_exist_is_a_404_in_fronts_form(front: Front) -> None:
    for path in ("/conversations/cnv_none", "/messages/msg_none", "/events/evt_none", "/nowhere"):
        answer = await front.api.get(path)
        assert answer.status_code == 404
        assert answer.json()["_error"]["status"] == 404


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", ""),
        ("PATCH", ""),
        ("PUT", "/assignee"),
        ("GET", "/messages"),
        ("POST", "/messages"),
        ("POST", "/comments"),
        ("POST", "/tags"),
        ("DELETE", "/tags"),
        ("GET", "/events"),
        ("GET", "/drafts"),
        ("GET", "/inboxes"),
    ],
)
async def test_a_merged_conversation_is_a_301_on_every_verb(
    front: Front, verb: str, path: str
) -> None:
    gone, survivor = await front.customer("one"), await front.customer("two")
    await front.act("merge", **{"from": gone, "into": survivor})
    answer = await front.api.request(
        verb, f"/conversations/{gone}{path}", json={"body": "x"} if verb == "POST" else None
    )
    assert answer.status_code == 301
    assert answer.headers["location"] == f"{front.url}/conversations/{survivor}{path}"


async def test_a_merge_keeps_both_threads_and_is_told_by_the_event_list_only(front: Front) -> None:
    gone, survivor = await front.customer("one"), await front.customer("two")
    await front.act("merge", **{"from": gone, "into": survivor})
    messages = (await front.api.get(f"/conversations/{survivor}/messages")).json()["_results"]
    assert [m["text"] for m in messages] == ["two", "one"]
    newest = (await front.api.get("/events")).json()["_results"][0]
    assert newest["type"] == "conversations_merged"
    assert newest["target"] == {"_meta": {"type": "deleted_conversation_ids"}, "data": [gone]}


async def test_messages_are_paged_newest_first_by_full_links(front: Front) -> None:
    conversation = await front.customer("0")
    for number in range(1, 5):
        await front.customer(str(number), conversation=conversation)
    url: str | None = f"{front.url}/conversations/{conversation}/messages?limit=2"
    pages = []
    while url:
        page = (await front.api.get(url)).json()
        pages.append([m["text"] for m in page["_results"]])
        url = page["_pagination"]["next"]
    assert pages == [["4", "3"], ["2", "1"], ["0"]]


async def test_a_limit_or_page_token_that_means_nothing_is_refused(front: Front) -> None:
    conversation = await front.customer()
    for query in ("limit=0", "limit=101", "limit=x", "page_token=zzz", "sort_order=up"):
        answer = await front.api.get(f"/conversations/{conversation}/messages?{query}")
        assert answer.status_code == 400, query


async def test_over_the_rate_limit_is_a_429_with_retry_after() -> None:
    async with served(Config(ratelimit=2)) as front:
        answers: list[httpx2.Response] = [await front.api.get("/me") for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert [a.headers["x-ratelimit-remaining"] for a in answers] == ["1", "0", "0"]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 60


async def test_contacts_are_found_by_id_email_and_phone(front: Front) -> None:
    await front.customer(name="Kim Doe", handle="kim@example.org")
    await front.customer("hi", channel="sms", name="Sam", handle="+12025550123")
    by_email = (await front.api.get("/contacts/alt:email:kim@example.org")).json()
    by_phone = (await front.api.get("/contacts/alt:phone:+12025550123")).json()
    assert (by_email["name"], by_phone["name"]) == ("Kim Doe", "Sam")
    assert (await front.api.get(f"/contacts/{by_email['id']}")).json() == by_email
    assert (await front.api.get("/contacts/alt:email:no@example.org")).status_code == 404
