"""An outbound message: our echo, a person, another bot, or an automatic line (1.2 to 1.4)."""

from dataclasses import replace
from datetime import datetime

from frontmate.conversation.actions import Tag
from frontmate.conversation.decision import Decision, Reason, Withdraw
from frontmate.conversation.drafts import drop_draft, on_draft_sent, without_draft
from frontmate.conversation.events import Author, DeliveryFailed, Kind, MessageSent
from frontmate.conversation.inbound import believe, start_linked, within_reopen_window
from frontmate.conversation.outcome import HandoffReason
from frontmate.conversation.policy import Policy
from frontmate.conversation.sagas import (
    ask_agent,
    drop_turn,
    hand_off,
    keep_waiting,
    untag,
    watch,
)
from frontmate.conversation.session import Holder, Session, Side, Status, Who


def on_message_sent(session: Session | None, event: MessageSent, policy: Policy) -> Decision:
    if event.echo_of is not None:
        return Decision(session, Reason.OUR_ECHO, confirms=event.echo_of)
    if event.draft_of is not None and session is not None:
        return on_draft_sent(believe(session, event.seen, event.at), event, policy)
    if event.seen.kind is not Kind.CONVERSATION:
        return Decision(session, Reason.NOT_A_CONVERSATION)
    match event.author:
        case Author.AUTOMATIC:
            # An auto-acknowledgement must not silence us.
            return Decision(session, Reason.AUTOMATIC_MESSAGE)
        case Author.OTHER_BOT:
            return _other_bot(session, event, policy)
        case Author.PERSON | Author.AI:
            # The AI teammate without a send row of ours: somebody is logged in as the bot.
            return _person_wrote(session, event, policy)


def _other_bot(session: Session | None, event: MessageSent, policy: Policy) -> Decision:
    if session is None:
        return Decision(None, Reason.OTHER_BOT)
    if _customer_has_written_since(session, event):
        return _answer_newer(session, Reason.OTHER_BOT, Side.BOT, policy, event.at)
    stood_down = without_draft(drop_turn(session)).newer(
        waiting=(), waiting_since=None, newest_outbound=Side.BOT, grounded=False
    )
    return Decision(
        stood_down,
        Reason.OTHER_BOT,
        actions=drop_draft(session, policy),
        # A hand-off still waits for a person, whatever a bot has said.
        timers=watch(stood_down, policy),
        withdraw=Withdraw.ANSWERS,
    )


def _person_wrote(session: Session | None, event: MessageSent, policy: Policy) -> Decision:
    if session is None:
        # The team wrote first: what the customer answers is the team's (1.2).
        session = Session(number=1, started_at=event.at, channel=event.channel)
    elif session.status is Status.ABANDONED and _before_the_end(session, event):
        return Decision(session, Reason.PERSON_WROTE, note="before the session ended")
    elif session.status is not Status.OPEN and not within_reopen_window(session, event.at, policy):
        session = start_linked(session, event.channel, event.at)
    known = believe(session, event.seen, event.at)
    if _overtaken(known, event):
        return _answer_newer(known, Reason.PERSON_WROTE, Side.TEAM, policy, event.at)
    replied = person_replied(replace(known, team_wrote_at=event.at))
    if _customer_has_written_since(known, event):
        # They have the floor, but what came after their words still waits for somebody.
        replied = replace(replied, waiting=known.waiting, waiting_since=known.waiting_since)
    actions = drop_draft(known, policy)
    return Decision(replied, Reason.PERSON_WROTE, actions=actions, withdraw=Withdraw.ANSWERS)


def _before_the_end(session: Session, event: MessageSent) -> bool:
    return session.closed_at is not None and event.at < session.closed_at


def _overtaken(session: Session, event: MessageSent) -> bool:
    ours = session.holder is Holder.AI and session.assignee.who is Who.AI
    return ours and _customer_has_written_since(session, event)


def _customer_has_written_since(session: Session, event: MessageSent) -> bool:
    newest = session.newest_inbound_at
    return bool(session.waiting) and newest is not None and event.at < newest


def _answer_newer(
    session: Session, reason: Reason, side: Side, policy: Policy, now: datetime
) -> Decision:
    """It stays ours, and the customer has written since: only this event is late. An answer in
    preparation has not read these words; it is prepared again."""
    known = session.newer(newest_outbound=side, grounded=False)
    if known.preparing:
        return ask_agent(known, reason)
    return Decision(known, reason, timers=keep_waiting(known, policy, now))


def person_replied(session: Session) -> Session:
    """The team has spoken: nothing waits, and they keep the floor unless the conversation is
    still explicitly assigned to the AI (1.2)."""
    return without_draft(drop_turn(session)).newer(
        holder=session.holder if session.assignee.who is Who.AI else Holder.TEAM,
        stands_by=False,
        waiting=(),
        waiting_since=None,
        unattended=False,
        newest_outbound=Side.TEAM,
        grounded=False,
    )


def on_delivery_failed(session: Session | None, event: DeliveryFailed, policy: Policy) -> Decision:
    if session is None or event.echo_of is None:
        return Decision(session, Reason.DELIVERY_FAILED)
    if session.holder is Holder.TEAM:
        return Decision(session, Reason.DELIVERY_FAILED, note="the team has the conversation")
    if session.status is Status.ABANDONED:
        return Decision(session, Reason.DELIVERY_FAILED, note="the session is over")
    # What never arrived has solved nothing: a resolution is taken back.
    upkeep = untag(session, policy, Tag.RESOLVED) if session.resolution is not None else ()
    failed = replace(
        session,
        status=Status.OPEN,
        resolution=None,
        closed_at=None,
        closed_by=None,
        newest_outbound=Side.NONE,
        grounded=False,
    )
    decision = hand_off(failed, HandoffReason.AGENT_FAILED, policy, event.at, notice=False)
    actions = (*upkeep, *decision.actions)
    return replace(decision, reason=Reason.DELIVERY_FAILED, actions=actions)
