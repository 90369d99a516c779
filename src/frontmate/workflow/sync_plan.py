"""What a pass over one of Front's help centers would change: from its lists, without a content."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zlib import crc32

from frontmate.front import ArticleStub, HelpCenter
from frontmate.knowledge import HeldBack, address_of, held_back_by
from frontmate.store import Source, StoredArticle, article_choices, articles
from frontmate.workflow.choices import with_choice
from frontmate.workflow.sync_pass import SyncPass, noted

_LOOK_AGAIN = timedelta(hours=24)
"""A draft may be published without its `updated_at` being moved: one is fetched again after this
long."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True)
class Edition:
    """An article in one of its languages, as Front lists it."""

    stub: ArticleStub
    locale: str
    hidden: bool
    """Whether its category is."""

    @property
    def key(self) -> str:
        return f"{self.stub.id}:{self.locale}"


@dataclass(frozen=True)
class CenterPlan:
    """A help center as Front lists it now, against what we hold."""

    source: Source
    center: HelpCenter
    editions: int
    held: Mapping[str, StoredArticle]
    gone: frozenset[str]
    """Keys that are not listed any more."""
    renewed: tuple[StoredArticle, ...]
    """Known ones whose visibility or address is another now; nothing is fetched for these."""
    stale: tuple[Edition, ...]
    """To be fetched: those that customers are told now, and are perhaps no longer so, first."""

    @property
    def unchanged(self) -> int:
        return self.editions - len(self.stale)


async def plan_center(now: SyncPass, source: Source, center: HelpCenter) -> CenterPlan:
    """Reads lists alone, and writes nothing. Raises FrontError."""
    hidden = await now.client.hidden_categories(center.id)
    stubs = await now.client.article_stubs(center.id)
    async with now.engine.begin() as db:
        held = {article.key: article for article in await articles.of_source(db, source.id)}
        choices = await article_choices.of(db, now.connection)
    editions = {each.key: each for each in _editions(center, stubs, hidden)}
    gone = held.keys() - editions.keys()
    if gone:
        # While a list is read page by page, one that is deleted moves the next over the edge of
        # a page: only what two lists do not name is gone.
        again = await now.client.article_stubs(center.id)
        gone -= {each.key for each in _editions(center, again, hidden)}
    at = now.clock()
    stood = {
        key: with_choice(_as_it_stands(source, center, editions[key], known), choices)
        for key, known in held.items()
        if key in editions
    }
    stale = [each for key, each in editions.items() if not _is_fresh(each, stood.get(key), at)]
    return CenterPlan(
        source=source,
        center=center,
        editions=len(editions),
        held=held,
        gone=frozenset(gone),
        renewed=_renewed(held, stood, {each.key for each in stale}),
        stale=tuple(sorted(stale, key=lambda each: (each.key not in held, _lot(each, at)))),
    )


def _lot(edition: Edition, at: datetime) -> int:
    """Another order in each pass: several failures in a row end one, and the articles that Front
    can never show must not stand before all others for ever."""
    return crc32(f"{edition.key} {at.isoformat()}".encode())


def _renewed(
    held: Mapping[str, StoredArticle], stood: Mapping[str, StoredArticle], stale: set[str]
) -> tuple[StoredArticle, ...]:
    """What has changed since it was read may be held back by the lists, and never shown: the words
    that we hold were perhaps never meant for customers."""
    return tuple(
        article
        for key, article in stood.items()
        if article != held[key] and (key not in stale or article.public <= held[key].public)
    )


def _editions(
    center: HelpCenter, stubs: Sequence[ArticleStub], hidden: frozenset[str]
) -> Iterator[Edition]:
    """Every article in each of its languages; ids that no path could hold are passed over."""
    for stub in stubs:
        for locale in stub.locales or center.locales:
            if _ID.fullmatch(stub.id) and _ID.fullmatch(locale):
                yield Edition(stub, locale, stub.category in hidden)


def _as_it_stands(
    source: Source, center: HelpCenter, edition: Edition, known: StoredArticle
) -> StoredArticle:
    """What we hold, with the visibility and the address of now."""
    url = address_of(source.public_url, edition.locale, edition.stub.slug)
    if known.held_back is None:
        return replace(known, url=url)
    draft = known.held_back == HeldBack.DRAFT.value
    held_back = held_back_by(center, draft=draft, hidden=edition.hidden)
    return replace(known, url=url, held_back=noted(held_back))


def _is_fresh(edition: Edition, known: StoredArticle | None, now: datetime) -> bool:
    """Whether what we hold is what Front would show."""
    changed_at = edition.stub.updated_at
    if known is None or known.changed_at is None or changed_at is None or known.held_back is None:
        return False
    if known.held_back == HeldBack.DRAFT.value and known.seen_at is not None:
        return changed_at <= known.changed_at and now - known.seen_at < _LOOK_AGAIN
    return changed_at <= known.changed_at
