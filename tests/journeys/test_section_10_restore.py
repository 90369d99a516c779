"""Backed up at any moment, lost, and brought back: no customer gets an answer twice, and nobody
who was not answered is left without somebody who knows."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from frontmate.app import App, Options, build, listen, serve, utc_now
from frontmate.store import backup, restore, troubles
from frontmate.workflow import Shell
from tests.journeys.house import House, open_house
from tests.journeys.said import DIMMER, PERSON, RETURNS, SHIPPING, SOLVED
from tests.store.world import empty_database


@dataclass
class Camera:
    """Takes a backup when a step of the loop is reached for the nth time."""

    url: str
    file: Path
    at: tuple[str, int] | None = None
    passed: list[str] = field(default_factory=list)

    async def __call__(self, name: str) -> None:
        self.passed.append(name)
        if self.at == (name, self.passed.count(name)):
            await asyncio.to_thread(backup.take, self.url, self.file, program="1", now=utc_now())

    def aim(self, at: tuple[str, int] | None) -> None:
        self.at, self.passed = at, []
        self.file.unlink(missing_ok=True)

    @property
    def points(self) -> list[tuple[str, int]]:
        return [(name, self.passed[: i + 1].count(name)) for i, name in enumerate(self.passed)]


@dataclass
class Stage:
    house: House
    camera: Camera
    empty: str

    @asynccontextmanager
    async def brought_back(self) -> AsyncIterator[App]:
        """The installation is lost; what was backed up goes on in its place."""
        # The one brought back before ended in this process: where that cancelled a connection just
        # being opened, psycopg closes it only when it is collected, and it counts as in use.
        gc.collect()
        await asyncio.to_thread(
            restore.restore, self.empty, self.camera.file, replace=True, now=utc_now()
        )
        options = Options(
            "http://127.0.0.1:1", "a-cookie-key-for-tests", visible_within=timedelta(seconds=1)
        )
        async with build(self.empty, [], options) as app, app.working():
            await self.house.until(lambda: settled(app), patience=120, every=0.3)
            yield app


async def settled(app: App) -> bool:
    """Nothing is left to do."""
    query = text(
        "select (select count(*) from events where closed_at is null)"
        " + (select count(*) from actions where state in"
        "    ('planned', 'intended', 'uncertain', 'accepted'))"
        " + (select count(*) from procrastinate_jobs where status = 'doing')"
    )
    async with app.engine.begin() as db:
        return bool((await db.execute(query)).scalar_one() == 0)


@pytest.fixture
def empty(server_url: str) -> Iterator[str]:
    with empty_database(server_url) as url:
        yield url


@pytest.fixture
async def stage(
    database_url: str, help_center: Path, tmp_path: Path, empty: str
) -> AsyncIterator[Stage]:
    camera = Camera(database_url, tmp_path / "b")

    def with_camera(shell: Shell) -> Shell:
        return replace(shell, checkpoint=camera)

    async with open_house(database_url, help_center, reshape=with_camera) as house:
        yield Stage(house, camera, empty)


async def speak(house: House, name: str, words: list[str]) -> str:
    conversation = await house.customer(words[0], name=name)
    await house.until_quiet()
    for line in words[1:]:
        await house.customer(line, conversation=conversation)
        await house.until_quiet()
    return conversation


@pytest.mark.parametrize(
    "words",
    [[DIMMER], [PERSON], [SHIPPING, SOLVED]],
    ids=["answers", "handoff", "resolution"],
)
async def test_backed_up_at_any_step_no_answer_goes_out_twice(
    stage: Stage, words: list[str]
) -> None:
    house, camera = stage.house, stage.camera
    camera.aim(None)
    await speak(house, "Undisturbed", words)
    points = list(dict(camera.points).items())  # each step where it is passed for the last time
    changed = []
    for point in points:
        camera.aim(point)
        await speak(house, f"At {point[0]} {point[1]}", words)
        if not camera.file.exists():
            continue  # how often events are read depends on when they come
        before = {c: await house.delivered(c) for c in await everybody(house)}
        async with stage.brought_back():
            pass
        if {c: await house.delivered(c) for c in await everybody(house)} != before:
            changed.append(point)
    assert changed == []


async def everybody(house: House) -> list[str]:
    return [r.front_id for r in await house.rows("select front_id from conversations")]


@asynccontextmanager
async def listening(stage: Stage) -> AsyncIterator[House]:
    """Brought back, and told of what happened by webhook alone: the list cannot be read."""
    house = stage.house
    await house.fault("reset_before", method="GET", path_regex="^/events", times=1000)
    listener = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with stage.brought_back() as app, serve(app.web, listener):
        yield House(app, house.front, url, house.http)


@pytest.mark.parametrize("asked_again", [False, True], ids=["answered", "asked again"])
async def test_a_question_that_comes_back_alone_is_not_answered_again(
    stage: Stage, asked_again: bool
) -> None:
    house, camera = stage.house, stage.camera
    conversation = await speak(house, "Jane", [RETURNS])
    await asyncio.to_thread(backup.take, camera.url, camera.file, program="1", now=utc_now())
    await house.customer(DIMMER, conversation=conversation)
    await house.until_quiet()
    if asked_again:
        await house.control("webhooks", app=None)
        await house.customer(SHIPPING, conversation=conversation)
    told = [e for e in await house.events_of(conversation) if e["type"] == "inbound"]
    question = next(e for e in told if DIMMER in str(e["target"]))
    async with listening(stage) as after:
        await after.tell("inbound_received", question)
        await house.until(lambda: settled(after.app), patience=120, every=0.3)
        await asyncio.sleep(0.7)
        await house.until(lambda: settled(after.app), patience=120, every=0.3)
        said = await house.delivered(conversation)
        dimmer = [words for words in said if "blinks twice" in words]
        assert len(dimmer) == 1, said


async def test_whoever_wrote_while_nothing_ran_is_answered_or_known_to_people(
    stage: Stage,
) -> None:
    house, camera = stage.house, stage.camera
    first = await speak(house, "Before", [RETURNS])
    await asyncio.to_thread(backup.take, camera.url, camera.file, program="1", now=utc_now())
    between = await speak(house, "Between", [SHIPPING])
    await house.customer(DIMMER, conversation=first)
    await house.until_quiet()
    # Nothing of ours hears what comes now.
    await house.control("webhooks", app=None)
    late = await house.customer(DIMMER, name="Late")
    await house.customer(RETURNS, conversation=between)
    async with stage.brought_back() as app:

        async def answered() -> bool:
            return len(await house.delivered(late)) == 1

        await house.until(answered)
        await house.until(lambda: settled(app), patience=120, every=0.3)
        async with app.engine.begin() as db:
            needs = await troubles.list_needs(db, utc_now())
    assert [len(await house.delivered(c)) for c in (first, between, late)] == [2, 1, 1]
    # Our answer of the lost time looks like a person's: they have the conversation.
    assert between in {need.front_id for need in needs}
