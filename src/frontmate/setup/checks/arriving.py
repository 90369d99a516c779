"""Whether Front tells us what happens: webhooks, and its event list besides."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from frontmate.setup.checks.finding import Seen, bad, counted, ok, remark, warn
from frontmate.setup.checks.front_facts import Happened, known
from frontmate.setup.checks.patient import Patient
from frontmate.store import checkups, cursors, webhooks
from frontmate.workflow import OVERDUE_AFTER

_LONGEST_LAG = timedelta(minutes=15)
_LONGEST_LAG_POLLING = timedelta(minutes=5)

# Core names to the names of application webhooks, as far as we need them (facts 3.2).
_OUTER = {
    "inbound": "inbound_received",
    "outbound": "outbound_sent",
    "out_reply": "outbound_sent",
    "assign": "assignee_changed",
    "unassign": "assignee_changed",
    "archive": "conversation_archived",
    "trash": "conversation_deleted",
}
_WAYS = {"webhook": "by webhook", "recovered": "recovered from the list", "poll": "by polling"}
_POLLS = "events are read from Front's list, as this workspace is set up"
_BUSY_LIST = (
    "More happens at Front than a share of its budget lets us read: see `rate_limit`, and let "
    "webhooks tell (`webhook_silent`). After an outage it catches up by itself."
)
_RESAVE = (
    "Open the app in Front (Settings > Developers), check the webhook's URL, and save it: saving "
    "switches it on again."
)

_WHY_REFUSED = {
    "bad_signature": (
        "signed with another key",
        "Copy the signing key from the app's basic information in Front (not the OAuth secret, not "
        "an API token) and enter it with `frontmate connect`; a proxy must not change the body.",
    ),
    "wrong_kind": (
        "of a kind that no key is stored for",
        "Enter that kind's key with `frontmate connect` (app: signing key, rule: API secret), or "
        "delete the webhook in Front.",
    ),
    "stale_timestamp": (
        "more than five minutes off our clock",
        "Let the machine set its clock by the net (NTP); see `clock_skew`.",
    ),
    "wrong_company": (
        "of another company",
        "Give each company its own connection: its webhook URL ends in the connection's name.",
    ),
}
_WHY_ELSE = (
    "that could not be read",
    "Point only Front's webhooks at this URL, and let no proxy change what they send.",
)


async def webhook_called(p: Patient) -> AsyncIterator[Seen]:
    if _polls(p):
        yield ok(_POLLS)
        return
    if not p.secrets & {"signing_key", "rule_secret"}:
        yield bad(
            "no key is stored that a webhook could be believed by",
            "Enter the app's signing key with `frontmate connect`.",
        )
        return
    if await p.read(webhooks.last_delivery, p.id, "webhook") is not None:
        yield ok("it has been called")
        return
    if await p.read(webhooks.refusals_since, p.id, p.since(days=7)):
        yield ok("it is called, but not believed: see `webhook_signature`")
        return
    shaken = await p.read(webhooks.last_handshake, p.id)
    if shaken is None and "signing_key" in p.secrets:
        yield bad(
            "nothing has ever come to the webhook's URL, not even Front's handshake",
            "Create an app in Front (Settings > Developers), add the webhook with the URL that "
            "`frontmate connect` shows, and save it.",
        )
        return
    missed = _overdue(p, shaken or p.since(days=7))
    if missed:
        yield bad(
            f"none has come, and Front's list has {counted(len(missed), 'event')} to tell of",
            "In the app's webhook in Front, tick the events that `frontmate connect` names, and "
            "save; for a rule's webhook, see that the rule is on and runs on inbound messages.",
            tuple(event.id for event in missed),
        )
    else:
        yield ok("it is set up; nothing has happened at Front since")


async def webhook_silent(p: Patient) -> AsyncIterator[Seen]:
    newest = await p.read(webhooks.last_delivery, p.id, "webhook")
    if _polls(p) or newest is None:
        yield ok(_POLLS if _polls(p) else "it was never called: see `webhook_called`")
        return
    missed = await _missed(p, _overdue(p, newest))
    if missed:
        yield bad(
            f"the last webhook came at {newest:%Y-%m-%d %H:%M} UTC; Front's list has "
            f"{counted(len(missed), 'newer event')} that it should have told: it has probably "
            "switched the webhook off after failures",
            _RESAVE,
            tuple(event.id for event in missed),
        )
    else:
        yield ok(f"the last one came at {newest:%Y-%m-%d %H:%M} UTC, and nothing newer is overdue")


async def webhook_events(p: Patient) -> AsyncIterator[Seen]:
    if _polls(p):
        yield ok(_POLLS)
        return
    if "signing_key" not in p.secrets:
        yield ok("a rule in Front decides what is told")
        return
    newest = await p.read(webhooks.last_delivery, p.id, "webhook")
    counts = await p.read(checkups.delivered_types, p.id, p.since(days=30))
    told = {_outer(type_) for way, type_ in counts if way == "webhook"}
    happened = {_outer(type_) for way, type_ in counts if way == "recovered"}
    if newest is not None:
        before = [e for e in known(p.front.events) if e.at < newest and not e.private]
        happened |= {_OUTER[e.type] for e in await _missed(p, before) if e.type in _OUTER}
    never = sorted((happened & set(_OUTER.values())) - told)
    if never and told:
        yield bad(
            f"Front has such events and never tells of them: {', '.join(never)}",
            "Tick these events in the app's webhook in Front (Settings > Developers), and save.",
            tuple(never),
        )
    else:
        yield ok("every kind that was seen at Front is told by webhook")


async def webhook_signature(p: Patient) -> AsyncIterator[Seen]:
    refusals = await p.read(webhooks.refusals_since, p.id, p.since(days=1))
    last = await p.read(webhooks.last_delivery, p.id, "webhook")
    shaken = await p.read(webhooks.last_handshake, p.id)
    believed = max((at for at in (last, shaken) if at is not None), default=None)
    for refusal in refusals:
        what, fix = _WHY_REFUSED.get(refusal.why, _WHY_ELSE)
        told = f"{counted(refusal.count, 'webhook')} {what} ({refusal.why})"
        if believed is None or refusal.last_at > believed:
            yield bad(f"{told}, the newest at {refusal.last_at:%H:%M} UTC", fix)
        else:
            yield warn(f"{told}; later ones were believed", fix)
    if not refusals:
        yield ok("none was refused in the last day")


async def webhook_losses(p: Patient) -> AsyncIterator[Seen]:
    newest = await p.read(webhooks.last_delivery, p.id, "webhook")
    if _polls(p) or newest is None:
        yield ok(_POLLS if _polls(p) else "it was never called: see `webhook_called`")
        return
    # What is newer is no loss but a silence, or still on its way.
    counts = await p.read(checkups.delivered_types, p.id, p.since(days=1), newest - OVERDUE_AFTER)
    # A kind that no webhook ever tells is for `webhook_events`.
    told = {_outer(type_) for way, type_ in counts if way == "webhook"} & set(_OUTER.values())
    lost, came = (
        sum(n for (source, type_), n in counts.items() if source == way and _outer(type_) in told)
        for way in ("recovered", "webhook")
    )
    if not lost or lost * 20 < came:
        yield ok(f"{lost} of {counted(lost + came, 'event')} in the last day")
        return
    yield warn(
        f"{lost} of {counted(lost + came, 'event')} in the last day came by no webhook and "
        "were found in Front's list",
        "Front gives up after three tries of five seconds: see that frontmate is up and its "
        "database quick, and that no proxy holds requests back.",
    )


async def event_list(p: Patient) -> AsyncIterator[Seen]:
    level = bad if _polls(p) else warn
    most = _LONGEST_LAG_POLLING if _polls(p) else _LONGEST_LAG
    fix = "See `scopes` (events:*:read), `worker` and `rate_limit`."
    cursor = await p.read(cursors.get, p.id, cursors.EVENTS)
    if cursor is None:
        yield level("Front's list has never been read", fix)
    elif cursor.problem:
        yield level(f"it cannot be read: {remark(cursor.problem)}", fix)
    elif cursor.read_at is None or p.now - cursor.read_at > most:
        yield level("it has not been read for a while", fix)
    elif cursor.lag(p.now) > most.total_seconds():
        behind = round(cursor.lag(p.now) / 60)
        yield level(f"it is read, but {counted(behind, 'minute')} behind", _BUSY_LIST)
    else:
        unknown = await _unknown(p, most)
        if unknown:
            ids = tuple(event.id for event in unknown)
            told = f"{counted(len(unknown), 'event')} of Front's newest are not taken in yet"
            yield level(f"it is read, but behind: {told}", fix, ids)
        else:
            lag = counted(round(cursor.lag(p.now)), "second")
            yield ok(
                f"last read at {cursor.read_at:%H:%M} UTC, {lag} ago, and nothing of it is missing"
            )


async def _unknown(p: Patient, after: timedelta) -> list[Happened]:
    """Events of Front's list that have come in by no way, although they are not so new."""
    begin = await p.read(cursors.get, p.id, cursors.FLOOR)
    floor = p.now if begin is None else begin.at
    late = [event for event in known(p.front.events) if floor < event.at < p.now - after]
    ways = await p.read(checkups.ways_of, p.id, [event.id for event in late])
    return [event for event in late if event.id not in ways]


