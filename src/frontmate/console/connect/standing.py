"""Where a connection stands: its steps, which of them are done, and which comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from frontmate.console.connect.events import Listening, listening
from frontmate.console.connect.wording import MODES, STEPS
from frontmate.console.frame import Console
from frontmate.front import NEEDED, ScopeFinding, WebhookKind
from frontmate.setup import Kit, token, trial, workspaces
from frontmate.store import Source, audit, one_moment

_TEST_COUNTS_FOR = timedelta(days=7)
"""After that its message may be erased already, and nothing could be told of it."""


@dataclass(frozen=True)
class Step:
    key: str
    title: str
    address: str
    done: bool
    detail: str
    """How it was done, or what is still to do."""


@dataclass(frozen=True)
class Standing:
    """Everything that the pages of a connection show around their own matter."""

    overview: workspaces.Overview
    listening: Listening
    steps: tuple[Step, ...]
    made: audit.AuditEntry | None
    """Who connected it, and when; None for one that is older than the record."""
    company_name: str
    verdict: token.Verdict
    """What its token may not do, as it was checked last on the console."""
    test: trial.Trial | None
    """The last one, over or not; None where it was long ago."""
    look: trial.Look | None
    """How far the last test message is."""

    @property
    def name(self) -> str:
        return self.overview.workspace.id

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if not step.done), None)

    @property
    def company(self) -> str:
        id_ = self.overview.workspace.company
        return f"{self.company_name} ({id_})" if self.company_name else id_


async def standing(console: Console, kit: Kit, name: str) -> Standing | None:
    """None where there is no connection of that name, or no longer."""
    overview = await workspaces.overview(kit, name)
    if overview is None:
        return None
    async with one_moment(console.engine) as db:
        events = await listening(
            db, overview.workspace, console.clock(), console.product.public_url
        )
        noted = await _noted(db, name)
    opened = trial.opened(overview.workspace)
    tested = ""
    if opened is not None and opened.until < console.clock() - _TEST_COUNTS_FOR:
        tested, opened = f"Last tested on {opened.since:%Y-%m-%d}", None
    look = None if opened is None else await trial.look(kit, opened, trial.Patience())
    checked = noted.get("token_checked")
    return Standing(
        overview=overview,
        listening=events,
        steps=_steps(overview, events, "sources_chosen" in noted, look, tested),
        made=noted.get("connected"),
        company_name=str(checked.detail.get("company_name", "")) if checked else "",
        verdict=_verdict(checked),
        test=opened,
        look=look,
    )


async def _noted(db: AsyncConnection, name: str) -> Mapping[str, audit.AuditEntry]:
    """The newest entry of each kind, since the workspace was connected under this name."""
    found: dict[str, audit.AuditEntry] = {}
    for what in ("connected", "token_checked", "sources_chosen"):
        entries = await audit.entries(db, audit.Wanted(connection=name, what=(what,)), limit=1)
        made = found.get("connected")
        if entries and (made is None or entries[0].id >= made.id):
            found[what] = entries[0]
    return found


def _verdict(checked: audit.AuditEntry | None) -> token.Verdict:
    missing = checked.detail.get("missing") if checked else None
    names = missing if isinstance(missing, list) else []
    return token.judge_scopes(
        ScopeFinding(need, False, "") for need in NEEDED if need.scope in names
    )


def _steps(
    overview: workspaces.Overview,
    events: Listening,
    chose: bool,
    look: trial.Look | None,
    tested: str,
) -> tuple[Step, ...]:
    workspace, policy = overview.workspace, overview.policy
    used = [source for source in overview.sources if source.chosen]
    answered = look is not None and isinstance(look.end, trial.Answered)
    told: dict[str, tuple[bool, str]] = {
        "token": _of_token(overview),
        "teammate": (True, f"{workspace.ai_name} ({workspace.ai_teammate})"),
        "events": (events.done, _of_events(events)),
        "rules": _of_rules(overview),
        "knowledge": (bool(used) and (chose or overview.was_on), _of_knowledge(used)),
        "switch": (policy.enabled, "The AI answers" if policy.enabled else "It answers nobody"),
        "test": (answered or bool(tested), tested or _of_test(look)),
    }
    return tuple(
        Step(key, title, _address(workspace.id, key), *told[key]) for key, title in STEPS.items()
    )


def _address(name: str, step: str) -> str:
    """The master switch is on the connection's own page."""
    return f"/settings/connections/{name}" + ("#switch" if step == "switch" else f"/{step}")


def _of_token(overview: workspaces.Overview) -> tuple[bool, str]:
    there = "token" in overview.secrets
    return there, "Sealed, never shown" if there else "None entered: nothing works without it"


def _of_rules(overview: workspaces.Overview) -> tuple[bool, str]:
    policy = overview.policy
    inboxes = policy.allowed_inboxes
    where = "all inboxes" if inboxes is None else f"{len(inboxes)} of the inboxes"
    words = f"{MODES[policy.mode][0]}, {where}"
    return "rules" not in overview.missing, words


def _of_events(events: Listening) -> str:
    if events.trouble is not None:
        return events.trouble.what
    if events.polls:
        return "Front’s event list is read" if events.read_at else "Front’s event list is next"
    if events.kind is None:
        return "Webhook or event list: to be chosen"
    if events.hears or events.kind is WebhookKind.RULE:
        return "By rule webhook" if events.kind is WebhookKind.RULE else "By application webhook"
    return "Waiting for the webhook’s handshake"


def _of_knowledge(used: list[Source]) -> str:
    if not used:
        return "Nothing to answer from yet"
    troubled = sum(bool(source.problem) for source in used)
    words = f"{len(used)} source{'s' if len(used) != 1 else ''}"
    return f"{words}, {troubled} not readable" if troubled else words


def _of_test(look: trial.Look | None) -> str:
    if look is None:
        return "Write as a customer, and see the reply"
    if look.end is None:
        return "Your message is being followed"
    return "The answer was seen in Front" if isinstance(look.end, trial.Answered) else look.end.what
