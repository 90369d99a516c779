"""Every place that could hold a customer's words is known, so that forgetting forgets all.

A new column or field fails here until somebody has thought of whose words it may hold: words
belong into `texts` (or a `Text`), or `store/erasure.py` empties the place.
"""

import dataclasses
import types
import typing
from collections.abc import Iterator

from sqlalchemy import LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB

from frontmate.conversation import text
from frontmate.conversation.actions import Action
from frontmate.conversation.events import Event
from frontmate.conversation.outcome import Outcome
from frontmate.conversation.session import Session
from frontmate.store.tables import metadata

# Emptied when a conversation or a contact is forgotten.
EMPTIED = {
    "texts": {"body"},
    "contacts": {"kind", "handle", "name", "front_id"},
    "connections": {"test_sender"},
    "messages": {"attachments", "content_hash", "twin_hash"},
    "attachments": {"claimed", "sha256"},
    "actions": {"written_hash"},
    # Names of links and tags; a model's own reason.
    "events": {"body"},
    "history": {"note"},
    "shadows": {"outcome"},
}

# Ids, our own words, the team's, or the help center's.
HARMLESS = {
    # Ids, counts and settings: `audit.write` says so.
    "audit": {"who", "what", "connection", "detail"},
    "budgets": {"company"},
    "connections": {"id", "company", "ai_teammate", "ai_name", "api_url", "intake"},
    "handshakes": {"connection"},
    "installation": {"name", "value"},
    "people": {"name", "password", "role"},
    # The company is the team's own; of permissions, Front's words for them.
    "pending_connections": {
        "name",
        "api_url",
        "token",
        "who",
        "company",
        "company_name",
        "findings",
        "problem",
    },
    # Ids and counts, as `frontmate doctor` says them.
    "examinations": {"report"},
    "processes": {"id", "role", "version"},
    "refusals": {"connection", "why"},
    "webhook_silences": {"connection"},
    # Of articles alone: what a question was encoded to is not kept.
    "vectors": {"model", "digest", "vector"},
    "vector_progress": {"connection"},
    "article_entries": {"connection", "key", "version", "form", "entry"},
    "contacts": {"connection"},
    "conversations": {"connection", "front_id"},
    "cursors": {"connection", "name", "problem"},
    "labels": {"connection"},
    "policies": {"connection", "body"},
    # A sum over all questions of a language, which is no one's.
    "query_means": {"connection", "model", "language", "total"},
    "secrets": {"connection", "name", "sealed"},
    "sources": {"connection", "kind", "place", "title", "locales", "public_url", "problem"},
    "articles": {
        "connection",
        "key",
        "version",
        "title",
        "locale",
        "body",
        "url",
        "keywords",
        "held_back",
        "gone_why",
    },
    "article_choices": {"connection", "article"},
    "deliveries": {"connection", "event_key", "source", "kind", "type", "state", "why"},
    # Its words are `Text`s, which are kept in `texts`.
    "sessions": {"status", "holder", "channel", "state"},
    "timers": {"kind"},
    "alarms": {"why"},
    # `why` is one of our own sentences; `kind` is what we took it for.
    "attachments": {"connection", "message", "front_id", "kind", "state", "why"},
    "events": {"type"},
    "messages": {"connection", "front_id", "role", "channel", "channel_name"},
    "shadows": {"messages", "reason", "steps"},
    # `why` is a reason of ours, or a FrontError, which holds no words of a customer.
    "actions": {
        "step",
        "saga",
        "body",
        "state",
        "why",
        "uid",
        "front_id",
        "draft_version",
        "leaves_by",
    },
    "history": {"reason", "promise"},
    "calls": {"connection", "method", "template", "error"},
}

# Plain strings in what is stored as JSON.
EMPTIED_FIELDS = {"Recorded.what", "NothingToSay.why"}
IDS = {
    "ActionDone.messages",
    "AskAgent.messages",
    "AskShadow.messages",
    "Assign.teammate",
    "Assignee.id",
    "DeliveryFailed.message",
    "MergedFrom.waiting",
    "MergedInto.survivor",
    "Message.id",
    "Message.twin_of",
    "MessageSent.message",
    "NotifyCustomer.messages",
    "Reply.messages",
    "Seen.inboxes",
    "Session.drafted",
    "Session.handed_over",
    "Session.told",
    "Session.inboxes",
    "Session.owed",
    "Spoken.message",
    "Session.waiting",
    "WriteDraft.held_by",
    "WriteDraft.messages",
}
OUR_WORDS = {
    "ActionFailed.why",
    "AgentFailed.why",
    "RaiseAlarm.why",
    # A person of the console.
    "GivenBack.by",
    "HandoffOrdered.by",
    # Tags, which the team sees on the conversation anyway.
    "ChangeTags.add",
    "ChangeTags.remove",
    "Reading.topics",
    "Reply.tags",
    "Reply.leaves_by",
    "Reading.language",
    # The help center's.
    "Source.article",
    "Source.quote",
    "Source.title",
    "Source.url",
    "Source.version",
}


def test_every_column_that_can_hold_words_is_known() -> None:
    could = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Text | JSONB | LargeBinary)
    }
    known = {
        (table, name) for group in (EMPTIED, HARMLESS) for table in group for name in group[table]
    }
    assert could == known


def test_every_plain_string_in_stored_json_is_known() -> None:
    found = {
        name for kind in (Event, Action, Outcome, Session) for name in _strings(kind, "", set())
    }
    assert found == EMPTIED_FIELDS | IDS | OUR_WORDS


def _strings(kind: typing.Any, where: str, seen: set[typing.Any]) -> Iterator[str]:
    if typing.get_origin(kind) is not None or isinstance(kind, types.UnionType):
        for part in typing.get_args(kind):
            yield from _strings(part, where, seen)
    elif kind is str:
        yield where
    elif _is_record(kind) and kind not in seen:
        seen.add(kind)
        hints = typing.get_type_hints(kind)
        for field in dataclasses.fields(kind):
            yield from _strings(hints[field.name], f"{kind.__name__}.{field.name}", seen)


def _is_record(kind: typing.Any) -> bool:
    return isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind is not text.Text
