"""Search for conversations: words and `filter:value`, at most 15 filters, all must fit (facts 5.1).

The words are looked for in subject, messages and comments; quotation marks keep a phrase together.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate.simulator.desk import Desk
from frontmate.simulator.records import Conversation
from frontmate.simulator.wire.errors import ApiError
from frontmate.simulator.wire.listing import latest, visible
from frontmate.simulator.wire.pages import INVALID_QUERY, number, one_page

_MOST_FILTERS: Final = 15
_TERM: Final = re.compile(r'(?:([a-z_]+):)?(?:"([^"]*)"|(\S+))')
_ROLES: Final = ("from", "to", "cc", "bcc")
_DAY: Final = 86_400
_MOMENTS: Final = ("before", "after", "during")

Fits = Callable[[Conversation], bool]


@dataclass(frozen=True, slots=True)
class Term:
    """`name` "" is for words."""

    name: str
    value: str


class Searching:
    """One endpoint, whose answer has the number of all matches."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace = desk.workspace

    def routes(self) -> list[Route]:
        return [Route("/conversations/search/{query:path}", self.search)]

    async def search(self, request: Request) -> Response:
        """The latest changed first; what is in the trash only where `is:trashed` asks for it."""
        terms = parsed_query(request.path_params["query"])
        fits = [self._test(term) for term in terms if term.name not in _MOMENTS]
        fits.append(_said_when([term for term in terms if term.name in _MOMENTS]))
        if not any(t.name == "is" and t.value.casefold() == "trashed" for t in terms):
            fits.append(lambda conversation: not conversation.is_trashed)
        fitting = [
            conversation
            for conversation in visible(request, self._workspace.conversations.values())
            if all(fit(conversation) for fit in fits)
        ]
        fitting.sort(key=latest, reverse=True)
        shapes = self._desk.shapes
        page = one_page(request, shapes.base_url, fitting, shapes.conversation, key=latest)
        return JSONResponse(page | {"_total": len(fitting)})

    def _test(self, term: Term) -> Fits:
        name, value = term.name, term.value.casefold()
        match name:
            case "":
                return lambda c: value in _text(c)
            case "inbox" | "tag" | "link" | "topic":
                return _contains(name, term.value)
            case "recipient" | "from" | "to" | "cc" | "bcc":
                roles = _ROLES if name == "recipient" else (name,)
                return lambda c: _has_handle(c, value, roles)
            case "contact":
                theirs = {c.id for c in self._workspace.conversations_with(term.value)}
                return lambda c: c.id in theirs
            case "assignee" | "author" | "commenter" | "mention" | "participant":
                return _involves(name, self._teammate(term))
            case "is":
                return self._state(value)
            case "custom_field":
                field, _, wanted = term.value.partition("=")
                return lambda c: str(c.custom_fields.get(field, "")).casefold() == wanted.casefold()
        raise ApiError(400, INVALID_QUERY, f"query: no filter {name}")

    def _teammate(self, term: Term) -> str:
        """One that there is not finds nothing."""
        found = self._workspace.people.teammate(term.value)
        return found.id if found else term.value

    def _state(self, word: str) -> Fits:
        """Front's words here are a vocabulary of their own, too."""
        ticket = self._workspace.ticket_status
        known: dict[str, Fits] = {
            "open": lambda c: not c.is_archived and not c.is_trashed,
            "archived": lambda c: c.status == "archived" and not c.reminders,
            "snoozed": lambda c: c.status == "archived" and bool(c.reminders),
            "trashed": lambda c: c.is_trashed,
            "assigned": lambda c: c.assignee_id is not None,
            "unassigned": lambda c: c.assignee_id is None,
            "unreplied": lambda c: c.waiting_since is not None,
            "waiting": lambda c: (s := ticket(c)) is not None and s.category == "waiting",
            "resolved": lambda c: (s := ticket(c)) is not None and s.category == "resolved",
        }
        if word not in known:
            raise ApiError(400, INVALID_QUERY, f"query: is: one of {', '.join(known)}")
        return known[word]


def parsed_query(query: str) -> list[Term]:
    """400 for nothing at all, and for more than 15 filters."""
    terms = []
    for name, phrase, word in _TERM.findall(query):
        if word.startswith("//"):  # An address that is looked for, not a filter called http.
            terms.append(Term("", f"{name}:{word}"))
        else:
            terms.append(Term(name, phrase or word))
    if not terms:
        raise ApiError(400, INVALID_QUERY, "query: empty")
    if sum(term.name != "" for term in terms) > _MOST_FILTERS:
        raise ApiError(400, INVALID_QUERY, f"query: at most {_MOST_FILTERS} filters")
    return terms


def _contains(name: str, wanted: str) -> Fits:
    if name == "inbox":
        return lambda c: wanted in c.inbox_ids
    if name == "tag":
        return lambda c: wanted in c.tag_ids
    return lambda c: wanted in c.link_ids


def _involves(name: str, teammate: str) -> Fits:
    """A participant is whoever wrote, commented, was mentioned or has the conversation."""
    known: dict[str, Fits] = {
        "assignee": lambda c: c.assignee_id == teammate,
        "author": lambda c: any(m.author_id == teammate for m in c.messages),
        "commenter": lambda c: any(m.author_id == teammate for m in c.comments),
        "mention": lambda c: any(teammate in m.mentioned for m in c.comments),
    }
    if name == "participant":
        return lambda c: any(fits(c) for fits in known.values())
    return known[name]


def _said_when(terms: list[Term]) -> Fits:
    """Whether something was said in the time that all of them leave."""
    since, until = -math.inf, math.inf
    for term in terms:
        moment = _seconds(term)
        day = moment - moment % _DAY
        if term.name == "before":
            until = min(until, moment)
        elif term.name == "after":
            since = max(since, moment)
        else:
            since, until = max(since, day), min(until, day + _DAY)
    if not terms:
        return lambda _: True
    return lambda c: any(since < said < until for said in _moments(c))


def _moments(conversation: Conversation) -> list[float]:
    """Of messages and comments, or else of the beginning."""
    said = [m.created_at for m in conversation.messages]
    said += [c.posted_at for c in conversation.comments]
    return said or [conversation.created_at]


def _seconds(term: Term) -> float:
    seconds = number(term.value)
    if seconds is None:
        raise ApiError(400, INVALID_QUERY, f"query: {term.name}: seconds expected")
    return seconds


def _has_handle(conversation: Conversation, handle: str, roles: tuple[str, ...]) -> bool:
    return any(
        recipient.handle.casefold() == handle and recipient.role in roles
        for message in conversation.messages
        for recipient in message.recipients
    )


def _text(conversation: Conversation) -> str:
    said = [conversation.subject, *(m.text for m in conversation.messages)]
    said += [c.body for c in conversation.comments]
    return "\n".join(said).casefold()
