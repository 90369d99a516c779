"""A mail that came in, as from the customer whose words it holds (9.3)."""

from dataclasses import dataclass, replace

from frontmate import channels
from frontmate.channels import Through
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Policy
from frontmate.front import FrontMessage, Recipient
from frontmate.workflow.shell import Turn


@dataclass(frozen=True)
class Meant:
    """`text` are the customer's new words; None where the message is no mail."""

    message: FrontMessage
    text: str | None = None
    through: Through = Through.SENDER


async def own_addresses(turn: Turn) -> frozenset[str]:
    own = await turn.connection.directory.own_addresses()
    tester = turn.connection.test_sender(turn.shell.clock())
    # While a workspace is being connected its administrator plays the customer (9.1).
    return own - {tester} if tester else own


def as_meant(message: FrontMessage, policy: Policy, own: frozenset[str]) -> Meant:
    """The message with the customer as its sender, also where a form or a colleague sent it."""
    if message.channel is not Channel.EMAIL or message.sender is None:
        return Meant(message)
    written = channels.written_by(
        channels.Mail(
            sender=message.sender.handle,
            name=message.sender.name,
            subject=message.subject,
            text=channels.readable_text(message.html, message.text),
            reply_to=tuple((one.handle, one.name) for one in message.reply_to),
        ),
        own_addresses=own,
        own_domains=policy.own_domains,
        form_senders=policy.form_senders,
    )
    if written.through is Through.SENDER:
        meant = _answered_within(message, message.sender, own)
    elif written.through is Through.UNCLEAR_FORM:
        meant = message
    else:
        meant = _from(message, written)
    return Meant(meant, written.text, written.through)


def _answered_within(message: FrontMessage, sender: Recipient, own: frozenset[str]) -> FrontMessage:
    """Where the sender's own organisation wants answers too: as if it stood in CC."""
    wanted = [one.handle for one in message.reply_to]
    copies = channels.replies_within(sender.handle, wanted, own)
    added = tuple(Recipient(address, None, "cc", None) for address in copies)
    return replace(message, recipients=(*message.recipients, *added))


def _from(message: FrontMessage, written: channels.Written) -> FrontMessage:
    """Whoever else stood on a mail that the customer did not send is no affair of theirs."""
    known = [one for one in message.reply_to if channels.bare_address(one.handle) == written.sender]
    contact = known[0].contact if known else None
    sender = Recipient(written.sender, written.name, "from", contact)
    return replace(message, sender=sender, subject=written.subject, recipients=(sender,))
