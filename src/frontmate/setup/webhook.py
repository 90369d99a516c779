"""The webhook of a connection: its URL, its key, and the handshake that proves both (9.1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.front import WebhookKind
from frontmate.setup.kit import Kit
from frontmate.setup.problem import Problem
from frontmate.setup.urls import is_local
from frontmate.store import connections, secrets, webhooks

EVENTS = (
    "Inbound received",
    "Outbound sent",
    "Message delivery failed",
    "Assignee changed",
    "Conversation archived",
    "Conversation reopened",
    "Conversation snoozed",
    "Conversation snooze expired",
    "Conversation deleted",
    "Conversation restored",
    "Conversation moved",
    "New comment added",
    "Tag added",
    "Tag removed",
)
"""What to tick in Front; the names are those of facts 3.2."""

_SECRET_OF: dict[WebhookKind, secrets.Name] = {
    WebhookKind.APPLICATION: "signing_key",
    WebhookKind.RULE: "rule_secret",
}
_LOOK_EVERY = 0.25


def url_of(public_url: str, connection: str) -> str:
    """What is entered in Front as the webhook's URL."""
    return f"{public_url.rstrip('/')}/webhooks/front/{connection}"


def unreachable(public_url: str) -> Problem | None:
    """Why Front, on the internet, would not reach this URL, as far as the URL itself tells."""
    url = urlsplit(public_url)
    if is_local(url.hostname or ""):
        return Problem(
            "local_address",
            f"Front cannot reach {public_url}: that address is known on this machine or in your "
            "network alone.",
            "Set FRONTMATE_PUBLIC_URL to an https address that leads here (a reverse proxy, a "
            "tunnel), or let frontmate ask Front instead (--intake poll).",
        )
    if url.scheme != "https":
        return Problem(
            "not_https",
            f"{public_url} is not https: what customers write would cross the internet readable.",
            "Put a proxy with a certificate before it and set FRONTMATE_PUBLIC_URL to its https "
            "address, or let frontmate ask Front instead (--intake poll).",
        )
    return None


def unusable_key(key: str, kind: WebhookKind) -> Problem | None:
    """What can be told of a key by its looks."""
    key = key.strip()
    name = "signing key" if kind is WebhookKind.APPLICATION else "API secret"
    if key and key.isascii() and key.isprintable() and " " not in key:
        if key.count(".") == 2 and key.startswith("eyJ"):
            return Problem(
                "token_for_key",
                f"That looks like an API token, not like a {name}.",
                _where_the_key_is(kind),
            )
        return None
    return Problem("bad_key", f"That is no {name}: it is empty or broken.", _where_the_key_is(kind))


def _where_the_key_is(kind: WebhookKind) -> str:
    if kind is WebhookKind.APPLICATION:
        return "It stands in Front under Settings > Developers > your app > Basic information."
    return "It stands in Front under Settings > Integrations > Webhooks, as API secret."


async def save_key(kit: Kit, connection: str, kind: WebhookKind, key: str) -> datetime:
    """Seal the key of one kind of webhook; the other kind's stays as it is (7.2).

    Returns the moment from which on a webhook is judged by it, and a handshake counts.
    """
    now = kit.clock()
    async with kit.engine.begin() as db:
        await secrets.put(db, kit.keeper, connection, _SECRET_OF[kind], key.strip(), now)
        await connections.touch(db, connection)
        await kit.note(db, "key_changed", connection, kind=kind.value)
    await kit.settle()
    return kit.clock()


@dataclass(frozen=True)
class Handshake:
    """Front has saved the webhook: the URL leads here and the key is right."""

    at: datetime


async def wait_for_handshake(
    kit: Kit, connection: str, since: datetime, patience: timedelta, public_url: str
) -> Handshake | Problem:
    """The handshake that Front makes when the webhook is saved, or what came instead.

    Ends with the first webhook that was refused since then, for nothing better will follow.
    """
    deadline = kit.clock() + patience
    while True:
        async with kit.engine.begin() as db:
            came = await heard(db, connection, since)
        if came is not None:
            return came
        if kit.clock() >= deadline:
            return nothing_came(patience, public_url)
        await kit.sleep(_LOOK_EVERY)


async def heard(
    db: AsyncConnection, connection: str, since: datetime
) -> Handshake | Problem | None:
    """The handshake since then, or what came instead of it; None: nothing did."""
    shook = await webhooks.last_handshake(db, connection)
    if shook is not None and shook >= since:
        return Handshake(shook)
    refused = await webhooks.refusals_since(db, connection, since)
    return refusal(refused[0].why, connection) if refused else None


def nothing_came(patience: timedelta, public_url: str) -> Problem:
    seconds = f"{patience.total_seconds():.0f} seconds"
    local = unreachable(public_url)
    if local is not None:
        return Problem("no_handshake", f"No handshake came in {seconds}. {local.what}", local.fix)
    return Problem(
        "no_handshake",
        f"No handshake came in {seconds}: Front has not reached {public_url}, or the webhook was "
        "not saved.",
        "Save the webhook in Front again and read what it says there. Check from outside that the "
        "address leads here (its /healthz answers), or let frontmate ask Front (--intake poll).",
    )


def refusal(why: str, connection: str) -> Problem:
    """What a webhook that was not believed means; `why` is the door's word."""
    what, fix = _REFUSALS.get(why, (f"A webhook came and was refused ({why}).", _LOOK_AGAIN))
    return Problem(why, what, fix.format(connection=connection))


_LOOK_AGAIN = "Save the webhook in Front once more, and look at the log if it comes again."
_REFUSALS = {
    "bad_signature": (
        "Front reached us, but the key is another one: the signature does not fit.",
        "Enter the key again: for an application it is the signing key in the app's basic "
        "information (not the OAuth secret, not the API token), for a rule the API secret of the "
        "Webhooks integration.",
    ),
    "wrong_kind": (
        "A webhook of the other kind came: an application's where a rule's key is saved, or the "
        "reverse.",
        "Say which kind it is (--kind application, or --kind rule) and enter that kind's key.",
    ),
    "wrong_company": (
        "A webhook with a good signature came, but from another company of yours.",
        "Save the webhook in the company that the token belongs to, or connect the other company "
        "under a name of its own.",
    ),
    "stale_timestamp": (
        "A webhook came whose time is more than five minutes off.",
        "Set this machine's clock right (NTP) and save the webhook in Front again.",
    ),
    "unknown_connection": (
        "A webhook came to a URL that names no connection.",
        "The URL in Front must end in /webhooks/front/{connection}.",
    ),
}
