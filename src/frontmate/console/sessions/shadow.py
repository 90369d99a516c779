"""What would have been answered in shadow mode, as the session's page shows it (11.1)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.channels import plain_of_markdown
from frontmate.console import words
from frontmate.conversation.events import Step
from frontmate.conversation.outcome import Answer
from frontmate.store import shadows

_REASONS = {reason.value: text for reason, text in words.REASONS.items()}


@dataclass(frozen=True)
class Shadowed:
    """`would` says what would have been done; `text` is the answer, empty where none was found."""

    at: datetime
    would: str
    text: str
    sources: tuple[str, ...]
    confidence: float | None


async def shadowed(db: AsyncConnection, conversation: int) -> list[Shadowed]:
    """Oldest first."""
    return [_shown(each) for each in await shadows.of_conversation(db, conversation)]


def _shown(shadow: shadows.Shadow) -> Shadowed:
    outcome = shadow.outcome
    answer = outcome if isinstance(outcome, Answer) else None
    steps = [words.STEPS[Step(step)][0] for step in shadow.steps]
    return Shadowed(
        at=shadow.at,
        would="; then ".join(steps) or _REASONS.get(shadow.reason, shadow.reason),
        text=plain_of_markdown(answer.text.body) if answer else "",
        sources=tuple(dict.fromkeys(s.title for s in answer.sources)) if answer else (),
        confidence=answer.confidence if answer else None,
    )
