"""Sentences from the tables in words.py: what an event, a step, a note or a trouble says."""

from frontmate.console import words
from frontmate.conversation.actions import (
    Action,
    Assign,
    ChangeTags,
    RaiseAlarm,
    Reply,
)
from frontmate.conversation.decision import Reason
from frontmate.conversation.events import (
    ActionDone,
    ActionFailed,
    ActionRefused,
    AgentFailed,
    Archived,
    AssigneeChanged,
    Author,
    Event,
    GivenBack,
    HandoffOrdered,
    MessageSent,
    Obstacle,
    OutcomeProposed,
    Recorded,
    SendUncertain,
    Step,
    TimerFired,
    Trashed,
)
from frontmate.conversation.outcome import HandOff, HandoffReason
from frontmate.conversation.session import By, Resolution, Who
from frontmate.store import troubles

_REASONS = {reason.value: reason for reason in Reason}
# Events whose title names the step, the person or the thing that the note would name again.
_TELL_ALL = ("ActionDone", "ActionRefused", "ActionFailed", "SendUncertain", "Archived", "Recorded")


def reason_words(reason: str) -> str:
    """A reason in plain words; one that an older version wrote is shown as it was written."""
    known = _REASONS.get(reason)
    return spaced(reason) if known is None else words.REASONS[known]


def first_upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def spaced(word: str) -> str:
    """A word of the machinery that has no sentence of its own, readable at least."""
    return word.replace("_", " ").strip()


def last_reason(reason: str, note: str) -> str:
    """What a list says about a session: the reason, and what makes it this one."""
    if not reason:
        return "Nothing has been decided yet"
    sentence = reason_words(reason)
    if reason in (Reason.HANDED_OFF, Reason.RESOLVED, Reason.RESOLVING) and note:
        return f"{sentence}: {note_words(reason, note)}"
    return sentence


def note_words(reason: str, note: str) -> str:
    """The note of a decision. Notes are words of the core, or sentences already."""
    if reason == Reason.HANDED_OFF and note in set(HandoffReason):
        return words.HANDOFFS[HandoffReason(note)]
    parts = [_one_word(part) for part in note.split(": ", 1)]
    return ": ".join(parts)


def _one_word(word: str) -> str:
    if word in set(Step):
        return words.STEPS[Step(word)][0]
    if word in set(Obstacle):
        return words.OBSTACLES[Obstacle(word)]
    if word in set(Resolution):
        return words.RESOLUTIONS[Resolution(word)]
    if word in _REASONS:
        return words.REASONS[_REASONS[word]]
    return word if " " in word else spaced(word)


def entry_note(kind: str, reason: str, note: str) -> str:
    """The note, unless the event's own title says the same."""
    if reason == Reason.HANDED_OFF:
        return note_words(reason, note)
    told = kind in _TELL_ALL or note.endswith(" timer") or note == words.OUR_DOING
    return "" if told else note_words(reason, note)


def event_title(kind: str, event: Event | None) -> str:
    """What happened, in one short sentence."""
    plain = words.EVENTS.get(kind, spaced(kind))
    match event:
        case MessageSent(author=author, echo_of=echo):
            return words.AUTHORS[Author.AI if echo is not None else author]
        case Archived(parked=parked, by=by):
            return _by("Snoozed" if parked else "Archived", by)
        case Trashed(by=by):
            return _by(plain, by)
        case AssigneeChanged():
            return _assigned(event)
        case Recorded(what=what):
            return _recorded(what)
        case OutcomeProposed(outcome=outcome):
            return words.OUTCOMES[type(outcome).__name__]
        case ActionDone(step=step):
            return words.STEPS[step][1]
        case ActionRefused(step=step, why=why):
            return f"{plain}: {_lower(words.STEPS[step][0])}, since {words.OBSTACLES[why]}"
        case ActionFailed(step=step) | SendUncertain(step=step):
            return f"{plain}: {_lower(words.STEPS[step][0])}"
        case TimerFired(kind=timer):
            return words.TIMERS[timer][0]
        case GivenBack(by=by):
            return f"{by} gave the conversation back on this console"
        case HandoffOrdered(by=by):
            return f"{by} handed the conversation to the team on this console"
    return plain


def _recorded(what: str) -> str:
    kind, _, which = what.partition(": ")
    said = words.RECORDED.get(kind) or f"In Front: {spaced(kind)}"
    return f"{said}: {which}" if which else said


def _assigned(event: AssigneeChanged) -> str:
    match event.assignee.who:
        case Who.NOBODY:
            return _by("Unassigned", event.by)
        case Who.AI:
            return _by("Assigned to the AI teammate", event.by)
        case Who.PERSON:
            return _by("Assigned to a teammate", event.by)


def _by(what: str, by: By) -> str:
    return f"{what} {words.BY[by]}".strip()


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def event_detail(event: Event | None) -> str:
    """What the title leaves out."""
    match event:
        case ActionFailed(why=why):
            return why
        case Recorded(detail=detail) if detail:
            return detail.body
        case AgentFailed(why=why):
            return why
        case OutcomeProposed(outcome=HandOff(reason=reason)):
            return f"Because {words.HANDOFFS[reason]}."
    return ""


def step_detail(action: Action | None) -> str:
    """What exactly a step is about, where its name does not say it."""
    match action:
        case ChangeTags(add=add, remove=remove):
            parts = [f"add {', '.join(add)}" if add else ""]
            parts.append(f"take off {', '.join(remove)}" if remove else "")
            return "; ".join(part for part in parts if part)
        case Assign(teammate=teammate):
            return "to the AI" if teammate is None else f"to {teammate}"
        case Reply(text=None):
            return "a greeting that asks what they need"
        case RaiseAlarm(why=why):
            return alarm_words(why)
    return ""


def alarm_words(why: str) -> str:
    if why in words.ALARMS:
        return words.ALARMS[why]
    step, _, ending = why.rpartition("_")
    if step in set(Step) and ending in ("failed", "uncertain"):
        said = "Did not work" if ending == "failed" else "Unclear whether it arrived"
        return f"{said}: {_lower(words.STEPS[Step(step)][0])}"
    return spaced(why).capitalize()


def trouble_words(trouble: troubles.Trouble) -> str:
    what = words.TROUBLES[trouble.kind][0]
    if trouble.kind is troubles.TroubleKind.ALARM:
        return alarm_words(trouble.why)
    if trouble.kind is troubles.TroubleKind.HANDOFF and trouble.why in set(HandoffReason):
        return f"{what}: {words.HANDOFFS[HandoffReason(trouble.why)]}"
    if trouble.kind is troubles.TroubleKind.STEP and trouble.why in set(Step):
        return f"{what}: {_lower(words.STEPS[Step(trouble.why)][0])}"
    return what
