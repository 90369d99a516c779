"""The test message with the real product: each way in which no reply comes back is named."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from frontmate.app.running import running
from frontmate.conversation.policy import Mode, Policy
from frontmate.front import WebhookKind
from frontmate.setup import Kit, Problem, help_centers, rules, trial, webhook, workspaces
from frontmate.setup.progress import Answered
from frontmate.store import Keeper
from tests.cli.typist import LAMPS, SECRET_KEY, SIGNING_KEY, Place, place
from tests.setup.connecting import TOKEN, kit_without_database, wanted

FIRST = replace(Policy(), handle_unassigned=True, mode=Mode.DRAFT)
ALL_AT_ONCE = timedelta(seconds=15)
SOON = timedelta(seconds=1)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Connected:
    """A connected workspace with the product at work; each test has a sender of its own."""

    place: Place
    kit: Kit
    numbers: Any

    @property
    def teammate_s_address(self) -> str:
        return "mia@example.com"

    async def tried(
        self,
        words: str = LAMPS,
        *,
        deed: Callable[[], Awaitable[object]] | None = None,
        patience: timedelta = ALL_AT_ONCE,
        sender: str = "",
    ) -> tuple[list[trial.Stage], Answered | Problem]:
        """Write, and follow to the end."""
        sender = sender or f"tester{next(self.numbers)}@example.org"
        opened = await trial.open_trial(self.kit, "main", sender)
        assert isinstance(opened, trial.Trial)
        writing = asyncio.ensure_future(
            self.place.write_as(sender, words) if deed is None else deed()
        )
        each = trial.Patience(patience, patience, patience)
        found = [step async for step in trial.follow(self.kit, opened, each)]
        await writing
        *passed, end = found
        assert isinstance(end, Answered | Problem)
        return [one.stage for one in passed if isinstance(one, trial.Passed)], end

    async def failed(self, words: str = LAMPS, **more: Any) -> Problem:
        _, end = await self.tried(words, **more)
        assert isinstance(end, Problem), end
        return end


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one(
    module_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Connected]:
    async with (
        place(module_database_url, tmp_path_factory.mktemp("connected") / "data") as here,
        running(here.settings) as started,
    ):
        kit = Kit(started.app.engine, Keeper(SECRET_KEY), settle=started.app.roster.refresh)
        assert await workspaces.save(kit, wanted(here.front)) is None
        await webhook.save_key(kit, "main", WebhookKind.APPLICATION, SIGNING_KEY)
        async with kit.front(here.front, TOKEN) as client:
            await help_centers.find(kit, "main", client, here.front)
            async for _ in help_centers.read_all(kit, "main", client):
                pass
        yield Connected(here, kit, itertools.count(1))


@pytest_asyncio.fixture(loop_scope="module")
async def here(one: Connected) -> Connected:
    """As it is when all is well, whatever the test before has done."""
    await rules.save_rules(
        one.kit,
        "main",
        **{f.name: getattr(FIRST, f.name) for f in fields(FIRST) if f.name != "version"},
    )
    await one.place.save_webhook(events=None)
    await one.place.control("webhooks", rule=None)
    await one.kit.settle()
    return one


async def test_all_stages_are_passed_until_the_draft_lies_there(here: Connected) -> None:
    stages, end = await here.tried()
    assert isinstance(end, Answered), end
    assert stages == [trial.Stage.RECEIVED, trial.Stage.TAKEN_UP, trial.Stage.WRITTEN]
    assert end.but is None
    assert end.session is not None


async def test_a_live_reply_is_seen_back(here: Connected) -> None:
    await rules.set_mode(here.kit, "main", Mode.LIVE, has_model=True)
    _, end = await here.tried()
    assert isinstance(end, Answered), end
    assert "the reply is back" in end.words


async def test_a_teammates_address_counts_as_a_customers_while_the_test_is_open(
    here: Connected,
) -> None:
    _, end = await here.tried(sender="Mia@Example.com")
    assert isinstance(end, Answered), end


async def test_a_question_without_an_article_is_handed_over(here: Connected) -> None:
    problem = await here.failed("Can I pay my invoice with seashells?")
    assert problem.word == "handed_over"
    assert "(no_answer_found, promise 3.5)" in problem.what


async def test_the_switch_is_named(here: Connected) -> None:
    await rules.set_switch(here.kit, "main", on=False)
    problem = await here.failed()
    assert problem.word == "off"
    assert "frontmate switch main on" in problem.fix


async def test_an_inbox_that_is_not_allowed_is_named(here: Connected) -> None:
    await rules.save_rules(here.kit, "main", allowed_inboxes=frozenset({"inb_1chat"}))
    assert (await here.failed()).word == "inbox_not_allowed"


async def test_an_unassigned_conversation_that_is_left_alone_is_explained(here: Connected) -> None:
    await rules.save_rules(here.kit, "main", handle_unassigned=False)
    problem = await here.failed()
    assert problem.word == "unassigned"
    assert "Assign the conversation to the AI teammate" in problem.fix


async def test_a_shadow_is_recorded_and_nothing_is_written(here: Connected) -> None:
    await rules.set_mode(here.kit, "main", Mode.SHADOW, has_model=False)
    journal = f"{here.place.front}/_control/journal?kind=request"
    _, end = await here.tried()
    assert isinstance(end, Answered), end
    assert "nothing was written" in end.words
    requests = (await here.place.http.get(journal)).json()
    written = [r for r in requests if r["method"] != "GET" and end.conversation in r["path"]]
    assert written == []


async def test_a_write_that_front_refuses_is_told(here: Connected) -> None:
    fault = {"effect": "status", "status": 403, "method": "POST", "path_regex": "/drafts$"}
    await here.place.control("faults", **fault)
    try:
        problem = await here.failed()
    finally:
        await here.place.http.delete(f"{here.place.front}/_control/faults")
    assert problem.word == "write_failed"
    assert "403" in problem.what


async def test_a_message_from_another_address_is_not_taken_for_the_test(here: Connected) -> None:
    problem = await here.failed(
        deed=lambda: here.place.write_as("somebody@example.org"), patience=SOON
    )
    assert problem.word == "other_sender"


async def test_wrong_events_are_told_from_none(here: Connected) -> None:
    await here.place.save_webhook(events=["conversation_archived"])

    async def write_and_archive() -> None:
        done = await here.place.write_as("tester@example.org", "Hello there")
        await here.place.control("archive", conversation=done["conversation"], teammate="tea_1mia")

    problem = await here.failed(deed=write_and_archive, patience=SOON)
    assert problem.word == "no_inbound"
    assert "Tick “Inbound received”" in problem.fix


async def test_a_webhook_that_was_switched_off_is_told(here: Connected) -> None:
    await here.place.control("webhooks", app=None)
    assert (await here.failed(patience=SOON)).word == "no_events"


async def test_a_wrong_key_is_told(here: Connected) -> None:
    async def save_and_write() -> None:
        await here.place.save_webhook(secret="another-key")

    problem = await here.failed(deed=save_and_write, patience=SOON)
    assert problem.word == "bad_signature"


async def test_a_key_of_the_other_kind_is_told(here: Connected) -> None:
    url = f"{here.place.url}/webhooks/front/main"

    async def save_and_write() -> None:
        await here.place.control("webhooks", app=None, rule={"url": url, "secret": "whatever"})
        await here.place.write_as("tester@example.org", "Hello again")

    problem = await here.failed(deed=save_and_write, patience=SOON)
    assert problem.word == "wrong_kind"


@pytest.mark.parametrize("address", ["mia", "@", "a b@c.example", "mia@", "@example.com", ""])
async def test_what_is_no_address_is_not_waited_for(address: str) -> None:
    found = await trial.open_trial(kit_without_database(), "main", address)
    assert isinstance(found, Problem)
    assert found.word == "bad_address"
