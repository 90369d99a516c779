"""A history of help centers, played pass by pass, and what must be true after each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil
from typing import Any

from sqlalchemy import text

from frontmate.simulator.faults import Rule
from frontmate.simulator.records import KnowledgeBase
from frontmate.store import StoredArticle, articles, sources
from frontmate.workflow.knowledge_sync import SyncReport
from tests.workflow.front_says import Choice, Said, as_said, editions, everything
from tests.workflow.help_center_moves import MOVES, World
from tests.workflow.library import PowerCut
from tests.workflow.shifting_pages import PER_PAGE
from tests.workflow.strikes import Strikes

Step = tuple[str, int, int]
"""A move, and what it picks."""
Words = tuple[str, str, str]
"""Key, title and text."""
_VERSIONS = "select key, version, title, body, locale, public, gone_at from articles"


@dataclass(frozen=True)
class Trouble:
    """What happens while a pass is under way; nothing if all is empty."""

    cut: tuple[str, int] | None = None
    """A kind of step, and at which of them the power goes."""
    fault: Mapping[str, Any] = field(default_factory=dict)
    """A rule of the stand-in's."""
    meddling: tuple[Step, str, int] | None = None
    """What somebody does, and at which `call` of ours, or `page` of articles that we ask for."""


@dataclass(frozen=True)
class Sight:
    """How things stand at one moment, at Front and with us."""

    front: Mapping[str, Said]
    held: Mapping[str, StoredArticle]
    places: Mapping[int, str]
    """Help centers, by the number of the source."""
    updated: Mapping[str, float]
    """By key, as Front lists it."""
    generation: int

    @property
    def answerable(self) -> dict[str, Said]:
        return {key: as_said(each) for key, each in self.held.items() if each.public}

    def held_of(self, center: str) -> set[str]:
        return {key for key in self.held if self.place_of(key) == center}

    def place_of(self, key: str) -> str:
        """The help center that we hold it of."""
        source = self.held[key].source
        assert source is not None
        return self.places[source]


