"""The first steps: whose token it is and what it may do, who the AI is, how Front tells us."""

from dataclasses import dataclass, field

from frontmate.cli.connect_at import At, StoppedError
from frontmate.cli.connect_given import API_URL
from frontmate.front import Company, FrontClient, Use
from frontmate.setup import Problem, teammates, token, webhook, workspaces
from frontmate.setup.teammates import Candidate


@dataclass(frozen=True)
class Entrance:
    """A token that Front accepts."""

    api_url: str
    token: str = field(repr=False)
    company: Company


async def enter(at: At, api_url: str | None = None) -> Entrance:
    """Ask for a token until one is accepted and may do enough. Raises StoppedError."""
    address = at.given.api_url or api_url or API_URL
    given = at.given.token
    at.talk.head("API token (Front: Settings > Developers > API tokens)")
    while True:
        entered = given or await at.talk.secret("Token", "--token-file")
        problem = token.unusable(address, entered)
        if problem is None:
            found = await _look(at, address, entered)
            if isinstance(found, Company):
                return Entrance(address, entered, found)
            problem = found
        if given is not None and problem.word in ("token_refused", "bad_token"):
            given = None  # somebody may type a better one
        await at.may_mend(problem)


async def _look(at: At, address: str, entered: str) -> Company | Problem:
    async with at.kit.front(address, entered) as client:
        company = await token.greet(client, address)
        if isinstance(company, Problem):
            return company
        at.talk.good(f"{company.name or 'A company without a name'} ({company.id})")
        missing = await _check_scopes(at, client, address)
    if missing is None or at.given.accept_missing:
        return company
    if missing.word == "scope_missing" and not at.talk.unattended:
        at.talk.problem(missing)
        if await at.talk.yes("Go on all the same?", False, "--accept-missing"):
            return company
    return missing


async def _check_scopes(at: At, client: FrontClient, address: str) -> Problem | None:
    """Each permission as it is found."""
    at.talk.say("  Its permissions, one call each:")
    found = []
    async for finding in token.check_scopes(client, address):
        if isinstance(finding, Problem):
            return finding
        found.append(finding)
        if finding.ok:
            at.talk.good(finding.scope)
        elif finding.ok is None:
            at.talk.unsure(f"{finding.scope}: {finding.why}")
        else:
            at.talk.bad(f"{finding.scope} is missing. {finding.breaks}")
    at.verdict = token.judge_scopes(found)
    for finding, without in at.verdict.without:
        at.talk.say(f"    Without {finding.scope}: {without}.")
    return at.verdict.problem


async def choose_teammate(at: At, client: FrontClient, api_url: str) -> Candidate:
    """Whom customers will read as the writer. Raises StoppedError."""
    at.talk.head("AI teammate")
    while True:
        among = await teammates.candidates(client, api_url)
        if isinstance(among, Problem):
            await at.may_mend(among, "Look again?")
            continue
        picked = await _pick(at, among)
        if isinstance(picked, Problem):
            await at.may_mend(picked, "Look again?")
            continue
        if picked.warning:
            at.talk.unsure(f"Note: {picked.warning}.")
        blocked = picked.blocked and not at.talk.unattended
        if blocked and not await at.talk.yes("Take it all the same?", False, "--ai-teammate"):
            continue
        at.talk.good(f"The AI writes as {picked.name} ({picked.id})")
        return picked


async def _pick(at: At, among: tuple[Candidate, ...]) -> Candidate | Problem:
    if at.given.ai_teammate is not None and at.talk.unattended:
        return teammates.pick(at.given.ai_teammate, among)
    if at.given.ai_teammate is not None:
        found = teammates.pick(at.given.ai_teammate, among)
        if isinstance(found, Candidate):
            return found
        at.talk.problem(found)
    lines = [_line(one) for one in among]
    none = f"None of these: {teammates.NOBODY.fix}"
    number = await at.talk.one_of("Which one is the AI?", [*lines, none], None, "--ai-teammate")
    return among[number] if number < len(among) else teammates.NOBODY


def _line(one: Candidate) -> str:
    kind = "a seat for a person" if one.type == "user" else f"a bot ({one.type})"
    blocked = ", blocked" if one.blocked else ""
    return f"{one.name} <{one.email}>, {kind}{blocked}"


async def choose_intake(at: At) -> str:
    """`webhook`, or `poll` where Front cannot reach us. Raises StoppedError."""
    lacks_events = at.verdict is not None and at.verdict.lacks(Use.POLLING)
    if at.given.intake is not None:
        if at.given.intake == "poll" and lacks_events:
            raise StoppedError(_CANNOT_POLL)
        return at.given.intake
    at.talk.head("How Front's events reach frontmate")
    hidden = webhook.unreachable(at.public_url)
    if hidden is not None:
        at.talk.unsure(hidden.what)
    choices = [
        f"webhook: Front calls {webhook.url_of(at.public_url, at.name)}; quickest",
        "poll: frontmate reads Front's event list; works behind any firewall, a little slower",
    ]
    likely = 1 if hidden is not None and not lacks_events and at.given.key is None else 0
    if await at.talk.one_of("Which way?", choices, likely, "--intake") == 0:
        return "webhook"
    if lacks_events:
        at.talk.problem(_CANNOT_POLL)
        return await choose_intake(at)
    return "poll"


_CANNOT_POLL = Problem(
    "scope_missing",
    "Polling needs the permission events:*:read, which the token lacks.",
    "Add it in Front (Settings > Developers > API tokens), or use webhooks.",
)


async def save(
    at: At, entrance: Entrance, ai: Candidate, intake: str, requests_per_minute: int = 50
) -> None:
    """From here on the connection is there, and switched off until all has been chosen."""
    wanted = workspaces.Wanted(
        name=at.name,
        api_url=entrance.api_url,
        token=entrance.token,
        company=entrance.company,
        ai=ai,
        intake=intake,
        requests_per_minute=at.given.requests_per_minute or requests_per_minute,
    )
    problem = await workspaces.save(at.kit, wanted)
    if problem is not None:
        raise StoppedError(problem)
    at.talk.good(f"Saved as “{at.name}”; the token is sealed and will not be shown again")
