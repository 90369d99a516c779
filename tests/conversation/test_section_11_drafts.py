"""Behaviour, section 11: draft and shadow, as far as they are `decide`'s."""

from dataclasses import replace

from frontmate.conversation.actions import AskShadow, ChangeTags, WriteDraft
from frontmate.conversation.decision import Reason, Withdraw
from frontmate.conversation.events import Author, Obstacle, Step, TimerKind
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode, Policy
from frontmate.conversation.session import Assignee, By, Holder, Side, Status, Who
from tests.conversation.build import (
    AI,
    ANSWER,
    ASKED,
    GREET,
    HAND_OFF,
    NOBODY,
    NOTHING,
    SAM,
    SOLVED,
    Row,
    assigned,
    check,
    days,
    done,
    fires,
    held_by,
    judge,
    proposes,
    refused,
    sent,
    session_after,
    table,
    uncertain,
    wrote,
)

TEAM = Holder.TEAM
DRAFT = Policy(mode=Mode.DRAFT)
LEE = Assignee(Who.PERSON, "tea_lee")
TO_LEE = replace(DRAFT, fallback_assignee="tea_lee")
SHADOW = Policy(mode=Mode.SHADOW)

DRAFTING = (*ASKED, proposes())
LIES = (*DRAFTING, done(Step.DRAFT))
"""A draft lies there, in a conversation that was the AI's."""
SEEN = (*LIES, done(Step.UNASSIGN, 3))
SENT = (*SEEN, sent(minutes=10, draft_of=5, as_drafted=True))
EDITED = (*SEEN, sent(minutes=10, draft_of=5))
WITH_LEE = (*LIES, done(Step.ASSIGN, 3, to_person=True), assigned(LEE, 3, By.API, echo_of=9))


