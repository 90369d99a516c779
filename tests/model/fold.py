"""When two situations are the same: ids, times, versions and turns differ in value only.

Of times their order counts, and how far they lie apart in steps that some rule knows (a minute, an
hour, a day, a week). Ids are told apart by their age. What is left out is read by no rule, or is
checked not to matter (void timers). `test_fold.py` compares what follows from folded situations.
"""

from bisect import bisect
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache

from tests.model.situation import Situation

STEPS = (timedelta(seconds=60), timedelta(hours=1), timedelta(days=1), timedelta(days=7))
HOUR = timedelta(hours=1)
# Words, what only the store reads, and what is folded in another way.
UNREAD = frozenset({"reading", "tried", "sources", "text", "started_at", "inboxes", "kind"})
UNREAD |= {"confidence", "tags", "replies", "contact", "sender", "channel", "handed_over"}
UNREAD |= {"assignee_at", "team_wrote_at"}
UNREAD |= {"mixed"}  # of a customer besides the one that there is here
_MOST_PARTS = 20_000


class Fold:
    """Folds the situations of one exploration."""

    def __init__(self) -> None:
        self._parts: dict[tuple[int, int], tuple[object, _Parts]] = {}
        self._shapes: dict[tuple[object, ...], int] = {}

    def __call__(self, s: Situation) -> int:
        """The same number for situations that are the same.

        64 bits of Python's hash: among a million situations two that differ are taken for one with
        a probability of about 3e-8.
        """
        turn = s.session.turn if s.session is not None else 0
        flat: list[object] = [s.assignee.who, s.assignee.id, s.archived, s.parked, s.trashed]
        flat.append(s.merged_away)
        times: list[datetime] = []
        ids: list[str] = []
        compared = self._session(s, turn, flat, times, ids)
        if s.newest[0] not in s.heard:
            flat.append(s.newest[1])
            ids.append(s.newest[0])
        number = None
        if s.begun is not None:
            number = s.begun.row.number
            flat.append(s.begun.stage)
            self._add(s.begun.row.action, turn, flat, times, ids)
        flat.append(len(s.rows))
        for row in s.rows:
            self._add(row.action, turn, flat, times, ids)
        flat.append(len(s.webhooks))
        for event in (*s.webhooks, *s.results):
            flat.append(number is not None and getattr(event, "echo_of", None) == number)
            self._add(event, turn, flat, times, ids)
        for _, timer in s.current_timers():
            flat.append(timer.kind)
            times.append(timer.due)
        if s.draft is not None:
            self._add(s.draft.action, turn, flat, times, ids)
        self._remembered(s, flat, ids)
        return hash((tuple(flat), _ranks(s, times, compared), _ages(ids)))

    def _session(
        self,
        s: Situation,
        turn: int,
        flat: list[object],
        times: list[datetime],
        ids: list[str],
    ) -> tuple[datetime | None, ...]:
        session = s.session
        if session is None:
            flat.append(None)
            return ()
        self._add(session, turn, flat, times, ids)
        last_hour = sum(s.now - at < HOUR for at in session.replies)
        left = min(
            s.policy.reply_cap_hour - last_hour, s.policy.reply_cap_session - len(session.replies)
        )
        flat += (bool(session.contact), min(left, 2))
        handed_over = [m for m in session.handed_over if m in session.waiting]
        flat.append(len(handed_over))
        ids += handed_over
        return session.assignee_at, session.team_wrote_at, s.memory.known_at

    def _remembered(self, s: Situation, flat: list[object], ids: list[str]) -> None:
        memory, watcher = s.memory, s.watcher
        flat += (memory.told, memory.alarmed, memory.handed, memory.lone, memory.teams)
        flat += (memory.back, memory.given_since)
        flat += (memory.known_holder, memory.floor_taken, watcher.handed_off, watcher.alarmed)
        flat += (watcher.excused, watcher.note_given_up, watcher.grounded)
        flat.append(bool(memory.question))
        if memory.question:
            ids.append(memory.question)
            flat += (memory.had_by_a_person, memory.in_doubt)
        for message in sorted(set(ids), key=_age):
            flat += (message in s.answered, message in watcher.doubtful)
            flat.append(message in watcher.resent_by_a_person)

    def _add(
        self, value: object, turn: int, flat: list[object], times: list[datetime], ids: list[str]
    ) -> None:
        """A frozen record of the core, which other situations share: taken apart once."""
        found = self._parts.get((id(value), turn))
        if found is None:
            if len(self._parts) > _MOST_PARTS:
                self._parts.clear()
            shape: list[object] = []
            parts: tuple[list[datetime], list[str]] = ([], [])
            _take_apart(value, turn, shape, *parts)
            number = self._shapes.setdefault(tuple(shape), len(self._shapes))
            # Kept alive with it, so that no other record gets its id.
            found = (value, (number, *parts))
            self._parts[(id(value), turn)] = found
        number, its_times, its_ids = found[1]
        flat.append(number)
        times += its_times
        ids += its_ids


_Parts = tuple[int, list[datetime], list[str]]


def _take_apart(
    value: object, turn: int, shape: list[object], times: list[datetime], ids: list[str]
) -> None:
    if type(value) is datetime:
        shape.append("at")
        times.append(value)
    elif type(value) is str and value.startswith("msg_"):
        shape.append("message")
        ids.append(value)
    elif type(value) is tuple:
        shape.append(len(value))
        for part in value:
            _take_apart(part, turn, shape, times, ids)
    elif is_dataclass(value) and not isinstance(value, type):
        shape.append(type(value).__name__)
        for name in _names(type(value)):
            part = getattr(value, name)
            if name == "turn":
                shape.append(part - turn)
            elif name in ("echo_of", "draft_of"):
                shape.append(part is not None)
            else:
                _take_apart(part, turn, shape, times, ids)
    else:
        shape.append(value.value if isinstance(value, Enum) else value)


@cache
def _names(kind: type) -> tuple[str, ...]:
    # Versions and numbers of sessions only tell which timers are void.
    skipped = UNREAD | {"version", "number"}
    return tuple(field.name for field in fields(kind) if field.name not in skipped)


def _ranks(
    s: Situation, times: list[datetime], compared: tuple[datetime | None, ...]
) -> tuple[object, ...]:
    """What is older than all that we may still hear of is only so and so old; the rest has its
    order. `compared` times matter only to what is older than they are."""
    oldest = min((event.at for event in s.webhooks), default=s.now)
    later = [at for at in compared if at is not None and at > oldest]
    newer = sorted({at for at in (*times, *later) if at > oldest})
    rank = {at: place for place, at in enumerate(newer)}
    return (
        *((rank.get(at), bisect(STEPS, abs(at - s.now))) for at in times),
        *(None if at is None else rank.get(at) for at in compared),
    )


def _ages(ids: list[str]) -> tuple[int, ...]:
    rank = {message: place for place, message in enumerate(sorted(set(ids), key=_age))}
    return tuple(rank[message] for message in ids)


def _age(message: str) -> int:
    return int(message[4:] or 0)
