"""Which permissions the API token needs, what breaks without each, and which it has (facts 4.1).

No call of Front's lists a token's permissions, so each is tried with one call that is cheap and
that changes nothing.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from frontmate.front import draft_requests, requests
from frontmate.front.client import FrontClient
from frontmate.front.errors import Forbidden, FrontError, Merged, NotFound, Refused, Unauthorized
from frontmate.front.requests import Request, segment
from frontmate.front.tolerant import mappings, text

NOBODYS = "cnv_0"
"""The id of no conversation: ids are numbers in base 36, and Front does not count from zero."""


class Use(StrEnum):
    """What a permission is for; a workspace that does without the use does without it."""

    ALWAYS = "always"
    DRAFTS = "drafts"
    """Mode `draft`, and looking for a person's draft before a send (behaviour 11.1, 10.2)."""
    KNOWLEDGE = "knowledge"
    """Help centers of Front as a source."""
    POLLING = "polling"
    """Intake by polling, and finding what no webhook told (behaviour 10.3)."""
    TAGS = "tags"
    """Tag sync (behaviour 5)."""
    ATTACHMENTS = "attachments"
    """Reading what customers attach."""


@dataclass(frozen=True)
class Need:
    """A permission of the token, by Front's name for it."""

    scope: str
    why: str
    """What does not work without it, in one sentence."""
    use: Use = Use.ALWAYS


@dataclass(frozen=True)
class ScopeFinding:
    """Whether the token has one permission."""

    need: Need
    ok: bool | None
    """None: could not be told."""
    why: str
    """What the finding rests on."""

    @property
    def scope(self) -> str:
        return self.need.scope

    @property
    def breaks(self) -> str:
        """What does not work without it, in plain words."""
        return self.need.why


NEEDED = (
    Need("conversations:read", "The AI cannot see who holds a conversation, and stays silent."),
    Need("messages:read", "The AI cannot read what the customer wrote."),
    Need("comments:read", "The AI cannot see what teammates noted, nor find its own notes again."),
    Need("inboxes:read", "Inboxes cannot be chosen."),
    Need("channels:read", "Our own addresses are unknown: the AI could answer ourselves."),
    Need("teammates:read", "The AI teammate cannot be picked, nor people told from bots."),
    Need("messages:send", "No reply and no notice reaches a customer."),
    Need("comments:write", "A hand-off has no summary, and a resolution has no note."),
    Need("conversations:write", "Nothing is unassigned, assigned, archived or tagged."),
    Need("drafts:read", "A draft that a person has begun is not seen.", Use.DRAFTS),
    Need("drafts:write", "No draft can be written for a teammate to send.", Use.DRAFTS),
    Need("drafts:delete", "A draft that is out of date stays where it is.", Use.DRAFTS),
    Need("tags:read", "Tags are not found by their names.", Use.TAGS),
    Need("tags:write", "Tags that do not exist yet cannot be made.", Use.TAGS),
    Need("knowledge_bases:read", "Help centers of Front cannot be read.", Use.KNOWLEDGE),
    Need("events:*:read", "What no webhook told us is never found.", Use.POLLING),
    Need("attachments:read", "What customers attach is not read.", Use.ATTACHMENTS),
)
"""In the order in which they are tried."""


def needed_for(uses: Sequence[Use]) -> tuple[Need, ...]:
    """The permissions for these uses, and those that are always needed."""
    return tuple(need for need in NEEDED if need.use is Use.ALWAYS or need.use in uses)


async def probe(
    client: FrontClient,
    needs: Sequence[Need] = NEEDED,
    *,
    on_finding: Callable[[ScopeFinding], None] | None = None,
) -> tuple[ScopeFinding, ...]:
    """All of `findings`; `on_finding` is told of each as it is made."""
    found: list[ScopeFinding] = []
    async for finding in findings(client, needs):
        found.append(finding)
        if on_finding is not None:
            on_finding(finding)
    return tuple(found)


