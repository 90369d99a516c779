"""What the commands for backups and erasure do, and what they tell."""

import asyncio
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from frontmate.app import safekeeping
from frontmate.conversation.actions import Reply
from frontmate.conversation.outcome import Reading
from frontmate.conversation.session import Status
from frontmate.conversation.text import Text
from frontmate.settings import Settings, SettingsError, read_settings
from frontmate.store import actions, audit, connections, plain_url
from frontmate.store.programs import find, reach
from tests.store.world import KEY, NOW, Story, connect, empty_database, run, working_on

LATER = NOW + timedelta(days=1)


def settings_for(url: str, data: Path, **more: str) -> Settings:
    return read_settings({"FRONTMATE_DATABASE_URL": url, "FRONTMATE_DATA": str(data), **more})


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, tmp_path / "data", FRONTMATE_SECRET_KEY=KEY)


def dump(url: str) -> str:
    """The whole database by pg_dump."""
    address, environment = reach(url)
    program = find("pg_dump", 18)
    arguments = [str(program.path), "--no-password", f"--dbname={address}"]
    done = subprocess.run(arguments, env=environment, capture_output=True, check=True)
    return done.stdout.decode()


def erase(
    settings: Settings, handle: str, connection: str | None = None, *, dry_run: bool = False
) -> str:
    return safekeeping.erase_contact(
        settings, handle, connection=connection, dry_run=dry_run, clock=lambda: LATER
    )


async def jane_writes(url: str) -> None:
    """Jane in two conversations of hers, in somebody else's, in a copy, and in a test."""
    async with working_on(url) as db:
        await connect(db)
        first = await Story(db, "cnv_1").begin()
        await first.writes("My lamp glows purple", "msg_1", files=("purple.png",))
        await first.recorded("link added: Order of Jane Doe")
        await first.plans(Reply(1, ("msg_1",), Text("Purple?"), Reading(), handle_unassigned=True))
        row = await first.newest_action()
        await actions.intend(db, row, "Hello Jane, purple is fine.", "hash", NOW)
        await actions.confirm(db, row.id, NOW, front_id="msg_9")
        await first.save(status=Status.RESOLVED)
        second = await Story(db, "cnv_2").begin()
        await second.writes("The purple one again", "msg_2")
        other = await Story(db, "cnv_3", "joe@example.com", "Joe Roe").begin()
        await other.writes("Mine is green", "msg_3")
        await other.writes("Ask my wife\\njane@example.com about it", "msg_4")
        await other.writes("mary-jane@example.com has a red one", "msg_5")
        third = await Story(db, "cnv_4", "ann@example.com", "Ann Poe").begin()
        await third.writes("Blue", "msg_6")
        await third.writes("Purple, I say", "msg_7", sender="Jane Doe <Jane@Example.com>")
        await connections.accept_test_sender(db, "main", "jane@example.com", LATER)


def test_after_an_erasure_a_dump_knows_nothing_of_them(
    settings: Settings, database_url: str
) -> None:
    asyncio.run(jane_writes(database_url))
    told = erase(settings, "Jane@Example.com")
    assert "1 contact, 3 conversations (4 messages," in told
    assert "Front itself" in told
    left = dump(database_url).lower().replace("mary-jane@example.com", "").replace("mary-jane", "")
    for word in ("jane", "doe", "purple"):
        assert word not in left, [line for line in left.splitlines() if word in line]
    for kept in ("mine is green", "has a red one", "joe@example.com", "cnv_1", "msg_1"):
        assert kept in left, kept


def test_what_was_open_goes_to_people(settings: Settings, database_url: str) -> None:
    asyncio.run(jane_writes(database_url))
    told = erase(settings, "jane@example.com")
    assert "2 conversations of these were open" in told
    assert run(database_url, "select why, count(*) from alarms group by 1") == [
        ("contact_erased", 2)
    ]
    assert run(
        database_url,
        "select c.front_id, s.holder from sessions s join conversations c"
        " on c.id = s.conversation where s.status = 'open' order by 1",
    ) == [("cnv_2", "team"), ("cnv_3", "ai"), ("cnv_4", "team")]


def test_what_is_planned_is_not_sent_any_more(settings: Settings, database_url: str) -> None:
    async def plan() -> None:
        async with working_on(database_url) as db:
            await connect(db)
            story = await Story(db).begin()
            await story.writes("My lamp glows purple")
            wanted = Reply(1, ("msg_1",), Text("Purple?"), Reading(), handle_unassigned=True)
            await story.plans(wanted, wanted)
            await story.save(preparing=True)

    asyncio.run(plan())
    run(database_url, "update actions set state = 'intended', written_hash = 'h' where id = 1")
    epoch = run(database_url, "select epoch from conversations")
    erase(settings, "jane@example.com")
    # What is under way is still found by its hash, whoever works on it stops.
    assert run(database_url, "select state, why, written_hash from actions order by id") == [
        ("intended", "", "h"),
        ("withdrawn", "contact_erased", None),
    ]
    assert run(database_url, "select epoch from conversations") > epoch


def test_a_dry_run_counts_the_same_and_changes_nothing(
    settings: Settings, database_url: str
) -> None:
    asyncio.run(jane_writes(database_url))
    before = dump(database_url).splitlines()
    told = erase(settings, "jane@example.com", dry_run=True)
    changed = set(dump(database_url).splitlines()) ^ set(before)
    assert not [line for line in changed if "restrict" not in line]
    assert told.startswith("Would be erased: 1 contact, 3 conversations (4 messages,")
    assert erase(settings, "jane@example.com").startswith(
        told[len("Would be e") :][:0] + "Erased: "
    )


