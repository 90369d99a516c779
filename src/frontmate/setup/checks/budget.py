"""Whether Front, and we ourselves, let us make as many calls as there is work for."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

from frontmate.front import RateLimited, Said
from frontmate.setup.checks.finding import Seen, bad, counted, ok, warn
from frontmate.setup.checks.patient import Patient
from frontmate.store import checkups

_LEAST_LEFT = 0.1
_MANY_REFUSALS = 10
_FRESH = timedelta(minutes=1)
_ASK = "Find out which other scripts use this company's API, or ask Front for a higher limit."


async def rate_limit(p: Patient) -> AsyncIterator[Seen]:
    answer = p.front.company
    _, failed = await p.read(checkups.failing_calls, p.id, p.since(hours=1))
    said = _said(p)
    seen = [
        *_refused(failed.get(429, 0), used_up=isinstance(answer, RateLimited)),
        *_little_left(said),
        *_too_much(p, said),
        *_held_back(p),
    ]
    for one in seen:
        yield one
    if not seen:
        limit = "no limit was named" if said.limit is None else f"the limit is {said.limit}"
        yield ok(f"no refusal in the last hour; {limit}{_ours(p)}")


def _said(p: Patient) -> Said:
    """What Front said to this examination, or to whoever called it within the last minute."""
    heard = p.front.heard
    if heard.limit is None and p.budget is not None:
        known = p.budget.said
        if known is not None and p.budget.at - known.at < _FRESH:
            return known
    return Said(p.now, heard.limit, heard.remaining)


def _refused(refusals: int, *, used_up: bool) -> Iterator[Seen]:
    told = f"Front refused {counted(refusals, 'call')} in the last hour (429)"
    if used_up:
        yield bad("the budget is used up at this moment: not one call could be made", _ASK)
    elif refusals >= _MANY_REFUSALS:
        yield bad(told, _ASK)
    elif refusals:
        yield warn(told, _ASK)


def _little_left(said: Said) -> Iterator[Seen]:
    if said.limit and said.remaining is not None and said.remaining < said.limit * _LEAST_LEFT:
        yield warn(f"{said.remaining} of {said.limit} requests are left in this minute", _ASK)


def _too_much(p: Patient, said: Said) -> Iterator[Seen]:
    ours = p.connection.requests_per_minute
    if said.limit and ours > said.limit:
        yield warn(
            f"we may use {ours} requests a minute, Front allows {said.limit}",
            "Set the connection's requests a minute to at most half of what Front allows: others "
            "use it too.",
        )


def _held_back(p: Patient) -> Iterator[Seen]:
    """By what all processes count, before this examination made any call."""
    if p.budget is None:
        return
    until = p.budget.blocked_until
    if until is not None and until > p.budget.at:
        seconds = (until - p.budget.at).total_seconds()
        yield warn(f"Front has asked us to make no call for another {seconds:.0f} s", _ASK)
    elif p.budget.tokens < 1:
        yield warn(
            f"our own budget of {p.budget.rate} requests a minute is used up: calls wait",
            "Let the connection make more of them, at most half of what Front allows: "
            f"`frontmate connect {p.id} --requests-per-minute`.",
        )


def _ours(p: Patient) -> str:
    if p.budget is None:
        return ""
    left, whole = int(p.budget.tokens), int(p.budget.capacity)
    return f"; {left} of our {whole} requests may go at once"