async def findings(
    client: FrontClient, needs: Sequence[Need] = NEEDED
) -> AsyncIterator[ScopeFinding]:
    """Try each permission with one call; raises `Unauthorized` and nothing else of Front's.

    Reads ask for a list, of one object where Front lets us say so. Writes go to an id that no
    object has, so that nothing is written: 403 means that the permission is missing; 404, 400 or
    422 that it is there. That Front looks at permissions before it looks for the object is
    inferred (facts 4.1): where it does not, a missing one passes for given until the first real
    call, whose `Forbidden` names it.
    """
    conversation = NOBODYS
    for need in needs:
        finding, answer = await _try(client, need, conversation)
        if need.scope == "conversations:read":
            # What can be read is proven by reading it; writes stay with the id of no object.
            conversation = next(
                (id_ for one in mappings(answer, "_results") if (id_ := text(one, "id"))), NOBODYS
            )
        yield finding


async def _try(
    client: FrontClient, need: Need, conversation: str
) -> tuple[ScopeFinding, Mapping[str, Any]]:
    request = call_for(need.scope, conversation)
    if request is None:
        return ScopeFinding(need, None, "No harmless call is known that would tell."), {}
    try:
        answer = await client.ask(request)
    except Unauthorized:
        raise
    except Forbidden:
        return ScopeFinding(need, False, "Front refused a call for want of it."), {}
    except (Merged, NotFound, Refused) as error:
        why = f"Front looked for what does not exist and said so ({error.status})."
        return ScopeFinding(need, True, why), {}
    except FrontError as error:
        return ScopeFinding(need, None, f"{error}. {error.advice}"), {}
    return ScopeFinding(need, True, "A call that needs it succeeded."), answer


def call_for(scope: str, conversation: str = NOBODYS) -> Request | None:
    """The call that tells whether the token has `scope`; reads may use a real conversation."""
    path = _READS.get(scope)
    if path is not None:
        return _read(path, scope, conversation)
    write = _WRITES.get(scope)
    if write is None:
        return None
    return replace(write, scope=scope, repeatable=write.method != "POST")


def _read(template: str, scope: str, conversation: str) -> Request:
    path = template.format(conversation_id=segment(conversation), attachment_link_id="fil_0")
    params = {"limit": "1"} if template in _SHORTENED else None
    return Request("GET", path, template, params=params, scope=scope)


_READS = {
    "conversations:read": "/conversations",
    "messages:read": "/conversations/{conversation_id}/messages",
    "comments:read": "/conversations/{conversation_id}/comments",
    "drafts:read": "/conversations/{conversation_id}/drafts",
    "inboxes:read": "/inboxes",
    "channels:read": "/channels",
    "teammates:read": "/teammates",
    "tags:read": "/company/tags",
    "knowledge_bases:read": "/knowledge_bases",
    "events:*:read": "/events",
    "attachments:read": "/download/{attachment_link_id}",
}
_SHORTENED = {
    "/conversations",
    "/conversations/{conversation_id}/messages",
    "/company/tags",
    "/events",
}
"""The others are given whole: Front's description has no `limit` for them (facts 4.4)."""

_WORDS = {"body": "A check of permissions, to a conversation that does not exist."}
_CONVERSATION = f"/conversations/{NOBODYS}"
_TEMPLATE = "/conversations/{conversation_id}"
# Bodies that Front's description allows: one that it does not might be refused unasked.
_WRITES = {
    "messages:send": Request(
        "POST",
        f"{_CONVERSATION}/messages",
        f"{_TEMPLATE}/messages",
        json={**_WORDS, "options": {"archive": False}},
    ),
    "comments:write": Request(
        "POST", f"{_CONVERSATION}/comments", f"{_TEMPLATE}/comments", json=_WORDS
    ),
    "conversations:write": requests.archive(NOBODYS),
    "drafts:write": Request(
        "POST",
        f"{_CONVERSATION}/drafts",
        f"{_TEMPLATE}/drafts",
        json={**_WORDS, "channel_id": "cha_0", "mode": "shared"},
    ),
    "drafts:delete": draft_requests.delete_draft("msg_0", version="0"),
    "tags:write": Request("PATCH", "/tags/tag_0", "/tags/{tag_id}", json={"highlight": "grey"}),
}
