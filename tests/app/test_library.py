"""What a process knows follows the database: in place, whole, and from what was kept before."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.app.library import Library
from frontmate.conversation.policy import Policy
from frontmate.knowledge import EncoderFailed, Filled, Search, version_of, wanted
from frontmate.store import StoredArticle, articles, connections, derived, vectors
from tests.knowledge.concepts import Concepts, vector
from tests.workflow.pacing import NOON, workspace

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def article(
    key: str, body: str, *, title: str = "", public: bool = True, **more: Any
) -> StoredArticle:
    title = title or key
    version = version_of(title, body, public=public)
    known: dict[str, Any] = {"locale": "en", "url": None, "keywords": (), **more}
    return StoredArticle(key=key, version=version, title=title, public=public, body=body, **known)


FIRST = (
    article("descale", "Descale it with the powder.", title="Descale"),
    article("parcel", "The parcel comes in three days.", title="Parcel"),
    article("refund", "We refund the money.", title="Refund"),
)


class Shop:
    """A connection whose articles change."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.read: list[str] = []
        """The statements that have read bodies."""
        event.listen(engine.sync_engine, "before_cursor_execute", self._listen)

    def _listen(self, _c: Any, _cur: Any, statement: str, given: Any, *_: Any) -> None:
        if "articles.body" in statement:
            self.read += [str(value) for value in given.values()]

    async def open(self) -> None:
        async with self.engine.begin() as db:
            await connections.connect(db, workspace(1), Policy(), NOON)

    async def tell(self, *now: StoredArticle) -> int:
        """These are the articles from now on; returns which state that is."""
        async with self.engine.begin() as db:
            await articles.replace_all(db, "main", None, now, NOW)
            await connections.touch_knowledge(db, "main")
        return await self.state()

    async def state(self) -> int:
        async with self.engine.begin() as db:
            return (await connections.generations(db))["main"][1]

    async def kept(self) -> dict[str, bytes]:
        async with self.engine.begin() as db:
            rows = await db.execute(text("select key, entry from article_entries"))
            return {row.key: row.entry for row in rows}


@pytest.fixture
async def shop(engine: AsyncEngine) -> Shop:
    shop = Shop(engine)
    await shop.open()
    return shop


@pytest.fixture
async def library(engine: AsyncEngine) -> AsyncIterator[Library]:
    library = Library(engine, None)
    yield library
    await library.close()


def told(search: Search) -> set[tuple[str, str]]:
    return {(passage.article, passage.text) for passage in search.passages}


def texts(some: Iterable[StoredArticle]) -> set[tuple[str, str]]:
    return {(each.key, each.body) for each in some if each.public}


async def first(search: Search, question: str, language: str = "en") -> str | None:
    hits = (await search.rank(question, language=language)).hits
    return hits[0].passage.article if hits else None


async def test_9_2_what_is_gone_changed_or_new_is_so_in_the_answers(
    shop: Shop, library: Library
) -> None:
    await library.bring_up("main", await shop.tell(*FIRST))
    assert told(library.search("main")) == texts(FIRST)
    changed = article("parcel", "The parcel comes tomorrow.", title="Parcel")
    hidden = article("refund", "We refund the money.", title="Refund", public=False)
    new = article("lamp", "The lamp is red.", title="Lamp")
    await library.bring_up("main", await shop.tell(changed, hidden, new))
    search = library.search("main")
    assert told(search) == texts((changed, hidden, new))
    assert await first(search, "refund money") is None
    assert await first(search, "parcel tomorrow") == "parcel"
    assert search.cited("parcel", FIRST[1].version, 0) is None
    assert search.cited("parcel", changed.version, 0) is not None
    await library.bring_up("main", await shop.tell())
    assert library.search("main").passages == ()


async def test_only_what_has_changed_is_read(shop: Shop, library: Library) -> None:
    await library.bring_up("main", await shop.tell(*FIRST))
    shop.read.clear()
    changed = article("parcel", "The parcel comes tomorrow.", title="Parcel")
    await library.bring_up("main", await shop.tell(FIRST[0], changed, FIRST[2]))
    assert changed.version in shop.read
    assert not {FIRST[0].version, FIRST[2].version} & set(shop.read)


