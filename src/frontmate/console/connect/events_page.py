"""How Front's events come in: webhook with its key and handshake, or the event list instead."""

from starlette.requests import Request
from starlette.responses import Response

from frontmate.console.access import read_form
from frontmate.console.connect.shown import At, at
from frontmate.console.connect.wording import reworded
from frontmate.console.frame import Console, Person
from frontmate.front import Use, WebhookKind
from frontmate.setup import Problem, webhook, workspaces

_CANNOT_POLL = Problem(
    "scope_missing",
    "Front’s event list needs the permission events:*:read, which the token lacks.",
    "Add it in Front (Settings > Developers > API tokens) and check the token again, or use a "
    "webhook.",
)


async def show_events(console: Console, request: Request, person: Person) -> Response:
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    return await _show(here, _kind(request.query_params.get("kind", "")))


async def enter_key(console: Console, request: Request, person: Person) -> Response:
    """Seal the key. A connection that reads the event list goes on doing so for now."""
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    form = await read_form(request)
    kind = _kind(form.get("kind", "")) or WebhookKind.APPLICATION
    problem = webhook.unusable_key(form.get("key", ""), kind)
    if problem is not None:
        return await _show(here, kind, problem)
    await webhook.save_key(here.kit, here.name, kind, form["key"])
    return here.go("events", "key")


async def choose_intake(console: Console, request: Request, person: Person) -> Response:
    here = await at(console, request, person)
    if isinstance(here, Response):
        return here
    wanted = (await read_form(request)).get("intake", "")
    if wanted not in ("poll", "webhook"):
        return here.go("events")
    if wanted == "poll" and here.now.verdict.lacks(Use.POLLING):
        return await _show(here, None, _CANNOT_POLL)
    if wanted != here.now.listening.intake:
        await workspaces.change(here.kit, here.name, intake=wanted)
        await here.kit.settle()
    return here.go("events", wanted)


def _kind(word: str) -> WebhookKind | None:
    return WebhookKind(word) if word in set(WebhookKind) else None


async def _show(here: At, kind: WebhookKind | None, problem: Problem | None = None) -> Response:
    public_url = here.console.product.public_url
    hidden = webhook.unreachable(public_url)
    listening = here.now.listening
    return await here.show(
        "connect/events.html",
        status=200 if problem is None else 422,
        live=problem is None,
        problem=problem,
        kind=kind or listening.kind or WebhookKind.APPLICATION,
        url=webhook.url_of(public_url, here.name),
        events=webhook.EVENTS,
        hidden=None if hidden is None else reworded(hidden),
        asks_key=listening.key_since is None or problem is not None or kind is not None,
    )
