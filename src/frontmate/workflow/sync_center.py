"""One of Front's help centers as a source: its list, and the contents that have changed (9.2)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from frontmate.front import ArticleContent, ArticleStub, HelpCenter
from frontmate.knowledge import article_of, version_of
from frontmate.store import Source, StoredArticle, articles, sources
from frontmate.workflow.sync_pass import SyncPass
from frontmate.workflow.sync_reading import Edition, Reading

_LOOK_AGAIN = timedelta(hours=24)
"""Two things may hold an article back at once (a draft in a hidden category), and Front's list
shows neither: one that nothing else seems to hold back is fetched again after this long."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True)
class _Listed:
    """A help center as Front lists it now, and as we hold it."""

    source: Source
    center: HelpCenter
    hidden: frozenset[str]
    """Categories."""
    stubs: Sequence[ArticleStub]
    held: Mapping[str, StoredArticle]

    def editions(self, stubs: Sequence[ArticleStub]) -> Iterator[Edition]:
        """Every article in each of its languages; ids that no path could hold are passed over."""
        for stub in stubs:
            for locale in stub.locales or self.center.locales:
                if _ID.fullmatch(stub.id) and _ID.fullmatch(locale):
                    yield Edition(stub, locale, stub.category in self.hidden)

    def may_be_public(self, edition: Edition) -> bool:
        """Unless the article itself is a draft."""
        return self.center.public and self.center.published and not edition.hidden


async def sync_center(now: SyncPass, source: Source, center: HelpCenter) -> str:
    """Take over what a help center says; returns what could not be read of it.

    What has left it, or is not for customers any more, is taken out before anything is fetched.
    Raises FrontError where the pass must end: everything that was stored stays.
    """
    listed = await _list(now, source, center)
    editions = {edition.key: edition for edition in listed.editions(listed.stubs)}
    await _take_out(now, listed, editions)
    at = now.clock()
    stale = [edition for edition in editions.values() if not _is_fresh(listed, edition, at)]
    unchanged = len(editions) - len(stale)
    now.unchanged += unchanged
    if source.began_at and (source.synced_at is None or source.synced_at < source.began_at):
        now.owe()
    async with now.engine.begin() as db:
        await sources.begin(db, source.id, len(editions), at)
        await sources.progress(db, source.id, unchanged, len(editions))
    reading = Reading(now, source, center, listed.held, unchanged, len(editions))
    try:
        # What customers are told now, and is perhaps no longer so, comes before what is new.
        await reading.read(sorted(stale, key=lambda each: each.key not in listed.held))
    finally:
        async with now.engine.begin() as db:
            await now.announce_rest(db)
    return await reading.finish()


async def _list(now: SyncPass, source: Source, center: HelpCenter) -> _Listed:
    hidden = await now.client.hidden_categories(center.id)
    stubs = await now.client.article_stubs(center.id)
    async with now.engine.begin() as db:
        held = {article.key: article for article in await articles.of_source(db, source.id)}
    return _Listed(source, center, hidden, stubs, held)


async def _take_out(now: SyncPass, listed: _Listed, editions: Mapping[str, Edition]) -> None:
    """In one transaction: what is gone, and what must not be told or stands elsewhere now."""
    missing = listed.held.keys() - editions.keys()
    if missing:
        # While a list is read page by page, one that is deleted moves the next over the edge of
        # a page: only what two lists do not name is gone.
        again = await now.client.article_stubs(listed.center.id)
        missing -= {edition.key for edition in listed.editions(again)}
    renewed = [
        article
        for key, known in listed.held.items()
        if key in editions and (article := _as_it_stands(listed, editions[key], known)) != known
    ]
    async with now.engine.begin() as db:
        at = now.clock()
        now.gone += await articles.remove(db, now.connection, listed.source.id, missing, at)
        for article in renewed:
            await articles.put(db, now.connection, listed.source.id, article, at)
        if missing or renewed:
            await now.announce(db)


def _as_it_stands(listed: _Listed, edition: Edition, known: StoredArticle) -> StoredArticle:
    """What we hold, with the visibility and the address of now; for these nothing is fetched."""
    bare = ArticleContent(edition.stub.id, edition.locale, known.title, "", True, (), None)
    address = article_of(
        listed.center,
        edition.stub,
        bare,
        hidden=edition.hidden,
        public_url=listed.source.public_url,
    ).url
    public = known.public and listed.may_be_public(edition)
    version = version_of(known.title, known.body, public=public)
    return replace(known, public=public, version=version, url=address)


def _is_fresh(listed: _Listed, edition: Edition, now: datetime) -> bool:
    """Whether what we hold is what Front would show."""
    known, changed_at = listed.held.get(edition.key), edition.stub.updated_at
    if known is None or known.changed_at is None or changed_at is None:
        return False
    if known.seen_at is not None and not known.public and listed.may_be_public(edition):
        return changed_at <= known.changed_at and now - known.seen_at < _LOOK_AGAIN
    return changed_at <= known.changed_at
