"""The test message with the real product: each way in which no reply comes back is named."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from frontmate.app import App
from frontmate.app.running import running
from frontmate.conversation.policy import Mode, Policy
from frontmate.front import Company, WebhookKind, sign_application
from frontmate.setup import Kit, Problem, help_centers, rules, trial, webhook, workspaces
from frontmate.setup.kit import utc_now
from frontmate.setup.progress import Answered
from frontmate.setup.trail import Traffic, traffic
from frontmate.store import Keeper, connections, cursors, webhooks
from frontmate.workflow import read_events
from tests.cli.typist import LAMPS, SECRET_KEY, SIGNING_KEY, Place, place
from tests.setup.connecting import TOKEN, at_once, kit_without_database, wanted

FIRST = replace(Policy(), handle_unassigned=True, mode=Mode.DRAFT)
PATIENT = timedelta(seconds=20)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Connected:
    """A connected workspace with the product at work; each test has a sender of its own."""

    place: Place
    kit: Kit
    app: App
    numbers: Any

    async def tried(
        self, words: str = LAMPS, *, sender: str = ""
    ) -> tuple[list[trial.Stage], Answered | Problem]:
        """Write, and follow to the end."""
        opened = await self.opened_for(sender or f"tester{next(self.numbers)}@example.org")
        writing = asyncio.ensure_future(self.place.write_as(opened.sender, words))
        found = await self.followed(opened, PATIENT)
        await writing
        *passed, end = found
        assert isinstance(end, Answered | Problem)
        return [one.stage for one in passed if isinstance(one, trial.Passed)], end

    async def silence(self, words: str = LAMPS) -> Problem:
        _, end = await self.tried(words)
        assert isinstance(end, Problem), end
        return end

    async def gave_up(
        self, deed: Callable[[trial.Trial], Awaitable[object]], until: Callable[..., Any]
    ) -> Problem:
        """Do something else, wait until its trace is there, and follow with no patience left."""
        opened = await self.opened_for(f"tester{next(self.numbers)}@example.org")
        await deed(opened)
        deadline = time.monotonic() + 90
        while not await until(opened):
            assert time.monotonic() < deadline, "what was to be seen never came"
            await asyncio.sleep(0.02)
        while True:
            (end,) = await self.followed(opened, timedelta(0))
            assert isinstance(end, Problem), end
            # What we wrote comes back to us meanwhile, and is undone for a moment.
            if end.word != "not_decided" or time.monotonic() > deadline:
                return end

    async def opened_for(self, sender: str) -> trial.Trial:
        opened = await trial.open_trial(self.kit, "main", sender)
        assert isinstance(opened, trial.Trial)
        return opened

    async def followed(self, opened: trial.Trial, patience: timedelta) -> list[object]:
        each = trial.Patience(patience, patience, patience)
        return [step async for step in trial.follow(self.kit, opened, each)]

    async def came(self, opened: trial.Trial) -> Traffic:
        async with self.kit.engine.begin() as db:
            return await traffic(db, "main", opened.since)

    async def was_refused(self, opened: trial.Trial) -> bool:
        async with self.kit.engine.begin() as db:
            return bool(await webhooks.refusals_since(db, "main", opened.since))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one(
    module_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Connected]:
    async with (
        place(module_database_url, tmp_path_factory.mktemp("connected") / "data") as here,
        running(here.settings) as started,
    ):
        kit = Kit(started.app.engine, Keeper(SECRET_KEY), settle=started.app.roster.refresh)
        assert await workspaces.save(kit, wanted(here.front, requests_per_minute=100_000)) is None
        await webhook.save_key(kit, "main", WebhookKind.APPLICATION, SIGNING_KEY)
        async with kit.front(here.front, TOKEN) as client:
            await help_centers.find(kit, "main", client, here.front)
            async for _ in help_centers.read_all(kit, "main", client):
                pass
        yield Connected(here, kit, started.app, itertools.count(1))


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
    problem = await here.silence("Can I pay my invoice with seashells?")
    assert problem.word == "handed_over"
    assert "(no_answer_found, promise 3.5)" in problem.what


async def test_the_switch_is_named(here: Connected) -> None:
    await rules.set_switch(here.kit, "main", on=False)
    problem = await here.silence()
    assert problem.word == "off"
    assert "frontmate switch main on" in problem.fix


async def test_an_inbox_that_is_not_allowed_is_named(here: Connected) -> None:
    await rules.save_rules(here.kit, "main", allowed_inboxes=frozenset({"inb_1chat"}))
    assert (await here.silence()).word == "inbox_not_allowed"


async def test_an_unassigned_conversation_that_is_left_alone_is_explained(here: Connected) -> None:
    await rules.save_rules(here.kit, "main", handle_unassigned=False)
    problem = await here.silence()
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
        problem = await here.silence()
    finally:
        await here.place.http.delete(f"{here.place.front}/_control/faults")
    assert problem.word == "write_failed"
    assert "403" in problem.what


async def test_a_message_from_another_address_is_not_taken_for_the_test(here: Connected) -> None:
    async def read(opened: trial.Trial) -> bool:
        came = await here.came(opened)
        return came.messages == 1 and not came.undone

    problem = await here.gave_up(lambda _: here.place.write_as("somebody@example.org"), read)
    assert problem.word == "other_sender"


async def test_wrong_events_are_told_from_none(here: Connected) -> None:
    await here.place.save_webhook(events=["conversation_archived"])

    async def write_and_archive(opened: trial.Trial) -> None:
        done = await here.place.write_as(opened.sender)
        await here.place.control("archive", conversation=done["conversation"], teammate="tea_1mia")

    async def read(opened: trial.Trial) -> bool:
        came = await here.came(opened)
        return came.deliveries == 1 and not came.undone

    problem = await here.gave_up(write_and_archive, read)
    assert problem.word == "no_inbound"
    assert "Tick “Inbound received”" in problem.fix


async def test_a_message_that_no_webhook_told_of_is_answered_and_the_webhook_blamed(
    here: Connected,
) -> None:
    await here.place.control("webhooks", app=None)
    opened = await here.opened_for(f"tester{next(here.numbers)}@example.org")
    await here.place.write_as(opened.sender)
    taken = 0
    while not taken:
        report = await read_events(here.app.shell, here.app.roster["main"], source="recovered")
        taken = report.taken
    *_, end = await here.followed(opened, PATIENT)
    assert isinstance(end, Answered), end
    assert end.but is not None
    assert end.but.word == "webhook_silent"


async def test_a_webhook_that_was_switched_off_is_told(here: Connected) -> None:
    await here.place.control("webhooks", app=None)

    async def sent(_: trial.Trial) -> bool:
        return True

    problem = await here.gave_up(lambda opened: here.place.write_as(opened.sender), sent)
    assert problem.word == "no_events"


async def test_a_wrong_key_is_told(here: Connected) -> None:
    problem = await here.gave_up(
        lambda _: here.place.save_webhook(secret="another-key"), here.was_refused
    )
    assert problem.word == "bad_signature"


async def test_a_key_of_the_other_kind_is_told(here: Connected) -> None:
    rule = {"url": f"{here.place.url}/webhooks/front/main", "secret": "whatever"}

    async def save_and_write(opened: trial.Trial) -> None:
        await here.place.control("webhooks", app=None, rule=rule)
        await here.place.write_as(opened.sender)

    problem = await here.gave_up(save_and_write, here.was_refused)
    assert problem.word == "wrong_kind"


async def test_the_company_of_another_webhook_is_told(here: Connected) -> None:
    body = b'{"type":"sync","authorization":{"id":"cmp_2other"}}'
    now = int(time.time() * 1000)
    headers = {
        "x-front-request-timestamp": str(now),
        "x-front-signature": sign_application(body, SIGNING_KEY, now),
    }
    problem = await here.gave_up(
        lambda _: here.place.http.post(
            f"{here.place.url}/webhooks/front/main", content=body, headers=headers
        ),
        here.was_refused,
    )
    assert problem.word == "wrong_company"


def _hurried(kit: Kit) -> Kit:
    """Ten seconds pass with each look at the clock."""
    ticks = itertools.count()
    return replace(
        kit, clock=lambda: utc_now() + timedelta(seconds=10 * next(ticks)), sleep=at_once
    )


async def test_polling_that_fails_or_that_nobody_does_is_told_before_anybody_writes(
    here: Connected,
) -> None:
    other = wanted(here.place.front, name="other", company=Company("cmp_2", "", ""), intake="poll")
    idle = replace(here.kit, settle=at_once)
    assert await workspaces.save(idle, other) is None
    async with here.kit.engine.begin() as db:
        await connections.disconnect(db, "other", here.kit.clock())
    unread = await trial.open_trial(_hurried(idle), "other", "me@example.org")
    assert isinstance(unread, Problem)
    assert unread.word == "no_worker"
    async with here.kit.engine.begin() as db:
        await cursors.fail(db, "other", "events", "403 Forbidden.", here.kit.clock())
    failing = await trial.open_trial(_hurried(idle), "other", "me@example.org")
    assert isinstance(failing, Problem)
    assert failing.word == "poll_failed"
    assert "403" in failing.what


@pytest.mark.parametrize("address", ["mia", "@", "a b@c.example", "mia@", "@example.com", ""])
async def test_what_is_no_address_is_not_waited_for(address: str) -> None:
    found = await trial.open_trial(kit_without_database(), "main", address)
    assert isinstance(found, Problem)
    assert found.word == "bad_address"
