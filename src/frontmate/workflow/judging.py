"""Who wrote a message that came in: what its words, its sender and its mail's headers say (2.2)."""

import asyncio
import logging

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate import channels
from frontmate.conversation.inbound import might_answer
from frontmate.conversation.message import Channel, Message, Verdict
from frontmate.conversation.text import Text
from frontmate.front import Call, FrontError, FrontEvent, FrontMessage, What
from frontmate.store import StoredMessage, connections, messages, sessions
from frontmate.workflow.shell import Turn
from frontmate.workflow.stored import as_stored, seen_in

log = logging.getLogger(__name__)

_LONGEST = 10.0
"""Seconds that a customer may wait for their mail's headers."""


async def judge(
    db: AsyncConnection,
    turn: Turn,
    message: FrontMessage,
    stored: StoredMessage,
    headers: bytes | None,
) -> Message:
    handle = channels.normal_handle(message.channel, stored.sender)
    return Message(
        id=message.id,
        sent_at=message.sent_at,
        channel=message.channel,
        sender=Text(handle.value),
        verdict=await _verdict(db, turn, message, stored, headers),
        mere_thanks=channels.is_mere_thanks(stored.body) or channels.says_solved(stored.body),
    )


async def _verdict(
    db: AsyncConnection,
    turn: Turn,
    message: FrontMessage,
    stored: StoredMessage,
    headers: bytes | None,
) -> Verdict:
    policy = await connections.policy_of(db, turn.connection.id)
    return channels.judge(
        channels.Incoming(
            channel=message.channel,
            channel_name=message.channel_name,
            sender=stored.sender,
            subject=stored.subject,
            text=stored.body,
            attachments=len(stored.attachments),
            own_addresses=await _own_addresses(turn),
            own_domains=policy.own_domains,
            headers=headers,
        )
    )


async def _own_addresses(turn: Turn) -> frozenset[str]:
    own = await turn.connection.directory.own_addresses()
    tester = turn.connection.test_sender(turn.shell.clock())
    # While a workspace is being connected its administrator plays the customer (9.1).
    return own - {tester} if tester else own


async def mail_headers(turn: Turn, event: FrontEvent) -> bytes | None:
    """The headers of a mail that would be answered otherwise: one call, and the only place where
    a machine's mail may show that it is one (facts 1.2, 9.7).

    None where they cannot be had: what is then answered is counted all the same (11.4).
    """
    message = event.message
    if event.what is not What.MESSAGE_RECEIVED or message is None:
        return None
    if message.channel is not Channel.EMAIL or not await _would_be_answered(turn, event, message):
        return None
    seen: list[Call] = []
    try:
        async with asyncio.timeout(_LONGEST):
            return await turn.watched(seen).mail_headers(message.id)
    except (FrontError, TimeoutError) as error:
        log.info("conversation %s: no headers: %s", turn.conversation, error)
        return None
    finally:
        async with turn.shell.engine.begin() as db:
            await turn.log_calls(db, None, seen)


async def _would_be_answered(turn: Turn, event: FrontEvent, message: FrontMessage) -> bool:
    async with turn.shell.engine.begin() as db:
        if await messages.known(db, turn.connection.id, message.id):
            return False
        newest = await sessions.newest(db, turn.conversation)
        policy = await connections.policy_of(db, turn.connection.id)
        session = None if newest is None else newest.session
        seen = seen_in(event.conversation)
        if not might_answer(session, seen, message.channel, event.at, policy):
            return False
        stored = as_stored(turn, message, "customer")
        return await _verdict(db, turn, message, stored, None) is Verdict.CUSTOMER
