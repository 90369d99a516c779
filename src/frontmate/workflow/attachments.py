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
from frontmate.agent import Attached
from frontmate.files import HEAD, Failure, Kind, kind_of, may_be_read, text_in
from frontmate.front import Call, FrontError, FrontMessage, NotFound, TooBig
from frontmate.store import AttachedFile, FileState, attachments, conversations
from frontmate.workflow.shell import Turn

log = logging.getLogger(__name__)

MOST_FILES = 10
"""Fetched for one question."""
BIGGEST = 10 * 1024 * 1024
"""Bytes of one of them."""
MOST_BYTES = 25 * 1024 * 1024
"""Of all of them."""
PATIENCE = 45.0
"""Seconds for all of them, Front's slowness and the reading included."""

_TYPE = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,60}/[a-z0-9][a-z0-9.+_-]{0,100}")
_LONGEST_NAME = 300


def may_hold_words(message: FrontMessage) -> bool:
    """Whether a message without text may still ask something: by its files' claims, since nothing
    is fetched before it is known that somebody answers."""
    return any(one.id and may_be_read(_type(one.content_type)) for one in message.attachments)


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
    for each. Whatever Front or a file does, it ends within `PATIENCE`."""
    async with turn.shell.engine.begin() as db:
        known = await attachments.of_conversation(db, turn.conversation)
    files = [file for file in known if file.message in waiting]
    had = [file for file in files if file.kind is not None]
    left = _Left(MOST_FILES - len(had), MOST_BYTES - sum(file.size for file in had))
    until = asyncio.get_running_loop().time() + PATIENCE
    for file in files:
        if file.state in (FileState.LISTED, FileState.MISSED):
            await _read_one(turn, file, left, until)


@dataclass
class _Left:
    """What may still be fetched."""

    files: int
    size: int


async def _read_one(turn: Turn, file: AttachedFile, left: _Left, until: float) -> None:
    seen: list[Call] = []
    try:
        async with asyncio.timeout_at(until):
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
    if not may_be_read(file.claimed):
        return attachments.Settled(FileState.UNREADABLE, Failure.NO_READER.value)
    if left.files <= 0:
        return attachments.Settled(FileState.LEFT_OUT, f"one of more than {MOST_FILES} files")
    most = min(BIGGEST, left.size)
    if file.size > most:
        return attachments.Settled(FileState.LEFT_OUT, "is too big")
    left.files -= 1
    with tempfile.NamedTemporaryFile() as target:
        async with turn.watched(seen).download(file.front_id, most=most) as parts:
            async for part in parts:
                target.write(part)
        return await _judged(turn, target, left)


async def _judged(turn: Turn, target: IO[bytes], left: _Left) -> attachments.Settled:
    """What a file that was fetched whole really is, and what it says."""
    size = target.tell()
    left.size -= size
    target.seek(0)
    kind, file = kind_of(target.read(HEAD)), Path(target.name)
    text = await asyncio.to_thread(text_in, file, kind)
    if isinstance(text, Failure):
        return attachments.Settled(FileState.UNREADABLE, text.value, kind.value, size)
    html, plain = (text, None) if kind is Kind.HTML else (None, text)
    words = channels.readable_text(html, plain)
    if not words.strip():
        return attachments.Settled(FileState.UNREADABLE, Failure.NO_TEXT.value, kind.value, size)
    return attachments.Settled(FileState.READ, "", kind.value, size, await _kept(turn, file), words)


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
