"""The keys of real events, captured from Front by others, where they lie beside the project.

Those of application webhooks are of 2023, those of rules of 2018 with fewer keys: what all newer
ones have must be there, and what no real one has must not.
"""

import functools
import json
from collections.abc import Iterator

from tests.contract.judge import Problem
from tests.contract.official import FILE, Json

_FOLDER = FILE.parent / "fixtures"
_PARTS = {
    "last_message": "message",
    "author": "teammate",
    "assignee": "teammate",
    "recipients": "recipient",
    "recipient": "recipient",
    "tags": "tag",
    "inboxes": "inbox",
    "conversation": "conversation",
    "related": "links",
}
Keys = dict[str, frozenset[str]]


def problems_of_keys(event: Json) -> Iterator[Problem]:
    """Where an event has other keys than real ones; the parts that none of them has are let be."""
    needed, known = _real()
    for part, keys in _parts(event):
        if part in known:
            for name in sorted(needed.get(part, frozenset()) - keys):
                yield Problem(f"real {part}.{name}", "absent", "not in ours")
            for name in sorted(keys - known[part]):
                yield Problem(f"real {part}.{name}", "unknown", "in ours only")
    for real in real_events():
        if real["type"] == event["type"]:
            yield from _ends(event, real)


def real_events() -> list[Json]:
    return [body.get("payload", body) for body in _bodies()]


def envelopes() -> list[Json]:
    """The bodies of application webhooks as a whole."""
    return [body for body in _bodies() if "payload" in body]


@functools.cache
def _bodies() -> tuple[Json, ...]:
    return tuple(json.loads(one.read_text("utf-8")) for one in sorted(_FOLDER.glob("*.json")))


@functools.cache
def _real() -> tuple[Keys, Keys]:
    """For each part the keys that it must have, and those that it may have."""
    needed: Keys = {}
    known: Keys = {}
    for body in _bodies():
        for part, keys in _parts(body.get("payload", body)):
            known[part] = known.get(part, frozenset()) | keys
            if "payload" in body:
                needed[part] = needed.get(part, keys) & keys
    return needed, known


def _parts(event: Json) -> Iterator[tuple[str, frozenset[str]]]:
    yield "event", frozenset(event) | {"target"}
    yield from _inner("conversation", event["conversation"])
    for end in ("source", "target"):
        if end in event:
            data, kind = event[end]["data"], event[end]["_meta"]["type"]
            for one in data if isinstance(data, list) else [data]:
                if isinstance(one, dict):
                    yield from _inner(_PARTS.get(kind, kind), one)


def _inner(part: str, thing: Json) -> Iterator[tuple[str, frozenset[str]]]:
    yield part, frozenset(thing)
    for name, value in thing.items():
        below = f"{part} links" if name == "related" else _PARTS.get(name, "")
        for one in value if isinstance(value, list) else [value]:
            if name == "_links":
                yield f"{part} links", frozenset(value.get("related", ()))
            elif below and isinstance(one, dict):
                yield from _inner(below, one)


def _ends(event: Json, real: Json) -> Iterator[Problem]:
    """Archive, reopen and unassign have no target; an inbound one's source is a list."""
    if ("target" in event) != ("target" in real):
        yield Problem(f"real {event['type']}.target", "absent", "in one of the two only")
        return
    if "target" in real and event["target"]["_meta"] != real["target"]["_meta"]:
        yield Problem(f"real {event['type']}.target", "word", f"{event['target']['_meta']}")
    ours, theirs = event["source"], real["source"]
    is_list = isinstance(theirs["data"], list)
    if is_list != isinstance(ours["data"], list) or (is_list and ours["_meta"] != theirs["_meta"]):
        yield Problem(f"real {event['type']}.source", "type", f"{ours['_meta']}")
