"""/healthz: the process lives. /readyz: it can work. For whoever watches it, without a login."""

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontmate import store
from frontmate.app.clock import utc_now
from frontmate.app.leaving import Leaving
from frontmate.app.roster import Roster

_LEAVING: dict[str, object] = {"ok": False, "why": "this process has been told to stop"}


def health_routes(engine: AsyncEngine, roster: Roster, leaving: Leaving) -> list[Route]:
    async def alive(_: Request) -> Response:
        return JSONResponse({"ok": True})

    async def ready(request: Request) -> Response:
        # `?workers=0`: for whoever shares out requests; webhooks are taken while nobody works.
        least = 0 if request.query_params.get("workers") == "0" else 1
        found = _LEAVING if leaving.begun else await _readiness(engine, roster, least)
        return JSONResponse(found, status_code=200 if found["ok"] else 503)

    return [Route("/healthz", alive), Route("/readyz", ready)]


async def _readiness(engine: AsyncEngine, roster: Roster, least: int) -> dict[str, object]:
    """`ok` needs the database and `least` workers. The rest only tells: a webhook's age, since
    nights are quiet, whether it is silent, and how far the reading of Front's event list is behind
    (10.3)."""
    now = utc_now()
    try:
        async with engine.begin() as db:
            alive = await store.processes.alive(db, now - store.processes.ALIVE_WITHIN)
            newest = {
                name: await store.webhooks.last_delivery(db, name, "webhook")
                for name in roster.gates
            }
            events = store.cursors.EVENTS
            lists = {name: await store.cursors.get(db, name, events) for name in roster.gates}
            silent = [one.connection for one in await store.webhook_silences.all_of(db)]
    except (SQLAlchemyError, OSError):
        return {"ok": False, "database": False, "why": "the database cannot be reached"}
    workers = [process for process in alive if process.works]
    ages = {name: round((now - at).total_seconds()) if at else None for name, at in newest.items()}
    found: dict[str, object] = {
        "ok": len(workers) >= least,
        "database": True,
        "workers": len(workers),
        "webhook_age_seconds": ages,
        "webhook_silent": silent,
        "event_list_lag_seconds": {
            name: None if cursor is None else round(cursor.lag(now))
            for name, cursor in lists.items()
        },
    }
    if not workers:
        found["why"] = "no worker is running: start `frontmate run` or `frontmate work`"
    return found
