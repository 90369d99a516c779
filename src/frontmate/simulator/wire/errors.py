"""Refusals in Front's form: `{"_error": {status, title, message, details?}}`."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

_TITLES = {401: "Unauthenticated", 429: "Rate limit exceeded"}


class ApiError(Exception):
    """A request that is refused."""

    def __init__(self, status: int, message: str, *details: str) -> None:
        super().__init__(message)
        self.status, self.message, self.details = status, message, details


class MergedError(Exception):
    """The conversation lives on as another one, on every verb."""

    def __init__(self, survivor: str) -> None:
        super().__init__(survivor)
        self.survivor = survivor


def phrase_of(status: int) -> str:
    """Also for those that only proxies know (520 …)."""
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Error"


def error_response(
    status: int, message: str, details: tuple[str, ...] = (), headers: dict[str, str] | None = None
) -> JSONResponse:
    error: dict[str, object] = {
        "status": status,
        "title": _TITLES.get(status) or phrase_of(status),
        "message": message,
    }
    if details:
        error["details"] = list(details)
    return JSONResponse({"_error": error}, status, headers=headers)


def refused(request: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    assert isinstance(error, ApiError)
    return error_response(error.status, error.message, error.details)


def not_routed(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = f"{request.method} {request.url.path}: {error.detail}"
    headers = dict(error.headers or {})
    return error_response(error.status_code, message, headers=headers)
