"""What editors, an admin and Front itself may do to help centers, one move at a time."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from frontmate.simulator.faults import Rule
from frontmate.simulator.library import Library as Shelf
from frontmate.simulator.records import Article, Category, KnowledgeBase
from frontmate.store import sources
from frontmate.workflow.choices import choose_article
from tests.workflow.front_says import Choice
from tests.workflow.library import Library

MOST_CENTERS = 4
LOCALES = ("en", "de")
HTML = (
    "<p>Within {0} days.</p>",
    "<h2>How</h2><ul><li>One</li><li>{0}</li></ul>",
    "<table><tr><th>Country</th><th>Days</th></tr><tr><td>Austria</td><td>{0}</td></tr></table>",
    "<p>Seen {0}</p><p style='display:none'>Not to be seen.</p>",
)
One = TypeVar("One")


def one(items: Sequence[One], pick: int) -> One | None:
    return items[pick % len(items)] if items else None


@dataclass
class World:
    """`pick` chooses among what there is; a move that finds nothing to move does nothing."""

    library: Library
    deselected: set[str] = field(default_factory=set)
    addresses: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, bool] = field(default_factory=dict)
    forbidden: dict[str, Rule] = field(default_factory=dict)
    """By help center."""
    narrowed: bool = False
    """The token has lost the permission to read help centers."""
    days: int = 0
    _number: int = 0

    @property
    def shelf(self) -> Shelf:
        return self.library.simulator.desk.workspace.library

    @property
    def choice(self) -> Choice:
        return Choice(self.deselected, self.addresses, self.chosen)

    @property
    def centers(self) -> list[KnowledgeBase]:
        return list(self.shelf.knowledge_bases.values())

    @property
    def articles(self) -> list[Article]:
        return list(self.shelf.articles.values())

    @property
    def categories(self) -> list[Category]:
        return list(self.shelf.categories.values())

    def words(self) -> str:
        """New ones each time."""
        self._number += 1
        return HTML[self._number % len(HTML)].format(self._number)

    # Articles

    def create(self, pick: int, other: int) -> None:
        if center := one(self.centers, pick):
            self._number += 1
            status = ("published", "published", "draft")[other % 3]
            given = {"title": f"Article {self._number}", "html": self.words(), "status": status}
            locale = LOCALES[other % 2]
            self.library.edit("kb_article_put", kb=center.id, locale=locale, **given)

    def _edit(self, pick: int, other: int, **given: object) -> None:
        if article := one(self.articles, pick):
            locale = one(sorted(article.contents), other)
            self.library.edit("kb_article_put", article=article.id, locale=locale, **given)

    def retitle(self, pick: int, other: int) -> None:
        self._number += 1
        self._edit(pick, other, title=f"Title {self._number}")

    def rewrite(self, pick: int, other: int) -> None:
        self._edit(pick, other, html=self.words())

    def write_back(self, pick: int, other: int) -> None:
        """Words that it may have had before."""
        self._edit(pick, other, title="As it was", html=HTML[0].format(14))

    def tag(self, pick: int, other: int) -> None:
        self._edit(pick, other, keywords=["refund", f"word{other}"])

    def publish(self, pick: int, other: int) -> None:
        self._edit(pick, other, status="published")

    def unpublish(self, pick: int, other: int) -> None:
        self._edit(pick, other, status="draft")

    def archive(self, pick: int, other: int) -> None:
        self._edit(pick, other, status="archived")

    def translate(self, pick: int, other: int) -> None:
        if article := one(self.articles, pick):
            given = {"title": f"Auf Deutsch {other}", "html": self.words(), "status": "published"}
            locale = LOCALES[other % 2]
            self.library.edit("kb_article_put", article=article.id, locale=locale, **given)

    def drop_language(self, pick: int, other: int) -> None:
        if article := one(self.articles, pick):
            locale = one(sorted(article.contents), other)
            self.library.edit("kb_article_delete", article=article.id, locale=locale)

    def delete(self, pick: int, _: int) -> None:
        if article := one(self.articles, pick):
            self.library.edit("kb_article_delete", article=article.id)

    def file_under(self, pick: int, other: int) -> None:
        """In a category of its help center, or in none."""
        if article := one(self.articles, pick):
            name = ("Orders", "Staff", None)[other % 3]
            locale = min(article.contents)
            self.library.edit("kb_article_put", article=article.id, category=name, locale=locale)

    def move_over(self, pick: int, other: int) -> None:
        article, center = one(self.articles, pick), one(self.centers, other)
        if article and center:
            locale = min(article.contents)
            self.library.edit("kb_article_put", article=article.id, kb=center.id, locale=locale)

    # Categories

    def hide(self, pick: int, _: int) -> None:
        if category := one(self.categories, pick):
            self.library.edit("kb_category_set", category=category.id, hidden=True)

    def show(self, pick: int, _: int) -> None:
        if category := one(self.categories, pick):
            self.library.edit("kb_category_set", category=category.id, hidden=False)

    def nest(self, pick: int, other: int) -> None:
        if inner := one(self.categories, pick):
            beside = [c for c in self.categories if c.knowledge_base_id == inner.knowledge_base_id]
            outer = one([c for c in beside if c.id != inner.id], other)
            inner.parent_id = outer.id if outer else None
            self.shelf.touch(inner)

    def delete_category(self, pick: int, _: int) -> None:
        if category := one(self.categories, pick):
            self.shelf.delete_category(category)

    # Help centers

    def for_the_team(self, pick: int, _: int) -> None:
        self._set_center(pick, type="internal")

    def for_customers(self, pick: int, _: int) -> None:
        self._set_center(pick, type="external")

    def close(self, pick: int, _: int) -> None:
        self._set_center(pick, status="unpublished")

    def open(self, pick: int, _: int) -> None:
        self._set_center(pick, status="published")

    def rename(self, pick: int, other: int) -> None:
        self._set_center(pick, name=f"Center {other}")

    def _set_center(self, pick: int, **given: object) -> None:
        if center := one(self.centers, pick):
            self.library.edit("kb_set", kb=center.id, **given)

    def add_center(self, pick: int, _: int) -> None:
        if len(self.centers) < MOST_CENTERS:
            kind = ("external", "internal")[pick % 2]
            self.library.center(f"Center {pick}", type=kind, locales=list(LOCALES))

    def delete_center(self, pick: int, _: int) -> None:
        if len(self.centers) > 1 and (center := one(self.centers, pick)):
            for article in self.shelf.articles_of(center):
                self.shelf.delete(article)
            for category in self.shelf.categories_of(center):
                del self.shelf.categories[category.id]
            del self.shelf.knowledge_bases[center.id]

    # The admin

    async def deselect(self, pick: int, _: int) -> None:
        await self._choose(pick, wanted=False)

    async def select(self, pick: int, _: int) -> None:
        await self._choose(pick, wanted=True)

    async def _choose(self, pick: int, *, wanted: bool) -> None:
        async with self.library.engine.begin() as db:
            known = await sources.of(db, "main")
            if source := one(known, pick):
                places = {s.place for s in known if s.chosen} - {source.place}
                places |= {source.place} if wanted else set()
                await sources.choose(db, "main", [s.id for s in known if s.place in places])
                (self.deselected.discard if wanted else self.deselected.add)(source.place)

    async def tell_address(self, pick: int, other: int) -> None:
        async with self.library.engine.begin() as db:
            if source := one(await sources.of(db, "main"), pick):
                self.addresses[source.place] = f"https://help{other}.lamp.example"
                await sources.set_public_url(db, source.id, self.addresses[source.place])

    async def choose_article(self, pick: int, other: int) -> None:
        if article := one(self.articles, pick):
            shown = (True, False, None)[other % 3]
            async with self.library.engine.begin() as db:
                now = self.library.clock()
                if await choose_article(db, "main", article.id, shown, now):
                    self.chosen.pop(article.id, None)
                    self.chosen |= {} if shown is None else {article.id: shown}

    # Front

    def forbid(self, pick: int, _: int) -> None:
        if center := one(self.centers, pick):
            path = f"^/knowledge_bases/{center.id}/"
            rule = Rule.parse({"effect": "status", "status": 403, "path_regex": path})
            self.forbidden.setdefault(center.id, rule)

    def allow(self, _: int, __: int) -> None:
        self.forbidden.clear()
        self._permit(None)

    def narrow_the_token(self, _: int, __: int) -> None:
        self._permit(("conversations:read",))

    def _permit(self, scopes: tuple[str, ...] | None) -> None:
        self.narrowed = scopes is not None
        token = self.library.simulator.desk.workspace.access.main
        token.scopes = None if scopes is None else frozenset(scopes)

    def a_day(self, _: int, __: int) -> None:
        self.days += 1
        self.library.clock.now += timedelta(hours=25)


Move = Callable[[World, int, int], Awaitable[None] | None]

MOVES: dict[str, Move] = {
    name: move
    for name, move in vars(World).items()
    if callable(move) and not name.startswith("_") and name != "words"
}
