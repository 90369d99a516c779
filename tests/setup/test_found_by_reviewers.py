"""What two reviewers of the console found in the steps behind its pages."""

from collections.abc import AsyncIterator
from datetime import timedelta
from time import monotonic
from typing import Any, cast

import pytest

from frontmate.app.upkeep import Upkeep
from frontmate.console.settings.filled import fill
from frontmate.console.settings.reading import read
from frontmate.conversation.policy import Policy
from frontmate.front import Company
from frontmate.setup import Kit, Problem, help_centers, office, token, trial, urls, workspaces
from frontmate.store import Source, audit, pending_connections, secrets, sources
from tests.cli.typist import HELP
from tests.setup.connecting import ADA, TOKEN, Front, emptied, kit_on, simulated_front, wanted

URL = "http://127.0.0.1:1"


@pytest.fixture
async def kit(module_database_url: str) -> AsyncIterator[Kit]:
    async with emptied(module_database_url) as engine:
        yield kit_on(engine)


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    async with simulated_front(help_centers=(HELP,)) as opened:
        yield opened


async def _noted(kit: Kit) -> list[tuple[str, dict[str, Any]]]:
    async with kit.engine.begin() as db:
        return [(entry.what, dict(entry.detail)) for entry in await audit.newest(db, 20)]


async def _put(kit: Kit, name: str, age: timedelta) -> None:
    async with kit.engine.begin() as db:
        await pending_connections.put(
            db,
            kit.keeper,
            name=name,
            api_url=URL,
            token=TOKEN,
            who="admin",
            now=kit.clock() - age,
        )


async def _pending(kit: Kit) -> tuple[str, ...]:
    async with kit.engine.begin() as db:
        return await pending_connections.names(db)


def test_hours_of_any_length_are_refused_in_no_time() -> None:
    began = monotonic()
    for odd in ("mon -" + " " * 3000 + "x", "-" * 3000 + " x", "mon" + " " * 192 + "x"):
        found = office.read_week([odd] * 7)
        assert isinstance(found, Problem)
        assert len(found.what) < 200
    zone = office.read_zone("x" * 100_000)
    assert isinstance(zone, Problem)
    assert monotonic() - began < 2


def test_a_typed_field_of_a_policy_has_a_length_that_it_may_have() -> None:
    long = {
        "hours.tue": ("-" + " " * 3000 + "x", "at most 500 characters"),
        "retention_days": (" " * 900 + "1", "at most 500 characters"),
        "hours.zone": ("x" * 501, "at most 500 characters"),
        "own_domains": ("x" * 4001, "at most 4,000 characters"),
        "form_senders": ("x" * 4001, "at most 4,000 characters"),
        "hours.holidays": ("x" * 4001, "at most 4,000 characters"),
    }
    began = monotonic()
    for name, (typed, said) in long.items():
        reading = read({**fill(Policy()), name: typed}, Policy())
        assert list(reading.faults) == [name]
        assert said in reading.faults[name]
    assert monotonic() - began < 2


@pytest.mark.parametrize(("typed", "days"), [("30", 30), ("1 day", 1), ("30 days", 30)])
def test_days_are_read_with_and_without_their_word(typed: str, days: int) -> None:
    reading = read({**fill(Policy()), "retention_days": typed}, Policy())
    assert reading.faults == {}
    assert reading.values["retention_days"] == days


async def test_a_token_that_nobody_went_on_with_for_a_day_is_absent_and_swept(kit: Kit) -> None:
    await _put(kit, "old", timedelta(days=1, seconds=1))
    await _put(kit, "new", timedelta(hours=23))
    async with kit.engine.begin() as db:
        old = await pending_connections.get(db, kit.keeper, "old", kit.clock())
        new = await pending_connections.get(db, kit.keeper, "new", kit.clock())
    assert old is None
    assert new is not None
    shell = type("Shell", (), {"engine": kit.engine, "blobs": None})()
    nothing = cast("Any", None)
    await Upkeep(shell, nothing, nothing, "p", "work", "0", nothing).sweep()
    assert await _pending(kit) == ("new",)


