"""A message's words, found once: outside of any transaction and, where it is long, beside the
loop. A hostile mail of megabytes takes seconds, in which the process goes on with all others."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from frontmate import channels
from frontmate.conversation.policy import Policy
from frontmate.front import FrontEvent, FrontMessage, What
from frontmate.store import StoredMessage
from frontmate.workflow.authorship import Meant, as_meant, own_addresses
from frontmate.workflow.shell import Turn
from frontmate.workflow.stored import as_stored

_LONG = 20_000
"""Characters; fewer take less time than it takes to wait for a thread."""
_READ_FOR_WORDS = frozenset(
    {What.MESSAGE_RECEIVED, What.MESSAGE_SENT, What.DELIVERY_FAILED, What.TRANSCRIBED}
)

_T = TypeVar("_T")


@dataclass(frozen=True)
class Parsed:
    """What a message says, and who says it."""

    message: FrontMessage
    meant: Meant
    """The message as its customer's; itself where it went out."""
    stored: StoredMessage
    mere_thanks: bool
    words: str
    """The hash of its body as Front shows it, by which our own messages are known again."""
    rules: tuple[object, ...]
    """The part of the policy that it was read by."""


async def parse_event(turn: Turn, event: FrontEvent) -> Parsed | None:
    """The message of an event whose words count; None where there is none."""
    if event.message is None or event.what not in _READ_FOR_WORDS:
        return None
    return await parse(turn, event.message, await turn.policy())


async def parse(turn: Turn, message: FrontMessage, policy: Policy) -> Parsed:
    # What went out is read without them: that a person wrote is to be known while Front is away.
    own = await own_addresses(turn) if message.inbound else frozenset()
    return await _beside_the_loop(
        _size(message.html, message.text), lambda: _parse(turn, message, policy, own)
    )


async def parse_by(turn: Turn, parsed: Parsed, policy: Policy) -> Parsed:
    """As read by this policy: again in the rare case that it has just been changed."""
    if parsed.rules == _rules(policy):
        return parsed
    return await parse(turn, parsed.message, policy)


async def words_of(message: FrontMessage) -> str:
    """The hash of a body that Front shows, whoever wrote it."""
    return await hash_of(message.html or message.text or "")


async def hash_of(body: str) -> str:
    return await _beside_the_loop(len(body), lambda: channels.body_hash(body))


def _parse(turn: Turn, message: FrontMessage, policy: Policy, own: frozenset[str]) -> Parsed:
    meant = as_meant(message, policy, own) if message.inbound else Meant(message)
    stored = as_stored(turn, meant.message, "customer", meant.text)
    return Parsed(
        message=message,
        meant=meant,
        stored=stored,
        mere_thanks=channels.is_mere_thanks(stored.body) or channels.says_solved(stored.body),
        words="" if message.inbound else channels.body_hash(message.html or message.text or ""),
        rules=_rules(policy),
    )


def _rules(policy: Policy) -> tuple[object, ...]:
    return policy.own_domains, policy.form_senders


def _size(*bodies: str | None) -> int:
    return sum(len(body or "") for body in bodies)


async def _beside_the_loop(size: int, work: Callable[[], _T]) -> _T:
    return work() if size < _LONG else await asyncio.to_thread(work)