@pytest.mark.parametrize(
    "change", [{"keywords": ("zebra",)}, {"url": "https://help.example/zebra"}, {"locale": "de"}]
)
async def test_what_the_version_does_not_name_counts_too(
    shop: Shop, library: Library, change: dict[str, Any]
) -> None:
    await library.bring_up("main", await shop.tell(*FIRST))
    await library.bring_up("main", await shop.tell(replace(FIRST[0], **change), *FIRST[1:]))
    passage = library.search("main").passage("descale", 0)
    ((name, value),) = change.items()
    assert getattr(passage, name) == value
    asked = await first(library.search("main"), "zebra")
    assert asked == ("descale" if name == "keywords" else None)


async def test_a_new_process_takes_what_another_has_derived(
    shop: Shop, engine: AsyncEngine
) -> None:
    state = await shop.tell(*FIRST)
    before, later = Library(engine, None), Library(engine, None)
    await before.bring_up("main", state)
    await before.close()
    assert set(await shop.kept()) == {"descale", "parcel", "refund"}
    shop.read.clear()
    await later.bring_up("main", state)
    assert shop.read == []
    assert later.search("main").passages == before.search("main").passages
    for question in ("refund money", "the powder", "pasrel", "parcel days"):
        assert await later.search("main").rank(question) == await before.search("main").rank(
            question
        )


async def test_what_is_damaged_or_of_another_form_is_derived_again(
    shop: Shop, engine: AsyncEngine
) -> None:
    state = await shop.tell(*FIRST)
    before, later = Library(engine, None), Library(engine, None)
    await before.bring_up("main", state)
    await before.close()
    good = await shop.kept()
    async with engine.begin() as db:
        await db.execute(text("update article_entries set entry = 'x' where key = 'parcel'"))
        await db.execute(
            text("update article_entries set entry = substr(entry, 1, 40) where key = 'refund'")
        )
        await db.execute(text("update article_entries set form = 'old' where key = 'descale'"))
    await later.bring_up("main", state)
    await later.close()
    assert later.search("main").passages == before.search("main").passages
    assert await shop.kept() == good


async def test_what_was_derived_from_a_version_that_is_gone_goes_too(
    shop: Shop, engine: AsyncEngine
) -> None:
    library = Library(engine, None)
    await library.bring_up("main", await shop.tell(*FIRST))
    await library.close()
    await library.bring_up("main", await shop.tell(article("lamp", "Red."), FIRST[0]))
    await library.close()
    assert set(await shop.kept()) == {"descale", "lamp"}


async def test_two_processes_that_follow_a_changing_database_end_on_the_same(
    shop: Shop, engine: AsyncEngine
) -> None:
    libraries = Library(engine, None), Library(engine, None)
    moment = {"state": await shop.tell(*FIRST), "over": False}
    states = [
        [article(f"a{n}", f"Lamp {n} of round {turn}.") for n in range(turn % 4, 6)]
        for turn in range(12)
    ]

    async def follow(library: Library) -> None:
        while not moment["over"] or moment["state"] != await shop.state():
            await library.bring_up("main", await shop.state())
            seen = told(library.search("main"))
            assert seen == texts(FIRST) or seen in [texts(each) for each in states]

    async def change() -> None:
        for state in states:
            moment["state"] = await shop.tell(*state)
        moment["over"] = True

    await asyncio.gather(change(), *(follow(each) for each in libraries))
    for library in libraries:
        await library.bring_up("main", moment["state"])
        assert told(library.search("main")) == texts(states[-1])
        await library.close()
    passages = [library.search("main").passages for library in libraries]
    assert passages[0] == passages[1]


async def test_the_old_index_answers_until_the_new_one_is_there(
    shop: Shop, library: Library
) -> None:
    await library.bring_up("main", await shop.tell(*FIRST))
    state = await shop.tell(article("lamp", "The lamp is red."), *FIRST)
    task = asyncio.create_task(library.bring_up("main", state))
    seen = set()
    while not task.done():
        seen.add(frozenset(told(library.search("main"))))
        await asyncio.sleep(0)
    assert seen == {frozenset(texts(FIRST))}
    assert len(library.search("main").passages) == 4


