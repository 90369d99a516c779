"""The first step of connecting: whose token it is, and what it may do (9.1)."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from frontmate.front import (
    NEEDED,
    Company,
    FrontClient,
    FrontError,
    Need,
    ScopeFinding,
    Use,
    findings,
)
from frontmate.setup.problem import Problem, of_front
from frontmate.setup.urls import has_login, is_own, read_url

_GO_ON_WITHOUT = {
    Use.DRAFTS: "no drafts: the mode draft cannot be chosen",
    Use.KNOWLEDGE: "no help centers of Front: a folder of Markdown can be used instead",
    Use.POLLING: "no polling: events come by webhook only, and a lost one stays lost",
    Use.TAGS: "no tag sync: it is switched off",
    Use.ATTACHMENTS: "attachments are not read: what needs them goes to people",
}
_CHOICE_ONLY = {"inboxes:read": "no choice of inboxes: the AI may answer in all of them"}


def unusable(api_url: str, token: str) -> Problem | None:
    """What is wrong with an address or a token before anybody is asked."""
    return _unusable_address(api_url) or _unusable_token(token.strip())


def _unusable_address(api_url: str) -> Problem | None:
    usual = "Leave it at https://api2.frontapp.com unless you know better."
    if has_login(api_url):
        what = "The API's address holds a name or a password: the token is all that Front takes."
        return Problem("bad_address", what, usual)
    url = read_url(api_url)
    if url is None or url.hostname is None or not url.hostname.isascii():
        return Problem("bad_address", "The API's address is not a URL.", usual)
    if url.scheme == "http" and not is_own(url.hostname):
        return Problem(
            "bad_address",
            f"{url.hostname} would be called by http: the token would cross the network readable.",
            "Enter its https address.",
        )
    return None


def _unusable_token(token: str) -> Problem | None:
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        return Problem(
            "bad_token",
            "That is no token: it is empty, or has spaces or signs that no token has.",
            "Copy it once more from Front (Settings > Developers > API tokens), whole and alone.",
        )
    return None


async def greet(client: FrontClient, api_url: str) -> Company | Problem:
    """The company that the token belongs to."""
    try:
        company = await client.company()
    except FrontError as error:
        return of_front(error, api_url)
    if not company.id.startswith("cmp_"):
        return Problem(
            "not_front",
            f"What answers at {urlsplit(api_url).netloc} names no company as Front does.",
            "Check the API's address.",
        )
    return company


async def check_scopes(
    client: FrontClient, api_url: str, needs: Sequence[Need] = NEEDED
) -> AsyncIterator[ScopeFinding | Problem]:
    """Each permission as it is tried; a Problem, and the end, once the token is refused."""
    try:
        async for finding in findings(client, needs):
            yield finding
    except FrontError as error:
        yield of_front(error, api_url)


@dataclass(frozen=True)
class Verdict:
    """What the missing permissions mean."""

    stops: tuple[ScopeFinding, ...]
    """Nothing works without these."""
    without: tuple[tuple[ScopeFinding, str], ...]
    """These only take something away; in words, what."""
    untold: tuple[ScopeFinding, ...]

    def lacks(self, use: Use) -> bool:
        return any(finding.need.use is use for finding, _ in self.without)

    def lacks_scope(self, scope: str) -> bool:
        named = (*self.stops, *(finding for finding, _ in self.without))
        return any(finding.scope == scope for finding in named)

    @property
    def problem(self) -> Problem | None:
        """The missing permissions without which nothing works, named."""
        if not self.stops:
            return None
        names = ", ".join(finding.scope for finding in self.stops)
        return Problem(
            "scope_missing",
            f"The token lacks {names}.",
            "Add what is missing in Front (Settings > Developers > API tokens) and check again.",
        )


def judge_scopes(found: Iterable[ScopeFinding]) -> Verdict:
    """Which missing permissions stop, and which only take something away."""
    found = tuple(found)
    missing = [finding for finding in found if finding.ok is False]
    words = {finding.scope: _goes_on(finding) for finding in missing}
    return Verdict(
        stops=tuple(finding for finding in missing if not words[finding.scope]),
        without=tuple((f, words[f.scope]) for f in missing if words[f.scope]),
        untold=tuple(finding for finding in found if finding.ok is None),
    )


def _goes_on(finding: ScopeFinding) -> str:
    by_use = _GO_ON_WITHOUT.get(finding.need.use, "")
    return by_use or _CHOICE_ONLY.get(finding.scope, "")