def test_only_the_connection_that_was_named_forgets(settings: Settings, database_url: str) -> None:
    async def write() -> None:
        async with working_on(database_url) as db:
            await connect(db)
            await connect(db, "second", "cmp_2")
            for name in ("main", "second"):
                await (await Story(db, connection=name).begin()).writes(f"Purple in {name}", name)

    asyncio.run(write())
    erase(settings, "jane@example.com", connection="second")
    left = dump(database_url)
    assert "Purple in main" in left
    assert "Purple in second" not in left
    with pytest.raises(SettingsError, match="no connection third"):
        erase(settings, "jane@example.com", connection="third")


def test_the_audit_knows_that_and_not_whom(settings: Settings, database_url: str) -> None:
    asyncio.run(jane_writes(database_url))
    erase(settings, "jane@example.com")

    async def newest() -> audit.AuditEntry:
        async with working_on(database_url) as db:
            return (await audit.newest(db, 1))[0]

    entry = asyncio.run(newest())
    assert (entry.what, entry.at) == ("contact_erased", LATER)
    assert entry.who.startswith("command line (")
    assert (entry.detail["conversations"], entry.detail["messages"]) == (3, 4)
    assert "jane" not in str(entry.detail).lower()


def test_who_is_not_known_is_not_guessed(settings: Settings, database_url: str) -> None:
    asyncio.run(jane_writes(database_url))
    assert erase(settings, "jane").startswith("Nobody")
    assert erase(settings, "%@example.com").startswith("Nobody")
    assert erase(settings, "jane@example_com").startswith("Nobody")
    with pytest.raises(SettingsError, match="name an email"):
        erase(settings, "  ")
    assert "purple" in dump(database_url)


@pytest.mark.parametrize("written", ["+1 (202) 555-0100", "2025550100", "+12025550100"])
def test_a_number_is_found_however_it_is_written(
    settings: Settings, database_url: str, written: str
) -> None:
    async def write() -> None:
        async with working_on(database_url) as db:
            await connect(db)
            story = Story(db, handle="+12025550100", kind="phone")
            await (await story.begin()).writes("Purple by SMS")
            other = await Story(db, "cnv_2", "joe@example.com", "Joe").begin()
            await other.writes("Call +1 202-555-0100", "msg_2")
            await other.writes("My order is 9120255501009", "msg_3")

    asyncio.run(write())
    told = erase(settings, written)
    assert told.startswith("Erased: 1 contact, 1 conversation (1 message")
    left = dump(database_url)
    assert "Purple" not in left
    assert "555-0100" not in left
    assert "My order is 9120255501009" in left


def test_an_unread_message_of_somebody_else_is_not_lost(
    settings: Settings, database_url: str
) -> None:
    asyncio.run(jane_writes(database_url))
    run(database_url, "update deliveries set state = 'open' where event_key = 'evt_msg_4'")
    erase(settings, "jane@example.com")
    raw = "select t.body from deliveries d join texts t on t.id = d.raw where d.state = 'open'"
    assert "about it" in str(run(database_url, raw))


# Backups


@pytest.fixture
def elsewhere(server_url: str) -> Iterator[str]:
    with empty_database(server_url) as url:
        yield url


def test_a_backup_says_where_the_key_is_and_a_restore_whether_it_fits(
    settings: Settings, database_url: str, elsewhere: str, tmp_path: Path
) -> None:
    asyncio.run(jane_writes(database_url))
    told = safekeeping.backup(settings, tmp_path / "b", clock=lambda: NOW)
    assert "4 conversations, as of 2026-11-24 12:00:00 UTC" in told
    assert "FRONTMATE_SECRET_KEY" in told
    data = tmp_path / "new"
    for key, said in (("", "there is none here yet"), ("x" * 40, "sealed with another key")):
        more = {"FRONTMATE_SECRET_KEY": key} if key else {}
        told = safekeeping.restore(
            settings_for(elsewhere, data, **more), tmp_path / "b", replace=bool(key)
        )
        assert said in told
    data.mkdir()
    (data / "secret-key").write_text(KEY)
    told = safekeeping.restore(settings_for(elsewhere, data), tmp_path / "b", replace=True)
    assert "the one here opens what is sealed" in told
    assert "two of them would answer twice" in told


def test_where_there_is_no_database_nothing_is_made(tmp_path: Path) -> None:
    settings = read_settings({"FRONTMATE_DATA": str(tmp_path / "typo")})
    with pytest.raises(SettingsError, match="no database in"):
        safekeeping.backup(settings, tmp_path / "b")
    assert list(tmp_path.iterdir()) == []


def test_a_move_to_a_server_of_ones_own_needs_no_superuser(
    settings: Settings, database_url: str, server_url: str, tmp_path: Path
) -> None:
    asyncio.run(jane_writes(database_url))
    safekeeping.backup(settings, tmp_path / "b")
    with empty_database(server_url) as url:
        role = f"plain_{Path(url).name.split('?')[0]}"
        run(server_url, f"create role {role} login password 'a-secret'")
        run(url, f"alter schema public owner to {role}")
        as_role = url.replace("postgres:@", f"{role}:a-secret@")
        told = safekeeping.restore(settings_for(as_role, tmp_path), tmp_path / "b")
        assert "Restored: 4 conversations" in told
        with psycopg.connect(plain_url(as_role)) as database:
            owners = database.execute(
                "select distinct tableowner from pg_tables where schemaname = 'public'"
            ).fetchall()
        assert owners == [(role,)]
        # And back again, with a role that owns nothing but this.
        safekeeping.backup(settings_for(as_role, tmp_path), tmp_path / "c")
        run(server_url, f"drop owned by {role}")
        run(url, f"drop owned by {role} cascade")
    run(server_url, f"drop role {role}")
