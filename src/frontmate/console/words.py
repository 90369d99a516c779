"""Plain English for everything that the core names: the only place where the pages' words for
reasons, events, steps and states are written. A test holds that none is missing."""

from frontmate.console.reasons import OUR_DOING, QUIET, REASONS, TROUBLED, UNTELLING
from frontmate.conversation.decision import Reason
from frontmate.conversation.events import Author, Obstacle, Step, TimerKind
from frontmate.conversation.message import Channel
from frontmate.conversation.outcome import HandoffReason, Sentiment
from frontmate.conversation.session import By, Holder, Resolution, Status, Who
from frontmate.store import FileState, SessionOutcome, State, troubles

__all__ = ["OUR_DOING", "QUIET", "REASONS", "TROUBLED", "UNTELLING"]
"""Here for who says `words.REASONS`; everything below is used the same way."""

EVENTS: dict[str, str] = {
    "MessageReceived": "The customer wrote",
    "MessageSent": "A message went out",
    "Archived": "Archived",
    "SnoozeEnded": "The snooze ended",
    "AssigneeChanged": "The assignee changed",
    "Trashed": "Moved to the trash",
    "MergedInto": "Merged into another conversation",
    "MergedFrom": "Another conversation was merged into this one",
    "DeliveryFailed": "A message could not be delivered",
    "Recorded": "Something happened in Front",
    "OutcomeProposed": "The AI has made up its mind",
    "AgentFailed": "The AI could not work out an answer",
    "ActionDone": "Done",
    "ActionRefused": "Not done",
    "ActionFailed": "Did not work",
    "SendUncertain": "In doubt",
    "TimerFired": "Time was up",
    "GivenBack": "Given back on this console",
    "HandoffOrdered": "Handed over on this console",
}

OUTCOMES: dict[str, str] = {
    "Answer": "The AI found an answer",
    "Greet": "The AI read a greeting and nothing more",
    "HandOff": "The AI asks for a person",
    "Solved": "The AI read that the matter is solved",
    "NothingToSay": "The AI sees nothing to reply to",
}

AUTHORS: dict[Author, str] = {
    Author.AI: "The AI's message appeared in Front",
    Author.PERSON: "A teammate wrote",
    Author.OTHER_BOT: "Another bot wrote",
    Author.AUTOMATIC: "An automatic message went out",
}

STEPS: dict[Step, tuple[str, str]] = {
    # What is to be done, and what is said once it is.
    Step.ASK_AGENT: ("Ask the AI for an answer", "The AI was asked"),
    Step.ASK_SHADOW: ("Ask the AI, for the record only", "The AI was asked, for the record"),
    Step.DRAFT: ("Write a draft for the team", "The draft is written"),
    Step.DROP_DRAFT: ("Take the outdated draft away", "The outdated draft is gone"),
    Step.REPLY: ("Reply to the customer", "The reply is out"),
    Step.SENT_NOTE: ("Note what the caller was sent", "What the caller was sent is noted"),
    Step.HANDOFF_NOTE: ("Write the hand-off comment", "The hand-off comment is written"),
    Step.NOTICE: ("Tell the customer that a person takes over", "The customer was told"),
    Step.UNASSIGN: ("Take the AI off the conversation", "The AI is off the conversation"),
    Step.ASSIGN: ("Assign the conversation", "The conversation is assigned"),
    Step.TAGS: ("Update the tags", "The tags are up to date"),
    Step.RESOLUTION_NOTE: ("Write the resolution note", "The resolution note is written"),
    Step.ARCHIVE: ("Archive the conversation", "The conversation is archived"),
    Step.REMINDER: ("Remind the team of the hand-off", "The team was reminded"),
    Step.ALARM: ("Raise the alarm", "The alarm was raised"),
}