class TestVectors:
    async def test_they_are_filled_in_behind_and_then_compared(
        self, shop: Shop, engine: AsyncEngine
    ) -> None:
        library = Library(engine, Concepts())
        await library.bring_up("main", await shop.tell(*FIRST))
        assert await first(library.search("main"), "geld", "de") is None
        assert await library.progress("main") == Filled(0, 9, 0.0)
        assert library.may_lack("main")
        assert await library.fill("main") == 9
        await library.bring_up("main", await shop.state())
        assert await first(library.search("main"), "geld", "de") == "refund"
        assert await library.fill("main") == 0
        assert not library.may_lack("main")
        filled = await library.progress("main")
        assert filled is not None
        assert (filled.done, filled.total) == (9, 9)
        assert filled.per_second > 0
        await library.close()

    async def test_another_process_takes_them_over_and_a_new_article_waits_for_its_own(
        self, shop: Shop, engine: AsyncEngine
    ) -> None:
        one, two = Library(engine, Concepts()), Library(engine, Concepts())
        await one.bring_up("main", await shop.tell(*FIRST))
        await one.fill("main")
        await two.bring_up("main", await shop.state())
        assert await first(two.search("main"), "geld", "de") == "refund"
        lamp = article("lamp", "Grind it with the burrs.", title="Grind")
        await two.bring_up("main", await shop.tell(*FIRST, lamp))
        filled = await two.progress("main")
        assert filled is not None
        assert (filled.done, filled.total) == (9, 12)
        assert await first(two.search("main"), "grind burrs") == "lamp"
        assert await two.fill("main") == 3
        await one.bring_up("main", await shop.state())
        assert await first(one.search("main"), "mahlen mühle", "de") == "lamp"
        await one.close()
        await two.close()

    async def test_what_a_process_encoded_before_it_crashed_is_not_encoded_again(
        self, shop: Shop, engine: AsyncEngine
    ) -> None:
        library = Library(engine, encoder := Concepts())
        await library.bring_up("main", await shop.tell(*FIRST))
        pieces = wanted(library.search("main").passages)
        async with engine.begin() as db:
            made = {digest: vector(piece.text) for digest, piece in pieces.items()}
            await vectors.save(db, encoder.model, made)
        before = await shop.state()
        assert await library.fill("main") == 0
        assert await first(library.search("main"), "geld", "de") == "refund"
        assert await shop.state() > before
        await library.bring_up("main", await shop.state())
        assert await library.fill("main") == 0
        assert not library.may_lack("main")
        await library.close()

    async def test_vectors_that_cannot_be_read_now_are_read_later(
        self, shop: Shop, engine: AsyncEngine
    ) -> None:
        one, two = Library(engine, Concepts()), Library(engine, Concepts())
        await one.bring_up("main", await shop.tell(*FIRST))
        await one.fill("main")
        async with engine.begin() as db:
            await db.execute(text("alter table vectors rename to away"))
        await two.bring_up("main", await shop.state())
        assert await first(two.search("main"), "refund money") == "refund"
        assert not two.may_lack("main")
        async with engine.begin() as db:
            await db.execute(text("alter table away rename to vectors"))
        await two.bring_up("main", await shop.state())
        assert await first(two.search("main"), "geld", "de") == "refund"
        assert two.may_lack("main")
        assert await two.fill("main") == 0
        await one.close()
        await two.close()

    async def test_a_failing_encoder_leaves_words_and_is_tried_again(
        self, shop: Shop, engine: AsyncEngine
    ) -> None:
        class Failing(Concepts):
            async def passages(self, texts: Any) -> list[bytes]:
                raise EncoderFailed("out of reach", permanent=False)

        library = Library(engine, Failing())
        await library.bring_up("main", await shop.tell(*FIRST))
        with pytest.raises(EncoderFailed):
            await library.fill("main")
        assert library.may_lack("main")
        assert await first(library.search("main"), "refund money") == "refund"
        await library.close()


async def test_an_old_note_of_progress_tells_no_rate(shop: Shop, engine: AsyncEngine) -> None:
    library = Library(engine, Concepts())
    await shop.tell(*FIRST)
    async with engine.begin() as db:
        await vectors.note_progress(db, "main", 4, 9, 7.5, datetime.now(UTC))
    assert await library.progress("main") == Filled(0, 9, 7.5)
    async with engine.begin() as db:
        await vectors.note_progress(db, "main", 4, 9, 7.5, NOW - timedelta(days=3))
    assert await library.progress("main") == Filled(0, 9, 0.0)
    assert await Library(engine, None).progress("main") is None
    assert await shop.kept() == {}
    await library.close()


async def test_a_version_says_the_same_whenever_it_is_read(shop: Shop, engine: AsyncEngine) -> None:
    await shop.tell(*FIRST)
    async with engine.begin() as db:
        outlines = await derived.outlines(db, "main")
    await shop.tell(article("refund", "We keep the money.", title="Refund"))
    async with engine.begin() as db:
        names = {(o.key, o.version): "" for o in outlines.values()}
        written = await derived.read(db, "main", names)
    assert {name[0]: each.body for name, each in written.items()} == dict(texts(FIRST))
