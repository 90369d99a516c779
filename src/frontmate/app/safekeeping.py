"""`frontmate backup`, `restore` and `contact erase`: keeping the data safe, and forgetting it."""

import asyncio
import getpass
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from importlib import metadata
from pathlib import Path

import psycopg

from frontmate import channels
from frontmate.app.clock import utc_now
from frontmate.app.databases import existing_database
from frontmate.app.keys import NAME
from frontmate.app.running import known_secret_key, open_blobs
from frontmate.conversation.message import Channel
from frontmate.settings import Settings, SettingsError
from frontmate.store import (
    Blobs,
    Keeper,
    WrongKeyError,
    audit,
    connections,
    embedded,
    erasure,
    mentions,
    migrate,
    open_engine,
    plain_url,
    sealing,
)
from frontmate.store import backup as backups
from frontmate.store import restore as restores

Clock = Callable[[], datetime]

_NOT_HERE = """\
What frontmate cannot reach, and you may have to erase as well:
  - Front itself: the conversations, the contact, and our comments there
  - backups that were taken before now (after restoring one, erase again)
  - logs of a reverse proxy or of other programs, and what was sent to a model or encoder host"""


def backup(settings: Settings, file: Path, clock: Clock = utc_now) -> str:
    """Write a backup while everything goes on; returns what to tell the user.

    Raises BackupError, EmbeddedServerError.
    """
    url = existing_database(settings)
    made = backups.take(url, file, program=metadata.version("frontmate"), now=clock())
    asyncio.run(_note(url, "backup_taken", {"revision": made.revision}, clock()))
    held = made.counts.get("conversations", 0)
    return (
        f"{file}: {_size(file)}, {_many(held, 'conversation')}, "
        f"as of {made.created_at:%Y-%m-%d %H:%M:%S} UTC, read back and whole.\n"
        f"Its tokens and keys are sealed. The key that opens them is not in it: "
        f"{_key_place(settings)}. Keep a copy of the key apart from the backup.\n"
        "It holds what customers wrote, not encrypted: keep it where only you can read it."
    )


def restore(
    settings: Settings, file: Path, *, replace: bool = False, clock: Clock = utc_now
) -> str:
    """Put a backup in the database's place, whole or not at all; returns what to tell the user.

    Raises BackupError, EmbeddedServerError.
    """
    url = settings.database_url or embedded.start(_folder(settings), stop_at_exit=True)
    done = restores.restore(url, file, replace=replace, now=clock())
    made = done.manifest
    detail = {"backed_up_at": made.created_at.isoformat(), "handed_over": done.handed_over}
    asyncio.run(_note(url, "restored", detail, clock()))
    lines = [
        f"Restored: {_many(made.counts.get('conversations', 0), 'conversation')}, "
        f"as of {made.created_at:%Y-%m-%d %H:%M:%S} UTC.",
        f"Key: {asyncio.run(_key_found(settings, url))}",
    ]
    if done.handed_over:
        lines.append(
            f"{_many(done.handed_over, 'conversation')} had an answer or a hand-off on its way: "
            "nothing of it is sent again; it is read back, or listed under “needs a person”."
        )
    lines.append(
        "What happened since the backup is read from Front's event list at the next start. Make "
        "sure that the old installation never runs again: two of them would answer twice."
    )
    return "\n".join(lines)


def erase_contact(
    settings: Settings,
    handle: str,
    *,
    connection: str | None = None,
    dry_run: bool = False,
    clock: Clock = utc_now,
) -> str:
    """Forget whoever has this address, number or username, in one connection or in all.

    Returns what to tell the user. Raises SettingsError, EmbeddedServerError.
    """
    handles = handles_of(handle)
    if not handles:
        raise SettingsError("name an email address, a phone number or a username to erase")
    url = existing_database(settings)
    migrate(url)
    blobs = open_blobs(settings)
    found = asyncio.run(_erase(url, handles, connection, blobs, dry_run=dry_run, clock=clock))
    if not found.anything:
        return "Nobody with that address, number or username is known here.\n" + _NOT_HERE
    what = (
        f"{_many(len(found.contacts), 'contact')}, "
        f"{_many(len(found.conversations), 'conversation')} "
        f"({_many(found.messages, 'message')}, {_many(found.texts, 'text')}), "
        f"{_many(found.mentions, 'mention')} elsewhere"
    )
    if dry_run:
        return f"Would be erased: {what}. Nothing was changed."
    _give_back_space(url)
    lines = [f"Erased: {what}."]
    if found.open_sessions:
        lines.append(
            f"{_many(found.open_sessions, 'conversation')} of these were open: what was planned is "
            "withdrawn, the team has them, and they are listed under “needs a person”."
        )
    return "\n".join([*lines, _NOT_HERE])