STATES: dict[State, tuple[str, str]] = {
    State.PLANNED: ("planned", "Decided, not begun."),
    State.INTENDED: ("on its way", "The request to Front may be out: not sent again unread."),
    State.ACCEPTED: ("accepted", "Front has taken it; it will appear in the conversation."),
    State.UNCERTAIN: ("in doubt", "Front gave no clear answer: the conversation is read back."),
    State.CONFIRMED: ("confirmed", "Done, and seen to be done."),
    State.REFUSED: ("held back", "The last look before writing spoke against it."),
    State.FAILED: ("failed", "Front or the provider refused it: nothing was written."),
    State.WITHDRAWN: ("withdrawn", "Something newer made it void before it began."),
    State.NEEDS_PERSON: ("needs a person", "Still in doubt after reading back: look at Front."),
}

OBSTACLES: dict[Obstacle, str] = {
    Obstacle.PERSON_HOLDS: "a teammate is assigned",
    Obstacle.PERSON_REPLIED: "a teammate has replied",
    Obstacle.OTHER_BOT: "another bot has answered",
    Obstacle.CUSTOMER_WROTE: "the customer wrote again",
    Obstacle.NOT_OWNED: "the conversation is no longer the AI's",
    Obstacle.ARCHIVED: "it was archived meanwhile",
    Obstacle.PARKED: "it was snoozed meanwhile",
    Obstacle.TRASHED: "it is in the trash",
    Obstacle.MERGED: "it was merged into another conversation",
    Obstacle.DRAFT_BY_PERSON: "a teammate is writing a reply",
    Obstacle.ALREADY_DONE: "it was like that already",
    Obstacle.RULES_CHANGED: "the AI was switched off, or may no longer send here",
    Obstacle.WINDOW_OVER: "WhatsApp takes no reply 24 hours after the customer's last message",
    Obstacle.OPTED_OUT: "the customer wants no more text messages",
    Obstacle.SOURCE_CHANGED: "the article that it rests on was changed, unpublished or deleted",
}

HANDOFFS: dict[HandoffReason, str] = {
    HandoffReason.ASKED_FOR_HUMAN: "the customer asked for a person",
    HandoffReason.NO_ANSWER_FOUND: "no article answers the question well enough",
    HandoffReason.TOPIC_FOR_HUMANS: "the topic is one for people",
    HandoffReason.FRUSTRATED: "the customer is frustrated",
    HandoffReason.CANNOT_READ: "the message could not be read",
    HandoffReason.THIRD_PARTY: "somebody other than the customer wrote",
    HandoffReason.TOO_MANY_REPLIES: "the limit on replies was reached",
    HandoffReason.TOO_OLD: "the message was too old to answer",
    HandoffReason.INBOX_NOT_ALLOWED: "the AI may not answer in this inbox",
    HandoffReason.AGENT_FAILED: "the AI failed to work out an answer",
    HandoffReason.OUTAGE: "Front could not be reached",
    HandoffReason.UNCERTAIN_SEND: "it is unclear whether the answer arrived",
    HandoffReason.BUDGET: "the spending limit was reached",
    HandoffReason.ORDERED: "somebody of the team wanted it so",
}

TIMERS: dict[TimerKind, tuple[str, str]] = {
    # What it says when it fires, and while it is still to come.
    TimerKind.SETTLE: ("The pause for further messages is over", "the AI is asked"),
    TimerKind.SILENCE: (
        "The customer stayed silent for the agreed time",
        "the customer's silence is taken as an answer",
    ),
    TimerKind.HANDOFF_REMINDER: ("The time to take the hand-off is over", "the team is reminded"),
    TimerKind.HANDOFF_FALLBACK: ("The reminder brought nobody", "the alarm is raised"),
    TimerKind.DRAFT_WAITING: ("The time to take up the draft is over", "the team is reminded"),
}

RECORDED: dict[str, str] = {
    "reopened": "Reopened in Front",
    "restored": "Restored from the trash",
    "moved": "Moved to another inbox",
    "forwarded": "Forwarded",
    "commented": "A comment was added",
    "mentioned": "Somebody was mentioned in a comment",
    "tag_added": "A tag was added",
    "tag_removed": "A tag was removed",
    "link_added": "A link was added",
    "link_removed": "A link was removed",
    "macro_run": "A macro was run",
}

