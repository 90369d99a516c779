"""Who wrote a message that came in: what its words, its sender and its mail's headers say (2.2)."""

import asyncio
import logging

from frontmate import channels
from frontmate.channels import Through
from frontmate.conversation.inbound import might_answer
from frontmate.conversation.message import Channel, Message, Verdict
from frontmate.conversation.policy import Policy
from frontmate.conversation.text import Text
from frontmate.front import Call, FrontError, FrontEvent, FrontMessage, What
from frontmate.store import StoredMessage, connections, messages, sessions
from frontmate.workflow.attachments import may_hold_words
from frontmate.workflow.authorship import Meant, as_meant, own_addresses
from frontmate.workflow.shell import Turn
from frontmate.workflow.stored import as_stored, seen_in

log = logging.getLogger(__name__)

_LONGEST = 10.0
"""Seconds that a customer may wait for their mail's headers."""


async def judge(
    turn: Turn, meant: Meant, stored: StoredMessage, headers: bytes | None, policy: Policy
) -> Message:
    message, verdict = meant.message, await _verdict(turn, meant, stored, headers, policy)
    return Message(
        id=message.id,
        sent_at=message.sent_at,
        channel=message.channel,
        sender=Text(handle_of(message, policy).value),
        verdict=_as_a_call(message, stored, verdict),
        mere_thanks=channels.is_mere_thanks(stored.body) or channels.says_solved(stored.body),
    )


def _as_a_call(message: FrontMessage, stored: StoredMessage, verdict: Verdict) -> Verdict:
    said_by_a_customer = verdict in (Verdict.CUSTOMER, Verdict.UNREADABLE)
    if message.channel is not Channel.PHONE or not said_by_a_customer:
        return verdict
    return Verdict.WORDS_TO_COME if channels.is_bare_record(stored.body) else verdict


def handle_of(message: FrontMessage, policy: Policy) -> channels.Handle:
    """By which the sender is known (6.1)."""
    sender = message.sender.handle if message.sender else ""
    return channels.normal_handle(
        message.channel, sender, policy.default_region, message.channel_name
    )


async def _verdict(
    turn: Turn, meant: Meant, stored: StoredMessage, headers: bytes | None, policy: Policy
) -> Verdict:
    message, through = meant.message, meant.through
    verdict = channels.judge(
        channels.Incoming(
            channel=message.channel,
            channel_name=message.channel_name,
            sender=stored.sender,
            subject=stored.subject,
            text=stored.body,
            attachments=len(stored.attachments),
            own_addresses=await own_addresses(turn),
            own_domains=policy.own_domains,
            headers=headers,
            through=through,
        )
    )
    is_empty = verdict is Verdict.UNREADABLE and through is not Through.UNCLEAR_FORM
    return Verdict.CUSTOMER if is_empty and may_hold_words(message) else verdict


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
        meant = await as_meant(turn, message, policy)
        if meant.through is not Through.SENDER and meant.through is not Through.COLLEAGUE:
            # A form's mail is a machine's, whatever its headers say.
            return False
        stored = as_stored(turn, meant.message, "customer", meant.text)
        return await _verdict(turn, meant, stored, None, policy) is Verdict.CUSTOMER
