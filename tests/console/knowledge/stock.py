"""A connection with something to answer from, stored as a pass over the help centers stores it."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from frontmate.agent import Explanation, ExtractiveEngine, explain
from frontmate.conversation.policy import Policy
from frontmate.knowledge import Article, HeldBack, Search, split
from frontmate.store import Source, StoredArticle, Workspace, articles, connections, sources
from tests.console.build import NOW

HELP = Source("front", "knb_1pub", "Quernby Help", ("en", "de"), public=True)
HANDBOOK = Source("front", "knb_2int", "Handbook", ("en",), public=False)

DESCALING = StoredArticle(
    key="descale-the-kestrel",
    version="b81f3c7d90aa",
    title="Descale the Kestrel",
    locale="en",
    public=True,
    body="Run the descaling programme every three months, or as soon as the amber light blinks.",
    url="https://help.example/articles/descale",
    keywords=(),
    changed_at=NOW - timedelta(days=3),
)
WARRANTY = StoredArticle(
    key="kba_9:en",
    version="77aa00bb11cc",
    title="Warranty of refurbished grinders",
    locale="en",
    public=False,
    body="Refurbished grinders have a warranty of six months.",
    url=None,
    keywords=(),
    held_back=HeldBack.DRAFT.value,
)
MARGINS = StoredArticle(
    key="margins",
    version="0123456789ab",
    title="Margins of our dealers",
    locale="en",
    public=False,
    body="Dealers get <b>forty</b> percent.",
    url=None,
    keywords=(),
    held_back=HeldBack.INTERNAL.value,
)


@dataclass(frozen=True)
class Stock:
    engine: AsyncEngine
    help: int
    handbook: int
    """The ids of the two sources."""

    async def says(self, *held: StoredArticle, source: int | None = None) -> None:
        async with self.engine.begin() as db:
            for article in held:
                await articles.put(db, "main", source or self.help, article, NOW)

    async def keys(self) -> list[str]:
        """What is held now."""
        async with self.engine.connect() as db:
            return [article.key for article in await articles.current(db, "main")]


async def connected(engine: AsyncEngine, name: str = "main", company: str = "cmp_1") -> None:
    async with engine.begin() as db:
        await connections.connect(db, Workspace(name, company, "tea_1", "Ada"), Policy(), NOW)


async def stocked(engine: AsyncEngine) -> Stock:
    """One help center for customers and one for the team, both read an hour ago."""
    await connected(engine)
    found = []
    async with engine.begin() as db:
        for source, ago in ((HELP, timedelta(days=60)), (HANDBOOK, timedelta(days=2))):
            number = await sources.found(db, "main", source, NOW - ago)
            await sources.begin(db, number, 2, NOW - timedelta(hours=1, minutes=1))
            await sources.finish(db, number, NOW - timedelta(hours=1))
            found.append(number)
    stock = Stock(engine, *found)
    await stock.says(DESCALING, WARRANTY)
    await stock.says(MARGINS, source=stock.handbook)
    return stock


def changed(article: StoredArticle, body: str) -> StoredArticle:
    return replace(article, body=body, version="ffee" + article.version[4:])


_OTHERS = (
    ("returns", "Returns and refunds", "You may return a grinder within thirty days."),
    ("shipping", "Delivery times", "Parcels arrive within three working days."),
    ("clean", "Clean the burrs", "Brush the burrs once a week, and never wash them."),
)
PUBLIC = (
    (DESCALING.key, DESCALING.title, DESCALING.body),
    *_OTHERS,
)


async def explained(_: str, question: str) -> Explanation:
    """The real search and the real engine, over four articles that customers may be told."""
    known = [
        Article(key, title, "en", True, body, None, DESCALING.version)
        for key, title, body in PUBLIC
    ]
    passages = [passage for article in known for passage in split(article)]
    return await explain(question, Search(passages), ExtractiveEngine())
