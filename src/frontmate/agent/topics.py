"""Matters that only a person may answer, by a small table of phrases (3.5 `topic_for_humans`)."""

from frontmate.agent.phrases import folded, occurrences_in

TOPICS = (
    "self_harm",
    "safety",
    "security",
    "legal",
    "erasure",
    "chargeback",
    "death",
    "press",
)
"""The gravest first; they are tag names as well."""


def topics_for_humans(text: str) -> tuple[str, ...]:
    """The topics that a text touches. It errs towards people: a false one costs them a minute."""
    told = folded(text)
    return tuple(topic for topic in TOPICS if occurrences_in(told, f"topic.{topic}"))