@table(
    Row(
        "11.1 draft: a reply becomes a draft",
        ASKED,
        proposes(),
        Reason.DRAFTING,
        (Step.DRAFT,),
        policy=DRAFT,
        waiting=("m1",),
    ),
    Row(
        "11.1 draft: a greeting too",
        ASKED,
        proposes(GREET),
        Reason.DRAFTING,
        (Step.DRAFT,),
        policy=DRAFT,
    ),
    Row(
        "11.1 a draft in a bot's conversation is seen by nobody: unassign, tag, and a clock",
        DRAFTING,
        done(Step.DRAFT),
        Reason.DRAFT_READY,
        (Step.UNASSIGN, Step.TAGS),
        policy=DRAFT,
        timers=(TimerKind.DRAFT_WAITING,),
        waiting=("m1",),
    ),
    Row(
        "11.1 … or it goes to the fallback",
        DRAFTING,
        done(Step.DRAFT),
        Reason.DRAFT_READY,
        (Step.ASSIGN, Step.TAGS),
        policy=TO_LEE,
        timers=(TimerKind.DRAFT_WAITING,),
    ),
    Row(
        "11.1 unassigned already: it lies before everybody's eyes",
        held_by(NOBODY, DRAFTING),
        done(Step.DRAFT),
        Reason.DRAFT_READY,
        (Step.TAGS,),
        policy=replace(DRAFT, handle_unassigned=True),
        timers=(TimerKind.DRAFT_WAITING,),
    ),
    Row(
        "11.1 our assigning the fallback does not stop the clock",
        (*LIES, done(Step.ASSIGN, 3, to_person=True)),
        assigned(LEE, 3, By.API, echo_of=9),
        Reason.ASSIGNMENT_RECORDED,
        policy=TO_LEE,
        timers=(TimerKind.DRAFT_WAITING,),
    ),
    Row(
        "11.1 a teammate who takes it does",
        SEEN,
        assigned(SAM, 4),
        Reason.ASSIGNMENT_RECORDED,
        policy=DRAFT,
        withdraw=Withdraw.ANSWERS,
    ),
    Row(
        "11.1 nobody takes the draft up: a reminder and the alarm",
        SEEN,
        fires(TimerKind.DRAFT_WAITING, 62),
        Reason.DRAFT_WAITING,
        (Step.REMINDER, Step.ALARM),
        policy=DRAFT,
    ),
    Row(
        "11.1 the silence window starts when a person sends it",
        SEEN,
        sent(minutes=10, draft_of=5, as_drafted=True),
        Reason.DRAFT_SENT,
        (Step.TAGS,),
        policy=DRAFT,
        timers=(TimerKind.SILENCE,),
        waiting=(),
        note="as it was",
    ),
    Row(
        "11.1 an edited draft is their words: its silence proves nothing",
        SEEN,
        sent(minutes=10, draft_of=5),
        Reason.DRAFT_SENT,
        (Step.TAGS,),
        policy=DRAFT,
        waiting=(),
    ),
    Row(
        "11.1 resolved in draft mode: note and tag, no archive",
        SENT,
        fires(TimerKind.SILENCE, days(4)),
        Reason.RESOLVING,
        (Step.RESOLUTION_NOTE, Step.TAGS),
        policy=DRAFT,
    ),
    Row(
        "11.1 a hand-off in draft mode: no notice",
        ASKED,
        proposes(HAND_OFF),
        Reason.HANDED_OFF,
        (Step.HANDOFF_NOTE, Step.UNASSIGN, Step.TAGS),
        policy=DRAFT,
        holder=TEAM,
        timers=(TimerKind.HANDOFF_REMINDER,),
    ),
    Row(
        "11.1 after our draft the customer's next message is drafted for, unassigned or not",
        SEEN,
        wrote("m2", 20, to=NOBODY),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
        policy=DRAFT,
        waiting=("m1", "m2"),
    ),
    Row(
        "11.1 … also once it was sent",
        SENT,
        wrote("m2", 20, to=NOBODY),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
        policy=DRAFT,
        waiting=("m2",),
    ),
    Row(
        "11.1 … also while the fallback has it that we gave it to",
        WITH_LEE,
        wrote("m2", 20, to=LEE),
        Reason.ASKED_AGENT,
        (Step.ASK_AGENT,),
        policy=TO_LEE,
    ),
    Row(
        "2.2 a teammate who took it keeps it",
        (*SEEN, assigned(SAM, 4)),
        wrote("m2", 20, to=SAM),
        Reason.ASSIGNED_TO_PERSON,
        policy=DRAFT,
    ),
    Row(
        "2.2 the fallback took it by hand: theirs",
        (*SEEN, assigned(LEE, 4)),
        wrote("m2", 20, to=LEE),
        Reason.ASSIGNED_TO_PERSON,
        policy=TO_LEE,
    ),
    Row(
        "11.1 a person writes something else: the draft goes",
        SEEN,
        sent(minutes=10),
        Reason.PERSON_WROTE,
        (Step.DROP_DRAFT, Step.TAGS),
        policy=DRAFT,
        holder=TEAM,
        waiting=(),
    ),
    Row(
        "11.1 the newer message goes to a person: the draft goes",
        (*SEEN, wrote("m2", 20, to=NOBODY)),
        proposes(HAND_OFF, 21),
        Reason.HANDED_OFF,
        (Step.DROP_DRAFT, Step.HANDOFF_NOTE, Step.UNASSIGN, Step.TAGS),
        policy=DRAFT,
        holder=TEAM,
        timers=(TimerKind.HANDOFF_REMINDER,),
    ),
    Row(
        "11.1 the newer message needs no reply: the draft goes",
        (*SEEN, wrote("m2", 20, to=NOBODY)),
        proposes(NOTHING, 21),
        Reason.NOTHING_TO_SAY,
        (Step.DROP_DRAFT, Step.TAGS),
        policy=DRAFT,
        timers=(TimerKind.SILENCE,),
    ),
    Row(
        "11.1 solved after a sent draft",
        (*SENT, wrote("m2", 20, to=NOBODY)),
        proposes(SOLVED, 21),
        Reason.RESOLVING,
        (Step.RESOLUTION_NOTE, Step.TAGS),
        policy=DRAFT,
    ),
    Row(
        "11.1 a draft that a person has begun or edited is left",
        DRAFTING,
        refused(Step.DRAFT, Obstacle.DRAFT_BY_PERSON),
        Reason.WITH_TEAM,
        policy=DRAFT,
        holder=TEAM,
    ),
    Row(
        "10.1 a draft in doubt goes to a person",
        DRAFTING,
        uncertain(Step.DRAFT),
        Reason.UNCERTAIN,
        (Step.HANDOFF_NOTE, Step.UNASSIGN, Step.TAGS),
        policy=DRAFT,
        holder=TEAM,
        timers=(TimerKind.HANDOFF_REMINDER,),
    ),
    Row(
        "11.1 a proposal under a policy that became live is sent",
        ASKED,
        proposes(),
        Reason.REPLYING,
        (Step.REPLY,),
        policy=Policy(mode=Mode.DRAFT, channel_modes={Channel.EMAIL: Mode.LIVE}),
    ),
    Row(
        "11.1 shadow: nothing begins but the record",
        (),
        wrote(),
        Reason.SHADOW,
        (Step.ASK_SHADOW,),
        policy=SHADOW,
        waiting=("m1",),
    ),
    Row(
        "11.1 shadow: what is not ours is called so",
        (),
        wrote(to=SAM),
        Reason.ASSIGNED_TO_PERSON,
        policy=SHADOW,
    ),
    Row(
        "11.1 shadow: what would have been unanswerable",
        (),
        wrote("m1", days(3), sent=0),
        Reason.SHADOW,
        policy=SHADOW,
        note="would not be answered: too_old",
    ),
)
def test_modes(row: Row) -> None:
    check(row)


