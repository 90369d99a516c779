"""Messages to the customer, through the send ledger (10.1) and the fence (10.2)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from frontmate import channels
from frontmate.conversation.actions import NotifyCustomer, Reply, WriteDraft
from frontmate.conversation.events import Obstacle
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode, Policy
from frontmate.front import Call, FrontClient, FrontError
from frontmate.store import (
    ActionRow,
    State,
    StoredMessage,
    actions,
    conversations,
    events,
)
from frontmate.workflow.apply import add_done
from frontmate.workflow.call_answers import Way, find_way, is_closed
from frontmate.workflow.fence import look
from frontmate.workflow.finish import finish, refuse, refuse_as_looked
from frontmate.workflow.grounds import have_changed
from frontmate.workflow.lost_time import asked_before_a_restore, catch_up
from frontmate.workflow.manner import manner_of, out_of_reach
from frontmate.workflow.readback import note_doubt
from frontmate.workflow.recipients import newest_of_the_contact, recipients_of
from frontmate.workflow.shell import Turn
from frontmate.workflow.tagging import ids_of


async def reply(turn: Turn, row: ActionRow, seen: list[Call]) -> None:
    action = row.action
    assert isinstance(action, Reply)

    def form(newest: StoredMessage, manner: channels.Manner, way: Way | None) -> channels.Outgoing:
        if way is None:
            return form_answer(turn, action, newest, manner)
        as_if_written = replace(newest, channel=way.channel)
        return form_answer(turn, action, as_if_written, replace(manner, answers_a_call=True))

    client = turn.watched(seen)
    tags = await ids_of(turn, action.tags)
    await _send(turn, row, client, form, tags, unassigned_too=action.handle_unassigned)


def form_answer(
    turn: Turn, action: Reply | WriteDraft, newest: StoredMessage, manner: channels.Manner
) -> channels.Outgoing:
    """The same words whether they are sent or drafted."""
    name = newest.sender_name
    language, ai = action.reading.language, turn.connection.ai_name
    if action.text is None:
        return channels.form_greeting(
            newest.channel, language, ai_name=ai, customer_name=name, manner=manner
        )
    return channels.form_reply(
        newest.channel,
        action.text.body,
        action.sources,
        language,
        ai_name=ai,
        customer_name=name,
        manner=manner,
    )


async def notify_customer(turn: Turn, row: ActionRow, seen: list[Call]) -> None:
    action = row.action
    assert isinstance(action, NotifyCustomer)

    def form(newest: StoredMessage, manner: channels.Manner, _: Way | None) -> channels.Outgoing:
        return channels.form_notice(
            newest.channel,
            action.reading.language,
            ai_name=turn.connection.ai_name,
            customer_name=newest.sender_name,
            manner=manner,
        )

    await _send(turn, row, turn.watched(seen), form, (), unassigned_too=True)


Form = Callable[[StoredMessage, channels.Manner, Way | None], channels.Outgoing]
Tags = tuple[str, ...]


@dataclass(frozen=True)
class _Letter:
    """What goes out, and how."""

    answered: StoredMessage
    outgoing: channels.Outgoing
    to: tuple[str, ...] | None
    cc: tuple[str, ...] | None
    tags: Tags
    way: Way | None

    @property
    def as_comment(self) -> bool:
        """A call record cannot be answered: the answer is for the people who call back (9.3)."""
        return self.answered.channel is Channel.PHONE and self.way is None


async def _send(
    turn: Turn, row: ActionRow, client: FrontClient, form: Form, tags: Tags, *, unassigned_too: bool
) -> None:
    if await catch_up(turn, row, client):
        return
    answered = await newest_of_the_contact(turn, row)
    policy = await turn.policy()
    if isinstance(row.action, Reply) and not _may_reply(policy, answered.channel):
        await refuse(turn, row, Obstacle.RULES_CHANGED)
        return
    letter = await _letter(turn, row, client, policy, answered, form, tags)
    client = await client.paid(3 if policy.fence_on_drafts else 2)
    looked = await look(
        turn,
        client,
        may_be_unassigned=unassigned_too,
        to_the_customer=True,
        as_notice=isinstance(row.action, NotifyCustomer),
        with_drafts=policy.fence_on_drafts,
    )
    looked_at = turn.shell.clock()
    if looked.obstacle is not None:
        await refuse_as_looked(turn, row, looked)
        return
    if not await _intend(turn, row, letter, looked_at):
        return
    client = turn.in_time(client, looked_at)
    done = _commented if letter.as_comment else _accepted
    await _post(turn, row, lambda: _hand_in(turn, client, letter, looked_at), done)


async def _letter(
    turn: Turn,
    row: ActionRow,
    client: FrontClient,
    policy: Policy,
    answered: StoredMessage,
    form: Form,
    tags: Tags,
) -> _Letter:
    """Before the look: reading our own addresses and the caller's may take calls, which must not
    widen the window, nor be mistaken for a send in doubt."""
    to, cc = await recipients_of(turn, answered, policy)
    way = None
    leaves_by = row.action.leaves_by if isinstance(row.action, Reply) else None
    if leaves_by is not None and await asked_before_a_restore(turn, row) is None:
        way = await find_way(turn, client, leaves_by, answered, policy)
    outgoing = form(answered, await manner_of(turn, policy), way)
    return _Letter(answered, outgoing, to, cc, tags, way)


async def _hand_in(turn: Turn, client: FrontClient, letter: _Letter, looked_at: datetime) -> str:
    """The call itself; Front's word for what it has made of it."""
    outgoing, way = letter.outgoing, letter.way
    if letter.as_comment:
        return await client.comment(turn.front_id, outgoing.body)
    if way is None:
        uid = await client.reply(
            turn.front_id,
            body=outgoing.body,
            text=outgoing.text,
            to=letter.to,
            cc=letter.cc,
            tag_ids=letter.tags,
        )
    else:
        by_mail = way.channel is Channel.EMAIL
        uid = await client.begin(
            way.leaves_by,
            to=way.to,
            body=outgoing.body,
            text=outgoing.text,
            subject=channels.subject_of_a_call(outgoing.language) if by_mail else None,
            tag_ids=letter.tags,
        )
    window = turn.shell.clock() - looked_at
    turn.shell.meter.was_open(turn.connection.id, window.total_seconds())
    return uid