def handles_of(text: str) -> tuple[mentions.Handle, ...]:
    """Every way in which somebody of this name may be known, by channel."""
    if not text.strip():
        return ()
    ways = [channels.normal_handle(channel, text) for channel in (Channel.EMAIL, Channel.CHAT)]
    if not any(character.isalpha() for character in text):
        # "1-800-FLOWERS" is a number too, but a name must not become somebody's number.
        ways.append(channels.normal_handle(Channel.SMS, text))
    return tuple({mentions.Handle(way.kind, way.value): None for way in ways})


async def _erase(
    url: str,
    handles: tuple[mentions.Handle, ...],
    connection: str | None,
    blobs: Blobs,
    *,
    dry_run: bool,
    clock: Clock,
) -> erasure.Found:
    engine = open_engine(url)
    try:
        async with engine.begin() as db:
            if connection is not None and await connections.get(db, connection) is None:
                raise SettingsError(f"there is no connection {connection}")
            found = await erasure.find(db, handles, connection)
        if dry_run or not found.anything:
            return found
        for conversation in found.conversations:
            # A transaction each: nobody waits for a lock of ours while we wait for one of theirs.
            async with engine.begin() as db:
                await erasure.forget_at_once(db, conversation, clock())
        async with engine.begin() as db:
            await mentions.forget(db, handles, found.conversations, connection, clock())
            await erasure.forget_contacts(db, found.contacts, handles)
            await audit.write(
                db,
                who=_who(),
                what="contact_erased",
                connection=connection,
                detail=asdict(found) | {"conversations": len(found.conversations)},
                now=clock(),
            )
        await blobs.sweep(engine)
    finally:
        await engine.dispose()
    return found


async def _note(url: str, what: str, detail: Mapping[str, object], now: datetime) -> None:
    engine = open_engine(url)
    async with engine.begin() as db:
        await audit.write(db, who=_who(), what=what, connection=None, detail=detail, now=now)
    await engine.dispose()


def _who() -> str:
    return f"command line ({getpass.getuser()})"


def _give_back_space(url: str) -> None:
    """Let the server overwrite what the old rows held."""
    tables = "texts, messages, attachments, events, history, sessions, actions, contacts"
    with psycopg.connect(plain_url(url), autocommit=True) as database:
        database.execute(f"vacuum {tables}".encode())


def _folder(settings: Settings) -> Path:
    return settings.data / "postgresql"


def _key_file(settings: Settings) -> Path:
    return settings.data / NAME


def _key_place(settings: Settings) -> str:
    if settings.secret_key is not None:
        return "it is what FRONTMATE_SECRET_KEY or FRONTMATE_SECRET_KEY_FILE gives"
    return f"it is the file {_key_file(settings)}"


async def _key_found(settings: Settings, url: str) -> str:
    """Whether the key here opens the secrets that were brought back."""
    key = known_secret_key(settings)
    if not key:
        return (
            f"there is none here yet. Put the old installation's at {_key_file(settings)} (or in "
            "FRONTMATE_SECRET_KEY) before you start, else its tokens have to be entered again."
        )
    engine = open_engine(url)
    try:
        async with engine.connect() as db:
            await sealing.check_key(db, Keeper(key))
            await db.rollback()
    except WrongKeyError as error:
        return str(error) + "."
    finally:
        await engine.dispose()
    return "the one here opens what is sealed."


def _size(file: Path) -> str:
    size = file.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
