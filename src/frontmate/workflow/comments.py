"""Internal comments: the hand-off's, the resolution's and the reminder's, through the ledger."""

from frontmate import channels
from frontmate.conversation.actions import (
    WriteHandoffNote,
    WriteReminder,
    WriteResolutionNote,
)
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import HandoffReason, Reading
from frontmate.front import Call, FrontError
from frontmate.store import (
    ActionRow,
    State,
    actions,
    attachments,
    conversations,
    events,
    messages,
    sessions,
)
from frontmate.workflow.fence import look
from frontmate.workflow.finish import finish, refuse_as_looked
from frontmate.workflow.readback import note_doubt
from frontmate.workflow.shell import Turn


async def write_sent(turn: Turn, row: ActionRow, seen: list[Call]) -> None:
    """What a caller was sent, or nothing where the answer is a comment itself or is not out."""
    async with turn.shell.engine.begin() as db:
        sent = await actions.sent_elsewhere(db, turn.conversation, row.action.turn)
        if sent is None:
            await conversations.hold(db, turn.conversation, turn.epoch)
            why, now = "nothing was sent elsewhere", turn.shell.clock()
            await actions.end(db, row.id, State.WITHDRAWN, why, now)
    if sent is not None:
        await _write(turn, row, seen, await _form_sent(turn, row, sent))


async def _form_sent(turn: Turn, row: ActionRow, sent: ActionRow) -> str:
    by = await turn.connection.directory.channel(sent.leaves_by or "")
    return channels.sent_note(
        by=Channel.SMS if by is None or by.begins is None else by.begins,
        answer=channels.readable_text(sent.written, None),
        session_url=_link(turn, row),
        ai_name=turn.connection.ai_name,
        team_language=(await turn.policy()).team_language,
    )


def _link(turn: Turn, row: ActionRow) -> str | None:
    return turn.shell.session_url(row.session) if row.session is not None else None


async def write(turn: Turn, row: ActionRow, seen: list[Call]) -> None:
    await _write(turn, row, seen, await _form(turn, row))


async def _write(turn: Turn, row: ActionRow, seen: list[Call], body: str) -> None:
    resolves = isinstance(row.action, WriteResolutionNote)
    client = await turn.watched(seen).paid(2 if resolves else 1)
    if resolves:
        looked = await look(turn, client, may_be_unassigned=True)
        if looked.obstacle is not None:
            await refuse_as_looked(turn, row, looked)
            return
    since = turn.shell.clock()
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        if await events.any_open(db, turn.conversation):
            return
        await actions.intend(db, row, body, channels.body_hash(body), turn.shell.clock())
    await turn.shell.checkpoint(f"{row.action.step.value}_intended")
    try:
        comment = await turn.in_time(client, since).comment(turn.front_id, body)
    except FrontError as error:
        await note_doubt(turn, row, error)
        if not error.reached:
            raise
        return
    await turn.shell.checkpoint(f"{row.action.step.value}_posted")
    await finish(turn, row, front_id=comment)


async def _unread(turn: Turn, reason: HandoffReason, reading: Reading) -> str:
    """What is left to look at: the names of the files that nobody could read, a line each; the
    words that wait where the agent was never asked, and has no summary of them (3.4)."""
    if reason is not HandoffReason.CANNOT_READ and reading.summary.body:
        return ""
    async with turn.shell.engine.begin() as db:
        thread = await messages.thread(db, turn.conversation)
        files = await attachments.of_conversation(db, turn.conversation)
        stored = await sessions.newest(db, turn.conversation)
    inbound = [message for message in thread if message.inbound]
    if reason is HandoffReason.CANNOT_READ:
        newest = [message.front_id for message in inbound][-1:]
        return "\n".join(f.name for f in files if f.message in newest and f.text is None)
    waiting = () if stored is None else stored.session.waiting
    return "\n".join(message.body for message in inbound if message.front_id in waiting)


async def _form(turn: Turn, row: ActionRow) -> str:
    policy = await turn.policy()
    link = _link(turn, row)
    language, ai = policy.team_language, turn.connection.ai_name
    match row.action:
        case WriteHandoffNote(reason=reason, reading=reading, tried=tried):
            return channels.handoff_note(
                reason=reason,
                reading=reading,
                tried=tried,
                question=await _unread(turn, reason, reading),
                session_url=link,
                ai_name=ai,
                team_language=language,
            )
        case WriteResolutionNote(resolution=resolution, reading=reading):
            return channels.resolution_note(
                resolution=resolution,
                reading=reading,
                session_url=link,
                ai_name=ai,
                team_language=language,
            )
        case WriteReminder(reason=reason, reading=reading):
            return channels.reminder_note(
                reason=reason,
                reading=reading,
                session_url=link,
                ai_name=ai,
                team_language=language,
            )
        case other:
            raise TypeError(f"{type(other).__name__} is no comment")
