"""Who a message is from: our own contact, and whether the session knows them already (6.1, 6.2)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.conversation.policy import Policy
from frontmate.conversation.text import Text
from frontmate.front import FrontMessage
from frontmate.store import contacts, sessions
from frontmate.workflow.judging import handle_of
from frontmate.workflow.shell import Turn


async def contact_of(
    db: AsyncConnection, turn: Turn, message: FrontMessage, policy: Policy, now: datetime
) -> int:
    handle = handle_of(message, policy)
    sender = message.sender
    return await contacts.find_or_add(
        db,
        connection=turn.connection.id,
        kind=handle.kind,
        handle=handle.value,
        name=sender.name if sender else None,
        front_id=sender.contact if sender else None,
        now=now,
    )


async def as_known(db: AsyncConnection, turn: Turn, contact: int, sender: Text) -> Text:
    """The handle that the session knows them by, where Front says that another one of theirs is
    the same person: their second address is no third party (6.2, 9.3)."""
    stored = await sessions.newest(db, turn.conversation)
    if stored is None or stored.contact is None or not stored.session.contact:
        return sender
    same = await contacts.are_one(db, stored.contact, contact)
    return stored.session.contact if same else sender
