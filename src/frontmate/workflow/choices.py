"""An admin's word on single articles, above what their source says (9.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.knowledge import HeldBack, may_be_told, version_of, work_of
from frontmate.store import StoredArticle, article_choices, articles, connections, sources


async def decided(
    db: AsyncConnection, connection: str, source: int, told: Sequence[StoredArticle]
) -> list[StoredArticle]:
    """As customers may be told them; nothing, where their source was deselected meanwhile. To be
    written down in the same transaction."""
    choices = await article_choices.hold(db, connection)
    if not await sources.is_chosen(db, source):
        return []
    return [with_choice(article, choices) for article in told]


def with_choice(article: StoredArticle, choices: Mapping[str, bool]) -> StoredArticle:
    if article.held_back is None:
        # Read by an older version of ours, which did not note why: as it is, until it is read.
        return article
    held_back = HeldBack(article.held_back) if article.held_back else None
    public = may_be_told(held_back, choices.get(work_of(article.key, article.locale)))
    version = version_of(article.title, article.body, public=public)
    return replace(article, public=public, version=version)


async def choose_article(
    db: AsyncConnection, connection: str, article: str, shown: bool | None, now: datetime
) -> list[StoredArticle]:
    """Show an article to customers, or hold it back, in all its languages and from now on; None
    leaves it to its source again. Returns it as it stands then; nothing if there is none such.

    What its source has not published stays held back whatever is chosen.
    """
    await article_choices.hold(db, connection)
    held = await articles.current(db, connection)
    # One of its languages names it as well.
    named = {work_of(a.key, a.locale) for a in held if a.key == article} or {article}
    known = [each for each in held if work_of(each.key, each.locale) in named]
    if not known:
        return []
    (work,) = named
    await article_choices.save(db, connection, work, shown, now)
    choices = await article_choices.of(db, connection)
    after = [with_choice(each, choices) for each in known]
    for each in after:
        await articles.put(db, connection, each.source, each, now)
    if after != known:
        await connections.touch_knowledge(db, connection)
    return after
