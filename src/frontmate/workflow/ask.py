"""Ask the agent for an outcome: an action row like the others, so that a crash repeats it."""

import asyncio
import logging
from dataclasses import dataclass, replace

from frontmate.agent import Line, Role, Thread
from frontmate.conversation.actions import AskAgent
from frontmate.conversation.events import AgentFailed, Event, OutcomeProposed
from frontmate.conversation.outcome import Outcome
from frontmate.front import Call
from frontmate.store import (
    ActionRow,
    AttachedFile,
    StoredMessage,
    actions,
    attachments,
    connections,
    conversations,
    events,
    messages,
    sessions,
)
from frontmate.workflow.attachments import read_files, told_of
from frontmate.workflow.call_answers import form_of
from frontmate.workflow.shell import Question, Turn

log = logging.getLogger(__name__)


async def ask_agent(turn: Turn, row: ActionRow, _: list[Call]) -> None:
    action = row.action
    assert isinstance(action, AskAgent)
    found = await outcome_for(turn, action.messages)
    now = turn.shell.clock()
    event: Event = (
        AgentFailed(now, action.turn, found.why)
        if isinstance(found, Failure)
        else OutcomeProposed(now, action.turn, found)
    )
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        await actions.confirm(db, row.id, now)
        await events.add(db, turn.conversation, event, now)
    await turn.shell.checkpoint("agent_asked")


async def _question_for(turn: Turn, waiting: tuple[str, ...]) -> Question:
    """All that the agent is told about the messages that wait."""
    async with turn.shell.engine.begin() as db:
        thread = await messages.thread(db, turn.conversation)
        files = await attachments.of_conversation(db, turn.conversation)
        stored = await sessions.newest(db, turn.conversation)
        earlier: tuple[str, ...] = ()
        if stored is not None and stored.contact is not None:
            earlier = await sessions.earlier(db, stored.contact, stored.id)
        policy = await connections.policy_of(db, turn.connection.id)
    told = read_thread(thread, waiting, files)
    form = await form_of(turn, told.channel, policy)
    return Question(
        thread=replace(told, channel=form, earlier_sessions=earlier),
        answers_given=len(stored.session.replies) if stored else 0,
        team_language=policy.team_language,
    )


@dataclass(frozen=True)
class Failure:
    """Why the agent has no outcome: the error's name, never its words."""

    why: str


async def outcome_for(turn: Turn, waiting: tuple[str, ...]) -> Outcome | Failure:
    """What the agent proposes for the messages that wait, within its time."""
    await read_files(turn, waiting)
    question = await _question_for(turn, waiting)
    seconds = turn.shell.agent_timeout.total_seconds()
    loop = asyncio.get_running_loop()
    begun, outcome = loop.time(), "failed"
    try:
        answering = turn.shell.answer(turn.connection.id, question)
        found = await asyncio.wait_for(answering, seconds)
        outcome = type(found).__name__
        return found
    except Exception as error:
        # Whatever an engine or a model does, the customer gets a person (10.4).
        log.exception("conversation %s: the agent failed", turn.conversation)
        return Failure(type(error).__name__)
    finally:
        turn.shell.meter.asked(turn.connection.id, outcome, loop.time() - begun)


def read_thread(
    thread: tuple[StoredMessage, ...],
    asked: tuple[str, ...],
    files: tuple[AttachedFile, ...],
) -> Thread:
    """The conversation as the agent reads it; automatic acknowledgements are left out."""
    waiting = [m for m in thread if m.front_id in asked]
    newest = waiting[-1] if waiting else thread[-1]
    lines = tuple(
        Line(_role(m), _words(m), m.sent_at, m.front_id, told_of(files, m.front_id))
        for m in thread
        if m.role != "automatic"
    )
    return Thread(channel=newest.channel, lines=lines, waiting=asked)


def _role(message: StoredMessage) -> Role:
    match message.role:
        case "customer" | "ai" | "team" as role:
            return role
        case _:
            return "bot"


def _words(message: StoredMessage) -> str:
    # A mail's subject may hold the question itself ("Where is my order 1234?").
    return message.body
