"""Promise 9.2: an article that changes while an answer from it is on its way blocks that answer."""

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from frontmate.app import utc_now
from frontmate.conversation.policy import Mode
from frontmate.workflow import Shell, choose_article
from tests.journeys.house import QUICK, House, open_house
from tests.journeys.test_section_9_knowledge import learn, writes

ARTICLES = {
    "Clean the glass shade": "Wash the glass shade by hand in warm water with a little soap.",
    "Replace the fuse": "Unplug the base and put a new fuse of two amperes into the drawer.",
    "Register the warranty": "Enter the serial number on the warranty page within sixty days.",
    "Pair the remote": "Hold both buttons of the remote until its light blinks green.",
    "Recycle the bulbs": "Take old bulbs to the collection point of your town hall.",
}
QUESTIONS = {
    "Clean the glass shade": "How do I clean the glass shade?",
    "Replace the fuse": "How do I replace the fuse?",
    "Register the warranty": "How do I register the warranty?",
    "Pair the remote": "How do I pair the remote?",
    "Recycle the bulbs": "How do I recycle the bulbs?",
}


@dataclass
class Gate:
    """Holds so many answers back once they are composed, until it is opened."""

    wanted: int
    composed: int = 0
    all_there: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, name: str) -> None:
        if name != "agent_asked" or self.opened.is_set():
            return
        self.composed += 1
        if self.composed == self.wanted:
            self.all_there.set()
        await self.opened.wait()


@pytest.mark.parametrize("mode", [Mode.LIVE, Mode.DRAFT])
async def test_9_2_an_article_that_changes_meanwhile_blocks_the_answer(
    database_url: str, help_center: Path, mode: Mode
) -> None:
    gate = Gate(len(ARTICLES))

    def with_gate(shell: Shell) -> Shell:
        return replace(shell, checkpoint=gate)

    policy = replace(QUICK, mode=mode)
    async with open_house(database_url, help_center, policy=policy, reshape=with_gate) as house:
        await house.control("kb_put", name="Help")
        ids = {title: await writes(house, title, words) for title, words in ARTICLES.items()}
        await learn(house)
        asked = {
            title: await house.customer(words, name=f"About {title}")
            for title, words in QUESTIONS.items()
        }
        await asyncio.wait_for(gate.all_there.wait(), 60)
        newer = "Wash the glass shade with vinegar, never with soap."
        await house.control("kb_article_put", article=ids["Clean the glass shade"], markdown=newer)
        await house.control("kb_article_put", article=ids["Replace the fuse"], status="draft")
        await house.control("kb_article_delete", article=ids["Register the warranty"])
        async with house.app.engine.begin() as db:
            await choose_article(db, "main", ids["Pair the remote"], False, utc_now())
        await learn(house)
        gate.opened.set()
        await _is_told(house, mode, asked["Recycle the bulbs"], "town hall")
        await _is_told(house, mode, asked["Clean the glass shade"], "vinegar")
        for title in ("Replace the fuse", "Register the warranty", "Pair the remote"):
            await house.until_reason(asked[title], "handed_off")
        await house.until_quiet()
        for title, conversation in asked.items():
            blocked = "source_changed" in await house.reasons(conversation)
            assert blocked == (title != "Recycle the bulbs"), title
            told = [*await house.delivered(conversation), *await _drafts(house, conversation)]
            assert not any(ARTICLES[title] in text for text in told if blocked), title


async def _is_told(house: House, mode: Mode, conversation: str, words: str) -> None:
    async def told() -> bool:
        written = house.delivered if mode is Mode.LIVE else lambda c: _drafts(house, c)
        return any(words in text for text in await written(conversation))

    await house.until(told)


async def _drafts(house: House, conversation: str) -> list[str]:
    return [str(draft["body"]) for draft in (await house.seen(conversation))["drafts"]]
