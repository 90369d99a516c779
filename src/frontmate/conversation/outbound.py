"""An outbound message: our echo, a person, another bot, or an automatic line (1.2 to 1.4)."""

from dataclasses import replace

from frontmate.conversation.decision import Decision, Reason, Withdraw
from frontmate.conversation.events import Author, DeliveryFailed, Kind, MessageSent
from frontmate.conversation.inbound import believe, start_linked, within_reopen_window
from frontmate.conversation.outcome import HandoffReason
from frontmate.conversation.policy import Policy
from frontmate.conversation.sagas import drop_turn, hand_off
from frontmate.conversation.session import Holder, Session, Side, Status, Who


def on_message_sent(session: Session | None, event: MessageSent, policy: Policy) -> Decision:
    if event.echo_of is not None:
        return Decision(session, Reason.OUR_ECHO, confirms=event.echo_of)
    if event.seen.kind is not Kind.CONVERSATION:
        return Decision(session, Reason.NOT_A_CONVERSATION)
    match event.author:
        case Author.AUTOMATIC:
            # An auto-acknowledgement must not silence us.
            return Decision(session, Reason.AUTOMATIC_MESSAGE)
        case Author.OTHER_BOT:
            return _other_bot(session)
        case Author.PERSON | Author.AI:
            # The AI teammate without a send row of ours: somebody is logged in as the bot.
            return _person_wrote(session, event, policy)


def _other_bot(session: Session | None) -> Decision:
    if session is None:
        return Decision(None, Reason.OTHER_BOT)
    stood_down = drop_turn(session).newer(
        waiting=(), waiting_since=None, newest_outbound=Side.BOT, grounded=False
    )
    return Decision(stood_down, Reason.OTHER_BOT, withdraw=Withdraw.ANSWERS)


def _person_wrote(session: Session | None, event: MessageSent, policy: Policy) -> Decision:
    if session is None:
        # The team wrote first: what the customer answers is the team's (1.2).
        session = Session(number=1, started_at=event.at, channel=event.channel)
    elif session.status is not Status.OPEN and not within_reopen_window(session, event.at, policy):
        session = start_linked(session, event.channel, event.at)
    return Decision(
        person_replied(believe(session, event.seen, event.at)),
        Reason.PERSON_WROTE,
        withdraw=Withdraw.ANSWERS,
    )


def person_replied(session: Session) -> Session:
    """The team has spoken: nothing waits, and they keep the floor unless the conversation is
    still explicitly assigned to the AI (1.2)."""
    return drop_turn(session).newer(
        holder=session.holder if session.assignee.who is Who.AI else Holder.TEAM,
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
    failed = replace(session, newest_outbound=Side.NONE, grounded=False)
    decision = hand_off(failed, HandoffReason.AGENT_FAILED, policy, event.at, notice=False)
    return replace(decision, reason=Reason.DELIVERY_FAILED)
