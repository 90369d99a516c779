"""Draft mode: what we write lies before a person, who sends, changes or leaves it (11.1)."""

from dataclasses import replace
from datetime import datetime

from frontmate.conversation.actions import (
    Action,
    Assign,
    ChangeTags,
    DropDraft,
    Saga,
    Tag,
    Unassign,
    WriteReminder,
)
from frontmate.conversation.decision import Decision, Reason, Withdraw
from frontmate.conversation.eligibility import not_ours
from frontmate.conversation.events import ActionDone, MessageSent
from frontmate.conversation.policy import Policy
from frontmate.conversation.sagas import alarm, ask_agent, drop_turn, keep_waiting, untag, watch
from frontmate.conversation.session import Session, Side, Who


def on_draft_written(session: Session, event: ActionDone, policy: Policy) -> Decision:
    """The draft lies there. Nobody looks into a bot's conversations: give it to the fallback, or
    to nobody, and let a clock run until somebody takes it up."""
    if not set(event.messages) & set(session.waiting):
        # Somebody has answered while it was on its way: out of date already.
        stale = replace(session, drafted=event.messages)
        return Decision(session, Reason.STALE, actions=drop_draft(stale, policy), note="too late")
    # One of an older turn that was on its way: the newer draft will show itself in its place.
    overtaken = session.preparing and event.turn != session.turn
    drafted = session.newer(
        preparing=overtaken,
        drafted=event.messages,
        drafted_at=event.at,
        draft_reminded=False,
    )
    return Decision(
        replace(drafted, stands_by=session.stands_by or _leaves(drafted, overtaken=overtaken)),
        Reason.DRAFT_READY,
        actions=() if overtaken else _show(drafted, policy),
        timers=watch(drafted, policy),
    )


def _leaves(session: Session, *, overtaken: bool) -> bool:
    return session.assignee.who is Who.AI and not overtaken


def _show(session: Session, policy: Policy) -> tuple[Action, ...]:
    actions: list[Action] = []
    if session.assignee.who is Who.AI:
        if policy.fallback_assignee is not None:
            actions.append(Assign(session.turn, policy.fallback_assignee))
        else:
            actions.append(Unassign(session.turn))
    if policy.sync_tags:
        tags = (Tag.DRAFTED.value, *session.reading.topics)
        actions.append(ChangeTags(session.turn, Saga.UPKEEP, add=tags))
    return tuple(actions)


def on_draft_sent(session: Session, event: MessageSent, policy: Policy) -> Decision:
    """A person has sent our draft: our words in their hands. The silence window starts now.

    What they have changed is theirs: silence after it proves nothing for us (4.3).
    """
    left = tuple(m for m in session.waiting if m not in session.drafted)
    side = Side.OURS if event.as_drafted else Side.TEAM
    sent = without_draft(session).newer(
        waiting=left,
        waiting_since=session.waiting_since if left else None,
        replies=(*session.replies, event.at),
        newest_outbound=side,
        grounded=event.as_drafted and session.grounding,
        team_wrote_at=event.at,
        unattended=False,
    )
    tags = _tags_once_sent(sent, policy)
    if sent.preparing and left and not_ours(sent, policy) is None:
        # The answer in preparation has not read what was just sent.
        decision = ask_agent(sent, Reason.DRAFT_SENT)
        return replace(decision, confirms=event.draft_of, actions=(*tags, *decision.actions))
    # A newer burst of the customer goes on settling.
    settles_at = sent.settles_at if left and not_ours(sent, policy) is None else None
    rested = replace(drop_turn(sent), settles_at=settles_at)
    return Decision(
        rested,
        Reason.DRAFT_SENT,
        actions=tags,
        timers=keep_waiting(rested, policy, event.at),
        withdraw=Withdraw.ANSWERS,
        confirms=event.draft_of,
        note="as it was" if event.as_drafted else "edited first",
    )


def _tags_once_sent(session: Session, policy: Policy) -> tuple[Action, ...]:
    if not policy.sync_tags:
        return ()
    replied, drafted = (Tag.REPLIED.value,), (Tag.DRAFTED.value,)
    return (ChangeTags(session.turn, Saga.UPKEEP, add=replied, remove=drafted),)


def drop_draft(session: Session, policy: Policy) -> tuple[Action, ...]:
    """What takes a draft away that has been overtaken; nothing if there is none."""
    if not session.drafted:
        return ()
    return (DropDraft(session.turn), *untag(session, policy, Tag.DRAFTED))


def without_draft(session: Session) -> Session:
    return replace(session, drafted=(), drafted_at=None, draft_reminded=False)


def on_draft_waiting(session: Session, policy: Policy, now: datetime) -> Decision:
    """Office hours went by, and nobody has taken the draft up."""
    if not session.drafted or session.draft_reminded:
        return Decision(session, Reason.STALE, note="nothing lies there")
    reminded = replace(session, draft_reminded=True)
    return Decision(
        reminded,
        Reason.DRAFT_WAITING,
        actions=(
            WriteReminder(session.turn, None, session.reading),
            *alarm(session, Reason.DRAFT_WAITING.value),
        ),
        timers=keep_waiting(reminded, policy, now),
    )
