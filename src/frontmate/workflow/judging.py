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
from frontmate.workflow.authorship import own_addresses
from frontmate.workflow.parsed import Parsed, parse_by
from frontmate.workflow.shell import Turn
from frontmate.workflow.stored import seen_in

log = logging.getLogger(__name__)

_LONGEST = 10.0
"""Seconds that a customer may wait for their mail's headers."""


async def judge(turn: Turn, parsed: Parsed, headers: bytes | None, policy: Policy) -> Message:
    message = parsed.meant.message
    verdict = await _verdict(turn, parsed, headers, policy)
    return Message(
        id=message.id,
        sent_at=message.sent_at,
        channel=message.channel,
        sender=Text(handle_of(message, policy).value),
        verdict=_as_a_call(message, parsed.stored, verdict),
        mere_thanks=parsed.mere_thanks,
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


async def _verdict(turn: Turn, parsed: Parsed, headers: bytes | None, policy: Policy) -> Verdict:
    message, through, stored = parsed.meant.message, parsed.meant.through, parsed.stored
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
    sees = turn.shell.see is not None
    return Verdict.CUSTOMER if is_empty and may_hold_words(message, sees=sees) else verdict


async def mail_headers(turn: Turn, event: FrontEvent, parsed: Parsed | None) -> bytes | None:
    """The headers of a mail that would be answered otherwise: one call, and the only place where
    a machine's mail may show that it is one (facts 1.2, 9.7).

    None where they cannot be had: what is then answered is counted all the same (11.4).
    """
    if event.what is not What.MESSAGE_RECEIVED or parsed is None:
        return None
    message = parsed.message
    if message.channel is not Channel.EMAIL or not await _would_be_answered(turn, event, parsed):
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


async def _would_be_answered(turn: Turn, event: FrontEvent, parsed: Parsed) -> bool:
    message = parsed.message
    async with turn.shell.engine.begin() as db:
        if await messages.known(db, turn.connection.id, message.id):
            return False
        newest = await sessions.newest(db, turn.conversation)
        policy = await connections.policy_of(db, turn.connection.id)
        session = None if newest is None else newest.session
        seen = seen_in(event.conversation)
        if not might_answer(session, seen, message.channel, event.at, policy):
            return False
        parsed = await parse_by(turn, parsed, policy)
        if parsed.meant.through not in (Through.SENDER, Through.COLLEAGUE):
            # A form's mail is a machine's, whatever its headers say.
            return False
        return await _verdict(turn, parsed, None, policy) is Verdict.CUSTOMER
