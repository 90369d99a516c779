"""Plain English for every reason of a decision, and which of them say something."""

from frontmate.conversation.decision import Reason

REASONS: dict[Reason, str] = {
    Reason.ASKED_AGENT: "Asked the AI for an answer",
    Reason.SETTLING: "Waiting a moment, in case the customer writes more",
    Reason.REPLYING: "Sure enough to reply: the answer is on its way",
    Reason.REPLY_SENT: "Answered, and waiting to hear from the customer",
    Reason.GREETED: "Greeted the customer and asked what they need",
    Reason.NOTHING_TO_SAY: "No reply was called for",
    Reason.SHADOW: "Left alone in shadow mode: what it would have done is recorded",
    Reason.DRAFTING: "Sure enough to reply: a draft for the team is on its way",
    Reason.DRAFT_READY: "A draft lies in the conversation, for a teammate to send",
    Reason.DRAFT_SENT: "A teammate sent the draft",
    Reason.DRAFT_WAITING: "Nobody took up the draft in time: the team is reminded",
    Reason.ASSIGNED_TO_PERSON: "Left alone: a teammate is assigned",
    Reason.WITH_TEAM: "Left alone: the team has this conversation",
    Reason.OFF: "Left alone: the AI is switched off, or may no longer send here",
    Reason.INBOX_NOT_ALLOWED: "Left alone: the AI may not answer in this inbox",
    Reason.OWN_ADDRESS: "Left alone: the sender is one of your own addresses",
    Reason.AUTO_REPLY: "Left alone: an automatic reply, such as an out-of-office note",
    Reason.BOUNCE: "Left alone: a bounced mail, not a customer",
    Reason.LIST_MAIL: "Left alone: a newsletter or mailing list",
    Reason.TWIN: "Left alone: the same message also came in as another conversation",
    Reason.NOT_A_CONVERSATION: "Left alone: a discussion or task, not a customer's conversation",
    Reason.PUBLIC_CHANNEL: "Left alone: on a public channel everybody would read the answer",
    Reason.OPTED_OUT: "Left alone: a word for the phone carrier, such as STOP, or they opted out",
    Reason.UNASSIGNED: "Left alone: nobody is assigned, and only what is assigned is answered",
    Reason.PARKED: "Left alone: somebody has snoozed the conversation",
    Reason.TOO_OLD: "Left alone: the message is too old to answer now",
    Reason.CANNOT_READ: "Left alone: the message could not be read",
    Reason.THIRD_PARTY: "Left alone: written by somebody other than the customer",
    Reason.TOO_MANY_REPLIES: "Left alone: the limit on replies was reached",
    Reason.OUR_ECHO: "Front shows our message: it has arrived",
    Reason.PERSON_WROTE: "The team has replied, so nothing waits for the AI",
    Reason.OTHER_BOT: "Another bot answered, so the AI stands down",
    Reason.AUTOMATIC_MESSAGE: "An automatic message: noted, nothing more",
    Reason.ARCHIVED: "The conversation was archived",
    Reason.ARCHIVED_MEANWHILE: "Archived while an answer was being prepared: answer withdrawn",
    Reason.SNOOZED: "Somebody snoozed it: nothing is sent until it wakes",
    Reason.SNOOZE_ENDED: "The snooze is over",
    Reason.ASSIGNMENT_RECORDED: "The assignment was noted",
    Reason.GIVEN_BACK: "Given back to the AI",
    Reason.RULE_REASSIGNED: "A rule gave it back right after the hand-off: taken off once more",
    Reason.ANSWER_ON_ASSIGNMENT: "Assigned to the AI with a message waiting: asked for an answer",
    Reason.TRASHED: "Moved to the trash: everything planned is void",
    Reason.MERGED: "Merged with another conversation",
    Reason.RECORDED: "Noted, nothing to do",
    Reason.HANDED_OFF: "Handed to the team",
    Reason.HANDOFF_STEP: "One step of the hand-off is done",
    Reason.NOT_TAKEN: "Nobody took the hand-off in time: the team is reminded",
    Reason.FALLBACK: "Still nobody took the hand-off: the alarm is raised",
    Reason.RESOLVING: "Solved: the note and the archive are on their way",
    Reason.RESOLVED: "Resolved by the AI",
    Reason.PERSON_TOOK_OVER: "A person took over: not counted as resolved by the AI",
    Reason.ARCHIVE_SKIPPED: "Not archived: it was no longer the AI's to close",
    Reason.THANKS_AFTER_RESOLUTION: "The customer said thanks: no reply, confirmed as solved",
    Reason.ABANDONED: "The customer went quiet before anything was solved: not a success",
    Reason.CUSTOMER_WROTE: "The customer wrote again first: answer withdrawn, decided afresh",
    Reason.SOURCE_CHANGED: "The article it rests on has changed: answer withdrawn, decided afresh",
    Reason.STALE: "Out of date: something newer had happened",
    Reason.STEP_DONE: "One step is done",
    Reason.STEP_REFUSED: "One step was left out, because things had changed",
    Reason.STEP_FAILED: "One step failed at Front",
    Reason.UNCERTAIN: "Unclear whether it arrived: a person decides, nothing is sent twice",
    Reason.DELIVERY_FAILED: "The mail or phone provider refused a message Front had taken",
}

QUIET = (
    Reason.OUR_ECHO,
    Reason.RECORDED,
    Reason.STEP_DONE,
    Reason.HANDOFF_STEP,
    Reason.ASSIGNMENT_RECORDED,
    Reason.STALE,
    Reason.AUTOMATIC_MESSAGE,
    Reason.STEP_REFUSED,
)
"""Bookkeeping: true, and never the answer to "why is it like this?"."""

OUR_DOING = "by the AI"
"""The note of an event that only shows what we did ourselves."""

UNTELLING = (*(reason.value for reason in QUIET), OUR_DOING)
"""What a list passes over when it says why a session is as it is."""

TROUBLED = (
    Reason.RULE_REASSIGNED,
    Reason.NOT_TAKEN,
    Reason.DRAFT_WAITING,
    Reason.FALLBACK,
    Reason.STEP_FAILED,
    Reason.UNCERTAIN,
    Reason.DELIVERY_FAILED,
)
"""Reasons that ask for somebody's attention."""
