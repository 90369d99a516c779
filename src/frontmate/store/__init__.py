"""What is remembered: one file per record, PostgreSQL behind all of them."""

from frontmate.store import (
    actions,
    alarms,
    articles,
    calls,
    checkups,
    connections,
    contacts,
    conversations,
    cursors,
    deliveries,
    drafts,
    echoes,
    events,
    history,
    messages,
    people,
    processes,
    reports,
    sealing,
    secrets,
    sessions,
    shadows,
    sources,
    texts,
    timers,
    traces,
    troubles,
    vectors,
    webhooks,
)
from frontmate.store.actions import ActionRow, State
from frontmate.store.articles import StoredArticle
from frontmate.store.connections import CompanyTakenError, Workspace
from frontmate.store.conversations import SupersededError
from frontmate.store.database import migrate, open_engine, plain_url
from frontmate.store.deliveries import Delivery
from frontmate.store.events import OpenEvent
from frontmate.store.messages import StoredMessage
from frontmate.store.sealing import Keeper, WrongKeyError
from frontmate.store.sessions import StoredSession
from frontmate.store.sources import Source

__all__ = [
    "ActionRow",
    "CompanyTakenError",
    "Delivery",
    "Keeper",
    "OpenEvent",
    "Source",
    "State",
    "StoredArticle",
    "StoredMessage",
    "StoredSession",
    "SupersededError",
    "Workspace",
    "WrongKeyError",
    "actions",
    "alarms",
    "articles",
    "calls",
    "checkups",
    "connections",
    "contacts",
    "conversations",
    "cursors",
    "deliveries",
    "drafts",
    "echoes",
    "events",
    "history",
    "messages",
    "migrate",
    "open_engine",
    "people",
    "plain_url",
    "processes",
    "reports",
    "sealing",
    "secrets",
    "sessions",
    "shadows",
    "sources",
    "texts",
    "timers",
    "traces",
    "troubles",
    "vectors",
    "webhooks",
]
