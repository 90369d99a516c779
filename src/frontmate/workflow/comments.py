"""Internal comments: the hand-off's, the resolution's and the reminder's, through the ledger."""

from frontmate import channels
from frontmate.conversation.actions import (
    WriteHandoffNote,
    WriteReminder,
    WriteResolutionNote,
)
from frontmate.conversation.outcome import HandoffReason
from frontmate.front import Call, FrontError
from frontmate.store import ActionRow, actions, attachments, conversations, events, messages
from frontmate.workflow.fence import look
from frontmate.workflow.finish import finish, refuse_as_looked
from frontmate.workflow.readback import note_doubt
from frontmate.workflow.shell import Turn


async def write(turn: Turn, row: ActionRow, seen: list[Call]) -> None:
    body = await _form(turn, row)
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


async def _unread(turn: Turn, reason: HandoffReason) -> str:
    """The names of the files that nobody could read, a line each: what is left to look at."""
    if reason is not HandoffReason.CANNOT_READ:
        return ""
    async with turn.shell.engine.begin() as db:
        thread = await messages.thread(db, turn.conversation)
        files = await attachments.of_conversation(db, turn.conversation)
    newest = [message.front_id for message in thread if message.inbound][-1:]
    return "\n".join(f.name for f in files if f.message in newest and f.text is None)


async def _form(turn: Turn, row: ActionRow) -> str:
    policy = await turn.policy()
    link = turn.shell.session_url(row.session) if row.session is not None else None
    language, ai = policy.team_language, turn.connection.ai_name
    match row.action:
        case WriteHandoffNote(reason=reason, reading=reading, tried=tried):
            return channels.handoff_note(
                reason=reason,
                reading=reading,
                tried=tried,
                question=await _unread(turn, reason),
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
