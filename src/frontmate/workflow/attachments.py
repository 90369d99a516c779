"""What a customer attached: listed with its message, fetched and read only when an answer is to be
prepared (9.3). A file that cannot be had or read never keeps anybody waiting: it says why."""

import asyncio
import logging
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate import channels
from frontmate.agent import Attached, Unseen
from frontmate.files import (
    HEAD,
    MOST_CHARACTERS,
    Failure,
    Kind,
    claims_a_picture,
    kind_of,
    may_be_read,
    redrawn,
    text_in,
)
from frontmate.front import Call, FrontError, FrontMessage, NotFound, TooBig
from frontmate.store import AttachedFile, FileState, attachments, conversations
from frontmate.workflow.shell import See, Turn

log = logging.getLogger(__name__)

MOST_FILES = 10
"""Fetched for one question."""
BIGGEST = 10 * 1024 * 1024
"""Bytes of one of them."""
MOST_BYTES = 25 * 1024 * 1024
"""Of all of them."""
MOST_PICTURES = 5
"""Shown to the language model for one question, one request each."""
SMALLEST_PICTURE = 1000
"""Bytes; what is smaller counts who opened a mail, or is an icon. That a picture is inline says
nothing: so are the screenshots that are pasted into a mail."""

_TYPE = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,60}/[a-z0-9][a-z0-9.+_-]{0,100}")
_LONGEST_NAME = 300


def may_hold_words(message: FrontMessage, *, sees: bool) -> bool:
    """Whether a message without text may still ask something: by its files' claims, since nothing
    is fetched before it is known that somebody answers. `sees`: pictures are read as well."""
    return any(
        one.id and _hopeless(_type(one.content_type), one.size, sees=sees) is None
        for one in message.attachments
    )


def _hopeless(claimed: str, size: int, *, sees: bool) -> Failure | None:
    """Why a file is not worth a call to Front, by its claims."""
    if sees and claims_a_picture(claimed):
        return Failure.TINY if 0 < size < SMALLEST_PICTURE else None
    return None if may_be_read(claimed) else Failure.NO_READER


async def list_files(db: AsyncConnection, turn: Turn, message: FrontMessage) -> None:
    """Write down what a message brings along; in very old ones files have no id (facts 5.6)."""
    files = [
        attachments.Listed(
            one.id, one.name[:_LONGEST_NAME], _type(one.content_type), max(0, one.size)
        )
        for one in message.attachments
        if one.id
    ]
    now = turn.shell.clock()
    await attachments.add(db, turn.connection.id, turn.conversation, message.id, files, now)


def _type(claimed: str) -> str:
    found = _TYPE.match(claimed.strip().lower())
    return found.group() if found else ""


async def read_files(turn: Turn, waiting: Sequence[str]) -> None:
    """Fetch and read the files of the messages that wait, as far as that was not done: one call
    for each. Whatever Front or a file does, it ends within `files_within` of the shell."""
    async with turn.shell.engine.begin() as db:
        known = await attachments.of_conversation(db, turn.conversation)
    files = [file for file in known if file.message in waiting]
    had = [file for file in files if file.kind is not None]
    left = _Left(
        files=MOST_FILES - len(had),
        size=MOST_BYTES - sum(file.size for file in had),
        pictures=MOST_PICTURES - sum(claims_a_picture(file.kind or "") for file in had),
        until=asyncio.get_running_loop().time() + turn.shell.files_within.total_seconds(),
    )
    # A slow model must not keep the time from what is read without one.
    for file in sorted(files, key=lambda file: claims_a_picture(file.claimed)):
        if file.state in (FileState.LISTED, FileState.MISSED):
            await _read_one(turn, file, left)


@dataclass
class _Left:
    """What may still be fetched, and shown to the model."""

    files: int
    size: int
    pictures: int
    until: float
    """By the loop's clock."""