ALARMS: dict[str, str] = {
    Reason.NOT_TAKEN.value: "Nobody took the hand-off, even after the reminder",
    Reason.RULE_REASSIGNED.value: "A rule in Front gives the conversation back to the AI",
    Reason.DRAFT_WAITING.value: "A draft waits that nobody has sent",
    HandoffReason.THIRD_PARTY.value: "Another customer wrote since conversations were merged here",
    "restored": "The database was restored: what was on its way then may have been sent since",
    "contact_erased": "The customer's words were erased while the conversation was open",
    "collision": "A person and the AI answered in the same moment: the customer may have both",
    "event_not_understood": "Something arrived that could not be understood",
}

TROUBLES: dict[troubles.TroubleKind, tuple[str, str]] = {
    # What is wrong, and what to do about it.
    troubles.TroubleKind.HANDOFF: (
        "Handed to the team, and nobody has it",
        "Reply to the customer or assign somebody in Front.",
    ),
    troubles.TroubleKind.ASSIGNED: (
        "Assigned to the AI in Front, but still the team's here",
        "Give it back to the AI, or assign a teammate in Front.",
    ),
    troubles.TroubleKind.UNANSWERED: (
        "Assigned to the AI, and not being answered",
        "Let the AI answer now, or assign a teammate in Front.",
    ),
    troubles.TroubleKind.NOBODY: (
        "The team has it, the customer waits, and nobody is assigned",
        "Reply to the customer, assign somebody in Front, or give it back to the AI.",
    ),
    troubles.TroubleKind.STEP: (
        "Unclear whether this arrived",
        "Look at the conversation in Front, and do it there if it is missing.",
    ),
    troubles.TroubleKind.ALARM: (
        "Alarm",
        "See what led to it, then take the conversation in Front.",
    ),
}

STATUSES = {Status.OPEN: "Open", Status.RESOLVED: "Resolved", Status.ABANDONED: "Abandoned"}
OUTCOMES_OF_SESSIONS = {
    SessionOutcome.ANSWERED: "Answered by the AI",
    SessionOutcome.HANDED_OFF: "Handed to the team",
    SessionOutcome.CONFIRMED: "Solved, the customer said so",
    SessionOutcome.ASSUMED: "Solved, assumed from silence",
    SessionOutcome.DRAFTED: "A draft waits to be sent",
    SessionOutcome.LEFT_ALONE: "Left alone",
}
HOLDERS = {Holder.AI: "AI", Holder.TEAM: "Team"}
CHANNELS = {
    Channel.EMAIL: "Email",
    Channel.CHAT: "Chat",
    Channel.SMS: "SMS",
    Channel.PHONE: "Phone",
}
ASSIGNEES = {Who.NOBODY: "Nobody", Who.AI: "The AI teammate", Who.PERSON: "A teammate"}
RESOLUTIONS = {
    Resolution.CONFIRMED: "the customer said so",
    Resolution.ASSUMED: "assumed, from the customer's silence",
}
SENTIMENTS = {
    Sentiment.FRUSTRATED: "Frustrated",
    Sentiment.NEGATIVE: "Unhappy",
    Sentiment.NEUTRAL: "Neutral",
    Sentiment.POSITIVE: "Happy",
}
BY = {
    By.AI: "by the AI",
    By.TEAMMATE: "by a teammate",
    By.RULE: "by a rule",
    By.API: "through Front's API",
    By.CUSTOMER: "by the customer",
    By.UNKNOWN: "",
}
ROLES = {
    "customer": "Customer",
    "ai": "AI",
    "team": "Team",
    "bot": "Another bot",
    "automatic": "Automatic",
}
LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "pt": "Portuguese",
    "it": "Italian",
    "nl": "Dutch",
    "ja": "Japanese",
    "zh": "Chinese",
    "ar": "Arabic",
}

FILES = {
    FileState.LISTED: "not asked for, since nobody was to answer yet",
    FileState.READ: "read",
    FileState.UNREADABLE: "not read",
    FileState.LEFT_OUT: "left out",
    FileState.MISSED: "not had",
}
"""What became of a file that a customer attached."""