async def duplicates(p: Patient) -> AsyncIterator[Seen]:
    found = await p.read(checkups.arrived, p.id, p.since(days=1))
    told = f"in the last day {_ledger(found)}"
    if found.repeats + found.same_content >= 5 and found.repeats * 5 > found.events:
        yield warn(
            told,
            "Delete one where two webhooks (an app's and a rule's) point here; else Front repeats "
            "what was not answered in five seconds: see that the database is quick.",
        )
    else:
        yield ok(told)


def _ledger(found: checkups.Arrived) -> str:
    came = [f"{found.ways[way]} {words}" for way, words in _WAYS.items() if found.ways.get(way)]
    ignored = [f"{number} {why or 'ignored'}" for why, number in sorted(found.ignored.items())]
    told = [
        f"{counted(found.events, 'event')} ({', '.join(came)})" if came else "no event",
        f"{found.repeats} repeats and {found.same_content} of the same content, all dropped",
        *([f"kept and not judged: {', '.join(ignored)}"] if ignored else []),
    ]
    return "; ".join(told)


def _polls(p: Patient) -> bool:
    return p.connection.intake == "poll"


def _outer(type_: str) -> str:
    return _OUTER.get(type_, type_)


def _overdue(p: Patient, after: datetime) -> list[Happened]:
    """What Front should have told by now; a rule's webhook only of messages that come in."""
    kinds = set(_OUTER) if "signing_key" in p.secrets else {"inbound"}
    return [
        event
        for event in known(p.front.events)
        if event.type in kinds and not event.private and after < event.at < p.now - OVERDUE_AFTER
    ]


async def _missed(p: Patient, events: Sequence[Happened]) -> list[Happened]:
    ways = await p.read(checkups.ways_of, p.id, [event.id for event in events])
    return [event for event in events if ways.get(event.id) != "webhook"]