async def _read_one(turn: Turn, file: AttachedFile, left: _Left) -> None:
    seen: list[Call] = []
    try:
        async with asyncio.timeout_at(left.until):
            found = await _settled(turn, file, left, seen)
    except NotFound:
        found = attachments.Settled(FileState.UNREADABLE, "Front has it no more")
    except TooBig:
        found = attachments.Settled(FileState.LEFT_OUT, "is too big")
    except (FrontError, TimeoutError, OSError) as error:
        log.info("conversation %s: file %s: %s", turn.conversation, file.front_id, error)
        found = attachments.Settled(
            FileState.MISSED, f"Front did not give it: {type(error).__name__}"
        )
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        await attachments.settle(db, file.id, found, turn.shell.clock())
        await turn.log_calls(db, None, seen)


async def _settled(
    turn: Turn, file: AttachedFile, left: _Left, seen: list[Call]
) -> attachments.Settled:
    hopeless = _hopeless(file.claimed, file.size, sees=turn.shell.see is not None)
    if hopeless is not None:
        return attachments.Settled(FileState.UNREADABLE, hopeless.value)
    if left.files <= 0:
        return attachments.Settled(FileState.LEFT_OUT, f"one of more than {MOST_FILES} files")
    if left.pictures <= 0 and claims_a_picture(file.claimed):
        return attachments.Settled(FileState.LEFT_OUT, f"one of more than {MOST_PICTURES} pictures")
    most = min(BIGGEST, left.size)
    if file.size > most:
        return attachments.Settled(FileState.LEFT_OUT, "is too big")
    left.files -= 1
    with tempfile.NamedTemporaryFile() as target:
        async with turn.watched(seen).download(file.front_id, most=most) as parts:
            async for part in parts:
                target.write(part)
        return await _judged(turn, file.claimed, target, left)


async def _judged(turn: Turn, claimed: str, target: IO[bytes], left: _Left) -> attachments.Settled:
    """What a file that was fetched whole really is, and what it says."""
    size = target.tell()
    left.size -= size
    target.seek(0)
    kind, file, see = kind_of(target.read(HEAD)), Path(target.name), turn.shell.see
    if see is not None and (kind.is_picture or claims_a_picture(claimed)):
        words, why = await _shown_in(see, file, kind, left)
    else:
        words, why = await _written_in(file, kind)
    if not words:
        return attachments.Settled(FileState.UNREADABLE, why, kind.value, size)
    return attachments.Settled(FileState.READ, "", kind.value, size, await _kept(turn, file), words)


async def _written_in(file: Path, kind: Kind) -> tuple[str, str]:
    """What a file says; or nothing, and why."""
    text = await asyncio.to_thread(text_in, file, kind)
    if isinstance(text, Failure):
        return "", text.value
    html, plain = (text, None) if kind is Kind.HTML else (None, text)
    words = await asyncio.to_thread(channels.readable_text, html, plain)
    return (words, "") if words.strip() else ("", Failure.NO_TEXT.value)


async def _shown_in(see: See, file: Path, kind: Kind, left: _Left) -> tuple[str, str]:
    """What a picture says and shows, in the words of whoever sees it; or nothing, and why."""
    drawn = await asyncio.to_thread(redrawn, file, kind)
    if isinstance(drawn, Failure):
        return "", drawn.value
    if left.pictures <= 0:
        return "", f"one of more than {MOST_PICTURES} pictures"
    left.pictures -= 1
    try:
        # It ends before the time for all files does: the picture was had, and is not had again.
        async with asyncio.timeout_at(left.until - 1):
            said = await see(drawn)
    except TimeoutError:
        return "", "the language model took too long"
    if isinstance(said, Unseen):
        return "", said.why
    words = await asyncio.to_thread(channels.readable_text, None, said[:MOST_CHARACTERS])
    return (words, "") if words.strip() else ("", Failure.NO_TEXT.value)


async def _kept(turn: Turn, file: Path) -> str | None:
    """The hash under which its bytes are kept; None where they are not: the text is what counts."""
    if turn.shell.blobs is None:
        return None
    try:
        return await turn.shell.blobs.keep(file)
    except Exception as error:
        # An object store raises what its own library has.
        log.warning("a file's content could not be kept: %s", type(error).__name__)
        return None


def told_of(files: Sequence[AttachedFile], message: str) -> tuple[Attached, ...]:
    """The files of a message as the agent is told of them."""
    return tuple(Attached(file.name, file.text) for file in files if file.message == message)
