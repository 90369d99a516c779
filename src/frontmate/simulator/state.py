"""The whole company as it is now, for tests and demos to look at."""

from typing import Any

from frontmate.simulator.desk import Desk
from frontmate.simulator.records import Article, Conversation, KnowledgeBase


def state_of(desk: Desk) -> dict[str, Any]:
    """JSON: conversations with everything in them, the directory, help centers without texts."""
    workspace, shapes = desk.workspace, desk.shapes
    return {
        "company": shapes.company(),
        "teammates": [shapes.teammate(t) for t in workspace.people.teammates.values()],
        "teams": [shapes.team(t) for t in workspace.people.teams.values()],
        "contacts": [shapes.contact(c) for c in workspace.people.contacts.values()],
        "tags": [shapes.tag(t) for t in workspace.people.tags.values()],
        "merged": dict(workspace.merged),
        "rules": workspace.rules.retell(),
        "message_delay": workspace.message_delay,
        "conversations": [_conversation(desk, c) for c in workspace.conversations.values()],
        "help_centers": [_center(desk, b) for b in workspace.library.knowledge_bases.values()],
    }


def _conversation(desk: Desk, conversation: Conversation) -> dict[str, Any]:
    shapes = desk.shapes
    return shapes.conversation(conversation) | {
        "channel": conversation.channel,
        "inboxes": list(conversation.inbox_ids),
        "messages": [shapes.message(m) for m in conversation.messages],
        "comments": [shapes.comment(m) for m in conversation.comments],
        "drafts": [shapes.message(d) for d in conversation.drafts],
    }


def _center(desk: Desk, base: KnowledgeBase) -> dict[str, Any]:
    library = desk.workspace.library
    return {
        "id": base.id,
        "name": base.name,
        "type": base.type,
        "status": base.status,
        "locales": list(base.locales),
        "categories": [
            {"id": c.id, "name": c.name, "hidden": c.is_hidden} for c in library.categories_of(base)
        ],
        "articles": [_article(a) for a in library.articles_of(base)],
    }


def _article(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "slug": article.slug,
        "category": article.category_id,
        "updated_at": article.updated_at,
        "locales": {c.locale: [c.status, c.title] for c in article.contents.values()},
    }