@dataclass
class History:
    world: World
    strikes: Strikes
    _public: set[Words] = field(default_factory=set)
    """All that customers could ever have been told, and what had at least been published."""
    _published: set[Words] = field(default_factory=set)
    _versions: dict[tuple[str, str], tuple[object, ...]] = field(default_factory=dict)
    _read: dict[str, float] = field(default_factory=dict)
    """By key, as of which change its content was last read."""
    _owed: int = 0
    """Contents that were perhaps read, or read and perhaps not stored, or read as of we cannot say
    when."""
    _days: int = 0
    """That had passed when drafts were last looked at again."""
    _indexed: tuple[int, Mapping[str, Said]] = (-1, {})
    """What processes know: they read again only when the generation has moved."""

    async def play(self, rounds: Iterable[tuple[Iterable[Step], Trouble]]) -> None:
        self._remember()
        for steps, trouble in rounds:
            for step in steps:
                await self._move(step)
            await self._pass(trouble)
        await self._move(("allow", 0, 0))
        report = await self._pass(Trouble())
        assert report is not None, "nothing strikes any more"
        assert report.problems == (), "the trouble is over"

    async def _move(self, step: Step) -> None:
        name, pick, other = step
        if (done := MOVES[name](self.world, pick, other)) is not None:
            await done
        self._remember()

    def _remember(self) -> None:
        chosen = Choice(articles=self.world.choice.articles)
        for said in everything(self.world.shelf, chosen).values():
            words = (said.key, said.title, said.body)
            self._public |= {words} if said.public else set()
        shown = {article.id: True for article in self.world.articles}
        for said in everything(self.world.shelf, Choice(articles=shown)).values():
            words = (said.key, said.title, said.body)
            self._published |= {words} if said.public else set()

    # A pass

    async def _pass(self, trouble: Trouble) -> SyncReport | None:
        library = self.world.library
        library.clock.now += timedelta(minutes=3)
        before = await self._look()
        rules = [Rule.parse(trouble.fault)] if trouble.fault else []
        self._begin(trouble, rules)
        report: SyncReport | None = None
        try:
            report = await library.sync(self.strikes.pause)
        except PowerCut:
            self._owed += 1
        self.strikes.never()
        library.simulator.faults.clear()
        self._remember()
        after = await self._look()
        meddled = trouble.meddling is not None and self.strikes.struck
        await self._check_always(before, after)
        if report is not None and not report.problems:
            if meddled:
                self._check_between(before, after)
            else:
                self._check_calls(before, report, sum(rule.acted for rule in rules))
                self._check_exact(after)
                self._read, self._days = dict(after.updated), self.world.days
        elif report is not None and not meddled:
            self._check_what_was_listed(before, after)
        exact = report is not None and not report.problems and not meddled
        self._note_what_was_read(before, after, exact=exact)
        return report

    def _begin(self, trouble: Trouble, rules: list[Rule]) -> None:
        library = self.world.library
        library.simulator.faults.rules[:] = [*self.world.forbidden.values(), *rules]
        library.forget_asked()
        self.strikes.never()
        self.strikes.struck = False
        if trouble.cut is not None:
            self.strikes.cut_at(*trouble.cut)
        if trouble.meddling is not None:
            (name, pick, other), kind, nth = trouble.meddling
            self.strikes.do_at(kind, nth, lambda: MOVES[name](self.world, pick, other))

    async def _look(self) -> Sight:
        world = self.world
        async with world.library.engine.begin() as db:
            held = {each.key: each for each in await articles.current(db, "main")}
            places = {each.id: each.place for each in await sources.of(db, "main")}
        updated = {
            key: at for one in world.centers for key, at in editions(world.shelf, one).items()
        }
        front = everything(world.shelf, world.choice)
        generation = await world.library.generation()
        sight = Sight(front, held, places, updated, generation)
        if generation != self._indexed[0]:
            self._indexed = (generation, sight.answerable)
        return sight

    # After it

    async def _check_always(self, before: Sight, after: Sight) -> None:
        choice = self.world.choice.articles
        for said in after.answerable.values():
            words = (said.key, said.title, said.body)
            shown = choice.get(said.article) and words in self._published
            assert words in self._public or shown, f"was never public: {said}"
        taken_back = set(before.answerable.values()) - set(after.answerable.values())
        assert not taken_back or after.generation > before.generation, "processes were not told"
        async with self.world.library.engine.begin() as db:
            rows = (await db.execute(text(_VERSIONS))).all()
        found: dict[tuple[str, str], tuple[object, ...]] = {
            (r.key, r.version): (r.title, r.body, r.locale, r.public) for r in rows
        }
        current = [r.key for r in rows if r.gone_at is None]
        assert len(current) == len(set(current)), "two versions of one article at once"
        kept = {name: found.get(name) for name in self._versions}
        assert kept == self._versions, "a version was changed or deleted"
        self._versions = found

    def _check_exact(self, after: Sight) -> None:
        assert {key: as_said(each) for key, each in after.held.items()} == dict(after.front)
        told = {key: said for key, said in after.front.items() if said.public}
        assert after.answerable == told
        assert self._indexed[1] == told, "processes were not told"

    def _check_between(self, before: Sight, after: Sight) -> None:
        """Somebody changed one thing meanwhile: all is as before it or as after it, and what it
        did not touch is not missed."""
        either = {*before.front.values(), *after.front.values()}
        for said in after.answerable.values():
            assert said in either
        for key, said in before.front.items():
            still = after.front.get(key)
            if said.public and said == still and said.center == still.center:
                slipped = key not in before.held
                assert slipped or key in after.answerable, f"was lost: {said}"

    def _check_what_was_listed(self, before: Sight, after: Sight) -> None:
        """Of what Front did show in spite of the trouble, nothing is told that was gone."""
        for key in after.answerable:
            place = after.place_of(key)
            said = before.front.get(key)
            assert place not in self.world.deselected, "deselected"
            if said is None or said.center != place:
                assert not self._was_listed(before, place), f"gone from its list: {key}"
            elif said.kept_by == "center":
                assert not self._were_centers_seen(), f"of a help center held back: {said}"
            elif said.kept_by == "category":
                assert not self._was_listed(before, place), f"in a hidden category: {said}"
            elif said.kept_by == "draft":
                assert self._answers(_content(key)) == 0, f"a draft: {said}"
            else:
                assert said.kept_by == "", f"kept by an admin: {said}"

    def _were_centers_seen(self) -> bool:
        wanted = ["/knowledge_bases", *(f"/knowledge_bases/{c.id}/content" for c in self._centers)]
        return all(self._answers(path) for path in wanted)

    def _was_listed(self, before: Sight, center: str) -> bool:
        """Its categories, and all pages: twice where the first list missed some."""
        if center not in self.world.shelf.knowledge_bases:
            return self._were_centers_seen()
        listed = self._editions(self.world.shelf.knowledge_bases[center])
        lists = 2 if before.held_of(center) - listed.keys() else 1
        path = f"/knowledge_bases/{center}"
        pages = self._answers(f"{path}/articles")
        return self._answers(f"{path}/categories") > 0 and pages >= lists * self._pages(center)

    @property
    def _centers(self) -> list[KnowledgeBase]:
        return self.world.centers

    def _editions(self, center: KnowledgeBase) -> dict[str, float]:
        return editions(self.world.shelf, center)

    def _pages(self, center: str) -> int:
        shelf = self.world.shelf
        number = len(shelf.articles_of(shelf.knowledge_bases[center]))
        return max(1, ceil(number / PER_PAGE))

    def _answers(self, path: str) -> int:
        """How often Front answered this as it should."""
        return len([1 for each in self._requests() if each["path"] == path])

    def _requests(self) -> list[dict[str, Any]]:
        asked = self.world.library.simulator.journal.of_kind("request")
        return [r for r in asked if r["status"] == 200 and r["answered"] and not r["effects"]]

    # What it cost

    def _check_calls(self, before: Sight, report: SyncReport, failures: int) -> None:
        """The lists, and each content that is not known as it is now; nothing else, but for:

        the list once more where it missed an article, drafts once a day, a call again for each that
        failed, and what a pass before read that came to no good end.
        """
        chosen = [c for c in self._centers if c.id not in self.world.deselected]
        least = 1 + len(self._centers)
        slack = failures
        for center in chosen:
            held, listed = before.held_of(center.id), self._editions(center)
            least += 1 + self._pages(center.id)
            slack += self._pages(center.id) if held - listed.keys() else 0
            unread = {k for k, at in listed.items() if k not in held or self._read.get(k) != at}
            drafts = {k for k in held - unread if k in listed and self._is_draft(k)}
            least += len(unread)
            slack += len(drafts) if self.world.days > self._days else 0
        assert report.calls <= least + slack + self._owed, "more calls than are needed"
        assert report.calls >= least - self._owed, "fewer calls than are needed"

    def _is_draft(self, key: str) -> bool:
        article, _, locale = key.partition(":")
        return self.world.shelf.articles[article].contents[locale].status != "published"

    def _note_what_was_read(self, before: Sight, after: Sight, *, exact: bool) -> None:
        moved = dict(before.updated.items() ^ after.updated.items())
        asked = self.world.library.simulator.journal.of_kind("request")
        odd = [r for r in asked if r["effects"] and r["path"].endswith("/content")]
        self._owed = 0 if exact else self._owed + len(moved) + len(odd)
        for key, at in before.updated.items():
            if self._answers(_content(key)):
                self._read[key] = at


def _content(key: str) -> str:
    article, _, locale = key.partition(":")
    return f"/knowledge_base_articles/{article}/locales/{locale}/content"
