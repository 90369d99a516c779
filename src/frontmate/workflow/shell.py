"""What the loop needs from outside, chosen once by `app`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from frontmate.agent import Thread, Unseen
from frontmate.conversation.outcome import Outcome
from frontmate.conversation.policy import Policy
from frontmate.front import Call, FrontClient, Identity
from frontmate.store import Blobs, State, calls, connections
from frontmate.workflow.directory import Directory
from frontmate.workflow.meter import Meter, Uncounted


@dataclass(frozen=True)
class Question:
    """What the agent is asked: the thread, how many answers this session has had, and the
    language in which the team reads its summary (ISO 639-1)."""

    thread: Thread
    answers_given: int
    team_language: str


Answer = Callable[[str, Question], Awaitable[Outcome]]
"""Ask the agent of a connection."""

See = Callable[[bytes], Awaitable[str | Unseen]]
"""Put a picture that we drew into words, or say why there are none; it does not raise."""

Defer = Callable[[AsyncConnection, int], Awaitable[None]]
"""Wake a conversation up once the transaction commits."""

Alert = Callable[[str, int, str], Awaitable[None]]
"""Tell a person outside Front: connection, session id, what for."""


@dataclass(frozen=True)
class Connection:
    """One Front workspace, ready to talk to."""

    id: str
    identity: Identity
    client: FrontClient
    directory: Directory
    ai_name: str
    tester: str | None = None
    """The administrator's address, which counts as a customer's until `tester_until` (9.1)."""
    tester_until: datetime | None = None

    def test_sender(self, now: datetime) -> str | None:
        until = self.tester_until
        return self.tester if until is not None and now < until else None


async def _pass(_: str) -> None:
    return None


@dataclass(frozen=True)
class Shell:
    """Everything with an effect is in here; the rest of this room only orders the effects."""

    engine: AsyncEngine
    connections: Mapping[str, Connection]
    answer: Answer
    defer: Defer
    alert: Alert
    clock: Callable[[], datetime]
    session_url: Callable[[int], str]
    visible_within: timedelta = timedelta(seconds=120)
    """D of behaviour 10.1: an accepted message is visible by then, or a person is told."""
    write_within: timedelta = timedelta(seconds=3)
    """After the look, or the intention, that it rests on: a write that was not begun by then is
    not begun at all. Shorter than it takes to be taken for dead, so that a worker that was stopped
    and taken over cannot write when it wakes up; and the longest that the window can be (10.2)."""
    files_within: timedelta = timedelta(seconds=45)
    """For fetching and reading all that was attached to a question, Front's slowness included:
    what was not had by then is gone without (9.3)."""
    agent_timeout: timedelta = timedelta(seconds=60)
    checkpoint: Callable[[str], Awaitable[None]] = field(default=_pass)
    """Called between steps by name; a prover kills the process there."""
    meter: Meter = field(default_factory=Uncounted)
    blobs: Blobs | None = None
    """Where the bytes of attachments are kept; None: their text alone is."""
    see: See | None = None
    """Reads customers' pictures; None: they are not even fetched."""


@dataclass(frozen=True)
class Turn:
    """One worker's hold on one conversation."""

    shell: Shell
    connection: Connection
    conversation: int
    front_id: str
    epoch: int
    became: dict[int, tuple[State, str]] = field(default_factory=dict, compare=False)
    """What was stored of steps and is not told yet: by action row its state, and why."""

    def watched(self, seen: list[Call]) -> FrontClient:
        """Front's client, which notes each of its calls in `seen`."""
        return self.connection.client.watched(seen.append)

    async def policy(self) -> Policy:
        """The rules of this moment."""
        async with self.shell.engine.begin() as db:
            return await connections.policy_of(db, self.connection.id)

    def in_time(self, client: FrontClient, since: datetime) -> FrontClient:
        """For a write that rests on what was seen or written down at a moment."""
        return client.until(since + self.shell.write_within)

    async def log_calls(self, db: AsyncConnection, action: int | None, seen: list[Call]) -> None:
        for call in seen:
            await log_call(
                db, self.connection.id, call, conversation=self.conversation, action=action
            )
        seen.clear()


async def log_call(
    db: AsyncConnection,
    connection: str,
    call: Call,
    *,
    conversation: int | None = None,
    action: int | None = None,
) -> None:
    """Keep a call to Front, for the console and for `doctor`."""
    await calls.log(
        db,
        connection=connection,
        conversation=conversation,
        action=action,
        method=call.method,
        template=call.template,
        status=call.status,
        error=call.error,
        at=call.at,
        seconds=call.seconds,
    )
