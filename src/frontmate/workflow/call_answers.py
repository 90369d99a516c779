"""An answer to a call that goes to the caller by mail or text message, where the admin allows it
and there is a way (9.3).

It begins a conversation of its own at Front, which becomes as any other: what the caller writes
there is judged there. Everything that is asked before a reply is asked of the call's conversation.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate import channels
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode, Policy
from frontmate.front import FrontClient, FrontContact, FrontMessage
from frontmate.store import StoredMessage, echoes, messages, sessions
from frontmate.workflow.shell import Turn

_BUSY_WITHIN = timedelta(days=7)
"""A conversation that people have not touched for longer does not keep us from writing."""


@dataclass(frozen=True)
class Way:
    """How an answer gets to a caller."""

    channel: Channel
    leaves_by: str
    """Front's id of the channel."""
    to: str


async def form_of(turn: Turn, channel: Channel, policy: Policy) -> Channel:
    """As what an answer on a channel is written: one that a caller is texted must fit into a text
    message. Raises FrontError."""
    live = policy.mode_of(channel) is Mode.LIVE
    if channel is not Channel.PHONE or policy.call_answers_by is None or not live:
        return channel
    by = await turn.connection.directory.channel(policy.call_answers_by)
    return channel if by is None or by.begins is None else by.begins


async def find_way(
    turn: Turn, client: FrontClient, leaves_by: str, caller: StoredMessage, policy: Policy
) -> Way | None:
    """None where nobody may, or can, be written to: the answer is an internal comment then.

    For a mail one call to Front, whose contact holds the address. Raises FrontError.
    """
    by = await turn.connection.directory.channel(leaves_by)
    if by is None or not by.valid or by.begins is None:
        return None
    modes = {policy.mode_of(channel) for channel in (caller.channel, by.begins)}
    if policy.call_answers_by != by.id or modes != {Mode.LIVE}:
        return None
    number = number_of(caller, policy)
    if number is None or await _is_ours(turn, number, policy):
        return None
    to = number if by.begins is Channel.SMS else await _mail_of(turn, client, number, policy)
    way = None if to is None else Way(by.begins, by.id, to)
    return None if way is None or await is_closed(turn, way) else way


async def _is_ours(turn: Turn, number: str, policy: Policy) -> bool:
    """However Front spells our own numbers."""
    own = await turn.connection.directory.own_addresses()
    spelt = (channels.normal_handle(Channel.SMS, each, policy.default_region) for each in own)
    return number in {handle.value for handle in spelt}


async def _mail_of(turn: Turn, client: FrontClient, number: str, policy: Policy) -> str | None:
    own = await turn.connection.directory.own_addresses()
    known = await client.contact_of("phone", number)
    mails = {} if known is None or known.private else _mails(known)
    # Of several nobody knows which one they read; one may be somebody else's by now.
    if len(mails) != 1:
        return None
    (mail,) = mails
    return None if channels.is_ours(mail, own, policy.own_domains) else mail


def number_of(caller: StoredMessage, policy: Policy) -> str | None:
    """In E.164; None for a withheld number and the like."""
    handle = channels.normal_handle(caller.channel, caller.sender, policy.default_region)
    return handle.value if handle.kind == "phone" and handle.value.startswith("+") else None


def _mails(contact: FrontContact) -> dict[str, None]:
    handles = (one.handle for one in contact.handles if one.source == "email")
    return dict.fromkeys(channels.bare_address(handle) for handle in handles)


async def is_closed(turn: Turn, way: Way) -> bool:
    """They have told the carrier to stop, or somebody of the team is in touch with them there.
    Asked of the store alone, so that it can be asked again after the look (10.2)."""
    since = turn.shell.clock() - _BUSY_WITHIN
    async with turn.shell.engine.begin() as db:
        stored = await sessions.newest(db, turn.conversation)
        if stored is None or stored.contact is None:
            return True
        if await sessions.with_a_person(db, stored.contact, way.channel, since):
            return True
        if way.channel is not Channel.SMS:
            return False
        said = await messages.texted_by(db, turn.connection.id, way.to)
    return channels.has_opted_out(said)


async def find_row(
    db: AsyncConnection, turn: Turn, message: FrontMessage, words: str
) -> echoes.SentElsewhere | None:
    """The answer to a call behind a message that went out; `words` are its hash."""
    return await echoes.find_sent_elsewhere(
        db,
        turn.connection.id,
        message.id,
        message.uid,
        words,
        message.sent_at,
        message.sent_to,
    )
