"""A furnished stand-in: one of everything that a call can name, and where it is found."""

import base64
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from tests.contract.official import Operation
from tests.contract.standing import StandIn, standing

CHANNEL: Final = "alt:address:support@example.com"
FILE: Final = {
    "filename": "a.txt",
    "content_type": "text/plain",
    "base64": base64.b64encode(b"hello").decode(),
}

# Where a hole of a path stands for something else than usual: for a call, or for a field of it.
_ELSEWHERE: Final = {
    "PATCH /drafts/{message_id}/": {"message_id": "draft_id"},
    "GET /comments/{comment_id}/download/{attachment_link_id}": {
        "attachment_link_id": "comment_file"
    },
    "POST /messages/{message_id}/seen": {"message_id": "sent"},
    "POST /channels/{channel_id}/incoming_messages": {"channel_id": "custom_channel"},
    "DELETE /conversations/{conversation_id}": {"conversation_id": "trashed"},
    "PATCH /conversations/{conversation_id} with description": {"conversation_id": "task"},
    "PATCH /conversations/{conversation_id} with due_at": {"conversation_id": "task"},
}


@dataclass
class World:
    """`ids` are by the names that the description gives to the holes of its paths."""

    stand_in: StandIn
    ids: dict[str, str] = field(default_factory=dict)
    draft_version: str = ""
    uid: str = ""

    @property
    def tomorrow(self) -> float:
        return round(self.stand_in.simulator.desk.workspace.now() + 86_400, 3)

    def path(self, operation: Operation, with_: str | None = None) -> str:
        """The operation's path with ids in its holes; KeyError names one that nobody furnished."""
        elsewhere = _ELSEWHERE.get(
            f"{operation.name} with {with_}", _ELSEWHERE.get(operation.name, {})
        )
        return operation.path.format_map(
            self.ids | {hole: self.ids[other] for hole, other in elsewhere.items()}
        )


Doing = Callable[[World, Operation], Awaitable[None]]


async def in_worlds(operations: Iterable[Operation], do: Doing) -> None:
    """Do it for each: those that read share a world, those that write have one of their own."""
    known = list(operations)
    async with furnished() as world:
        for one in known:
            if one.method == "GET":
                await do(world, one)
    for one in known:
        if one.method != "GET":
            async with furnished() as world:
                await do(world, one)


@asynccontextmanager
async def furnished() -> AsyncIterator[World]:
    async with standing() as stand_in:
        yield await furnish(stand_in)


async def furnish(stand_in: StandIn) -> World:
    """One email conversation with all in it, others in other states, a help center."""
    world = World(stand_in)
    id_ = stand_in.act(
        "customer_message",
        text="Where is my order?",
        name="Kim Doe",
        handle="kim@example.org",
        cc=["boss@example.org"],
        headers={"X-Mailer": "x"},
        attachments=[FILE],
    )
    world.ids |= {
        "conversation_id": id_["conversation"],
        "message_id": id_["message"],
        "teammate_id": "tea_1mia",
        "query": "is:open",
        "status_id": "sts_2",
    }
    await _lists(world)
    await _talk(world, id_["conversation"])
    _other_conversations(world)
    await _help_center(world)
    return world


async def _lists(world: World) -> None:
    """What can be found by listing it, and what is made by asking for it."""
    lists = {
        "inbox_id": "/inboxes",
        "channel_id": "/inboxes/inb_1mail/channels",
        "custom_channel": "/inboxes/inb_1own/channels",
        "contact_id": "/contacts",
        "team_id": "/teams",
        "signature_id": "/teams/tim_1/signatures",
        "shift_id": "/shifts",
        "time_off_id": "/teammates/tea_1mia/time_offs",
        "rule_id": "/rules",
    }
    for name, path in lists.items():
        world.ids[name] = await _first(world, path)
    handles = [{"handle": "jo@example.org", "source": "email"}]
    made = {
        "tag_id": ("/company/tags", {"name": "urgent"}),
        "other_tag": ("/company/tags", {"name": "late"}),
        "other_contact": ("/contacts", {"handles": handles}),
        "link_id": ("/links", {"external_url": "https://example.org/1"}),
        "other_link": ("/links", {"external_url": "https://example.org/2"}),
    }
    for name, (path, body) in made.items():
        world.ids[name] = (await _posted(world, path, body))["id"]
    phone = {"handle": "+12025550123", "source": "phone"}
    path = f"/contacts/{world.ids['contact_id']}/handles"
    assert (await world.stand_in.api.post(path, json=phone)).is_success