async def test_a_lost_key_takes_the_tokens_of_what_was_not_finished_along(kit: Kit) -> None:
    await _put(kit, "main", timedelta(0))
    await workspaces.forget_secrets(kit_on(kit.engine, key="another-key"))
    assert await _pending(kit) == ()


async def test_the_help_centers_token_is_never_sent_to_another_address(kit: Kit) -> None:
    await workspaces.save(kit, wanted(URL))
    await help_centers.save_token(kit, "main", "for-articles")
    async with kit.engine.begin() as db:
        await secrets.put(db, kit.keeper, "main", "signing_key", "a-key", kit.clock())
    await workspaces.save(kit, wanted(f"{URL}/", token="newer"))
    assert "knowledge_token" in await kit.secrets_of("main")
    await workspaces.save(kit, wanted("http://127.0.0.1:2"))
    assert set(await kit.secrets_of("main")) == {"token", "signing_key"}
    noted = await _noted(kit)
    assert ("knowledge_token_changed", {"removed": True}) in noted
    hosts = [detail["api_host"] for what, detail in noted if what == "token_changed"]
    assert hosts == ["127.0.0.1:2", "127.0.0.1:1"]


ODD = (
    "http://[",
    "http://[abc]/",
    "http://℀.example",
    "https://host.example:99999",
    "https://host.example:abc",
    "https://host.example:0",
    "https://a host.example",
    "https://me:secret@host.example",
    "https://me@host.example",
    "https://" + "a" * 600,
    "https://a..example",
    "https://host\t.example",
)


@pytest.mark.parametrize("url", ODD)
async def test_an_odd_address_is_told_and_never_raised(kit: Kit, url: str) -> None:
    problem = token.unusable(url, TOKEN)
    assert problem is not None
    assert problem.word == "bad_address"
    assert "secret" not in str(problem)
    problem = await help_centers.set_address(kit, "main", 1, url)
    assert problem is not None
    assert problem.word == "bad_address"
    assert "secret" not in urls.host_of(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8100",
        "http://[::1]:8100",
        "http://localhost",
        "http://front:8100",
        "http://10.1.2.3",
        "http://front.internal",
        "https://api2.frontapp.com",
        "https://proxy.example:8443/front",
    ],
)
def test_an_address_of_ones_own_or_by_https_is_taken(url: str) -> None:
    assert token.unusable(url, TOKEN) is None


@pytest.mark.parametrize(
    "url", ["http://api2.frontapp.com", "http://8.8.8.8", "http://[2606:4700::1]"]
)
def test_a_token_is_not_sent_readable_across_the_internet(url: str) -> None:
    problem = token.unusable(url, TOKEN)
    assert problem is not None
    assert "would cross the network readable" in problem.what


async def test_help_centers_that_are_found_and_used_are_noted_once(kit: Kit, front: Front) -> None:
    await workspaces.save(kit, wanted(front.url))
    for _ in range(2):
        async with kit.front(front.url, TOKEN) as client:
            found = await help_centers.find(kit, "main", client, front.url)
    assert not isinstance(found, Problem)
    assert found
    noted = [detail for what, detail in await _noted(kit) if what == "sources_found"]
    assert noted == [{"sources": [source.id for source in found]}]


async def test_the_ai_is_not_tested_from_its_own_address_where_that_is_known(kit: Kit) -> None:
    ai = type(ADA)("tea_1ada", "Ada@example.com", "ada@example.com", "application", blocked=False)
    await workspaces.save(kit, wanted(URL, ai=ai, company=Company("cmp_1demo", "", "")))
    problem = await trial.open_trial(kit, "main", " ada@example.com ")
    assert isinstance(problem, Problem)
    assert problem.word == "own_address"
    assert isinstance(await trial.open_trial(kit, "main", "mia@example.com"), trial.Trial)


async def test_an_address_with_a_path_is_kept_as_a_help_centers(kit: Kit) -> None:
    await workspaces.save(kit, wanted(URL))
    async with kit.engine.begin() as db:
        number = await sources.found(
            db, "main", Source("front", "kb_1", "Help", ("de",), public=True), kit.clock()
        )
    said = await help_centers.set_address(kit, "main", number, " https://hilfe.müller.example/de/ ")
    assert said is None
    (source,) = await help_centers.of(kit, "main")
    assert source.public_url == "https://hilfe.müller.example/de"
