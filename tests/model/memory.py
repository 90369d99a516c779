"""What really happened, for the watcher alone: who was asked, told, answered, and by whom."""

from dataclasses import dataclass
from datetime import datetime

from frontmate.conversation.actions import (
    Action,
    RaiseAlarm,
    Reply,
    WriteHandoffNote,
    WriteReminder,
)
from frontmate.conversation.decision import Decision, Reason
from frontmate.conversation.events import (
    ActionDone,
    AssigneeChanged,
    Author,
    Event,
    GivenBack,
    MergedFrom,
    MessageReceived,
    MessageSent,
    OutcomeProposed,
    SendUncertain,
    Step,
)
from frontmate.conversation.outcome import NothingToSay, Solved
from frontmate.conversation.session import NOBODY, Assignee, By, Session, Who


@dataclass
class Memory:
    """All of it is replaced, never changed in place: a copy may share it."""

    question: str = ""
    """The customer's newest message that nobody has answered and that no person has closed."""
    told: bool = False
    """A person was told of it at Front or by the alert: a hand-off's comment, an alarm."""
    alarmed: bool = False
    handed: bool = False
    """A hand-off's comment stands at Front, and nobody has given the conversation back."""
    had_by_a_person: bool = False
    """It was in a person's hands since it was asked."""
    teams: bool = False
    """People have spoken or closed it: what comes is theirs (1.2, 4.4)."""
    in_doubt: bool = False
    """An answer to it may or may not have gone out, and a person was told so (10.1)."""
    back: bool = False
    """Given back since the last hand-off was decided, heard of or not."""
    lone: bool = False
    """Handed off, and no person has replied or been assigned since."""
    given_since: bool = False
    """It was assigned to the AI after it was asked: recorded only, unless set otherwise (2.7)."""
    known_holder: Who = Who.NOBODY
    """Whom the newest of all that the product has heard of shows as the assignee."""
    known_at: datetime | None = None
    floor_taken: bool = False
    """The product has heard a person speak in a conversation that was not the AI's (1.2)."""

    def asked(self, message: str, *, elsewhere: bool = False) -> None:
        """`elsewhere`: before it was merged into this conversation."""
        self.question = message
        self.told, self.alarmed = self.told and self.handed, self.alarmed and self.handed
        self.had_by_a_person = self.in_doubt = False
        self.given_since = self.given_since and elsewhere

    def judged(self, event: Event, decision: Decision, before: Session | None) -> None:
        if before is not None:
            self._heard(event)
        self._no_answer_wanted(event, decision, before.waiting if before else ())
        if any(isinstance(action, WriteHandoffNote) for action in decision.actions):
            self.back = False
        if isinstance(event, SendUncertain) and event.step is Step.REPLY:
            self.in_doubt = True
        after = decision.session
        if before is not None and after is not None and after.number > before.number:
            self.floor_taken = False

    def _heard(self, event: Event) -> None:
        """The rules of behaviour.md once more, but told without a session; before there is one,
        only the look right before a write knows."""
        self._heard_of_the_assignee(event)
        if isinstance(event, GivenBack):
            self.floor_taken = False
        if isinstance(event, AssigneeChanged) and event.by is By.TEAMMATE:
            self.floor_taken = self.floor_taken and event.assignee.who is not Who.AI
        if isinstance(event, MessageSent) and event.author is Author.PERSON:
            theirs = self.known_holder is not Who.AI and event.draft_of is None
            self.floor_taken = self.floor_taken or theirs

    def _heard_of_the_assignee(self, event: Event) -> None:
        # The other conversation of a merge tells nothing of this one's assignee.
        seen = None if isinstance(event, MergedFrom) else getattr(event, "seen", None)
        holder = event.assignee if isinstance(event, AssigneeChanged) else seen and seen.assignee
        if isinstance(event, ActionDone) and event.step in (Step.UNASSIGN, Step.ASSIGN):
            # To a person: their event tells, and drops what is planned.
            to_ai = Assignee(Who.AI) if not event.to_person else None
            holder = NOBODY if event.step is Step.UNASSIGN else to_ai
        if holder is None or (self.known_at is not None and event.at < self.known_at):
            return
        self.known_holder, self.known_at = holder.who, event.at

    def _no_answer_wanted(self, event: Event, decision: Decision, waited: tuple[str, ...]) -> None:
        """So the agent says, or the words themselves."""
        if isinstance(event, OutcomeProposed) and isinstance(event.outcome, Solved | NothingToSay):
            read = decision.reason in (Reason.NOTHING_TO_SAY, Reason.RESOLVING)
            if read and self.question in waited:
                self.question = ""
        thanks = decision.reason is Reason.THANKS_AFTER_RESOLUTION
        if thanks and isinstance(event, MessageReceived) and event.message.id == self.question:
            self.question = ""

    def spoken_by_others(self, *, person: bool) -> None:
        self.question = ""
        self.lone = self.lone and not person
        self.teams = self.teams or person

    def assigned(self, to: Who, by: By) -> None:
        if to is Who.PERSON:
            self.had_by_a_person, self.lone = True, False
        if to is Who.NOBODY and self.handed and not self.teams:
            # Put back unanswered: a hand-off that nobody has, as before (3.6).
            self.had_by_a_person, self.lone = False, True
        if to is Who.AI:
            self.given_since = True
            if by is By.TEAMMATE:
                self.given_back()

    def taken_away(self) -> None:
        """By a write of ours, whose look was a moment too early (10.2)."""
        self.had_by_a_person = False
        self.lone = self.handed

    def taken_off(self) -> None:
        """If a teammate had just given it back, they have it again, before everybody's eyes."""
        if self.back:
            self.teams, self.lone = True, False

    def given_back(self) -> None:
        if self.in_doubt:
            self.question = ""  # they have seen whether it arrived
        self.teams = self.told = self.alarmed = self.handed = self.lone = False
        self.back = True

    def parked(self) -> None:
        """By a person, who knows of it: what comes when the snooze ends is listed (1.5, 2.7)."""
        self.had_by_a_person = self.teams = True
        self.lone = False

    def closed(self, by: By) -> None:
        self.question = ""
        if by is By.TEAMMATE:
            self.teams, self.lone = True, False

    def written(self, action: Action) -> None:
        match action:
            case Reply(messages=messages):
                if self.question in messages:
                    self.question = ""
            case WriteHandoffNote():
                self.told, self.handed = True, not self.back
                self.lone = self.handed and not self.teams
            case WriteReminder():
                self.told = True
            case RaiseAlarm():
                self.told = self.alarmed = True
            case _:
                pass
