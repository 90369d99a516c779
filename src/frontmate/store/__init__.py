"""What is remembered: one file per record, PostgreSQL behind all of them."""

from frontmate.store import (
    actions,
    alarms,
    articles,
    calls,
    connections,
    contacts,
    conversations,
    deliveries,
    echoes,
    events,
    history,
    messages,
    people,
    reports,
    sessions,
    texts,
    timers,
    traces,
    troubles,
)
from frontmate.store.actions import ActionRow, State
from frontmate.store.articles import StoredArticle
from frontmate.store.connections import CompanyTakenError
from frontmate.store.conversations import SupersededError
from frontmate.store.database import migrate, open_engine, plain_url
from frontmate.store.deliveries import Delivery
from frontmate.store.events import OpenEvent
from frontmate.store.messages import StoredMessage
from frontmate.store.sessions import StoredSession

__all__ = [
    "ActionRow",
    "CompanyTakenError",
    "Delivery",
    "OpenEvent",
    "State",
    "StoredArticle",
    "StoredMessage",
    "StoredSession",
    "SupersededError",
    "actions",
    "alarms",
    "articles",
    "calls",
    "connections",
    "contacts",
    "conversations",
    "deliveries",
    "echoes",
    "events",
    "history",
    "messages",
    "migrate",
    "open_engine",
    "people",
    "plain_url",
    "reports",
    "sessions",
    "texts",
    "timers",
    "traces",
    "troubles",
]
