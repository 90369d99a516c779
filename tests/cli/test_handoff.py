"""`frontmate handoff`: what an operator sets is what the clock goes by (3.6)."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from frontmate.cli import handoff
from frontmate.conversation.policy import Policy
from frontmate.settings import Settings
from frontmate.setup import Kit, handoff_watch, rules, workspaces
from frontmate.store import audit
from tests.cli.installation import connected, done, policy_of_main, with_kit
from tests.setup.connecting import kit_on, simulated_front, wanted


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return connected(database_url, tmp_path)


def _do(settings: Settings, *words: str) -> int:
    return done(handoff.add, settings, "handoff", *words)


def test_without_options_what_is_set_is_shown_and_nothing_is_changed(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    before = policy_of_main(settings)
    assert _do(settings, "main") == 0
    shown = capsys.readouterr().out
    for line in ("zone UTC", "always open", "holidays none", "after 60 minutes", "fallback none"):
        assert line in shown
    assert policy_of_main(settings) == before


def test_the_clock_goes_by_the_zone_hours_and_holidays_that_were_set(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("--zone", "Europe/Berlin", "--open", "mon-fri 09:00-17:00")
    assert _do(settings, "main", *given, "--holiday", "2026-12-24..2026-12-27") == 0
    shown = capsys.readouterr().out
    assert "zone Europe/Berlin" in shown
    assert "fri 09:00-17:00" in shown
    assert "holidays 2026-12-24, 2026-12-25, 2026-12-26, 2026-12-27" in shown
    policy = policy_of_main(settings)
    # Wednesday, half past four in Berlin; the next open hour is on Monday.
    wednesday = datetime(2026, 12, 23, 15, 30, tzinfo=UTC)
    monday = datetime(2026, 12, 28, 8, 30, tzinfo=UTC)
    assert policy.hours.after(wednesday, policy.handoff_clock) == monday
    # Each is changed by itself.
    assert _do(settings, "main", "--no-holiday", "2026-12-24") == 0
    assert date(2026, 12, 24) not in policy_of_main(settings).hours.holidays
    assert policy_of_main(settings).hours.zone == "Europe/Berlin"
    assert _do(settings, "main", "--no-holiday", "all", "--always-open", "--clock", "30") == 0
    policy = policy_of_main(settings)
    assert (policy.hours.holidays, policy.handoff_clock) == (frozenset(), timedelta(minutes=30))
    assert policy.hours.after(wednesday, policy.handoff_clock) == wednesday + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--zone", "Europe/Berln"), "“Europe/Berln” is no IANA time zone. For example: Europe/B"),
        (("--holiday", "2026-02-30"), "“2026-02-30” is no day"),
        (("--no-holiday", "xmas"), "“xmas” is no day"),
        (("--open", "mon 17:00-09:00"), "“17:00-09:00” ends before it begins"),
        (("--open", "someday"), "“someday” are no office hours"),
        (("--clock", "0"), "0 minutes is no waiting time"),
        (("--clock", "20000"), "20000 minutes is no waiting time"),
        (("--fallback", "tea_1leo"), "cannot be reached"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_of_it_is_saved(
    settings: Settings, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
) -> None:
    before = policy_of_main(settings)
    assert _do(settings, "main", "--holiday", "2026-12-25", *options) == 1
    assert said in capsys.readouterr().err
    assert policy_of_main(settings) == before


def test_an_unknown_connection_is_named(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _do(settings, "other") == 1
    assert "No connection is called “other”. There is: main." in capsys.readouterr().err


def test_a_change_is_in_the_audit(settings: Settings) -> None:
    assert _do(settings, "main", "--zone", "Asia/Tokyo") == 0

    async def newest(kit: Kit) -> Any:
        async with kit.engine.begin() as db:
            return (await audit.newest(db, 1))[0]

    entry = with_kit(settings, newest)
    assert entry.what == "rules_changed"
    assert entry.detail["hours"][0] == "zone Asia/Tokyo"


@contextlib.asynccontextmanager
async def _connected(kit: Kit) -> AsyncIterator[None]:
    async with simulated_front() as front:
        assert await workspaces.save(kit, wanted(front.url)) is None
        yield


@pytest.mark.parametrize(
    ("word", "result"),
    [
        ("tea_1leo", "tea_1leo"),
        ("leo@example.com", "tea_1leo"),
        ("Leo Park", "tea_1leo"),
        ("none", None),
        ("tea_1ada", "fallback_is_ai"),
        ("nobody@example.com", "unknown_teammate"),
    ],
)
async def test_the_fallback_is_a_person_whom_front_knows(
    engine: Any, word: str, result: str | None
) -> None:
    kit = kit_on(engine)
    async with _connected(kit):
        await rules.save_rules(kit, "main", fallback_assignee="tea_1mia")
        changed = await handoff_watch.change(kit, "main", handoff_watch.Wanted(fallback=word))
        if isinstance(changed, Policy):
            assert changed.fallback_assignee == result
        else:
            assert changed.word == result
