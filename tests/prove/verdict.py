"""What became of each conversation, counted at the stand-in: in its journal and its event list."""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frontmate.store.troubles import TroubleKind
from tests.journeys.house import AI
from tests.journeys.said import HELLO, SOLVED
from tests.prove.arena import Arena
from tests.prove.people import archived_over_a_person, gives_to_the_ai, over_a_person
from tests.prove.said import ANSWERS, is_answer
from tests.prove.story import WORDS, Ledger, Ledgers, Story

GREETING = "How can I help"
PEOPLES_TAG = "the team's own"
FINAL = {"confirmed", "failed", "withdrawn", "refused", "needs_person"}


@dataclass(frozen=True)
class Verdict:
    """Faults found; each is a sentence that names its conversation."""

    duplicates: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    half_done: tuple[str, ...] = ()
    over_a_person: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    """Neither answered nor anybody's at Front, but on the console's list of what needs a person: an
    entry for each conversation, as what it is there."""
    in_the_window: int = 0
    """A person came between our last look and the write: Front has no way to prevent it (10.2)."""
    told: int = 0
    """A doubt remained, and a person was told (10.1)."""
    answered: int = 0

    @property
    def is_good(self) -> bool:
        return not (self.duplicates or self.lost or self.half_done or self.over_a_person)

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(
            self.duplicates + other.duplicates,
            self.lost + other.lost,
            self.half_done + other.half_done,
            self.over_a_person + other.over_a_person,
            self.listed + other.listed,
            self.in_the_window + other.in_the_window,
            self.told + other.told,
            self.answered + other.answered,
        )


def judge(
    arena: Arena,
    known: Ledgers,
    conversations: Iterable[str],
    *,
    in_time: bool = False,
    on_assignment: bool = False,
) -> Verdict:
    """The verdict over some conversations, merged ones counted with their survivors.

    `in_time`: every message was visible within D, so that no doubt may have remained of one that
    Front had taken. `on_assignment`: what a teammate gives to the AI is to be answered, and not
    only listed (2.7).
    """
    survivors = {arena.simulator.desk.workspace.survivor_of(id_) for id_ in conversations}
    total = Verdict()
    for id_ in sorted(survivors):
        story, ledger = Story(id_, arena.simulator), known.of(id_)
        total += judge_one(story, ledger, in_time=in_time, on_assignment=on_assignment)
    return total


def judge_one(story: Story, ledger: Ledger, *, in_time: bool, on_assignment: bool) -> Verdict:
    return pass_verdict(
        story,
        ledger,
        over_a_person(story),
        duplicates=_duplicates(story),
        lost=(*_lost(story, ledger), *(_left_with_us(story, ledger) if on_assignment else ())),
        texts=[e["text"] for e in story.ours],
        in_time=in_time,
    )


def pass_verdict(
    story: Story,
    ledger: Ledger,
    over: tuple[Sequence[str], int],
    *,
    duplicates: Iterable[str],
    lost: Iterable[str],
    texts: Sequence[str],
    in_time: bool,
) -> Verdict:
    """What does not depend on the way that answers go is the same for a mail and for a call."""
    needless = _needless(story, ledger, texts) if in_time else ()
    verdict = Verdict(
        duplicates=tuple(duplicates),
        lost=tuple(lost),
        half_done=(*_half_done(story, ledger), *needless),
        over_a_person=tuple(over[0]),
        listed=("+".join(sorted(ledger.listed)),) if ledger.listed else (),
        in_the_window=over[1],
        told=int(ledger.reason == "uncertain_send" or bool(ledger.alarms)),
        answered=sum(map(is_answer, texts)),
    )
    if not verdict.is_good:
        sys.stderr.write(f"   {story.id}: {story.told()}\n   {ledger.decided}\n")
    return verdict


def _duplicates(story: Story) -> Iterable[str]:
    """No more answers to a question than it was asked; nothing said twice; no comment twice."""
    texts = Counter(e["text"] for e in story.ours)
    asked = Counter([*story.asked_elsewhere, *(m.text for m in story.inbound)])
    for question, words in ANSWERS.items():
        given = sum(n for text, n in texts.items() if words in text)
        if given > asked[question]:
            yield f"{story.id}: {given} answers to {asked[question]} times {question!r}"
    notes = sum(c.author_id == AI for c in story.conversation.comments)
    for text, n in texts.items():
        # A greeting for each greeting; a notice for each hand-off, each of which has its note.
        most = asked[HELLO] if GREETING in text else max(notes, 1)
        if n > most and not is_answer(text):
            yield f"{story.id}: said {n} times: {text[:40]!r}"
    comments = Counter(c.body for c in story.conversation.comments if c.author_id == AI)
    yield from (f"{story.id}: a comment {n} times" for n in comments.values() if n > 1)


