"""Promise 7.2: where no webhook can reach us, reading Front's event list does the same."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from frontmate.app import Options, build
from frontmate.simulator import Config, Simulator
from frontmate.simulator import serve as serve_simulator
from frontmate.workflow import PollReport, read_events
from tests.journeys.house import AI, MIA, House, open_house
from tests.journeys.product import workspace
from tests.journeys.said import DIMMER, PERSON, RETURNS, THANKS


class Listener:
    """Reads the event list as the worker's loop does, whenever a test says so."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def read(self, limit: int = 150) -> PollReport:
        shell = self.house.app.shell
        return await read_events(shell, shell.connections["main"], source="poll", limit=limit)

    async def until_quiet(self) -> None:
        """Read until nothing new is listed and everything that was is done."""

        async def quiet() -> bool:
            report = await self.read()
            await self.house.until_quiet()
            return not report.busy and report.taken == 0

        await self.house.until(quiet)


@contextlib.asynccontextmanager
async def _deaf(database_url: str, help_center: Path) -> AsyncIterator[House]:
    async with open_house(database_url, help_center) as house:
        await house.control("webhooks", app=None)
        yield house


@pytest.fixture
async def house(database_url: str, help_center: Path) -> AsyncIterator[House]:
    """No webhook is set up at Front."""
    async with _deaf(database_url, help_center) as house:
        # The first reading marks where the list begins for us.
        await Listener(house).until_quiet()
        yield house


@pytest.fixture
def listener(house: House) -> Listener:
    return Listener(house)


async def deliveries(house: House) -> list[tuple[str, str]]:
    found = await house.rows("select source, type from deliveries order by id")
    return [(row.source, row.type) for row in found]


@contextlib.asynccontextmanager
async def polled(database_url: str, help_center: Path) -> AsyncIterator[House]:
    """A product that was told that no webhook can come, and reads the list by itself."""
    options = Options(public_url="http://127.0.0.1:1", secret_key="a-cookie-key-for-tests")
    async with (
        serve_simulator(Simulator(Config(message_delay=0.05, ratelimit=0))) as front,
        httpx2.AsyncClient(timeout=10) as http,
        build(
            database_url,
            [replace(workspace(front, help_center), intake="poll")],
            options,
        ) as app,
    ):
        house = House(app, front, options.public_url, http)
        async with house.working():
            yield house


async def test_7_2_where_no_webhook_can_come_the_worker_reads_the_list_by_itself(
    database_url: str, help_center: Path
) -> None:
    async with polled(database_url, help_center) as house:

        async def begun() -> object:
            return await house.rows(
                "select 1 from cursors where name = 'events' and read_at is not null"
            )

        await house.until(begun)
        conversation = await house.customer(RETURNS)
        (reply,) = await house.until_replies(conversation, 1)
        assert "free return label" in reply["text"]
        await house.until_state(conversation, "reply", "confirmed")


async def test_7_2_a_question_is_answered_without_any_webhook(
    house: House, listener: Listener
) -> None:
    conversation = await house.customer(RETURNS)
    await listener.until_quiet()
    (reply,) = await house.replies(conversation)
    assert "free return label" in reply["text"]
    assert await house.delivered(conversation) == [reply["text"]]
    # Our own reply came back through the list, and is known for ours.
    assert await house.state_of(conversation, "reply") == "confirmed"
    assert ("poll", "out_reply") in await deliveries(house)
    assert {source for source, _ in await deliveries(house)} == {"poll"}


async def test_7_2_a_hand_off_is_carried_out_without_any_webhook(
    house: House, listener: Listener
) -> None:
    conversation = await house.customer(PERSON)
    await listener.until_quiet()
    session = await house.session(conversation)
    assert (session.status, session.holder) == ("open", "team")
    assert "asked_for_human" in [note for _, _, note in await house.history(conversation)]
    assert "ai-handed-off" in await house.tags(conversation)
    assert len(await house.comments(conversation)) == 1


async def test_7_2_a_person_who_takes_over_is_seen_in_the_list(
    house: House, listener: Listener
) -> None:
    conversation = await house.customer(RETURNS)
    await house.control("assign", conversation=conversation, teammate=MIA, by=MIA)
    await house.control("teammate_reply", conversation=conversation, teammate=MIA, text="Hello!")
    await listener.until_quiet()
    assert await house.replies(conversation) == []
    await house.customer(DIMMER, conversation=conversation)
    await listener.until_quiet()
    assert await house.replies(conversation) == []


