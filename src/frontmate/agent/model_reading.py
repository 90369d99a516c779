"""What a model understood of a thread, taken only as far as it can be checked."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from frontmate.agent.checks import told_by
from frontmate.agent.facts import facts_of
from frontmate.agent.prompts import said_in
from frontmate.agent.thread import Thread
from frontmate.conversation.outcome import Reading, Sentiment
from frontmate.conversation.text import Text
from frontmate.knowledge import Passage, plain

if TYPE_CHECKING:
    from frontmate.agent.model_output import Proposal

_LONGEST = 400


def read_by(
    proposal: "Proposal",
    reading: Reading,
    thread: Thread,
    passages: Sequence[Passage],
    team_language: str,
) -> Reading:
    """The reading with the model's summary, sentiment and topics.

    The language stays: the reply was checked by it. A summary with a fact that stands neither in
    what the model was told of the thread nor in a passage is left out.
    """
    # Cut before it is parsed: brackets without end are quadratic work.
    summary = " ".join(plain(proposal.summary[: 2 * _LONGEST]).split())[:_LONGEST]
    told = told_by(list(passages))
    for said in said_in(thread):
        told.hear(said, reading.language)
    known = all(told.holds(fact) for fact in facts_of(summary, team_language))
    both = "\n".join(filter(None, (summary if known else "", reading.summary.body)))
    feeling = Sentiment(proposal.sentiment) if proposal.sentiment else reading.sentiment
    return replace(
        reading,
        summary=Text(both),
        sentiment=feeling,
        topics=tuple(dict.fromkeys((*reading.topics, *proposal.topics))),
    )
