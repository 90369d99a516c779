"""Who called and spoke to the machine: answered once, by text message or by a note beside the call
(9.3), or a person has it. Counted at the stand-in, by the caller's number."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from frontmate.simulator import Simulator
from tests.journeys.house import AI, MIA
from tests.journeys.said import DIMMER, PERSON, RETURNS, SHIPPING
from tests.prove.arena import Arena
from tests.prove.people import over_a_person
from tests.prove.said import ANSWERS
from tests.prove.story import Json, Ledger, Ledgers, Story
from tests.prove.verdict import Verdict, a_person_has_it, judge_one, pass_verdict

SAID: Final = (DIMMER, DIMMER, RETURNS, SHIPPING, PERSON)
"""What is heard on the machine."""


def number_of(seed: int, story: int) -> str:
    """A Belgian mobile number that nobody else under this sky has."""
    return f"+3247{seed % 10_000:04}{story % 1_000:03}"


def texting_channel(arena: Arena) -> str:
    """Front's id of the channel that text messages leave by."""
    inbox = arena.simulator.desk.workspace.people.inbox_for("sms")
    assert inbox is not None
    return str(inbox.channel_id)


def call(arena: Arena, number: str, conversation: str | None = None) -> Json:
    """A call that nobody takes; the machine's record of it has no words yet."""
    given = {"conversation": conversation} if conversation else {"handle": number, "name": number}
    return arena.act("call", answered=False, **given)


def speak(arena: Arena, message: str, rng: random.Random) -> None:
    arena.act("voicemail", message=message, text=rng.choice(SAID))


def happen(arena: Arena, id_: str, number: str, rng: random.Random) -> None:
    """One of the things that go on around a call."""
    match rng.choice(_HAPPENINGS):
        case "text":
            for text in texted(arena.simulator, number)[:1]:
                words = rng.choice((DIMMER, RETURNS, SHIPPING))
                arena.act("customer_message", conversation=text, text=words)
        case "call again":
            speak(arena, str(call(arena, number, id_)["message"]), rng)
        case "take":
            arena.act("assign", conversation=id_, teammate=MIA)
        case "rule takes":
            arena.act("assign", conversation=id_, teammate=MIA, by="rul_1storm")
        case "put back":
            arena.act("assign", conversation=id_, teammate=None)
        case "give":
            arena.act("assign", conversation=id_, teammate=AI)
        case "archive":
            arena.act("archive", conversation=id_)


_HAPPENINGS: Final = (
    *["text"] * 4,
    *["call again"] * 2,
    "take",
    "rule takes",
    "put back",
    "give",
    "archive",
)


def texted(simulator: Simulator, number: str) -> list[str]:
    """The conversations in which a number got text messages of ours, in the order in which they
    began."""
    return list(dict.fromkeys(e["conversation"] for e in _delivered_to(simulator, number)))


def _delivered_to(simulator: Simulator, number: str) -> list[Json]:
    found = simulator.journal.of_kind("delivered")
    return [e for e in found if e["author"] == AI and number in e["to"]]


def judge_callers(
    arena: Arena, known: Ledgers, numbers: Mapping[str, str], *, in_time: bool = False
) -> Verdict:
    """The verdict over calls, by their conversations; and over what the callers were texted."""
    total = Verdict()
    for id_, number in sorted(numbers.items()):
        story = Story(id_, arena.simulator)
        total += _judge_call(story, known.of(id_), number, in_time=in_time)
        asked = tuple(m.text for m in story.inbound)
        for text in texted(arena.simulator, number):
            there = Story(text, arena.simulator, asked_elsewhere=asked)
            total += judge_one(there, known.of(text), in_time=False, on_assignment=False)
    return total


def _judge_call(story: Story, ledger: Ledger, number: str, *, in_time: bool) -> Verdict:
    texts = [e["text"] for e in _begun_by_us(story.simulator, number)]
    return pass_verdict(
        story,
        ledger,
        over_a_person(story, _asked_for(story.simulator, number)),
        duplicates=_duplicates(story, texts),
        lost=_lost(story, ledger, texts),
        texts=texts,
        in_time=in_time,
    )


def _begun_by_us(simulator: Simulator, number: str) -> list[Json]:
    """The first message of each conversation that we began with a number."""
    conversations = simulator.desk.workspace.conversations
    firsts = {conversations[id_].messages[0].id for id_ in texted(simulator, number)}
    return [e for e in _delivered_to(simulator, number) if e["message"] in firsts]


def _asked_for(simulator: Simulator, number: str) -> list[Json]:
    """Our requests to write to a number in a conversation of its own."""
    found = simulator.journal.of_kind("request")
    posts = [e for e in found if e["method"] == "POST" and e["path"].startswith("/channels/")]
    return [e for e in posts if number in (e["json"] or {}).get("to", ())]


def _duplicates(story: Story, texts: list[str]) -> Iterable[str]:
    """No more answers to a question than it was asked, by text message and by note together."""
    asked = Counter(m.text for m in story.inbound)
    for question, words in ANSWERS.items():
        given = sum(words in text for text in texts)
        if given > asked[question]:
            yield f"{story.id}: {given} texts to {asked[question]} calls about {question!r}"
    if len(texts) > len(story.inbound):
        yield f"{story.id}: {len(texts)} texts to {len(story.inbound)} calls"
    comments = Counter(c.body for c in story.conversation.comments if c.author_id == AI)
    repeated = {body: n for body, n in comments.items() if n > max(asked.values())}
    yield from (f"{story.id}: a comment {n} times" for n in repeated.values())


def _lost(story: Story, ledger: Ledger, texts: list[str]) -> Iterable[str]:
    """What was said last is answered, or a person has it."""
    words = ANSWERS.get(story.inbound[-1].text, "-")
    notes = [c.body for c in story.conversation.comments if c.author_id == AI]
    if not any(words in said for said in (*texts, *notes)) and not a_person_has_it(story, ledger):
        yield f"{story.id}: {story.inbound[-1].text!r} by telephone has no answer ({ledger})"