async def test_7_2_a_person_who_takes_over_right_before_the_reply_is_not_talked_over(
    house: House, listener: Listener
) -> None:
    await house.at_the_look("assign", teammate=MIA, by=MIA)
    conversation = await house.customer(RETURNS)
    await listener.until_quiet()
    assert await house.replies(conversation) == []
    assert await house.state_of(conversation, "reply") == "refused"


async def test_7_2_who_archived_and_who_parked_a_conversation_is_read_from_the_list(
    house: House, listener: Listener
) -> None:
    closed, parked = await house.customer(RETURNS), await house.customer(DIMMER)
    await listener.until_quiet()
    await house.control("archive", conversation=closed, by=MIA)
    await house.control("snooze", conversation=parked, by=MIA, until=4_000_000_000)
    await listener.until_quiet()
    assert (await house.session(closed)).status == "resolved"
    assert (await house.session(parked)).status == "open"


async def test_1_10_a_merge_is_read_from_the_list(house: House, listener: Listener) -> None:
    survivor = await house.customer(RETURNS, name="Mona")
    theirs = await house.customer(PERSON, name="Mona")
    await listener.until_quiet()
    assert (await house.session(theirs)).holder == "team"
    await house.control("merge", **{"from": theirs, "into": survivor}, by=MIA)
    await listener.until_quiet()
    assert (await house.session(survivor)).holder == "team"
    (alias,) = await house.rows(
        "select s.front_id from conversations g join conversations s on s.id = g.merged_into"
        " where g.front_id = :gone",
        gone=theirs,
    )
    assert alias.front_id == survivor


async def test_7_2_many_questions_of_one_moment_are_each_answered_once(
    house: House, listener: Listener
) -> None:
    asked = [await house.customer(RETURNS, name=f"Customer {number}") for number in range(20)]
    report = await listener.read(limit=10)
    assert (report.taken, report.more) == (15, True)
    await listener.until_quiet()
    for conversation in asked:
        assert len(await house.delivered(conversation)) == 1


async def test_7_2_after_an_outage_of_the_list_everybody_is_answered(
    house: House, listener: Listener
) -> None:
    await house.fault("html_error", method="GET", path_regex="^/events$")
    asked = [await house.customer(RETURNS, name=name) for name in ("Kim", "Lou")]
    report = await listener.read()
    assert (report.taken, report.more) == (0, False)
    assert report.problem
    assert [await house.replies(conversation) for conversation in asked] == [[], []]
    await house.mend()
    await listener.until_quiet()
    assert [len(await house.delivered(conversation)) for conversation in asked] == [1, 1]


@pytest.mark.parametrize("first", ["webhook", "list"])
async def test_7_2_by_webhook_and_from_the_list_it_is_one_event(
    database_url: str, help_center: Path, first: str
) -> None:
    async with open_house(database_url, help_center) as house:
        listener = Listener(house)
        await listener.until_quiet()
        if first == "list":
            await house.webhook_fault("delay", seconds=0.5, times=1)
        conversation = await house.customer(RETURNS)
        if first == "list":
            assert (await listener.read()).taken == 1
        await house.until_replies(conversation, 1)
        await listener.until_quiet()
        assert len(await house.delivered(conversation)) == 1
        await house.customer(THANKS, conversation=conversation)
        await listener.until_quiet()
        repeated = await house.rows(
            "select event_key from deliveries group by event_key having count(*) > 1"
        )
        assert repeated == []
        assert len(await house.delivered(conversation)) == 1


async def test_10_3_a_message_of_which_no_webhook_came_is_answered_all_the_same(
    database_url: str, help_center: Path
) -> None:
    async with open_house(database_url, help_center) as house:
        listener = Listener(house)
        await listener.until_quiet()
        await house.webhook_fault("drop", times=1)
        conversation = await house.customer(RETURNS)
        await listener.until_quiet()
        (reply,) = await house.replies(conversation)
        assert reply["author"]["id"] == AI
