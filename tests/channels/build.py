"""Small values for this room's tests."""

from frontmate.channels import Incoming
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import Source


def source(
    article: str = "kba_1",
    title: str = "Reset your password",
    url: str | None = "https://help.example.com/reset",
    score: float = 0.8,
) -> Source:
    return Source(article, "v1", 0, title, "Open the settings.", score, url)


def incoming(
    *,
    sender: str = "ada@example.com",
    subject: str = "Password",
    text: str = "How do I reset my password?",
    channel: Channel = Channel.EMAIL,
    channel_name: str = "email",
    attachments: int = 0,
    own: tuple[str, ...] = (),
    domains: tuple[str, ...] = (),
    headers: bytes | None = None,
) -> Incoming:
    return Incoming(
        channel,
        channel_name,
        sender,
        subject,
        text,
        attachments,
        frozenset(own),
        frozenset(domains),
        headers,
    )
