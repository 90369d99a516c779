"""The timeline of a session: each decision with the steps it planned and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from frontmate.channels import readable_text
from frontmate.console import words
from frontmate.console.phrases import (
    entry_note,
    event_detail,
    event_title,
    note_words,
    reason_words,
    step_detail,
)
from frontmate.conversation.actions import Reply
from frontmate.conversation.decision import Reason
from frontmate.conversation.events import MessageReceived, MessageSent, OutcomeProposed, Step
from frontmate.conversation.outcome import Answer, HandOff, Source
from frontmate.store import State, StoredMessage, traces

_QUOTE = 140


@dataclass(frozen=True)
class ToldStep:
    id: int
    title: str
    detail: str
    state: State
    state_words: str
    state_help: str
    why: str
    written: str
    attempts: int
    calls: tuple[traces.CallLine, ...]

    @property
    def milliseconds(self) -> int:
        return milliseconds(self.calls)


@dataclass(frozen=True)
class Passage:
    """`score` is 0 to 1. `url` only where it is a web address."""

    title: str
    quote: str
    score: float
    version: str
    url: str | None


@dataclass(frozen=True)
class Told:
    """One entry as the page shows it. `tone` is quiet, plain or trouble."""

    id: int
    at: datetime
    title: str
    detail: str
    quote: str
    message: str | None
    reason: str
    note: str
    promise: str
    policy: int
    tone: str
    confidence: float | None
    passages: tuple[Passage, ...]
    passages_used: bool
    checked: bool
    """An answer that was let through: nothing in it that its passages do not say."""
    refused: tuple[str, ...]
    """What the checks found in wordings that were not."""
    steps: tuple[ToldStep, ...]


def tell(
    entries: Sequence[traces.Entry],
    steps: Sequence[traces.PlannedStep],
    calls: Sequence[traces.CallLine],
    messages: Sequence[StoredMessage],
) -> list[Told]:
    """The entries with everything that belongs to each, oldest first."""
    by_event: dict[int, list[ToldStep]] = {}
    for step in steps:
        own = tuple(call for call in calls if call.action == step.id)
        by_event.setdefault(step.event_id, []).append(_step(step, own))
    bodies = {message.front_id: message.body for message in messages}
    return [_entry(entry, tuple(by_event.get(entry.event_id, ())), bodies) for entry in entries]


def _entry(entry: traces.Entry, steps: tuple[ToldStep, ...], bodies: Mapping[str, str]) -> Told:
    message = _message_of(entry)
    sources, used, confidence = _sources(entry)
    return Told(
        id=entry.id,
        at=entry.at,
        title=event_title(entry.type, entry.event),
        # A hand-off's note says it already.
        detail="" if entry.reason == Reason.HANDED_OFF else event_detail(entry.event),
        quote=_shortened(bodies.get(message, "")) if message else "",
        message=message if message in bodies else None,
        reason=reason_words(entry.reason),
        note=entry_note(entry.type, entry.reason, entry.note),
        promise=entry.promise,
        policy=entry.policy,
        tone=_tone(entry),
        confidence=confidence,
        passages=tuple(_passage(source) for source in sources),
        passages_used=used,
        checked=used and bool(sources),
        refused=_refused(entry),
        steps=steps,
    )


def _tone(entry: traces.Entry) -> str:
    if entry.reason in words.TROUBLED:
        return "trouble"
    bookkeeping = entry.reason in words.QUIET or entry.note == words.OUR_DOING
    return "quiet" if bookkeeping else "plain"


def _message_of(entry: traces.Entry) -> str | None:
    match entry.event:
        case MessageReceived(message=message):
            return message.id
        # Our own words stand with the step that wrote them.
        case MessageSent(message=front_id, echo_of=None):
            return front_id
    return None


def _sources(entry: traces.Entry) -> tuple[tuple[Source, ...], bool, float | None]:
    match entry.event:
        case OutcomeProposed(outcome=Answer(sources=sources, confidence=confidence)):
            return sources, True, confidence
        case OutcomeProposed(outcome=HandOff(tried=tried)):
            return tried, False, None
    return (), False, None


def _refused(entry: traces.Entry) -> tuple[str, ...]:
    match entry.event:
        case OutcomeProposed(outcome=Answer(refused=found) | HandOff(refused=found)):
            return tuple(each.body or "erased" for each in found)
    return ()


def _passage(source: Source) -> Passage:
    return Passage(
        title=source.title,
        quote=source.quote,
        score=source.score,
        version=source.version[:8],
        url=_web_address(source.url),
    )


def _web_address(url: str | None) -> str | None:
    # From articles, so from outside: a javascript: address must not become a link.
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def _step(step: traces.PlannedStep, calls: tuple[traces.CallLine, ...]) -> ToldStep:
    label, help_ = words.STATES[step.state]
    known = step.step in set(Step)
    return ToldStep(
        id=step.id,
        title=words.STEPS[Step(step.step)][0] if known else step.step,
        detail=step_detail(step.action),
        state=step.state,
        state_words=label,
        state_help=help_,
        why=note_words("", step.why),
        written=_written(step),
        attempts=step.attempts,
        calls=calls,
    )


def _written(step: traces.PlannedStep) -> str:
    """What went to Front, without the markup of a mail; before that, what is to go."""
    if step.written.lstrip().startswith("<"):
        return readable_text(step.written, None)
    if not step.written and isinstance(step.action, Reply) and step.action.text:
        return step.action.text.body
    return step.written


def _shortened(body: str) -> str:
    line = " ".join(body.split())
    return line if len(line) <= _QUOTE else line[: _QUOTE - 1].rstrip() + "…"


def milliseconds(calls: Sequence[traces.CallLine]) -> int:
    """How long the calls took together."""
    return round(sum(call.seconds for call in calls) * 1000)
