"""Where the rounds about operations are played, and what each of them needs."""

import asyncio
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.journeys.house import AI
from tests.journeys.said import DIMMER, HELLO, PERSON, RETURNS, SHIPPING
from tests.prove.arena import Arena
from tests.prove.fleet import Fleet
from tests.prove.server import Server
from tests.prove.story import Ledgers
from tests.prove.verdict import PEOPLES_TAG, Verdict, judge

SAYINGS = (DIMMER, RETURNS, SHIPPING, PERSON)


@dataclass(frozen=True)
class Outcome:
    verdict: Verdict
    runs: int
    """Conversations that were under way, or that were written in, while it happened."""
    complaints: Sequence[str] = ()
    """What is wrong besides: a process that ended, an order that was not kept."""


@dataclass
class Ground:
    arena: Arena
    server: Server | None
    """None where it is not ours to kill."""
    outage: float
    """Seconds that the database is away where that is what a round is about."""
    many: int = 20
    """Conversations that are in the same place when it happens."""

    async def restore(self) -> None:
        """After a round that did not end: the server runs, and nothing is held."""
        await self.arena.end()
        if self.server is not None:
            await self.server.stop()
            await self.server.start()
        await self.arena.mend()

    async def greeted(self, number: int, many: int, words: Sequence[str] = ()) -> list[str]:
        """Conversations that are assigned to the AI and in which `words` have been answered."""
        conversations = []
        for n in range(many):
            name = f"Guest {number} {n}"
            done = self.arena.act("customer_message", channel="chat", text=HELLO, name=name)
            self.arena.act("assign", conversation=done["conversation"], teammate=AI)
            self.arena.act("tag", conversation=done["conversation"], tag=PEOPLES_TAG)
            conversations.append(str(done["conversation"]))
        await self.arena.until_quiet()
        for line in words:
            self.say(conversations, line)
            await self.arena.until_quiet()
        return conversations

    def say(self, conversations: Iterable[str], words: str) -> None:
        for conversation in conversations:
            self.arena.act("customer_message", conversation=conversation, text=words)

    async def chatter(
        self, conversations: Sequence[str], seconds: float, rng: random.Random
    ) -> None:
        """Each customer says one to three things, spread over the time."""

        async def one(conversation: str, moments: Sequence[float]) -> None:
            before = 0.0
            for moment in moments:
                await asyncio.sleep(moment - before)
                before = moment
                self.say([conversation], rng.choice(SAYINGS))

        await asyncio.gather(
            *(
                one(each, sorted(rng.uniform(0, seconds) for _ in range(rng.randrange(1, 4))))
                for each in conversations
            )
        )

    async def under_way(self, conversations: Sequence[str]) -> int:
        """In how many of them something has begun and not ended."""
        rows = await self.arena.rows(
            "select count(*) as n from conversations c where c.front_id = any(:ids) and ("
            " exists (select 1 from events e where e.conversation = c.id and closed_at is null)"
            " or exists (select 1 from actions a where a.conversation = c.id and a.state in"
            "   ('planned', 'intended', 'uncertain', 'accepted')))",
            ids=list(conversations),
        )
        return int(rows[0].n)

    async def judged(
        self, fleet: Fleet, conversations: Sequence[str], runs: int, *complaints: str
    ) -> Outcome:
        """Once everything was heard of and nothing is left to do."""
        await self.arena.until_heard(conversations)
        await self.arena.until_quiet()
        verdict = judge(self.arena, await Ledgers.read(self.arena), conversations)
        return Outcome(verdict, runs, [*complaints, *fleet.complaints()])
