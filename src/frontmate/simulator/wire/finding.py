"""What a path or a body names, looked up; refusals name the field, 404 is for the path."""

from collections.abc import Iterable
from typing import Any, TypeVar

from starlette.requests import Request

from frontmate.simulator.access import Token
from frontmate.simulator.desk import Desk
from frontmate.simulator.records import Comment, Contact, Conversation, Inbox, Tag, Team, Teammate
from frontmate.simulator.wire import bodies
from frontmate.simulator.wire.errors import ApiError, MergedError

T = TypeVar("T")


def or_404(thing: T | None, name: str) -> T:
    if thing is None:
        raise ApiError(404, f"No such {name}")
    return thing


def token_of(request: Request) -> Token:
    token: Token = request.scope["token"]
    return token


def is_visible(request: Request, thing: Conversation | Inbox) -> bool:
    """What is private is not there for a token without Front's Private namespace (facts 9.22)."""
    return not thing.is_private or token_of(request).may_see_private


def find(desk: Desk, request: Request) -> Conversation:
    """The conversation of the path: 301 to the survivor if it was merged, 404 if unknown."""
    wanted = request.path_params["id"]
    conversation = desk.workspace.conversation(wanted)
    if conversation is None:
        survivor = desk.workspace.survivor_of(wanted)
        if survivor != wanted:
            raise MergedError(survivor)
    if conversation is None or not is_visible(request, conversation):
        raise ApiError(404, f"Conversation {wanted} not found")
    return conversation


def find_for_messages(desk: Desk, request: Request) -> Conversation:
    """Discussions and tasks take comments only."""
    conversation = find(desk, request)
    if conversation.type != "conversation":
        detail = f"conversation_id: a {conversation.type} takes comments only"
        raise ApiError(400, "Messages are for conversations", detail)
    return conversation


def find_comment(desk: Desk, request: Request) -> Comment:
    """404 where its conversation may not be seen."""
    comment = or_404(desk.workspace.comment(request.path_params["id"]), "comment")
    conversation = desk.workspace.conversations[comment.conversation_id]
    return or_404(comment if is_visible(request, conversation) else None, "comment")


def find_inbox(desk: Desk, request: Request) -> Inbox:
    inbox = desk.workspace.people.inboxes.get(request.path_params["id"])
    return or_404(inbox if inbox and is_visible(request, inbox) else None, "inbox")


def find_team(desk: Desk, request: Request) -> Team:
    return or_404(desk.workspace.people.teams.get(request.path_params["id"]), "team")


def find_teammate(desk: Desk, request: Request) -> Teammate:
    """By id or by `alt:email:`."""
    return or_404(desk.workspace.people.teammate(request.path_params["id"]), "teammate")


def find_tag(desk: Desk, request: Request) -> Tag:
    return or_404(desk.workspace.people.tags.get(request.path_params["id"]), "tag")


def find_contact(desk: Desk, request: Request) -> Contact:
    """By id or by `alt:<source>:<handle>`."""
    return or_404(desk.workspace.people.contact(request.path_params["id"]), "contact")


def known_tags(desk: Desk, ids: list[str], prefix: str = "") -> list[Tag]:
    tags = desk.workspace.people.tags
    unknown = [f"{prefix}tag_ids: no such tag {i}" for i in ids if i not in tags]
    if unknown:
        raise ApiError(400, bodies.INVALID, *unknown)
    return [tags[i] for i in ids]


def teammate_id(desk: Desk, key: str, field: str) -> str:
    """By id or `alt:email:`; 400 for one that is not there or was blocked (facts 9.23)."""
    teammate = desk.workspace.people.teammate(key)
    if teammate is None:
        raise ApiError(400, bodies.INVALID, f"{field}: no such teammate")
    if teammate.is_blocked:
        raise ApiError(400, bodies.INVALID, f"{field}: the teammate is blocked")
    return teammate.id


def teammate_ids(desk: Desk, keys: Iterable[str], field: str = "teammate_ids") -> list[str]:
    """Blocked ones too: they may still be taken off."""
    problems, ids = [], []
    for key in keys:
        teammate = desk.workspace.people.teammate(key)
        if teammate is None:
            problems.append(f"{field}: no such teammate {key}")
        else:
            ids.append(teammate.id)
    if problems:
        raise ApiError(400, bodies.INVALID, *problems)
    return ids


def author_id(desk: Desk, data: dict[str, Any]) -> str:
    """The author that is named, else Front's own API author."""
    if "author_id" not in data:
        return desk.workspace.people.bot("api").id
    return teammate_id(desk, data["author_id"], "author_id")


def words(data: dict[str, Any], field: str) -> str:
    """A text with something in it."""
    value: str = data[field]
    if not value.strip():
        raise ApiError(400, bodies.INVALID, f"{field}: empty")
    return value
