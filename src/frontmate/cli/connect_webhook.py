"""The webhook step: what to click in Front, the key, and the handshake as it is seen."""

from datetime import datetime, timedelta

from frontmate.cli.connect_access import choose_intake
from frontmate.cli.connect_at import At, StoppedError
from frontmate.front import WebhookKind
from frontmate.setup import Problem, webhook, workspaces

_USUAL = timedelta(seconds=120)
_KINDS = (WebhookKind.APPLICATION, WebhookKind.RULE)


async def set_up_webhook(at: At, intake: str) -> str:
    """How events come in once this is done. Nothing to do where frontmate asks Front itself.

    Raises StoppedError.
    """
    if intake == "poll":
        at.talk.head("Events")
        at.talk.good("Front's event list is read; no webhook is needed")
        return "poll"
    at.talk.head("Webhook")
    kind = await _choose_kind(at)
    _explain(at, kind)
    since = await _enter_key(at, kind)
    if kind is WebhookKind.RULE:
        at.talk.say("  Rule webhooks shake no hands: the test message will show that it works.")
        return "webhook"
    if at.given.skip_handshake:
        return "webhook"
    return await _see_handshake(at, kind, since)


async def change_intake(at: At) -> None:
    """For a connection that is there: another way in, another kind, another key."""
    now = (await at.overview()).workspace.intake
    if at.talk.unattended and at.given.intake is None:
        intake = "webhook" if at.given.key or at.given.kind else now
    else:
        intake = await choose_intake(at)
    if intake == "poll" and now != "poll":
        await workspaces.change(at.kit, at.name, intake="poll")
    # Whoever polls goes on polling until the webhook is known to come.
    seen = await set_up_webhook(at, intake)
    if seen == "webhook" and now != "webhook":
        await workspaces.change(at.kit, at.name, intake="webhook")


async def _choose_kind(at: At) -> WebhookKind:
    if at.given.kind is not None:
        return at.given.kind
    choices = [
        "application: signed best, tried again when it fails; Front recommends it",
        "rule: of one inbox, also a private one; never tried again",
    ]
    return _KINDS[await at.talk.one_of("Which kind?", choices, 0, "--kind")]


def _explain(at: At, kind: WebhookKind) -> None:
    url = webhook.url_of(at.public_url, at.name)
    hidden = webhook.unreachable(at.public_url)
    if hidden is not None:
        at.talk.unsure(f"{hidden.what} {hidden.fix}")
    if kind is WebhookKind.APPLICATION:
        at.talk.say("  In Front: Settings > Developers > your app > Features > Webhooks.")
        at.talk.say(f"  URL:     {url}")
        at.talk.say(f"  Events:  {', '.join(webhook.EVENTS)}")
        at.talk.say("  Do not save it in Front yet: Front checks the key at once.")
        return
    at.talk.say("  In Front: Settings > Rules > a rule on inbound messages > Send to a webhook.")
    at.talk.say(f"  URL:     {url}")
    at.talk.say("  Choose “Send full event data”.")


async def _enter_key(at: At, kind: WebhookKind, *, anew: bool = False) -> datetime:
    asked = {
        WebhookKind.APPLICATION: (
            "Signing key (the app's basic information)",
            "--signing-key-file",
        ),
        WebhookKind.RULE: ("API secret (Settings > Integrations > Webhooks)", "--rule-secret-file"),
    }
    question, option = asked[kind]
    given = None if anew else at.given.key
    while True:
        key = given or await at.talk.secret(question, option)
        problem = webhook.unusable_key(key, kind)
        if problem is None:
            since = await webhook.save_key(at.kit, at.name, kind, key)
            at.talk.good("The key is sealed and will not be shown again")
            return since
        given = None
        await at.may_mend(problem)


async def _see_handshake(at: At, kind: WebhookKind, since: datetime) -> str:
    patience = _USUAL if at.given.wait is None else timedelta(seconds=at.given.wait)
    while True:
        at.talk.say("  Now save the webhook in Front; waiting for its handshake …")
        seen = await webhook.wait_for_handshake(at.kit, at.name, since, patience, at.public_url)
        if isinstance(seen, webhook.Handshake):
            at.talk.good(f"Handshake seen at {seen.at:%H:%M:%S} UTC: URL and key are right")
            return "webhook"
        if at.talk.unattended:
            raise StoppedError(seen)
        at.talk.problem(seen)
        again = await _what_now(at, seen)
        if again == "key":
            since = await _enter_key(at, kind, anew=True)
        elif again == "wait":
            since = at.kit.clock()
        else:
            return "poll" if again == "poll" else "webhook"


async def _what_now(at: At, problem: Problem) -> str:
    ways = {
        "wait": "Wait for it again",
        "key": "Enter the key again",
        "poll": "Let frontmate read Front's event list instead (poll)",
        "skip": "Go on without having seen it",
    }
    likely = 1 if problem.word == "bad_signature" else 0
    number = await at.talk.one_of("What now?", list(ways.values()), likely, "")
    way = list(ways)[number]
    if way == "poll":
        await workspaces.change(at.kit, at.name, intake="poll")
        at.talk.good("Front's event list is read from now on")
    return way
