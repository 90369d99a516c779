"""What is in the way of a connection, said so that an administrator can mend it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from frontmate.front import (
    Forbidden,
    FrontError,
    NotFound,
    RateLimited,
    Unauthorized,
    Unreachable,
)

_PERMISSIONS = "Front: Settings > Developers > API tokens"


@dataclass(frozen=True)
class Problem:
    """An expected obstacle. `word` is fixed, for programs; the sentences are for people."""

    word: str
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.what} {self.fix}"


def of_front(error: FrontError, api_url: str) -> Problem:
    """What a call to Front that did not succeed means for somebody who is connecting."""
    host = urlsplit(api_url).netloc or api_url
    match error:
        case Unauthorized():
            return Problem(
                "token_refused",
                "Front does not accept the token: it is wrong, or it was revoked.",
                f"Make a new one ({_PERMISSIONS}) and enter it.",
            )
        case Forbidden():
            return _forbidden(error)
        case NotFound():
            return Problem(
                "no_api",
                f"{host} answers, but it has no such call of Front's API.",
                "Check the API's address; it is https://api2.frontapp.com unless you use another.",
            )
        case RateLimited():
            return _too_many(error)
        case Unreachable():
            return _no_usable_answer(error, host)
    return Problem("front_refused", f"Front refused: {error}.", error.advice)


def _forbidden(error: Forbidden) -> Problem:
    if error.scope is None:
        return Problem(
            "forbidden",
            "Front knows the token and still refuses the very first call.",
            "Check that your plan includes the API and that the token has the namespaces Global "
            f"and Shared ({_PERMISSIONS}).",
        )
    return Problem(
        "scope_missing",
        f"The token lacks the permission {error.scope}.",
        f"Give it that permission ({_PERMISSIONS}) and check again.",
    )


def _too_many(error: RateLimited) -> Problem:
    wait = "a minute" if error.retry_after is None else f"{error.retry_after:.0f} seconds"
    return Problem(
        "rate_limited",
        "Your company has used up its requests at Front for now.",
        f"Wait {wait} and try again; other scripts and integrations share the same limit.",
    )


def _no_usable_answer(error: Unreachable, host: str) -> Problem:
    again = "Check the address and what lies between here and there, then try again."
    if error.status is not None:
        return Problem(
            "not_front",
            f"{host} answered {error.status}, and not in the way that Front does.",
            f"A proxy, a login page, or an outage at Front (its status page tells). {again}",
        )
    if error.__cause__ is None:
        return Problem(
            "not_front", f"What answers at {host} is not Front's API.", f"A login page? {again}"
        )
    if error.reached:
        return Problem("no_answer", f"{host} did not answer in time.", again)
    return Problem("unreachable", f"{host} cannot be reached from this machine.", again)