async def _talk(world: World, id_: str) -> None:
    act, api, ids = world.stand_in.act, world.stand_in.api, world.ids
    act("assign", conversation=id_, teammate="mia", by="rul_1")
    act("tag", conversation=id_, tag=ids["tag_id"])
    act("link", conversation=id_, url="https://example.org/1")
    ids["sent"] = act("teammate_reply", conversation=id_, teammate="mia", text="Soon")["message"]
    world.uid = (await api.get(f"/messages/{ids['sent']}")).json()["message_uid"]
    draft = {"body": "<p>Soon.</p>", "channel_id": CHANNEL, "mode": "shared"}
    made = await _posted(world, f"/conversations/{id_}/drafts", draft)
    ids["draft_id"], world.draft_version = made["id"], made["version"]
    commented = await api.post(
        f"/conversations/{id_}/comments",
        data={"body": "Look, @leo"},
        files={"attachments[]": ("a.txt", b"hello", "text/plain")},
    )
    ids["comment_id"] = commented.json()["id"]
    ids["event_id"] = await _first(world, "/events")
    ids["attachment_link_id"] = await _file_of(world, f"/messages/{ids['message_id']}")
    ids["comment_file"] = await _file_of(world, f"/comments/{ids['comment_id']}")


def _other_conversations(world: World) -> None:
    """On chat, in the trash, among teammates, and one that was merged."""
    act, ids = world.stand_in.act, world.ids
    ids["chat"] = act("customer_message", text="Hi", channel="chat")["conversation"]
    ids["trashed"] = act("customer_message", text="Buy!", name="Spam")["conversation"]
    act("trash", conversation=ids["trashed"])
    ids["task"] = act("discuss", type="task", subject="Call Kim")["conversation"]
    ids["merged"] = act("customer_message", text="?", handle="kim@example.org")["conversation"]
    act("merge", **{"from": ids["merged"], "into": ids["conversation_id"]})


async def _help_center(world: World) -> None:
    act, ids = world.stand_in.act, world.ids
    kb = act("kb_put", name="Help", locales=["en", "de"])["kb"]
    put = {"kb": kb, "title": "Billing", "html": "<p>How</p>", "attachments": [FILE]}
    article = act("kb_article_put", **put, category="Money", editor="mia")["article"]
    act("kb_article_put", **put | {"title": "Rechnung"}, article=article, locale="de")
    act("kb_article_put", **put, slug="other", category="More")
    ids |= {"knowledge_base_id": kb, "article_id": article, "locale": "de"}
    found = (await world.stand_in.api.get(f"/knowledge_bases/{kb}/categories")).json()["_results"]
    ids["category_id"], ids["other_category"] = found[0]["id"], found[1]["id"]
    path = f"/knowledge_base_articles/{article}/content"
    ids["attachment_id"] = await _file_of(world, path)


async def _file_of(world: World, path: str) -> str:
    found = (await world.stand_in.api.get(path)).json()["attachments"]
    return str(found[0]["id"]) if found else "fil_none"


async def _first(world: World, path: str) -> str:
    answer = await world.stand_in.api.get(path)
    assert answer.status_code == 200, f"{path}: {answer.text}"
    return str(answer.json()["_results"][0]["id"])


async def _posted(world: World, path: str, body: object) -> dict[str, str]:
    answer = await world.stand_in.api.post(path, json=body)
    assert answer.is_success, f"{path}: {answer.text}"
    made: dict[str, str] = answer.json()
    return made