def _lost(story: Story, ledger: Ledger) -> Iterable[str]:
    """The newest message of the customer is answered, or a person has the conversation."""
    if not story.inbound or a_person_has_it(story, ledger):
        return
    newest = story.inbound[-1]
    if newest.text == SOLVED or [m.text for m in story.inbound[-2:]] == [SOLVED, HELLO]:
        return  # Words of thanks are answered by a note and the archive, or by nothing.
    after = [m for m in story.conversation.messages if m.created_at >= newest.created_at]
    if not any(m.author_id == AI for m in after if not m.is_inbound):
        yield f"{story.id}: {newest.text!r} has no answer, and nobody was told ({ledger})"


def _left_with_us(story: Story, ledger: Ledger) -> Iterable[str]:
    """Assigned to the AI, its to answer, and nothing more is being done about it."""
    closed = story.conversation.is_archived and _archived_by_somebody(story)
    if ledger.listed == {TroubleKind.UNANSWERED} and not closed:
        yield f"{story.id}: given to the AI, and neither answered nor handed over ({ledger})"


def a_person_has_it(story: Story, ledger: Ledger) -> bool:
    """Somebody knows that it waits for them, or will be shown it."""
    conversation = story.conversation
    last = conversation.messages[-1]
    wrote_last = not last.is_inbound and last.author_id not in (None, AI)
    return (
        conversation.assignee_id not in (None, AI)
        or wrote_last
        or (ledger.holder == "team" and _the_team_was_told(story))
        or _a_person_has_seen_it(story)
        or bool(ledger.listed)
        or conversation.is_trashed
        or (conversation.is_archived and _archived_by_somebody(story))
    )


def _the_team_was_told(story: Story) -> bool:
    """By a note of ours; or somebody of theirs has written or taken it, so that they know."""
    people = [m for m in story.conversation.messages if m.author_id not in (None, AI)]
    notes = [c for c in story.conversation.comments if c.author_id == AI]
    acts = [e for e in story.entries("change") if e["type"] in ("assign", "unassign", "archive")]
    return bool(people or notes) or any(e["source"] == "teammate" for e in acts)


def _a_person_has_seen_it(story: Story) -> bool:
    """A teammate took it or put it back since the customer's newest message."""
    since = [e["n"] for e in story.entries("change") if e["type"] in WORDS][-1]
    changes = (e for e in story.entries("change") if e["n"] > since)
    by_hand = (e for e in changes if e["type"] in ("assign", "unassign"))
    return any(e["source"] == "teammate" and not gives_to_the_ai(story, e) for e in by_hand)


def _archived_by_somebody(story: Story) -> bool:
    by = [e for e in story.entries("change") if e["type"] in ("archive", "trash")]
    return bool(by) and by[-1]["source"] != "api"


def _half_done(story: Story, ledger: Ledger) -> Iterable[str]:
    unfinished = [f"{step} {state}" for step, state in ledger.actions if state not in FINAL]
    if unfinished:
        yield f"{story.id}: left in the middle: {', '.join(unfinished)}"
    notes = [c for c in story.conversation.comments if c.author_id == AI]
    if ledger.holder == "team" and ledger.reason and not ledger.alarms:
        # Whoever has taken it since has ended the alarm, and needs no note.
        if not notes and not (ledger.alarmed and story.conversation.assignee_id not in (None, AI)):
            yield f"{story.id}: handed over ({ledger.reason}) without a note and without an alarm"
        if story.conversation.assignee_id == AI:
            yield f"{story.id}: handed over ({ledger.reason}) and still assigned to the AI"
    if _put_down_before_it_was_told(story) and not ledger.alarms:
        yield f"{story.id}: unassigned before anybody was told"
    if archived_over_a_person(story):
        yield f"{story.id}: archived over a person"
    for tag in story.simulator.desk.workspace.people.tags.values():
        if tag.name == PEOPLES_TAG and not _still_has(story, tag.id):
            yield f"{story.id}: a tag of the team's is gone"


def _needless(story: Story, ledger: Ledger, texts: Sequence[str]) -> Iterable[str]:
    words = ANSWERS.get(story.inbound[-1].text, "-")
    if ledger.reason == "uncertain_send" and any(words in text for text in texts):
        yield f"{story.id}: a person was told of a doubt that Front could have answered"


def _put_down_before_it_was_told(story: Story) -> bool:
    ours = [e for e in story.entries("change") if e["source"] == "api"]
    put_down = [e["n"] for e in ours if e["type"] == "unassign"]
    told = [e["n"] for e in ours if e["type"] == "comment"]
    return bool(put_down) and not (told and told[0] < put_down[0])


def _still_has(story: Story, tag: str) -> bool:
    """Unless it never had it."""
    events = story.simulator.desk.workspace
    for entry in story.entries("change"):
        event = events.event(entry["event"])
        if entry["type"] == "tag" and event and event.data["target"]["data"]["id"] == tag:
            return tag in story.conversation.tag_ids
    return True
