"""Lists in Front's form: `_results`, and `_pagination.next` as a full URL or null."""

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from frontmate.simulator.shapes import Json
from frontmate.simulator.wire.errors import ApiError


def whole_list(base_url: str, path: str, results: list[Json | None]) -> Json:
    return {"_links": {"self": base_url + path}, "_results": results}


def one_page(
    request: Request,
    base_url: str,
    items: Sequence[Any],
    render: Callable[[Any], Json],
    *,
    default: int = 50,
    maximum: int = 100,
) -> Json:
    """The page that `limit` and `page_token` ask for.

    The token stands for an offset, so that pages shift when something new comes in at the top, as
    Front warns for its event list.
    """
    limit = _limit(request, default, maximum)
    start = _offset(request.query_params.get("page_token"))
    chosen = items[start : start + limit]
    following = None
    if start + limit < len(items):
        query = [(k, v) for k, v in request.query_params.multi_items() if k != "page_token"]
        query.append(("page_token", _token(start + limit)))
        following = f"{base_url}{request.url.path}?{urlencode(query)}"
    return {
        "_pagination": {"next": following},
        "_links": {"self": base_url + request.url.path},
        "_results": [render(item) for item in chosen],
    }


def ordered(request: Request, newest_first: Sequence[Any]) -> Sequence[Any]:
    """In the direction asked for; `created_at` is all that these lists can be sorted by."""
    if request.query_params.get("sort_by", "created_at") != "created_at":
        raise ApiError(400, "Query did not pass validation", "sort_by: created_at expected")
    order = request.query_params.get("sort_order", "desc")
    if order not in {"asc", "desc"}:
        raise ApiError(400, "Query did not pass validation", "sort_order: asc or desc expected")
    return newest_first if order == "desc" else list(reversed(newest_first))


def query_list(request: Request, name: str) -> list[str]:
    """`q[name][]=a&q[name][]=b`, with or without an index between the brackets."""
    pattern = re.compile(rf"q\[{re.escape(name)}\](\[\d*\])?")
    return [v for k, v in request.query_params.multi_items() if pattern.fullmatch(k)]


def query_number(request: Request, name: str) -> float | None:
    given = query_list(request, name)
    if not given:
        return None
    try:
        return float(given[-1])
    except ValueError as error:
        detail = f"q[{name}]: seconds expected"
        raise ApiError(400, "Query did not pass validation", detail) from error


def _limit(request: Request, default: int, maximum: int) -> int:
    given = request.query_params.get("limit")
    if given is None:
        return default
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= 100:
        raise ApiError(400, "Query did not pass validation", "limit: 1 to 100 expected")
    return min(int(given), maximum)


def _token(offset: int) -> str:
    return base64.urlsafe_b64encode(f"from:{offset}".encode()).decode().rstrip("=")


def _offset(token: str | None) -> int:
    if token is None:
        return 0
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
        return int(text.removeprefix("from:"))
    except (ValueError, binascii.Error) as error:
        raise ApiError(400, "Query did not pass validation", "page_token: unknown") from error