def _may_reply(policy: Policy, channel: Channel) -> bool:
    """The rules of this moment: with the switch off replies are withdrawn (11.3). A hand-off that
    has begun is finished."""
    mode = policy.mode_of(channel)
    as_comment = channel is Channel.PHONE and mode is Mode.DRAFT
    return policy.enabled and (mode is Mode.LIVE or as_comment)


async def _commented(turn: Turn, row: ActionRow, comment: str) -> None:
    """A comment exists as soon as Front has answered."""
    await finish(turn, row, front_id=comment)


async def _intend(turn: Turn, row: ActionRow, letter: _Letter, looked_at: datetime) -> bool:
    """Make the row the durable truth before the request. False if something newer has arrived
    since we began: it is decided first; if what the reply rests on has changed; or if it would
    not reach the customer."""
    outgoing, way = letter.outgoing, letter.way
    unreachable = await out_of_reach(turn, letter.answered)
    if unreachable is not None:
        await refuse(turn, row, unreachable)
        return False
    if isinstance(row.action, Reply) and await have_changed(turn, row.action):
        await refuse(turn, row, Obstacle.SOURCE_CHANGED)
        return False
    if way is not None and await is_closed(turn, way):
        # Since we found it: formed anew, it becomes a comment.
        return False
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        if await events.any_open(db, turn.conversation):
            return False
        await actions.mark_looked(db, row.id, looked_at)
        body_hash = channels.body_hash(outgoing.body)
        by = None if way is None else way.leaves_by
        now = turn.shell.clock()
        await actions.intend(db, row, outgoing.body, body_hash, now, leaves_by=by)
    await turn.shell.checkpoint(f"{row.action.step.value}_intended")
    return True


async def _post(
    turn: Turn,
    row: ActionRow,
    post: Callable[[], Awaitable[str]],
    done: Callable[[Turn, ActionRow, str], Awaitable[None]],
) -> None:
    try:
        written = await post()
    except FrontError as error:
        await note_doubt(turn, row, error)
        if not error.reached:
            raise
        return
    await turn.shell.checkpoint(f"{row.action.step.value}_posted")
    await done(turn, row, written)


async def _accepted(turn: Turn, row: ActionRow, uid: str) -> None:
    now = turn.shell.clock()
    async with turn.shell.engine.begin() as db:
        await conversations.hold(db, turn.conversation, turn.epoch)
        await actions.accept(db, row.id, uid, now, now + turn.shell.visible_within)
        await add_done(db, turn, row, now)
    turn.became[row.id] = State.ACCEPTED, ""
    await turn.shell.checkpoint(f"{row.action.step.value}_accepted")
