"""Whether Front can be reached with this token, and what it lets us do."""

from collections.abc import AsyncIterator

from frontmate.front import Forbidden, RateLimited, Refused, ScopeFinding, Unauthorized, Unreachable
from frontmate.setup.checks.finding import CannotTell, Seen, bad, counted, ok, remark, warn
from frontmate.setup.checks.front_facts import known
from frontmate.setup.checks.patient import Patient
from frontmate.store import checkups

MOST_SKEW = 60.0
"""Seconds. The door refuses webhooks whose timestamp is more than five minutes off (facts 2.1)."""
_PAYMENT_REQUIRED = 402


async def readable(p: Patient) -> AsyncIterator[Seen]:
    if p.unreadable:
        yield bad(
            f"what is stored of this workspace cannot be read ({p.unreadable})",
            "See `database_migrated` and `versions`: a newer version may have written it. Else "
            "report it.",
        )
    else:
        yield ok("policy, secrets and sources can be read")


async def token(p: Patient) -> AsyncIterator[Seen]:
    create = (
        "Create an API token in Front (Settings > Developers > API tokens) and enter it with "
        "`frontmate connect`."
    )
    if "token" not in p.secrets:
        yield bad("no token is stored for this workspace", create)
        return
    if p.unfit:
        yield bad(f"no call can be made: {remark(p.unfit)}", create)
        return
    company = p.front.company
    if isinstance(company, Unauthorized):
        yield bad("Front does not know it (401): it was revoked, or is not whole", create)
    else:
        known(company)
        yield ok("Front takes it")


async def front_reachable(p: Patient) -> AsyncIterator[Seen]:
    company = p.front.company
    if isinstance(company, Unreachable):
        yield bad(
            remark(str(company)),
            "Check that this machine reaches api2.frontapp.com on port 443 (a proxy? a firewall?), "
            "and Front's status page.",
        )
        return
    if isinstance(company, RateLimited):
        known(company)
    yield ok("it answers")


async def plan(p: Patient) -> AsyncIterator[Seen]:
    company = p.front.company
    unpaid = isinstance(company, Refused) and company.status == _PAYMENT_REQUIRED
    if isinstance(company, Forbidden | Refused) and (unpaid or isinstance(company, Forbidden)):
        yield bad(
            f"Front refuses even `GET /me` ({company.status}), which needs no permission: the plan "
            "has no API, or API access is switched off",
            "Ask Front which plan has the API, or have an admin allow it (Settings > Developers).",
        )
    else:
        known(company)
        yield ok("it has the API")


async def company(p: Patient) -> AsyncIterator[Seen]:
    found = known(p.front.company)
    if found.id == p.connection.company:
        yield ok(f"the token belongs to {found.id}")
        return
    yield bad(
        f"the token belongs to {found.id}, this workspace was connected as {p.connection.company}",
        "Enter a token of the right company, or connect the other one under a name of its own.",
        (found.id, p.connection.company),
    )


async def scopes(p: Patient) -> AsyncIterator[Seen]:
    found = known(p.front.scopes)
    missing = [one for one in found if one.ok is False]
    for one in missing:
        yield _without(one)
    unsure = [one.scope for one in found if one.ok is None]
    if unsure:
        raise CannotTell(f"it could not be told for {', '.join(unsure)}")
    if not missing:
        yield ok(f"all {len(found)} that are needed are there")


def _without(one: ScopeFinding) -> Seen:
    return bad(
        f"{one.scope} is missing. {one.breaks}",
        f"Give the token {one.scope} in Front (Settings > Developers > API tokens); a token that "
        "was changed stays valid.",
        (one.scope,),
    )


async def clock_skew(p: Patient) -> AsyncIterator[Seen]:
    skew = p.front.heard.skew
    if skew is None:
        raise CannotTell("no answer of Front's named a time")
    told = f"our clock is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} Front's"
    if abs(skew) > MOST_SKEW:
        fix = "Let the machine set its clock by the net (NTP), then start frontmate again."
        yield bad(told, fix)
    else:
        yield ok(told)


async def front_errors(p: Patient) -> AsyncIterator[Seen]:
    calls, failed = await p.read(checkups.failing_calls, p.id, p.since(hours=1))
    errors = {status: number for status, number in failed.items() if status != 429}
    total = sum(errors.values())
    told = f"{total} of {counted(calls, 'call')} in the last hour came to nothing"
    if total and total * 20 >= calls:
        by_status = ", ".join(f"{s or 'no answer'}: {n}" for s, n in errors.items())
        yield warn(
            f"{told} ({by_status})",
            "Look at Front's status page. Nothing is lost: calls are made again, and what was in "
            "doubt is looked up.",
        )
    else:
        yield ok(told)