def test_11_1_a_shadow_leaves_the_session_as_if_it_were_off() -> None:
    off, shadow = (session_after(ASKED, policy) for policy in (Policy(enabled=False), SHADOW))
    assert shadow == off


def test_11_1_the_record_asks_about_what_waits() -> None:
    decision = judge(session_after(ASKED, SHADOW), wrote("m2", 5), SHADOW)
    (asked,) = decision.actions
    assert isinstance(asked, AskShadow)
    assert asked.messages == ("m1", "m2")


def test_11_1_a_proposal_of_a_live_turn_is_void_in_the_shadow() -> None:
    decision = judge(session_after(ASKED), proposes(), SHADOW)
    assert (decision.reason, decision.actions) == (Reason.SHADOW, ())
    assert decision.session is not None
    assert not decision.session.preparing


def test_11_1_a_draft_carries_how_sure_the_engine_was() -> None:
    (draft,) = judge(session_after(ASKED, DRAFT), proposes(), DRAFT).actions
    assert isinstance(draft, WriteDraft)
    assert (draft.confidence, draft.text) == (ANSWER.confidence, ANSWER.text)


def test_5_2_the_tags_say_what_is_true() -> None:
    decision = judge(session_after(SEEN, DRAFT), sent(minutes=9, draft_of=5), DRAFT)
    (tags,) = decision.actions
    assert isinstance(tags, ChangeTags)
    assert (tags.add, tags.remove) == (("ai-replied",), ("ai-drafted",))


def test_11_1_only_words_that_were_ours_count_as_an_answer_of_ours() -> None:
    as_it_was, edited = (session_after(past, DRAFT) for past in (SENT, EDITED))
    assert (as_it_was.newest_outbound, as_it_was.grounded) == (Side.OURS, True)
    assert (edited.newest_outbound, edited.grounded) == (Side.TEAM, False)
    assert as_it_was.holder is edited.holder is Holder.AI


def test_11_1_a_draft_sent_while_a_newer_answer_is_prepared_is_read_by_it() -> None:
    past = (*SEEN, wrote("m2", 9, to=NOBODY))
    decision = judge(session_after(past, DRAFT), sent(minutes=10, draft_of=5), DRAFT)
    assert [action.step for action in decision.actions] == [Step.TAGS, Step.ASK_AGENT]
    assert decision.session is not None
    assert decision.session.waiting == ("m2",)


def test_1_3_somebody_logged_in_as_the_bot_may_send_the_draft_too() -> None:
    decision = judge(
        session_after(SEEN, DRAFT), sent(Author.AI, 10, draft_of=5, as_drafted=True), DRAFT
    )
    assert decision.reason is Reason.DRAFT_SENT


def test_4_5_a_timer_of_an_older_policy_is_set_again_by_the_newer() -> None:
    newer = Policy(version=2, silence={**Policy().silence, Channel.EMAIL: None})
    past = (*ASKED, proposes(), done(Step.REPLY))
    decision = judge(session_after(past), fires(TimerKind.SILENCE, 3, policy=1), newer)
    assert (decision.reason, decision.actions, decision.timers) == (Reason.STALE, (), ())
    longer = Policy(version=2)
    decision = judge(session_after(past), fires(TimerKind.SILENCE, 3, policy=1), longer)
    assert [timer.kind for timer in decision.timers] == [TimerKind.SILENCE]
    window = longer.silence[Channel.EMAIL]
    assert window is not None
    assert decision.timers[0].due == session_after(past).replies[-1] + window


def test_11_3_a_burst_that_waited_out_the_switch_is_not_answered_days_later() -> None:
    past = (wrote(channel=Channel.CHAT),)
    decision = judge(session_after(past), fires(TimerKind.SETTLE, days(2)))
    assert decision.note == "too_old"
    assert decision.session is not None
    assert decision.session.status is Status.OPEN
    assert AI.who is Who.AI
