"""Where the exploration begins: workspaces that differ in their rules, a customer has written."""

from dataclasses import dataclass, replace
from datetime import timedelta

from frontmate.conversation.decide import decide
from frontmate.conversation.message import Channel
from frontmate.conversation.policy import Mode, Policy
from frontmate.conversation.session import Assignee
from tests.conversation.build import AI, NOBODY
from tests.conversation.planned import Decide
from tests.model.moves import moves_in
from tests.model.promises import Promises
from tests.model.situation import Situation


@dataclass(frozen=True)
class Start:
    name: str
    policy: Policy
    channel: Channel
    assignee: Assignee
    past: tuple[str, ...] = ()
    """The moves that have led here, by how their words begin."""
    depth: int = 1
    """How deep a test has time to go."""

    def situation(self, decides: Decide = decide) -> Situation:
        s = Situation(
            policy=self.policy,
            watcher=Promises(),
            channel=self.channel,
            decides=decides,
            assignee=self.assignee,
        )
        s.customer_writes()
        for words in self.past:
            move = next(move for move in moves_in(s) if move.words.startswith(words))
            move.change(s)
        s.history = []
        return s


# No two durations are the same, so that nothing hangs on the milliseconds between two moves.
CLOCK = timedelta(minutes=50)
SILENCE = {**Policy().silence, Channel.CHAT: timedelta(minutes=70)}

EMAIL = Start("email, assigned to the AI", Policy(handoff_clock=CLOCK), Channel.EMAIL, AI)
CHAT = Start(
    "chat, unassigned, a fallback, claims what it answers",
    Policy(
        handle_unassigned=True,
        claim_on_reply=True,
        answer_on_assignment=True,
        fallback_assignee="tea_lee",
        handoff_clock=CLOCK,
        silence=SILENCE,
    ),
    Channel.CHAT,
    NOBODY,
)
DRAFTS = Start(
    "email in draft mode, assigned to the AI",
    Policy(mode=Mode.DRAFT, handoff_clock=CLOCK),
    Channel.EMAIL,
    AI,
)
HEARD = "we hear: MessageReceived"
HANDED_OFF = (HEARD, "the agent proposes a hand-off", "the result")
LATER = (
    replace(
        EMAIL,
        name="email, a teammate took it and put it back",
        past=(HEARD, "a teammate takes it", "we hear", "a teammate puts it back", "we hear"),
        depth=2,
    ),
    replace(
        EMAIL, name="email, snoozed", past=(HEARD, "a teammate snoozes it", "we hear"), depth=2
    ),
    replace(CHAT, name="chat, trashed", past=(HEARD, "a teammate trashes it", "we hear"), depth=2),
    replace(
        CHAT,
        name="chat, handed off and answered by a person",
        past=(*HANDED_OFF[:1], "the first timer", *HANDED_OFF[1:], "a teammate replies", "we hear"),
    ),
)
"""Further on in the same workspaces: what lies deeper than a test has time for."""
STARTS = (EMAIL, CHAT, DRAFTS, *LATER)
